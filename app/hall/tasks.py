"""Whose task a case is: each sees and changes only what is theirs to do."""

from collections.abc import Collection
from dataclasses import dataclass

from app.hall.complaint import RETURN, Complaint
from app.hall.matters import FollowUp, WorkOrder
from app.hall.plan import Plan
from app.hall.state import Hall

OVER_ALL = frozenset({"duty-manager", "hall-manager", "administrator"})
DUTIES = frozenset({"complaint-clerk", "department-clerk", "customer-supervisor", "follow-up-agent"})


@dataclass(frozen=True, slots=True)
class Tasks:
    """`every`: those of all. `departments`: whose work orders one answers."""

    every: bool = False
    clerk: bool = False
    supervisor: bool = False
    agent: bool = False
    accounts: bool = False
    departments: tuple[str, ...] = ()

    def sees(self, case: Complaint) -> bool:
        """A department sees a case as long as its order is open; a clerk until the supervisor has it."""
        if self.every or (self.clerk and not case.supervised) or (self.supervisor and case.supervised):
            return True
        return (self.agent and case.stage == "archived") or (case.order is not None and case.department in self.departments)

    def handles(self, case: Complaint) -> bool:
        """Whether one may bring the case on: the clerk's until the customer was not satisfied, then the supervisor's."""
        return self.every or (self.supervisor if case.supervised else self.clerk)

    def answers(self, order: WorkOrder) -> bool:
        if self.every:
            return True
        return order.department in self.departments if order.department is not None else self.supervisor

    def calls(self, hall: Hall, promise: FollowUp) -> bool:
        """Return calls are the agent's, the reply is whoever's case it is, the rest is the account manager's or the agent's."""
        if self.every or self.agent:
            return True
        case = hall.complaints.get(promise.complaint or "")
        return self.accounts if case is None else promise.what != RETURN and self.handles(case)


def tasks(plan: Plan, role: str, staff: str | None, duties: Collection[str]) -> Tasks:
    """By the duties of whoever has signed in; a manager's or a program's token has all. A department in which nobody is named is
    every department clerk's."""
    every = not OVER_ALL.isdisjoint(duties) or (staff is None and role in ("manager", "integration", "all"))
    mine = tuple(
        one.id for one in plan.complaints.departments if "department-clerk" in duties and (not one.people or staff in one.people)
    )
    return Tasks(
        every,
        "complaint-clerk" in duties,
        "customer-supervisor" in duties,
        "follow-up-agent" in duties,
        "account-manager" in duties,
        mine,
    )

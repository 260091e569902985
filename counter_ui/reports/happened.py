"""What happened on a day, a line each, with what it is about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

from app.hall import events
from app.hall.day import local
from app.hall.events import Fact
from app.hall.state import Hall
from counter_ui.manager.names import code_name, place_name
from counter_ui.reports.names import Names
from shared_ui.sentences import label, say


@dataclass(frozen=True, slots=True)
class Line:
    """`complaint`: the case that it belongs to."""

    at: str
    text: str
    kind: str
    complaint: str | None = None


def happened(hall: Hall, names: Names, facts: Iterable[Fact]) -> Iterator[Line]:
    teller = _Teller(hall, names)
    for fact in facts:
        wall = local(hall.plan, fact.at)
        text = teller.told(fact)
        yield Line(f"{wall:%H:%M}", text[:1].upper() + text[1:], type(fact).__name__, getattr(fact, "complaint", None))


class _Teller:
    def __init__(self, hall: Hall, names: Names) -> None:
        self._hall, self._names, self._language = hall, names, names.language

    def _say(self, key: str, **fields: object) -> str:
        return say(self._language, f"day.happened.{key}", **fields)

    def _counter(self, counter: int) -> str:
        return self._names.one("counter", str(counter))

    def _department(self, id: str | None) -> str:
        return self._names.one("department", id or "")

    @singledispatchmethod
    def told(self, fact: Any) -> str:
        raise TypeError(f"nothing is said of {type(fact).__name__}")

    @told.register
    def _(self, fact: events.TicketCalled) -> str:
        reason = label(self._language, "clerk.reason", fact.reason or "other")
        told = {"counter": self._counter(fact.counter), "number": fact.number, "reason": reason, "passed": len(fact.passed)}
        return self._say("jump", **told)

    @told.register
    def _(self, fact: events.ManagerPaged) -> str:
        place = place_name(self._hall.plan, self._language, fact.post, fact.counter)
        return self._say("page", place=place, reason=code_name(self._hall, self._language, "manager.reason", fact.reason))

    @told.register
    def _(self, fact: events.ComplaintRecorded) -> str:
        about, severity = self._names.one("about", fact.about), self._names.one("severity", fact.severity)
        return self._say("complaint", about=about, severity=severity)

    @told.register
    def _(self, fact: events.WorkOrderOverdue) -> str:
        return self._say("overdue", department=self._department(fact.department))

    @told.register
    def _(self, fact: events.WorkOrderAnswered) -> str:
        return self._say("answered_late", department=self._department(fact.department), took=self._names.lasting(fact.took))

    @told.register
    def _(self, fact: events.CounterAssigned) -> str:
        services = self._hall.plan.service
        named = [services[one].name.in_(self._language) for one in fact.services or () if one in services]
        told = say(self._language, "spoken.list").join(named)
        return self._say("assigned" if told else "assigned_back", counter=self._counter(fact.counter), services=told)

    @told.register
    def _(self, fact: events.SystemFailed) -> str:
        return self._say("fault", counter=self._counter(fact.counter))

    @told.register
    def _(self, fact: events.SystemRecovered) -> str:
        return self._say("fault_over", counter=self._counter(fact.counter), lasted=self._names.lasting(fact.lasted))

    @told.register
    def _(self, fact: events.PostEmpty) -> str:
        return self._say("empty", post=place_name(self._hall.plan, self._language, fact.post))

    @told.register
    def _(self, fact: events.NoticeSet) -> str:
        return self._say("notice", text=fact.text.in_(self._language) if fact.text else "")

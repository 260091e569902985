"""What each may see of a hall's events: nobody hears on the stream what they may not ask for."""

from dataclasses import dataclass

from app.accounts import ALL, Principal
from app.hall.events import Fact
from app.rights import JUDGES, OVERSEERS, Row

PUBLIC = ("kiosk", "display")
"""Roles whose screens customers see: they learn nothing of a ticket's level."""
FOR_ALL = (
    *("DayBegan", "TicketTaken", "TicketCalled", "TicketRecalled", "ServiceStarted", "ServiceFinished", "TicketMissed"),
    *("TicketRejoined", "TicketLetPass", "TicketHeld", "HoldEnded", "TicketResumed", "TicketTransferred", "ServiceChanged"),
    *("TicketCancelled", "TicketExpired", "CounterOpened", "CounterPaused", "CounterClosed", "LegBegan", "NoticeSet"),
)
"""Events that public screens may see; of the others they get the `seq` only."""
STAFF_ONLY = (
    *("level", "due", "by", "waited", "passed", "why", "reason", "staff", "language", "outcome", "until", "kiosk"),
    "plan",
)
"""Fields that public screens don't see."""
JUDGED = (
    *("ServiceRated", "PatrolSeen", "VisitEntered", "InspectionEntered", "QuestionnaireSet"),
    *("SurveyOpened", "SurveyClosed"),
)
"""Events for those alone who may read the log: a mystery customer is not to be known, and nobody is judged aloud."""


@dataclass(frozen=True, slots=True)
class Sight:
    """`public`: on a customers' screen. `cases`: complaints and bulletins too. `whole`: all that the log has."""

    public: bool = False
    cases: bool = True
    whole: bool = True

    def sees(self, fact: Fact) -> bool:
        kind = type(fact).__name__
        if (self.public and kind not in FOR_ALL) or (not self.whole and kind in JUDGED):
            return False
        return self.cases or not (kind == "BulletinSaved" or getattr(fact, "complaint", None) is not None)

    def shows(self, field: str) -> bool:
        return not (self.public and field in STAFF_ONLY) and (self.whole or field != "plan")


EVERYTHING = Sight()


def sight_of(principal: Principal) -> Sight:
    def may(row: Row) -> bool:
        return principal.role == ALL or row.lets(principal.role, principal.duties)

    return Sight(principal.role in PUBLIC, may(OVERSEERS), may(JUDGES))

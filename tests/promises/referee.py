"""What the log says, held against the promises: each fact is looked at as it stands, by the words of the design."""

from collections import Counter
from collections.abc import Sequence

from app.hall import events
from app.hall.events import Fact
from app.hall.plan import Plan
from tests.hall.model import Desk, Model, Slip

LEADS_TO: dict[type[Fact], str] = {
    events.ServiceStarted: "serving",
    events.TicketHeld: "held",
    events.HoldEnded: "waiting",
    events.TicketTransferred: "waiting",
    events.TicketRejoined: "waiting",
    events.ServiceFinished: "done",
    events.TicketMissed: "missed",
    events.TicketCancelled: "cancelled",
    events.TicketExpired: "expired",
}
"""What else becomes of a ticket than that it is taken or called."""
COUNTER: dict[type[Fact], str] = {
    events.CounterOpened: "open",
    events.CounterPaused: "paused",
    events.CounterClosed: "closed",
}
FROM: dict[str, tuple[str, ...]] = {
    "serving": ("called",),
    "held": ("called", "serving"),
    "waiting": ("held", "called", "serving", "missed"),
    "done": ("serving",),
    "missed": ("called",),
    "cancelled": ("waiting", "held", "called", "serving"),
    "expired": ("waiting", "held", "missed"),
}


class Referee:
    """`wrong`: every breach of a promise, in a sentence. `model` is the hall as the facts tell of it."""

    def __init__(self, plan: Plan) -> None:
        self.model = Model(plan)
        self.wrong: list[str] = []
        self.issued: Counter[tuple[str, str]] = Counter()
        self.calls: dict[str, int] = {}
        """Each call's id, and the seq of its fact."""
        self.seq = 0

    def read(self, facts: Sequence[Fact]) -> "Referee":
        for fact in facts:
            self.seq += 1
            self.model.now = max(self.model.now, fact.at)
            self._look(fact)
        return self

    def need(self, holds: bool, sentence: str) -> None:
        if not holds:
            self.wrong.append(f"fact {self.seq}: {sentence}")

    def _look(self, fact: Fact) -> None:
        match fact:
            case events.DayBegan():
                self.need(fact.day > self.model.day, "a day began again")
                self.model.day = fact.day
                for desk in self.model.desks.values():
                    desk.services = desk.first = None
            case events.HallSet():
                self.model.plan = fact.plan
                for counter in fact.plan.counters:
                    self.model.desks.setdefault(counter.number, Desk())
            case events.CounterAssigned():
                desk = self.model.desks[fact.counter]
                desk.services, desk.first = fact.services, fact.first
            case events.TicketTaken():
                self._taken(fact)
            case events.TicketCalled():
                self._called(fact)
            case events.TicketResumed():
                self._comes(fact.day, fact.number, fact.counter, fact.call, "held")
            case events.TicketRecalled():
                self._announced(fact.call)
            case events.ServiceChanged():
                self._slip(fact.day, fact.number).service = fact.service
            case events.TicketLetPass():
                slip = self._slip(fact.day, fact.number)
                slip.due, slip.let_pass, slip.moved = fact.due, slip.let_pass + fact.passed, True
            case _ if type(fact) in LEADS_TO:
                assert isinstance(fact, events.OfTicket)
                self._becomes(fact, LEADS_TO[type(fact)])
            case _ if type(fact) in COUNTER:
                assert isinstance(fact, events.OfCounter)
                self._counter(fact.counter, COUNTER[type(fact)])
            case _:
                pass

    def _slip(self, day: str, number: str) -> Slip:
        return next(slip for slip in self.model.slips if (slip.day, slip.number) == (day, number))

    def _taken(self, fact: events.TicketTaken) -> None:
        letter = fact.number[0]
        self.issued[fact.day, letter] += 1
        self.need(fact.number == f"{letter}{self.issued[fact.day, letter]:03}", f"{fact.number} is not the next number")
        self.need(fact.day == self.model.day, f"{fact.number} is of another day")
        self.need(fact.due == fact.at + self.model.promise(fact.level), f"{fact.number} is due at another time than promised")
        self.model.slips.append(Slip(fact.number, fact.day, fact.service, fact.level, fact.at, fact.due))

    def _called(self, fact: events.TicketCalled) -> None:
        by_rule = self.model.next_of(fact.counter, self.model.queue(fact.counter))
        right = by_rule is not None and (by_rule.day, by_rule.number) == (fact.day, fact.number)
        named = by_rule and by_rule.number
        self.need(fact.why == "chosen" or right, f"{fact.number} was called, and the rule names {named}")
        self._comes(fact.day, fact.number, fact.counter, fact.call, "waiting")

    def _comes(self, day: str, number: str, counter: int, call: str, before: str) -> None:
        slip, other = self._slip(day, number), self.model.in_hand(counter)
        self.need(slip.state == before, f"{number} was called and is {slip.state}, at counter {slip.at}")
        self.need(other is None, f"counter {counter} called {number} and has {other and other.number}")
        self.model.come(counter, slip)
        self._announced(call)

    def _announced(self, call: str) -> None:
        self.need(call not in self.calls, f"two calls are named {call}")
        self.calls[call] = self.seq

    def _becomes(self, fact: events.OfTicket, state: str) -> None:
        slip = self._slip(fact.day, fact.number)
        self.need(slip.state in FROM[state], f"{fact.number} was {slip.state} and became {state}")
        slip.state = state
        if state != "serving":
            slip.at = slip.only = None
        if isinstance(fact, events.TicketTransferred):
            slip.service, slip.due, slip.only = fact.service, fact.due, fact.to_counter
        if isinstance(fact, events.TicketRejoined):
            slip.due = fact.due

    def _counter(self, counter: int, state: str) -> None:
        self.need(
            state == "open" or self.model.in_hand(counter) is None, f"counter {counter} is {state} and has a ticket in hand"
        )
        self.model.desks[counter].state = state
        for slip in self.model.slips:
            if state == "closed" and slip.only == counter:
                slip.only = None

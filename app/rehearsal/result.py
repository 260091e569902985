"""How a rehearsal went: a projection of its hall's log, from the fact with which it began to the one with which it ended."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.events import Fact, PageAnswered, StepDone
from app.hall.plan import Millis
from app.hall.rehearsal import How, Rehearsal, TraineeRole
from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from app.log import Log, Recorded
from app.moments import Moment, Wanted, moments
from app.rehearsal.case import Case, Expected
from app.rehearsal.cast import Cast

Done = Literal["kept", "late", "missed"]
Outcome = Literal["done", "missed", "left", "waiting"]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that was expected besides the moments of truth; `took` from when it was owed."""

    expected: Expected
    took: Millis | None
    how: Done


@dataclass(frozen=True, slots=True)
class Served:
    """A customer: how long they waited before they were called, against what they were promised."""

    who: str
    number: str
    outcome: Outcome
    waited: Millis | None
    promised: Millis


@dataclass(frozen=True, slots=True)
class Misheard:
    """The customer said one thing and another was entered; both are answers of the step."""

    who: str
    script: str
    step: str
    said: str
    entered: str


@dataclass(frozen=True, slots=True)
class Result:
    case: Case
    role: TraineeRole
    lasted: Millis
    how: How | None
    moments: tuple[Moment, ...]
    duties: tuple[Duty, ...]
    served: tuple[Served, ...]
    misheard: tuple[Misheard, ...]
    paged: Millis | None
    """The longest time that a page stood open; None: nobody was paged."""

    @property
    def kept(self) -> bool:
        """Played to the end, with all that was due."""
        right = all(one.kept for one in self.moments) and all(one.how == "kept" for one in self.duties)
        return self.how == "played" and right and not self.misheard


def result(log: Log, hall: Hall, case: Case) -> Result:
    """Of the rehearsal that was played last in this hall, or is being played."""
    rehearsal = hall.rehearsal
    assert rehearsal is not None
    limit = None if rehearsal.ended_seq is None else rehearsal.ended_seq - rehearsal.seq
    facts = list(log.since(hall.plan.hall, rehearsal.seq, limit))
    cast = Cast(case, hall)
    return Result(
        case=case,
        role=rehearsal.role,
        lasted=(rehearsal.ended_at or hall.last_at) - rehearsal.at,
        how=rehearsal.how,
        moments=tuple(_moments(log, hall, rehearsal, case)),
        duties=tuple(_duty(cast, one, facts) for one in case.expected_of(rehearsal.role)),
        served=tuple(_served(cast, one.id) for one in case.customers if one.id in cast.tickets),
        misheard=tuple(_misheard(cast, facts)),
        paged=max((one.fact.waited for one in facts if isinstance(one.fact, PageAnswered)), default=None),
    )


def _moments(log: Log, hall: Hall, rehearsal: Rehearsal, case: Case) -> Iterator[Moment]:
    """The trainee's: a clerk's at the own counter, a greeter's on the floor; a duty manager watches all of them."""
    last = rehearsal.ended_seq or hall.version
    for moment in moments(log, hall.plan.hall, hall.day, Wanted()):
        own = {
            "clerk": moment.counter == case.counter,
            "greeter": moment.counter is None and not moment.post.startswith("kiosk-"),
            "duty-manager": True,
        }[rehearsal.role]
        if own and rehearsal.seq < moment.seq <= last:
            yield moment


def _duty(cast: Cast, expected: Expected, facts: Sequence[Recorded]) -> Duty:
    since = _since(cast, expected)
    if since is None:
        return Duty(expected, None, "missed")
    found = next((one.fact.at for one in facts if one.fact.at >= since and _is(cast, expected, one.fact)), None)
    if found is None:
        return Duty(expected, None, "missed")
    return Duty(expected, found - since, "kept" if found - since <= expected.within * 1000 else "late")


def _since(cast: Cast, expected: Expected) -> Instant | None:
    """When it was owed; None: it never came to that, because something before it was left out."""
    if expected.of is None:
        return cast.rehearsal.at
    played = cast.rehearsal.beat(expected.of)
    return played.at if played is not None else None


def _is(cast: Cast, expected: Expected, fact: Fact) -> bool:
    if type(fact).__name__ != expected.fact:
        return False
    if any(getattr(fact, field) != value for field, value in expected.like.items()):
        return False
    if expected.who is None:
        return True
    ticket = cast.tickets.get(expected.who)
    return ticket is not None and getattr(fact, "number", None) == ticket.number


def _served(cast: Cast, who: str) -> Served:
    ticket = cast.tickets[who]
    waited = None if ticket.called_at is None else ticket.called_at - ticket.taken_at
    return Served(who, ticket.number, _outcome(cast, ticket), waited, cast.hall.plan.level[ticket.level].promise)


def _outcome(cast: Cast, ticket: Ticket) -> Outcome:
    """When the rehearsal ended; the hall was emptied after that."""
    end = cast.rehearsal.ended_at or cast.hall.last_at
    match ticket.state:
        case State.DONE:
            return "done"
        case State.MISSED | State.EXPIRED:
            return "missed"
        case State.CANCELLED if ticket.ended_at is not None and ticket.ended_at < end:
            return "left"
    return "waiting"


def _misheard(cast: Cast, facts: Iterable[Recorded]) -> Iterator[Misheard]:
    """What was answered last at a step counts: a step back puts it right."""
    entered: dict[tuple[str, str, str], str] = {}
    known = {ticket.number: who for who, ticket in cast.tickets.items()}
    for one in facts:
        if isinstance(one.fact, StepDone) and one.fact.number in known and one.fact.answer is not None:
            entered[known[one.fact.number], one.fact.script, one.fact.step] = one.fact.answer
    for (who, script, step), answer in entered.items():
        said = cast.case.customer(who).answers.get(f"{script}.{step}")
        if said is not None and said != answer:
            yield Misheard(who, script, step, said, answer)


__all__ = ["Duty", "Misheard", "Result", "Served", "result"]

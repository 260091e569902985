"""Commands at a counter: open, pause, close, call, recall, start, finish, no-show, hold, resume, transfer."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, model_validator

from app.api.commands import (
    Asked,
    B,
    Body,
    Code,
    Facts,
    Id,
    Nothing,
    Number,
    Show,
    allowed,
    counter_number,
    describe,
    grant,
    once,
    parse,
)
from app.api.shapes import counter_shape, dump, ticket_shape
from app.hall import decide, duties, moving, rating
from app.hall.day import Instant
from app.hall.events import LegBegan, OfTicket, TicketCalled, TicketTransferred
from app.hall.state import Hall
from app.wishes import Answer, Wish

router = APIRouter(tags=["counters"])


class Open(Body):
    staff: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class Pause(Body):
    reason: Code | None = None


class CallNext(Body):
    expected_current: Annotated[str, Field(max_length=40)] | None


class Call(Body):
    number: Number
    reason: Code


class Finish(Body):
    outcome: Code | None = None


class Hold(Body):
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None


class Resume(Body):
    number: Number


class Rate(Body):
    """`number`: whom the pad asked. `score`: 1 to 5, five is the best."""

    number: Number
    score: Annotated[int, Field(ge=1, le=5)]
    about: Annotated[list[Id], Field(max_length=20)] = []


class LeaveSeat(Body):
    to_counter: Annotated[int, Field(ge=1, le=999)] | None = None


class Leg(Body):
    service: Id


class Transfer(Body):
    service: Id | None = None
    counter: Annotated[int, Field(ge=1, le=999)] | None = None
    keep_place: bool = True

    @model_validator(mode="after")
    def _one_way(self) -> "Transfer":
        if (self.service is None) == (self.counter is None):
            raise ValueError("name either a service or a counter")
        return self


def _command(
    name: str, kind: type[B], act: Callable[[Hall, Instant, int, B], Facts], show: Callable[[int], Show], about: str = ""
) -> None:
    async def handler(asked: Asked) -> Answer:
        counter = counter_number(asked)
        principal = await allowed(asked, counter)
        same, body = once(principal, asked), parse(kind, asked.raw)
        if principal.staff is not None and isinstance(body, Open):
            body.staff = principal.staff  # who has signed in opens in no other's name
        return await grant(asked, Wish(asked.hall, lambda hall, now: act(hall, now, counter, body), show(counter), same))

    answers = {200: "the counter, as it is now" if show is _counter else "the ticket, as it is now"}
    if show is _rated:
        answers[200] = "the number that was rated"
    if show is _called:
        answers[204] = "nobody is waiting"
    describe(router, f"/counters/{{n}}/{name}", name, kind, handler, answers, about)


def _counter(counter: int) -> Show:
    return lambda hall, facts, now: Answer(200, dump(counter_shape(hall, hall.counters[counter])))


def _ticket(counter: int) -> Show:
    """The ticket that the command is about, as it is now."""

    def show(hall: Hall, facts: Facts, now: Instant) -> Answer:
        fact = next(fact for fact in facts if isinstance(fact, OfTicket))
        return Answer(200, dump(ticket_shape(hall, hall.of_fact(fact), now)))

    return show


def _on_hand(counter: int) -> Show:
    """The ticket with which the customer goes on."""

    def show(hall: Hall, facts: Facts, now: Instant) -> Answer:
        moved = next(fact for fact in facts if isinstance(fact, LegBegan | TicketTransferred))
        return Answer(200, dump(ticket_shape(hall, hall.of_fact(moved), now)))

    return show


def _rated(counter: int) -> Show:
    """Nothing but the number: it is a customer who reads it."""

    def show(hall: Hall, facts: Facts, now: Instant) -> Answer:
        fact = next(fact for fact in facts if isinstance(fact, OfTicket))
        return Answer(200, dump({"number": fact.number}))

    return show


def _called(counter: int) -> Show:
    """The ticket that was called; 204: nobody is waiting."""

    def show(hall: Hall, facts: Facts, now: Instant) -> Answer:
        called = [fact for fact in facts if isinstance(fact, TicketCalled)]
        return Answer(200, dump(ticket_shape(hall, hall.of_fact(called[0]), now))) if called else Answer(204, b"")

    return show


_command(
    "open",
    Open,
    lambda hall, now, n, body: decide.open_counter(hall, now, counter=n, staff=body.staff),
    _counter,
    "Opens the counter, or takes back a pause or a closing that waits for the ticket in hand.",
)
_command(
    "pause",
    Pause,
    lambda hall, now, n, body: decide.pause(hall, now, counter=n, reason=body.reason),
    _counter,
    "Pauses; with a ticket in hand, when it ends.",
)
_command(
    "close",
    Nothing,
    lambda hall, now, n, body: decide.close(hall, now, counter=n),
    _counter,
    "Closes; with a ticket in hand, when it ends.",
)
_command(
    "call-next",
    CallNext,
    lambda hall, now, n, body: decide.call_next(hall, now, counter=n, expected_current=body.expected_current),
    _called,
    "Calls the next by the rule. With the number in service: finishes it first. 204: nobody is waiting.",
)
_command(
    "call",
    Call,
    lambda hall, now, n, body: decide.call(hall, now, counter=n, ticket=body.number, reason=body.reason),
    _ticket,
    "Calls a chosen number; the jump is recorded with its reason, a code of the hall's list.",
)
_command(
    "recall", Nothing, lambda hall, now, n, body: decide.recall(hall, now, counter=n), _ticket, "Calls the same number again."
)
_command(
    "start", Nothing, lambda hall, now, n, body: decide.start(hall, now, counter=n), _ticket, "The customer is at the counter."
)
_command(
    "finish",
    Finish,
    lambda hall, now, n, body: decide.finish(hall, now, counter=n, outcome=body.outcome),
    _ticket,
    "Service ends.",
)
_command(
    "no-show", Nothing, lambda hall, now, n, body: decide.no_show(hall, now, counter=n), _ticket, "The called customer is missed."
)
_command(
    "hold",
    Hold,
    lambda hall, now, n, body: decide.hold(hall, now, counter=n, minutes=body.minutes),
    _ticket,
    "Sets the ticket aside and frees the counter; after `minutes` it waits again with its old due.",
)
_command(
    "resume",
    Resume,
    lambda hall, now, n, body: decide.resume(hall, now, counter=n, ticket=body.number),
    _ticket,
    "Calls a held ticket to this free counter.",
)
_command(
    "transfer",
    Transfer,
    lambda hall, now, n, body: decide.transfer(
        hall, now, counter=n, service=body.service, to_counter=body.counter, keep_place=body.keep_place
    ),
    _ticket,
    "To another service, or to wait for one other counter only; `keep_place: false` makes it due anew.",
)
_command(
    "leave-seat",
    LeaveSeat,
    lambda hall, now, n, body: duties.leave_seat(hall, now, counter=n, to_counter=body.to_counter),
    _counter,
    "The clerk does it for the customer in hand at another counter; the customer stays and doesn't queue again.",
)
_command(
    "take-seat",
    Nothing,
    lambda hall, now, n, body: duties.take_seat(hall, now, counter=n),
    _counter,
    "The clerk is back in the seat.",
)
_command(
    "fault",
    Nothing,
    lambda hall, now, n, body: duties.report_fault(hall, now, counter=n),
    _counter,
    "The system in which the clerk works is down; the clock of a limit leaves the time out.",
)
_command("fault-over", Nothing, lambda hall, now, n, body: duties.fault_over(hall, now, counter=n), _counter, "It works again.")
_command(
    "rate",
    Rate,
    lambda hall, now, n, body: rating.at_pad(
        hall, now, counter=n, ticket=body.number, score=body.score, about=tuple(dict.fromkeys(body.about))
    ),
    _rated,
    "The customer rates the service that has just ended at this counter, on the pad there: once, if they like.",
)
_command(
    "leg",
    Leg,
    lambda hall, now, n, body: moving.leg(hall, now, counter=n, service=body.service),
    _on_hand,
    "The customer in service goes on with another service, here or, without losing the place, where it is served.",
)

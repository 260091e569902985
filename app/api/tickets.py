"""Commands on tickets: take, cancel, rejoin, let pass, change."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.accounts import ALL, Principal
from app.api.commands import Asked, B, Body, Facts, Id, Language, Nothing, Words, allowed, describe, grant, once, parse
from app.api.issuing import Issuing, level_of, phone_number, taken
from app.api.problems import LevelNotAllowed
from app.api.shapes import dump, ticket_shape
from app.hall import decide
from app.hall.day import Instant
from app.hall.events import OfTicket
from app.hall.state import Hall
from app.hall.ticket import Ticket
from app.personal import Content
from app.wishes import Answer, Once, Wish

AFTER_HOURS = ("greeter", "manager", ALL)

router = APIRouter(tags=["tickets"])


class Take(Body):
    service: Id
    level: Id | None = None
    phone: Annotated[str, Field(max_length=32)] | None = None
    language: Language | None = None
    note: Words | None = None
    printer: Id | None = None


class Change(Body):
    service: Id


class LetPass(Body):
    count: Annotated[int, Field(ge=1, le=decide.PASSES)]


async def _take(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Take, asked.raw)
    if principal.role == "kiosk" and body.level is not None:
        raise LevelNotAllowed()
    number = phone_number(body.phone)
    level = body.level or await level_of(asked.house, asked.hall, number)
    issuing = Issuing(asked, principal, Content(note=body.note, phone=number), number)
    answer = await grant(asked, _wish(asked, principal, body, level, same, issuing))
    issuing.paper.print()
    return answer


def _wish(asked: Asked, principal: Principal, body: Take, level: str | None, same: Once, issuing: Issuing) -> Wish:

    def wanted(hall: Hall, now: Instant) -> Facts:
        facts = decide.take(
            hall,
            now,
            service=body.service,
            level=level,
            language=body.language,
            by=principal.role,
            after_hours=principal.role in AFTER_HOURS,
        )
        issuing.spend(facts, now)
        return issuing.on_paper(hall, facts, body.printer, kiosk=principal.role == "kiosk")

    def shown(hall: Hall, facts: Facts, now: Instant) -> Answer:
        issued = taken(facts)
        assert issued is not None
        shape = ticket_shape(hall, hall.tickets[issued.number], now)
        return Answer(201, dump(shape | {"phone_url": issuing.link(hall, facts)}))

    return Wish(asked.hall, wanted, shown, same, issuing.rows)


describe(
    router,
    "/tickets",
    "take",
    Take,
    _take,
    {201: "the ticket, with `phone_url`"},
    "Issues a ticket. A kiosk names no level: its VIPs are found by phone number. It comes on paper on the kiosk's `printer`, by "
    "default the hall's first; for others only if they name one. A printer that can't print hinders no ticket.",
)


def _concerned(hall: Hall, facts: Facts, number: str) -> Ticket:
    """The ticket that the facts are about; without facts the one of that number."""
    about = next((fact for fact in facts if isinstance(fact, OfTicket)), None)
    return hall.of_fact(about) if about is not None else hall.ticket(number)


def _command(name: str, kind: type[B], act: Callable[[Hall, Instant, str, B], Facts], about: str) -> None:
    async def handler(asked: Asked) -> Answer:
        principal = await allowed(asked)
        same, body, number = once(principal, asked), parse(kind, asked.raw), asked.which
        wish = Wish(
            asked.hall,
            lambda state, now: act(state, now, number, body),
            lambda state, facts, now: Answer(200, dump(ticket_shape(state, _concerned(state, facts, number), now))),
            same,
        )
        return await grant(asked, wish)

    describe(router, f"/tickets/{{number}}/{name}", f"{name}-ticket", kind, handler, {200: "the ticket, as it is now"}, about)


_command(
    "cancel", Nothing, lambda hall, now, number, body: decide.cancel(hall, now, ticket=number), "The customer leaves the queue."
)
_command(
    "rejoin",
    Nothing,
    lambda hall, now, number, body: decide.rejoin(hall, now, ticket=number),
    "A missed customer is back: with the old due or, if the hall says `missed_return: N`, behind the next N.",
)
_command(
    "let-pass",
    LetPass,
    lambda hall, now, number, body: decide.let_pass(hall, now, ticket=number, count=body.count),
    "The customer comes later: behind the next `count` of the service.",
)
_command(
    "change",
    Change,
    lambda hall, now, number, body: decide.change(hall, now, ticket=number, service=body.service),
    "Another service; number and due stay.",
)

"""Customers' data, in the hands of staff: a number shown in full, all that is kept about one, and its erasure.

Each is an act that the audit records; an answer that tells a number is not kept for a repeated command.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection

from app.accounts import Principal
from app.api.commands import Asked, Body, Nothing, allowed, describe, grant, once, parse
from app.api.issuing import BadPhone
from app.api.shapes import dump
from app.engine import changing
from app.hall import duties
from app.hall.day import Instant
from app.hall.refusals import NotYourTask, Refusal
from app.hall.state import Hall
from app.hall.tasks import tasks
from app.hall.ticket import AT_COUNTER
from app.personal_data import About
from app.phones import plain
from app.wishes import Answer, Wish

SHOWN = 20
"""Seconds for which a screen shows a number in full."""

T = TypeVar("T")

router = APIRouter(tags=["personal"])


class NoPhone(Refusal):
    """No phone number was given, or it has been erased."""

    code = "no_phone"


class NotInHand(Refusal):
    """A counter is shown the number of the customer whom it serves, or to whom it owes something, and of nobody else."""

    code = "not_in_hand"


class Number(Body):
    phone: Annotated[str, Field(max_length=32)]


async def reveal(asked: Asked, find: Callable[[Hall, Principal], About]) -> Answer:
    principal = await allowed(asked)
    once(principal, asked), parse(Nothing, asked.raw)

    def look(hall: Hall, now: Instant) -> About:
        about = find(hall, principal)
        if hall.phone_of(about, now) is None:
            raise NoPhone()
        return about

    day, number = about = await asked.house.desk.read(asked.hall, look)
    shown = partial(asked.house.personal.reveal, about=about, hall=asked.hall, who=principal.who)
    phone = await _recorded(asked, shown)
    if phone is None:  # it was erased a moment ago
        raise NoPhone()
    return Answer(200, dump({"number": number, "day": day, "phone": phone, "shown_s": SHOWN}))


def _of_ticket(number: str) -> Callable[[Hall, Principal], About]:
    def find(hall: Hall, principal: Principal) -> About:
        ticket = hall.ticket(number)
        in_hand = ticket.state in AT_COUNTER and ticket.counter == principal.counter
        if principal.role == "counter" and not in_hand:
            raise NotInHand()
        return ticket.day, ticket.number

    return find


def _of_follow_up(id: str) -> Callable[[Hall, Principal], About]:
    """Whoever owes it: a counter only what was promised there, whoever has signed in by themselves only what is their task."""

    def find(hall: Hall, principal: Principal) -> About:
        promise = hall.follow_ups.get(id)
        if promise is None:
            raise NoPhone()
        if principal.role == "counter" and promise.post != f"counter-{principal.counter}":
            raise NotInHand()
        if principal.by_duty and not tasks(hall.plan, principal.role, principal.staff, principal.duties).calls(hall, promise):
            raise NotYourTask(what=promise.id)
        return hall.about_of(promise) or ("", "")

    return find


async def _reveal_ticket(asked: Asked) -> Answer:
    return await reveal(asked, _of_ticket(asked.which))


async def _reveal_follow_up(asked: Asked) -> Answer:
    return await reveal(asked, _of_follow_up(asked.which))


async def _recorded(asked: Asked, act: Callable[[Connection], T]) -> T:
    """In one transaction with its row in the audit."""

    def work() -> T:
        with changing(asked.house.log.engine) as connection:
            return act(connection)

    return await asyncio.to_thread(work)


async def _asked_number(asked: Asked) -> tuple[Principal, str]:
    principal = await allowed(asked)
    number = plain(parse(Number, asked.raw).phone)
    if number is None:
        raise BadPhone()
    return principal, number


async def _export(asked: Asked) -> Answer:
    principal, number = await _asked_number(asked)
    once(principal, asked)
    told: dict[str, Any] = await _recorded(
        asked, lambda connection: asked.house.personal.export(connection, number, hall=asked.hall, who=principal.who)
    )
    return Answer(200, dump(told))


async def _erase(asked: Asked) -> Answer:
    """The rows first; then every server forgets what it had in memory."""
    principal, number = await _asked_number(asked)
    same, house, act = once(principal, asked), asked.house, {"hall": asked.hall, "who": principal.who}
    done = await _recorded(asked, lambda connection: house.personal.erase(connection, number, **act))
    await house.eraser.leave_no_trace()
    answer = Answer(200, dump({"tickets": done.tickets, "vip": done.vip > 0}))
    about = done.about.get(asked.hall, [])
    forget = Wish(asked.hall, lambda hall, now: duties.personal_erased(hall, now, about), lambda *_: answer, same)
    return await grant(asked, forget)


describe(
    router,
    "/tickets/{number}/reveal",
    "reveal-phone",
    Nothing,
    _reveal_ticket,
    {200: "`number`, `day`, `phone` in full, and for how many seconds a screen shows it"},
    "Shows the phone number of a ticket in full, which is recorded: to a greeter, a manager, or the counter that has the ticket.",
)
describe(
    router,
    "/follow-ups/{follow_up}/reveal",
    "reveal-phone-of-follow-up",
    Nothing,
    _reveal_follow_up,
    {200: "`number` (or the walk), `day`, `phone` in full, and for how many seconds a screen shows it"},
    "Shows the phone number of a customer who is owed something in full, which is recorded.",
)
describe(
    router,
    "/personal-export",
    "export-personal",
    Number,
    _export,
    {200: "`phone`, `tickets` (day, number, customer, notes), `vip` (hall, level)"},
    "All that this hall keeps about a phone number. It is recorded, with a print of the number in the number's place.",
)
describe(
    router,
    "/personal-erase",
    "erase-personal",
    Number,
    _erase,
    {200: "`tickets`: so many were concerned; `vip`: whether the number was on the VIP list"},
    "Erases all that this hall keeps about a phone number: number, notes, names, phone pages, the line of the VIP list.",
)

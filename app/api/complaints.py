"""Commands on complaints, work orders and follow-ups. What is told of the customer lies in the erasable table."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field, model_validator

from app.accounts import ALL, Principal
from app.api.commands import Asked, B, Body, Code, Customer, Facts, Nothing, Number, allowed, describe, grant, once, parse
from app.api.issuing import phone_number
from app.api.personal import reveal
from app.api.shapes import dump
from app.api.shapes_of_cases import case_shape
from app.hall import complaints, orders
from app.hall.complaint import Complaint, Kind
from app.hall.day import Instant
from app.hall.events import Recommended
from app.hall.refusals import ComplaintElsewhere, NeverRecommended, NotYourTask
from app.hall.state import Hall
from app.hall.tasks import Tasks, tasks
from app.house import House
from app.log import NOTED
from app.personal import Content, Noted
from app.wishes import Answer, Wish

Story = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
Phone = Annotated[str, Field(max_length=32)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Act = Callable[[Hall, Instant, str, Any, str], Facts]

router = APIRouter(tags=["complaints"])


class Told(Body):
    """What is written down with a step; all of it may be erased."""

    text: Story | None = None
    customer: Customer | None = None
    phone: Phone | None = None


class Classed(Told):
    about: Code
    source: Literal["hall", "hotline", "website", "consumer-body", "mayor", "ministry"]
    severity: Literal["minor", "serious", "severe"] = "minor"
    wish: Literal["solve", "compensation", "vent"] = "solve"
    offer: Code | None = None
    offered_on: Day | None = None
    offered_number: Number | None = None

    @property
    def kind(self) -> Kind:
        return Kind(self.about, self.source, self.severity, self.wish)

    @model_validator(mode="after")
    def _whole(self) -> "Classed":
        if len({self.offered_on is None, self.offered_number is None}) > 1:
            raise ValueError("name the day and the ticket with which the offer was accepted, or neither")
        return self


class Record(Classed):
    """A complaint that came by hotline, website, consumer body, mailbox or ministry, or in the hall without the script."""

    text: Story
    number: Number | None = None


class Classify(Classed):
    cause: Code | None = None


class Dispatch(Told):
    """`minutes`: when, from now, the customer was promised the reply."""

    department: Code | None = None
    minutes: Annotated[int, Field(ge=1, le=43_200)] | None = None


class Reply(Told):
    text: Story


class Satisfaction(Told):
    satisfied: bool


class Close(Told):
    outcome: Literal["withdrawn", "unresolved"]


class ReplyOrder(Told):
    """What the department has decided."""

    text: Story
    cause: Code | None = None


class Done(Told):
    """`outcome`: what came of it; of a return call, satisfied (the next one is set), ended (satisfied, and there is none),
    not-satisfied, unreachable (it is tried again) or gave-up."""

    outcome: Literal["done", "satisfied", "ended", "not-satisfied", "unreachable", "gave-up"] = "done"


def who(principal: Principal) -> str:
    return principal.staff or ("manager" if principal.role == ALL else principal.role)


def tasks_of(principal: Principal, hall: Hall) -> Tasks:
    return tasks(hall.plan, principal.role, principal.staff, principal.duties)


# ------------------------------------------------------------ one command
async def _do(asked: Asked, kind: type[B], decide: Callable[[Hall, Instant, B, Principal], Facts], status: int = 200) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(kind, asked.raw)
    if isinstance(body, Classed):
        await _was_recommended(asked.house, asked.hall, body)
    told = _told(body)
    about: list[tuple[str, str]] = []

    def wanted(hall: Hall, now: Instant) -> Facts:
        about[:] = [_beside(hall, asked.which)]
        return decide(hall, now, body, principal)

    def show(hall: Hall, facts: Facts, now: Instant) -> Answer:
        case = hall.complaints.get(_named(facts) or asked.which)
        return Answer(status, dump(case_shape(hall, case, now) if case is not None else {}))

    def personal(hall: Hall, facts: Facts) -> list[Noted]:
        if not told:
            return []
        case = hall.complaints.get(_named(facts) or "")
        place = next((place for place, fact in enumerate(facts) if isinstance(fact, NOTED)), None)
        if place is None:
            return []
        day, number = (case.on, case.id) if case is not None else about[0]
        return [Noted(hall.plan.hall, hall.version - len(facts) + 1 + place, day, number, told)]

    return await grant(asked, Wish(asked.hall, wanted, show, same, personal))


def _told(body: Any) -> Content:
    phone = phone_number(body.phone) if isinstance(body, Told) else None
    return Content(body.text, body.customer, phone) if isinstance(body, Told) else Content()


def _named(facts: Facts) -> str | None:
    return next((id for fact in facts if (id := getattr(fact, "complaint", None)) is not None), None)


def _beside(hall: Hall, id: str) -> tuple[str, str]:
    """Where what is told of an order or a follow-up without a case is kept: with its ticket, or with itself."""
    matter = hall.work_orders.get(id) or hall.follow_ups.get(id)
    if matter is not None and matter.number is not None and matter.day is not None:
        return matter.day, matter.number
    return hall.day, id[:12]


async def _was_recommended(house: House, hall: str, body: Classed) -> None:
    """Raises NeverRecommended unless the offer was accepted with that ticket, on that day."""
    if body.offered_on is None:
        return

    def look() -> bool:
        told = house.log.of_day(hall, str(body.offered_on), (Recommended,))
        return any(
            fact.outcome == "accepted" and fact.number == body.offered_number and body.offer in (None, fact.offer)
            for fact in (one.fact for one in told)
            if isinstance(fact, Recommended)
        )

    if not await asyncio.to_thread(look):
        raise NeverRecommended(number=body.offered_number, day=body.offered_on)


def _command(verb: str, kind: type[B], act: Act, about: str, *, name: str | None = None) -> None:
    """A step of a case, by whoever has it."""

    def decide(hall: Hall, now: Instant, body: Any, principal: Principal, which: str) -> Facts:
        case = complaints.found(hall, which)
        if not tasks_of(principal, hall).handles(case):
            raise _not_yours(principal, hall, case)
        return act(hall, now, which, body, who(principal))

    async def handler(asked: Asked) -> Answer:
        return await _do(asked, kind, lambda hall, now, body, principal: decide(hall, now, body, principal, asked.which))

    path = f"/complaints/{{complaint}}/{verb}"
    describe(router, path, name or f"{verb}-complaint", kind, handler, {200: "the case, without what is personal"}, about)


def _by_itself(act: Callable[..., Facts]) -> Act:
    """A step for which nothing is told but words."""
    return lambda hall, now, id, body, by: act(hall, now, complaint=id, by=by)


def _classify(hall: Hall, now: Instant, id: str, body: Classify, by: str) -> Facts:
    """Words that come with the class that the case has anyway are kept as a note."""
    case = complaints.found(hall, id)
    if body.offer is not None and body.offered_on is None and body.offer != case.offer:
        complaints.accepted(hall, (case.day, case.number) if case.day and case.number else None, body.offer)
    facts = complaints.classify(
        hall,
        now,
        complaint=id,
        by=by,
        kind=body.kind,
        cause=body.cause,
        offer=body.offer,
        offered_on=body.offered_on or (hall.day if body.offer else None),
    )
    return facts or (complaints.note(hall, now, complaint=id, by=by) if _told(body) else [])


def _not_yours(principal: Principal, hall: Hall, case: Complaint) -> Exception:
    """Of a case that isn't theirs to see nobody learns how far it is."""
    if not tasks_of(principal, hall).sees(case):
        return NotYourTask(what=case.id)
    return ComplaintElsewhere(complaint=case.id, stage=case.stage)


async def _record(asked: Asked) -> Answer:
    def decide(hall: Hall, now: Instant, body: Record, principal: Principal) -> Facts:
        mine = tasks_of(principal, hall)
        if not (mine.every or mine.clerk):
            raise NotYourTask(what="complaint")
        ticket = None if body.number is None else hall.ticket(body.number)
        about = (ticket.day, ticket.number) if ticket else None
        if body.offer is not None and body.offered_on is None:
            complaints.accepted(hall, about, body.offer)
        return complaints.record(
            hall,
            now,
            kind=body.kind,
            by=who(principal),
            ticket=about,
            offer=body.offer or ("other" if body.offered_on else None),
            offered_on=body.offered_on or (hall.day if body.offer else None),
        )

    return await _do(asked, Record, decide, 201)


async def _answer(asked: Asked) -> Answer:
    def decide(hall: Hall, now: Instant, body: ReplyOrder, principal: Principal) -> Facts:
        order = hall.work_orders.get(asked.which)
        if order is not None and not tasks_of(principal, hall).answers(order):
            gone = order.department is not None and hall.plan.complaints.department(order.department) is None
            if not gone:
                raise NotYourTask(what=order.id)
        return orders.answer(hall, now, work_order=asked.which, by=who(principal), cause=body.cause)

    return await _do(asked, ReplyOrder, decide)


async def _done(asked: Asked) -> Answer:
    def decide(hall: Hall, now: Instant, body: Done, principal: Principal) -> Facts:
        promise = hall.follow_ups.get(asked.which)
        if promise is not None and (promise.complaint is not None or principal.by_duty):
            case = hall.complaints.get(promise.complaint or "")
            mine = tasks_of(principal, hall)
            if not (mine.calls(hall, promise) or (case is not None and mine.handles(case))):
                raise NotYourTask(what=promise.id)
        return orders.follow_up_done(hall, now, follow_up=asked.which, outcome=body.outcome, by=who(principal))

    answer = await _do(asked, Done, decide)
    return Answer(answer.status, b"{}")


async def _reveal(asked: Asked) -> Answer:
    def find(hall: Hall, principal: Principal) -> tuple[str, str]:
        case = complaints.found(hall, asked.which)
        if not tasks_of(principal, hall).sees(case):
            raise NotYourTask(what=case.id)
        return next((about for about, known in hall.known.items() if case.notes(about) and known.phone), ("", ""))

    return await reveal(asked, find)


describe(
    router,
    "/complaints",
    "record-complaint",
    Record,
    _record,
    {201: "the case, without what is personal"},
    "Records a complaint that didn't come by the script: from the hotline, the website, consumer bodies, mailboxes.",
)
_command(
    "classify",
    Classify,
    _classify,
    "Another class, the cause, or the recommendation to which it traces back.",
)
_command(
    "dispatch",
    Dispatch,
    lambda hall, now, id, body, by: complaints.dispatch(
        hall, now, complaint=id, by=by, department=body.department, minutes=body.minutes
    ),
    "To a department, by the class if none is named; one that has the case loses it.",
)
for verb, told, step, about, name in (
    ("note", Reply, complaints.note, "Writes something down about the case.", "note-complaint"),
    ("solve", Told, complaints.solve, "Solved in the hall, and the customer told.", None),
    ("reply", Reply, complaints.reply, "The customer was told what has been decided.", "reply-to-complaint"),
):
    _command(verb, told, _by_itself(step), about, name=name)
_command(
    "satisfaction",
    Satisfaction,
    lambda hall, now, id, body, by: complaints.judge(hall, now, complaint=id, satisfied=body.satisfied, by=by),
    "Whether the customer is satisfied: archived, or a work order to the customer supervisor.",
    name="ask-satisfaction",
)
_command(
    "close",
    Close,
    lambda hall, now, id, body, by: complaints.close(hall, now, complaint=id, outcome=body.outcome, by=by),
    "The customer takes it back, or nothing more can be done.",
)
describe(
    router,
    "/complaints/{complaint}/reveal",
    "reveal-phone-of-complaint",
    Nothing,
    _reveal,
    {200: "`number` (the case, its ticket or walk), `day`, `phone` in full, and for how many seconds a screen shows it"},
    "Shows the customer's phone number in full, which is recorded.",
)
describe(
    router,
    "/work-orders/{work_order}/answer",
    "answer-order",
    ReplyOrder,
    _answer,
    {200: "the case, without what is personal; empty without one"},
    "The reply order: what has been decided.",
)
describe(
    router,
    "/follow-ups/{follow_up}/done",
    "follow-up-done",
    Done,
    _done,
    {200: "empty"},
    "What was promised is done, with what came of it.",
)

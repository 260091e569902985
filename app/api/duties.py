"""Commands of the floor: pages, follow-ups, posts, the lounge, notes on tickets, recommendations, the hall's notice."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field, model_validator

from app.api.commands import (
    Asked,
    B,
    Body,
    Customer,
    Facts,
    Id,
    Nothing,
    Number,
    Reason,
    Words,
    allowed,
    describe,
    grant,
    once,
    parse,
)
from app.api.shapes import dump, ticket_shape
from app.forbidden import forbidden
from app.hall import duties, pages, posts
from app.hall.day import Instant
from app.hall.plan import Text
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.personal import Content, Noted
from app.wishes import Answer, Wish

Line = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]*$")]
Act = Callable[[Hall, Instant, str, B, str], Facts]

router = APIRouter(tags=["duties"])


class ForbiddenPhrase(Refusal):
    """A text that customers may read has a phrase that is never said to one."""

    code = "forbidden_phrase"


class Page(Body):
    reason: Reason
    who: Literal["duty-manager", "hall-manager", "either"] = "duty-manager"
    counter: Annotated[int, Field(ge=1, le=999)] | None = None
    post: Id | None = None
    number: Number | None = None


class AnswerPage(Body):
    by: Literal["duty-manager", "hall-manager"] = "duty-manager"


class Note(Body):
    note: Words | None = None
    customer: Customer | None = None

    @model_validator(mode="after")
    def _something(self) -> "Note":
        if self.note is None and self.customer is None:
            raise ValueError("write a note or the customer's name")
        return self


class Recommend(Body):
    outcome: Literal["accepted", "not-interested", "not-today"]
    offer: Id | None = None
    post: Id | None = None


class Notice(Body):
    """Both languages, or none to take the notice away."""

    zh: Line | None = None
    en: Line | None = None

    @model_validator(mode="after")
    def _both(self) -> "Notice":
        if (self.zh is None) != (self.en is None):
            raise ValueError("write the notice in both languages, or in none to take it away")
        return self


def _command(noun: str, verb: str, name: str, kind: type[B], act: Act[B], about: str) -> None:
    """A command that answers with an empty object."""

    async def handler(asked: Asked) -> Answer:
        principal = await allowed(asked)
        same, body, which = once(principal, asked), parse(kind, asked.raw), asked.which
        done = Answer(200, b"{}")
        wish = Wish(asked.hall, lambda hall, now: act(hall, now, which, body, principal.role), lambda *_: done, same)
        return await grant(asked, wish)

    path = f"/{noun}/{{{noun.rstrip('s').replace('-', '_')}}}/{verb}" if verb else f"/{noun}"
    describe(router, path, name, kind, handler, {200: "empty"}, about)


def _page(hall: Hall, now: Instant, which: str, body: Page, role: str) -> Facts:
    if body.counter is not None:
        hall.counter(body.counter)
    if body.number is not None:
        hall.ticket(body.number)
    place = f"counter-{body.counter}" if body.counter else body.post and posts.place(hall, body.post)
    about = f"{body.reason}:{place or role}:{body.number or ''}"
    return pages.page(
        hall, now, reason=body.reason, about=about, who=body.who, post=place, counter=body.counter, number=body.number
    )


def courteous(text: Text | None) -> None:
    """Raises ForbiddenPhrase."""
    found = [*forbidden(text, "zh"), *forbidden(text, "en")] if text else []
    if found:
        raise ForbiddenPhrase(phrase=found[0].phrase, better=found[0].better)


def _notice(hall: Hall, now: Instant, which: str, body: Notice, role: str) -> Facts:
    if body.zh is None or body.en is None:
        return duties.set_notice(hall, now, text=None)
    text = Text(body.zh, body.en)
    courteous(text)
    return duties.set_notice(hall, now, text=text)


async def _note(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body, number = once(principal, asked), parse(Note, asked.raw), asked.which

    content = Content(body.note, body.customer)

    def personal(hall: Hall, facts: Facts) -> list[Noted]:
        found = hall.ticket(number)
        return [Noted(hall.plan.hall, hall.version, found.day, found.number, content)]

    def show(hall: Hall, facts: Facts, now: Instant) -> Answer:
        return Answer(200, dump(ticket_shape(hall, hall.ticket(number), now)))

    wish = Wish(asked.hall, lambda hall, now: duties.note(hall, now, ticket=number, by=principal.role), show, same, personal)
    return await grant(asked, wish)


describe(
    router,
    "/tickets/{number}/note",
    "note",
    Note,
    _note,
    {200: "the ticket"},
    "Notes for the clerk what the customer needs or how to address them. It lies in the erasable table, in no event.",
)
_command("pages", "", "page-manager", Page, _page, "Pages a manager. One open page for the same matter is enough.")
_command(
    "pages",
    "answer",
    "answer-page",
    AnswerPage,
    lambda hall, now, which, body, role: pages.answer_page(hall, now, page=which, by=body.by),
    "Somebody goes. The first answer counts; a second one changes nothing.",
)
_command(
    "posts",
    "away",
    "leave-post",
    Nothing,
    lambda hall, now, which, body, role: duties.leave_post(hall, now, post=which),
    "The post is left; the one that stands in for it carries the moments too.",
)
_command(
    "posts",
    "back",
    "return-to-post",
    Nothing,
    lambda hall, now, which, body, role: duties.return_to_post(hall, now, post=which),
    "Back at the post.",
)
_command(
    "lounge",
    "seat",
    "seat-in-lounge",
    Nothing,
    lambda hall, now, which, body, role: duties.seat_in_lounge(hall, now, ticket=which),
    "The customer of the ticket has a seat in the lounge, until the service starts.",
)
_command(
    "lounge",
    "leave",
    "leave-lounge",
    Nothing,
    lambda hall, now, which, body, role: duties.leave_lounge(hall, now, ticket=which),
    "The seat is free again.",
)
_command(
    "offers",
    "made",
    "recommend",
    Recommend,
    lambda hall, now, which, body, role: duties.recommend(
        hall, now, ticket=which, offer=body.offer, outcome=body.outcome, post=posts.place(hall, body.post)
    ),
    "Something was recommended to the customer of the ticket, with what came of it.",
)
_command(
    "notice",
    "",
    "set-notice",
    Notice,
    _notice,
    "A line for the customers on the lobby's screens; an empty one takes it away.",
)

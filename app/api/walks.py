"""Commands on walks: begin a script, answer its step, skip one, go back, leave."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, model_validator

from app.access import Forbidden
from app.accounts import ALL, Principal
from app.api.commands import (
    Asked,
    B,
    Body,
    Customer,
    Facts,
    Id,
    Language,
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
from app.api.issuing import Issuing, level_of, phone_number
from app.api.problems import LevelNotAllowed
from app.api.shapes import dump, walk_shape
from app.hall import posts, walking
from app.hall.day import Instant
from app.hall.events import OfWalk, StepDone, WalkBegan
from app.hall.refusals import UnknownPost
from app.hall.script import Runner
from app.hall.state import Hall, Known
from app.hall.walking import Given
from app.personal import Content, Noted
from app.wishes import Answer, Wish

OVER_ALL = ("manager", "integration", ALL)
Place = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,20}$")]
Phone = Annotated[str, Field(max_length=32)]

router = APIRouter(tags=["walks"])


class Begin(Body):
    """One of `kiosk`, `counter` and `post` says where it is walked."""

    script: Id
    kiosk: Place | None = None
    counter: Annotated[int, Field(ge=1, le=999)] | None = None
    post: Id | None = None
    number: Number | None = None
    service: Id | None = None
    level: Id | None = None
    language: Language | None = None
    vip: bool = False
    printer: Id | None = None

    @model_validator(mode="after")
    def _one_place(self) -> "Begin":
        if sum(place is not None for place in (self.kiosk, self.counter, self.post)) > 1:
            raise ValueError("name one of kiosk, counter and post")
        return self


class Reply(Body):
    """`answer`: one of the step's, or none for a step that is done. The rest is what the step lets enter."""

    step: Id
    answer: Id | None = None
    service: Id | None = None
    phone: Phone | None = None
    count: Annotated[int, Field(ge=1, le=999)] | None = None
    minutes: Annotated[int, Field(ge=1, le=43_200)] | None = None
    note: Words | None = None
    customer: Customer | None = None
    offer: Id | None = None
    ticked: list[Annotated[int, Field(ge=0, le=99)]] | None = None
    language: Language | None = None
    printer: Id | None = None


class At(Body):
    step: Id


class Skip(Body):
    step: Id
    reason: Reason


async def _begin(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Begin, asked.raw)
    runner, post = _place(principal, body)
    if runner == "kiosk" and body.level is not None:
        raise LevelNotAllowed()
    if principal.role == "kiosk" and (body.script != walking.GUIDANCE or body.number is not None):
        raise Forbidden()
    issuing = Issuing(asked, principal)

    def wanted(hall: Hall, now: Instant) -> Facts:
        if body.counter is not None:
            hall.counter(body.counter)
        facts = walking.begin(
            hall,
            now,
            script=body.script,
            runner=runner,
            post=post if runner != "greeter" else _post(hall, body.post),
            counter=body.counter,
            ticket=body.number,
            service=body.service,
            level=body.level,
            language=body.language,
            vip=body.vip,
        )
        issuing.spend(facts, now)
        return issuing.on_paper(hall, facts, body.printer, kiosk=runner == "kiosk")

    answer = await grant(asked, Wish(asked.hall, wanted, _shown(issuing, 201), same, issuing.rows))
    issuing.paper.print()
    return answer


def _place(principal: Principal, body: Begin) -> tuple[Runner, str]:
    """Where the walk is: a kiosk's are its own, a clerk's at the own counter. Raises Forbidden."""
    role = principal.role
    if body.counter is not None:
        if role not in OVER_ALL and (role != "counter" or principal.counter != body.counter):
            raise Forbidden()
        return "counter", f"counter-{body.counter}"
    if role == "kiosk" or (body.kiosk is not None and role != "counter"):
        return "kiosk", f"kiosk-{body.kiosk or '1'}"
    if role == "counter":
        raise Forbidden()
    return "greeter", body.post or ""


def _post(hall: Hall, post: str | None) -> str:
    """The greeter's post; the one nearest to the door if none is named."""
    known = posts.post_ids(hall.plan)
    if post is not None and post not in known:
        raise UnknownPost(post=post, posts=list(known))
    return post or known[0]


def _shown(issuing: Issuing, status: int = 200) -> Callable[[Hall, Facts, Instant], Answer]:
    def show(hall: Hall, facts: Facts, now: Instant) -> Answer:
        """The walk that was begun or answered; asides may have begun with it."""
        first = facts[0]
        begun = first.walk if isinstance(first, WalkBegan) else None
        walk = begun or next(fact.walk for fact in facts if isinstance(fact, StepDone))
        links = {"phone_url": issuing.link(hall, facts)} if issuing.rows(hall, facts) else {}
        return Answer(status, dump(walk_shape(hall, walk) | links))

    return show


async def _answer(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Reply, asked.raw)
    phone = phone_number(body.phone)
    level = await level_of(asked.house, asked.hall, phone)
    issuing = Issuing(asked, principal, entered=phone)
    given = Given(
        answer=body.answer,
        service=body.service,
        level=level,
        count=body.count,
        minutes=body.minutes,
        offer=body.offer,
        ticked=tuple(sorted(set(body.ticked or ()))),
        known=phone is not None,
        language=body.language,
    )

    def wanted(hall: Hall, now: Instant) -> Facts:
        _may_walk(principal, hall, asked.which)
        facts = walking.answer(hall, now, walk=asked.which, step=body.step, given=given)
        issuing.spend(facts, now)
        at_kiosk = asked.which in hall.walks and hall.walks[asked.which].runner == "kiosk"
        return issuing.on_paper(hall, facts, body.printer, kiosk=at_kiosk)

    noted = Content(body.note, body.customer, phone)

    def personal(hall: Hall, facts: Facts) -> list[Noted]:
        return [*_carried(hall, issuing.rows(hall, facts), asked.which, noted), *_noted(hall, facts, noted)]

    answer = await grant(asked, Wish(asked.hall, wanted, _shown(issuing), same, personal))
    issuing.paper.print()
    return answer


def _noted(hall: Hall, facts: Facts, content: Content) -> list[Noted]:
    """What was entered about the customer lies beside the log: with the ticket, or with the walk where there is none."""
    if not content:
        return []
    walk = next(fact for fact in facts if isinstance(fact, OfWalk))
    seq = hall.version - len(facts) + 1 + facts.index(walk)
    day, number = (walk.day or hall.day, walk.number) if walk.number else (hall.day, walk.walk)
    return [Noted(hall.plan.hall, seq, day, number, content)]


def _carried(hall: Hall, rows: list[Noted], walk: str, now: Content) -> list[Noted]:
    """What was noted before there was a ticket, and with the answer that issues it, goes into the ticket's own row."""
    before = hall.known.get((hall.day, walk), Known())
    content = Content(now.note or before.note, now.customer or before.customer, now.phone or before.phone)
    return [replace(row, content=content) for row in rows]


def _may_walk(principal: Principal, hall: Hall, id: str) -> None:
    """A kiosk goes on with a kiosk's walk, a clerk with those at the own counter, a greeter with kiosks' and greeters'."""
    walk = hall.walks.get(id)
    if walk is None or principal.role in OVER_ALL:
        return
    runners = {"kiosk": ("kiosk",), "greeter": ("kiosk", "greeter"), "counter": ("counter",)}[principal.role]
    if walk.runner not in runners or (principal.role == "counter" and walk.counter != principal.counter):
        raise Forbidden()


def _command(name: str, kind: type[B], act: Callable[[Hall, Instant, str, B], Facts], about: str) -> None:
    async def handler(asked: Asked) -> Answer:
        principal = await allowed(asked)
        same, body, id = once(principal, asked), parse(kind, asked.raw), asked.which

        def wanted(hall: Hall, now: Instant) -> Facts:
            _may_walk(principal, hall, id)
            return act(hall, now, id, body)

        return await grant(
            asked, Wish(asked.hall, wanted, lambda hall, facts, now: Answer(200, dump(walk_shape(hall, id))), same)
        )

    describe(router, f"/walks/{{walk}}/{name}", f"{name}-walk", kind, handler, {200: "the walk, as it is now"}, about)


describe(router, "/walks", "begin-walk", Begin, _begin, {201: "the walk"}, "Begins a script at a kiosk, a post or a counter.")
describe(
    router,
    "/walks/{walk}/answer",
    "answer",
    Reply,
    _answer,
    {200: "the walk, as it is now; with `phone_url` if a ticket was issued"},
    "Answers the step at which the walk is, or says that it is done. An answer to another step is refused: `step_passed`.",
)
_command(
    "skip",
    Skip,
    lambda hall, now, id, body: walking.skip(hall, now, walk=id, step=body.step, reason=body.reason),
    "Leaves the step out, with a reason.",
)
_command(
    "back",
    At,
    lambda hall, now, id, body: walking.back(hall, now, walk=id, step=body.step),
    "Back to the step before; what has taken effect stays.",
)
_command("leave", Nothing, lambda hall, now, id, body: walking.leave(hall, now, walk=id), "Ends the walk where it is.")

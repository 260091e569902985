"""What a customer does from the ticket's phone page: let others pass, leave, come back, rate. The secret is the key, no token is
needed, and nothing is done by a GET. A form is answered with the page again, so that it works without any script."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

import orjson
from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.api.commands import Body, Facts, Id, deadline_in, parse
from app.api.problems import KeyMissing, UnknownPage, documented
from app.api.shapes import dump
from app.hall import by_phone, rating
from app.hall.day import Instant
from app.hall.decide import PASSES
from app.hall.events import TicketLetPass
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.hall.ticket import State
from app.house import House
from app.phone_door import Opened, UnknownLink
from app.wishes import Answer, Once, Wish
from shared_ui.screen import refusal_page

router = APIRouter(tags=["phone page"])

FORM = "application/x-www-form-urlencoded"


class Act(Body):
    """`count`: for letting others pass."""

    count: Annotated[int, Field(ge=1, le=PASSES)] = 1


class Rate(Body):
    """`score`: 1 to 5, five is the best; `about`: what it was about, of the hall's list."""

    score: Annotated[int, Field(ge=1, le=5)]
    about: Annotated[list[Id], Field(max_length=20)] = []


Decide = Callable[[Hall, Instant, Opened, Any], Facts]
ACTS: dict[str, tuple[type[Body], Decide]] = {
    "let-pass": (Act, lambda hall, now, one, act: by_phone.let_pass(hall, now, day=one.day, ticket=one.number, count=act.count)),
    "cancel": (Act, lambda hall, now, one, act: by_phone.cancel(hall, now, day=one.day, ticket=one.number)),
    "rejoin": (Act, lambda hall, now, one, act: by_phone.rejoin(hall, now, day=one.day, ticket=one.number)),
    "rate": (
        Rate,
        lambda hall, now, one, act: rating.by_phone(
            hall, now, day=one.day, ticket=one.number, score=act.score, about=tuple(dict.fromkeys(act.about))
        ),
    ),
}


@router.post("/t/{secret}/{act}", response_model=None, responses=documented(400, 404, 409, 413, 422, 429, 503))
async def act(request: Request, secret: str, act: str) -> Response:
    """`let-pass` `{count?}`, `cancel`, `rejoin`, `rate` `{score, about?}`: JSON with an `Idempotency-Key`, or a form with the
    field `key`."""
    if act not in ACTS:
        raise UnknownPage(path="/t/…")
    raw = await request.body()
    if not request.headers.get("content-type", "").startswith(FORM):
        answer = await _do(request, secret, act, parse(ACTS[act][0], raw), request.headers.get("idempotency-key", ""))
        return Response(answer.body, answer.status, {"Cache-Control": "no-store"}, media_type="application/json")
    return await _of_form(request, secret, act, parse_qsl(raw.decode("utf-8", "replace")[:1500]))


async def _of_form(request: Request, secret: str, act: str, fields: list[tuple[str, str]]) -> Response:
    """See the page: that is where a form leads, and what it says depends on how it went."""
    told = dict(fields)
    try:
        wanted = parse(ACTS[act][0], dump(_wanted(act, fields)))
        answer = await _do(request, secret, act, wanted, told.get("key", ""))
    except UnknownLink as refusal:
        return refusal_page(request, refusal)
    except Refusal as refusal:
        went = {"no": refusal.code}
    else:
        went = {"said": act, "count": str(_passed(answer))}
    look = {name: told[name] for name in ("lang", "large") if name in told}
    return RedirectResponse(f"/t/{secret}?{urlencode(look | went)}", 303, {"Cache-Control": "no-store"})


def _wanted(act: str, fields: list[tuple[str, str]]) -> dict[str, object]:
    """The body that a form stands for."""
    told = dict(fields)
    if act == "rate":
        return {"score": _number(told.get("score", "")), "about": [value for name, value in fields if name == "about"]}
    return {"count": _number(told.get("count", "1"))}


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else 0


async def _do(request: Request, secret: str, act: str, wanted: Body, key: str) -> Answer:
    house: House = request.app.state.house
    opened = await house.phones.open(request, secret, acts=True)
    if not 1 <= len(key) <= 255:
        raise KeyMissing()
    wish = Wish(
        opened.hall,
        lambda hall, now: ACTS[act][1](hall, now, opened, wanted),
        lambda hall, facts, now: Answer(200, dump(_shape(hall, opened, facts))),
        _once(opened, act, wanted, key.encode()),
        deadline=deadline_in(request.headers.get("yingbin-deadline", "").encode("latin-1")),
    )
    return await house.desk.do(wish)


def _once(opened: Opened, act: str, wanted: Body, key: bytes) -> Once:
    id = hashlib.blake2b(key, digest_size=16, key=opened.id, person=b"command").digest()
    told = f"{act} {wanted.model_dump_json()}".encode()
    return Once(id, hashlib.blake2b(told, digest_size=16, key=opened.id).digest())


def _shape(hall: Hall, opened: Opened, facts: Facts) -> dict[str, object]:
    ticket = by_phone.found(hall, opened.day, opened.number)
    passed = sum(fact.passed for fact in facts if isinstance(fact, TicketLetPass))
    return {
        "number": opened.number,
        "state": ticket.state if ticket else State.EXPIRED,
        "ahead": hall.queues.ahead(ticket) if ticket and ticket.state == State.WAITING else None,
        "passed": passed,
        "version": hall.version,
    }


def _passed(answer: Answer) -> int:
    return int(orjson.loads(answer.body)["passed"])

"""What a customer does from the ticket's phone page: let others pass, leave, come back. The secret is the key, no token is
needed, and nothing is done by a GET. A form is answered with the page again, so that it works without any script."""

import hashlib
from collections.abc import Callable
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

import orjson
from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.api.commands import Body, Facts, deadline_in, parse
from app.api.problems import KeyMissing, UnknownPage, documented
from app.api.shapes import dump
from app.hall import by_phone
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


Decide = Callable[[Hall, Instant, Opened, Act], Facts]
ACTS: dict[str, Decide] = {
    "let-pass": lambda hall, now, one, act: by_phone.let_pass(hall, now, day=one.day, ticket=one.number, count=act.count),
    "cancel": lambda hall, now, one, act: by_phone.cancel(hall, now, day=one.day, ticket=one.number),
    "rejoin": lambda hall, now, one, act: by_phone.rejoin(hall, now, day=one.day, ticket=one.number),
}


@router.post("/t/{secret}/{act}", response_model=None, responses=documented(400, 404, 409, 413, 422, 429, 503))
async def act(request: Request, secret: str, act: str) -> Response:
    """`let-pass` `{count?}`, `cancel`, `rejoin`: JSON with an `Idempotency-Key`, or a form with the field `key`."""
    if act not in ACTS:
        raise UnknownPage(path="/t/…")
    raw = await request.body()
    if not request.headers.get("content-type", "").startswith(FORM):
        answer = await _do(request, secret, act, parse(Act, raw), request.headers.get("idempotency-key", ""))
        return Response(answer.body, answer.status, {"Cache-Control": "no-store"}, media_type="application/json")
    return await _of_form(request, secret, act, dict(parse_qsl(raw.decode("utf-8", "replace")[:500])))


async def _of_form(request: Request, secret: str, act: str, told: dict[str, str]) -> Response:
    """See the page: that is where a form leads, and what it says depends on how it went."""
    count = told.get("count", "1")
    try:
        wanted = parse(Act, dump({"count": int(count) if count.isdecimal() and len(count) < 4 else 0}))
        answer = await _do(request, secret, act, wanted, told.get("key", ""))
    except UnknownLink as refusal:
        return refusal_page(request, refusal)
    except Refusal as refusal:
        went = {"no": refusal.code}
    else:
        went = {"said": act, "count": str(_passed(answer))}
    look = {name: told[name] for name in ("lang", "large") if name in told}
    return RedirectResponse(f"/t/{secret}?{urlencode(look | went)}", 303, {"Cache-Control": "no-store"})


async def _do(request: Request, secret: str, act: str, wanted: Act, key: str) -> Answer:
    house: House = request.app.state.house
    opened = await house.phones.open(request, secret, acts=True)
    if not 1 <= len(key) <= 255:
        raise KeyMissing()
    wish = Wish(
        opened.hall,
        lambda hall, now: ACTS[act](hall, now, opened, wanted),
        lambda hall, facts, now: Answer(200, dump(_shape(hall, opened, facts))),
        _once(opened, act, wanted, key.encode()),
        deadline=deadline_in(request.headers.get("yingbin-deadline", "").encode("latin-1")),
    )
    return await house.desk.do(wish)


def _once(opened: Opened, act: str, wanted: Act, key: bytes) -> Once:
    id = hashlib.blake2b(key, digest_size=16, key=opened.id, person=b"command").digest()
    told = f"{act} {wanted.count}".encode()
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

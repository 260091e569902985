"""The page behind the QR code of a ticket, and the same anew for phones that have no live link."""

import asyncio
import gzip
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.hall.day import Instant
from app.hall.decide import PASSES
from app.hall.events import Recommended
from app.hall.matters import Offered
from app.hall.plan import Plan
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.house import House
from app.languages import LANGUAGES
from app.phone_door import Opened
from kiosk_ui.phone_style import PAGE_POLICY, STYLE
from kiosk_ui.phone_view import Phone, phone
from shared_ui.assets import files
from shared_ui.looks import formed, language
from shared_ui.picture import Look, environment, words
from shared_ui.rating import STEPS
from shared_ui.screen import refusal_page
from shared_ui.sentences import SENTENCES, language_of, say
from shared_ui.times import clock

AGAIN = 15
"""Seconds after which a page without scripts fetches itself anew, while there is something to wait for."""
SMALL = 600
"""Bytes from which on a page is packed."""
LOOKS = {
    "lang": language,
    "large": "1".__eq__,
    "ask": {"later", "leave"}.__contains__,
    "said": {"let-pass", "cancel", "rejoin", "rate"}.__contains__,
    "no": formed("[a-z_]{1,30}"),
    "count": formed("[0-9]{1,2}"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """`at` and `version`: when this was so, HH:MM, and the hall's version then. `spoken`: the language of the ticket, if it is
    known."""

    view: Phone
    plan: Plan
    at: str
    spoken: str | None
    version: int


def look_of(query: str) -> Look:
    """What of a query the page understands; the rest is dropped."""
    return {key: value for key, value in parse_qsl(query[:300]) if key in LOOKS and LOOKS[key](value)}


def shown(hall: Hall, now: Instant, opened: Opened, offered: tuple[Offered, ...] | None = None) -> Shown:
    view = phone(hall, now, opened.day, opened.number, offered)
    ticket = hall.tickets.get(opened.number) if opened.day == hall.day else None
    spoken = ticket.language if ticket is not None and ticket.language in LANGUAGES else None
    return Shown(view, hall.plan, clock(hall.plan, now), spoken, hall.version)


def region(shown: Shown, look: Look, link: str, **more: Any) -> str:
    """The part of the page that is kept up to date."""
    return environment.get_template("kiosk_ui/phone_ticket.html").render(_told(shown, look, link, **more))


def _told(shown: Shown, look: Look, link: str, key: str = "", again: int = 0) -> dict[str, Any]:
    return {
        "v": shown.view,
        "plan": shown.plan,
        "at": shown.at,
        "link": link,
        "key": key,
        "again": again,
        "most": PASSES,
        "steps": STEPS,
        "files": files,
        **words(look, shown.plan),
        "look": {"ask": look.get("ask"), "large": look.get("large")},
    }


async def page(request: Request, secret: str) -> Response:
    """Nothing is changed by opening it: whoever previews a link opens it too."""
    try:
        now_shown, look = await _shown(request, secret)
    except Refusal as refusal:
        response = refusal_page(request, refusal)
    else:
        told = _told(now_shown, look, f"/t/{secret}", secrets.token_urlsafe(12), AGAIN)
        html = environment.get_template("kiosk_ui/phone.html").render(told | {"said": _said(look), "style": STYLE})
        response = _packed(request, html.encode(), "text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers.update({"Vary": "Accept-Language, Accept-Encoding", "X-Robots-Tag": "noindex"})
    return response


async def state(request: Request, secret: str) -> Response:
    """What the live link would send: for phones behind something that lets no WebSocket through."""
    now_shown, look = await _shown(request, secret)
    return _packed(request, frame(now_shown, look, f"/t/{secret}"), "application/json")


def frame(shown: Shown, look: Look, link: str) -> bytes:
    return orjson.dumps({"version": shown.version, "at": shown.at, "html": region(shown, look, link)})


async def _shown(request: Request, secret: str) -> tuple[Shown, Look]:
    """As it is now, and the look, with the language: the one that was chosen, the ticket's, the phone's."""
    house: House = request.app.state.house
    opened = await house.phones.open(request, secret)
    found = await house.desk.read(opened.hall, lambda hall, now: shown(hall, now, opened), newest=True)
    if found.view.ticket is None:
        offered = await asyncio.to_thread(_offered_then, house, opened)
        found = await house.desk.read(opened.hall, lambda hall, now: shown(hall, now, opened, offered))
    look = look_of(request.url.query)
    return found, {"lang": found.spoken or language_of(request)} | look


def _offered_then(house: House, opened: Opened) -> tuple[Offered, ...]:
    """What was recommended to the ticket on a day that is over."""
    facts = [recorded.fact for recorded in house.log.of_day(opened.hall, opened.day, (Recommended,))]
    return tuple(
        Offered(opened.number, fact.offer, fact.outcome, fact.post, fact.at)
        for fact in facts
        if isinstance(fact, Recommended) and (fact.day, fact.number) == (opened.day, opened.number)
    )


def _said(look: Look) -> str | None:
    """What came of a form that was sent, in a sentence."""
    spoken = look["lang"]
    if "said" in look:
        return say(spoken, f"phone.said.{look['said']}", count=look.get("count", "1"))
    if "no" in look:
        return SENTENCES[spoken].get(f"phone.no.{look['no']}", say(spoken, "phone.no.other"))
    return None


def _packed(request: Request, body: bytes, kind: str) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Type": kind}
    if len(body) > SMALL and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(gzip.compress(body, 6), headers=headers | {"Content-Encoding": "gzip"})
    return Response(body, headers=headers)

"""What a screen shows that nobody has let in yet: a code for the manager, and by itself the hall as soon as it was typed."""

import re
from io import BytesIO

import segno
from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.access import Moved
from app.accounts import Principal
from app.hall.refusals import Refusal
from app.house import House
from app.languages import LANGUAGES
from shared_ui.assets import files
from shared_ui.device import COOKIE, name_of, new_name
from shared_ui.picture import environment, words
from shared_ui.sentences import HTML_LANG, language_of, say

router = APIRouter(include_in_schema=False)

QUERY = r"(?:\?[A-Za-z0-9=&_.%-]{0,200})?"
SCREEN = "/(?:kiosk|display|counter|greeter|manager|rate)/[a-z0-9-]{1,60}(?:/(?:window/)?[0-9]{1,3})?"


def wished(to: str) -> str:
    """The address of a screen of ours that a browser has opened; empty: it is none."""
    return to if re.fullmatch(rf"{SCREEN}{QUERY}", to) else ""


def own_way(principal: Principal, to: str) -> str:
    """To the screen that was asked for, if it is one of the token's; never to another site."""
    own = _own_screen(principal)
    pad = rf"|/rate/{principal.hall}/[0-9]{{1,3}}" if principal.role == "display" else ""
    path = SCREEN if own == "/" else rf"(?:{own}(?:/window/[0-9]{{1,3}})?{pad})"
    return to if re.fullmatch(path + QUERY, to) else own


def _own_screen(principal: Principal) -> str:
    if principal.role in ("kiosk", "display", "greeter", "manager"):
        return f"/{principal.role}/{principal.hall}"
    return f"/counter/{principal.hall}/{principal.counter}" if principal.role == "counter" else "/"


@router.get("/pair", response_model=None)
async def pair(request: Request) -> Response:
    """A machine that begins here each time goes to its screen, once it was let in."""
    house: House = request.app.state.house
    try:
        visitor = await house.access.principal(request)
    except Moved as refusal:
        return pairing_page(request, refusal)
    except Refusal:
        return pairing_page(request, None, 200)
    if visitor.kind == "device":
        return RedirectResponse(own_way(visitor, ""), 303, {"Cache-Control": "no-store"})
    return pairing_page(request, None, 200)


def pairing_page(request: Request, refusal: Exception | None, status: int = 401) -> Response:
    """In the place of the screen that was asked for, and in two languages, as nobody knows yet who will stand before it."""
    screen = wished(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    spoken = language_of(request)
    both = [spoken, LANGUAGES[spoken].beside]
    hall = re.match(r"/[a-z]+/([a-z0-9-]+)", screen)
    connect = f"/manager/{hall[1]}/connect" if hall else ""
    theme = "night" if screen.startswith("/display") else "paper"
    body = environment.get_template("shared_ui/pairing.html").render(
        screen=screen,
        moved=isinstance(refusal, Moved),
        both=[(HTML_LANG[one], lambda key, one=one, **fields: say(one, f"pairing.{key}", **fields)) for one in both],
        code=_qr(f"{request.url.scheme}://{request.url.netloc}{connect}") if connect else None,
        sign_in=screen.startswith("/manager"),
        theme=theme,
        files=files,
        **words({"lang": spoken}),
    )
    response = HTMLResponse(body, status, headers={"Cache-Control": "no-store"})
    if name_of(request) is None:
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, new_name(), max_age=400 * 86_400, httponly=True, samesite="strict", secure=secure)
    return response


def _qr(address: str) -> Markup:
    """The approval page, for a manager's phone."""
    out = BytesIO()
    made = segno.make(address, micro=False, error="m", boost_error=False)
    made.save(out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=3, light="#fff")
    return Markup(out.getvalue().decode())

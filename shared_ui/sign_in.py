"""Where a member of staff signs in: in the place of the screen that waits for one, or at a machine that isn't paired."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.access import NotSignedIn
from app.languages import LANGUAGES
from shared_ui.assets import files
from shared_ui.picture import after, environment, words
from shared_ui.sentences import language_of


def spoken_at(request: Request) -> str:
    """The language that was turned to, or else the one that the browser likes best."""
    wished = request.query_params.get("lang", "")
    return wished if wished in LANGUAGES else language_of(request)


def people_page(request: Request, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """A page about who has signed in; never kept by a browser."""
    spoken = spoken_at(request)
    turned = request.url.include_query_params(lang=after(spoken, None).code).query
    told = {**words({"lang": spoken}), "turned": turned, "files": files, **shown}
    body = environment.get_template(template).render(**told)
    return HTMLResponse(body, status, headers={"Cache-Control": "no-store", "Content-Language": spoken})


def sign_in_page(request: Request, missing: NotSignedIn, to: str = "", status: int = 401) -> HTMLResponse:
    """`to`: where it goes on; without, with the page that was asked for."""
    session, (role, _, rest) = missing.session, missing.place.partition("/")
    if session is not None and session.must_change and not session.locked:
        return people_page(request, "shared_ui/change.html", status, session=session, place=missing.place, to=to)
    counter = rest.partition("/")[2]
    return people_page(
        request, "shared_ui/sign-in.html", status, session=session, place=missing.place, role=role, counter=counter, to=to
    )

"""`yingbin key`: one command to a running server, for a hotkey or a call button. Nothing is tried twice, nothing is queued."""

import secrets
import ssl
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import typer

from app.cli.errors import CommandError
from app.cli.key_token import KeptToken

WITHIN = 3.0
"""Seconds until the server counts as not there: a late call is worse than none."""

Action = Literal["call-next", "recall", "start", "finish", "no-show", "hold", "pause", "open", "close"]

UrlOfServer = Annotated[
    str | None,
    typer.Option("--url", envvar="YINGBIN_URL", help="The server. Default: http://HOST:PORT by YINGBIN_HOST and YINGBIN_PORT."),
]
Token = Annotated[
    str | None,
    typer.Option(envvar="YINGBIN_TOKEN", help="Default: one is issued if the data directory is on this machine, and kept there."),
]


def key(
    action: Annotated[Action, typer.Argument(help="What to do.")],
    counter: Annotated[int, typer.Option("--counter", metavar="N", min=1, help="The number of the counter.")],
    url: UrlOfServer = None,
    token: Token = None,
    hall: Annotated[str | None, typer.Option("--hall", metavar="HALL", help="Default: that of the token.")] = None,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The data directory on this machine.")] = None,
    database_url: Annotated[str | None, typer.Option("--database-url", metavar="URL", hidden=True)] = None,
) -> None:
    """Does one thing at a counter and prints the ticket, e.g. A023, or says that nobody is waiting."""
    kept = None if token else KeptToken.found(data, database_url, hall, counter)
    address, trusted = (url, ssl.create_default_context()) if url else _server(data)
    with httpx.Client(base_url=address, timeout=WITHIN, trust_env=False, verify=trusted) as server:
        me = _ask(server, kept.token if kept else str(token), "GET", "/api/v1/me")
        if kept is not None and me.status_code == 401:
            kept.renew()
            me = _ask(server, kept.token, "GET", "/api/v1/me")
        where = hall or _told(me).get("hall")
        if where is None:
            raise CommandError("This token is for every hall: name one with --hall.")
        print(_press(server, kept.token if kept else str(token), f"/api/v1/halls/{where}", counter, action))


def _server(data: Path | None) -> tuple[str, ssl.SSLContext | bool]:
    """The one on this machine, and whom it is known by."""
    from app.cli.encryption import is_made_here
    from app.cli.listener import at
    from app.cli.places import settings_with

    settings = settings_with(data=data)
    secure = bool(settings.tls_cert) or is_made_here(settings)
    authority = settings.data / "tls" / "ca.pem"
    trusted = ssl.create_default_context(cafile=authority) if secure and authority.exists() else True
    return at(settings.host, settings.port, secure=secure), trusted


def _press(server: httpx.Client, token: str, hall: str, counter: int, action: Action) -> str:
    body: dict[str, Any] = {}
    if action == "call-next":
        body["expected_current"] = _current(server, token, hall, counter)
    answer = _ask(server, token, "POST", f"{hall}/counters/{counter}/{action}", body)
    if answer.status_code == 204:
        return "nobody is waiting"
    told = _told(answer)
    return f"counter {counter} is {told['state']}" if action in ("pause", "open", "close") else str(told["number"])


def _current(server: httpx.Client, token: str, hall: str, counter: int) -> str | None:
    """The ticket in hand: whoever presses the key means to end this one and no other."""
    counters = _told(_ask(server, token, "GET", hall))["counters"]
    for one in counters:
        if one["number"] == counter:
            ticket: str | None = one["ticket"]
            return ticket
    raise CommandError(
        f"The hall has no counter {counter}: its counters are {', '.join(str(one['number']) for one in counters)}."
    )


def _ask(server: httpx.Client, token: str, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    if method == "POST":
        headers["Idempotency-Key"] = secrets.token_urlsafe(16)
    try:
        return server.request(method, path, json=body, headers=headers)
    except httpx.TimeoutException:
        said = "; look at the screen before you press again" if method == "POST" else " and nothing was done"
        raise CommandError(f"The server at {server.base_url} gave no answer within {WITHIN:.0f} s{said}.") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise CommandError(f"The server at {server.base_url} can't be reached and nothing was done: is it running?") from None


def _told(answer: httpx.Response) -> dict[str, Any]:
    """The answer's content; a refusal becomes its own sentence."""
    try:
        content = answer.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise CommandError(f"What answers at {answer.url.host}:{answer.url.port} is not Yingbin: check --url.")
    if answer.is_error:
        raise CommandError(str(content.get("detail", f"The server refused this ({answer.status_code}).")))
    return content

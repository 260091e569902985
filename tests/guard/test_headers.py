"""Whatever is answered, a browser is told what it may do with it."""

import re
import socket
import ssl
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from shared_ui.assets import STAMP, files
from shared_ui.policy import HEADERS, NO_STORE, POLICY
from tests.cli.command import serving, yingbin
from tests.guard.routes import addresses, guarded
from tests.house import Place, home, server

ROOT = Path(__file__).parents[2]
PAGE = {"Accept": "text/html"}


async def test_every_address_answers_every_method_with_all_headers(place: Place):
    async with home(place, strangers_a_minute=100_000, proxies="127.0.0.1") as one:
        one.http.cookies.set("yingbin-all", place.tokens["all"])
        app = one.http._transport.app  # type: ignore[attr-defined]
        own, seen = {"Origin": "http://hall"}, set()
        ways = [("GET", {}), ("GET", PAGE), ("GET", {"Host": "elsewhere.example"}), ("POST", own), ("POST", {})]
        ways += [("POST", own | {"Content-Type": "text/plain"}), *((name, own) for name in ("HEAD", "DELETE", "OPTIONS", "BREW"))]
        for path in [*(address.path for address in addresses(app)), f"/enter?key={place.tokens['all']}"]:
            for method, more in ways:
                answer = await one.http.request(method, path, headers=more)
                guarded(answer.headers)
                seen.add(answer.status_code)
        assert {200, 303, 400, 403, 404, 405, 415, 422} <= seen
        assert not {status for status in seen if status >= 500}


async def test_a_fault_of_ours_is_told_under_the_same_headers(place: Place):
    async with home(place) as one:

        async def fail(token: str, address: str) -> None:
            raise RuntimeError("a fault")

        one.house.accounts.met = fail  # type: ignore[method-assign, assignment]
        for path in ("/", "/manager/dongcheng", "/api/v1/me"):
            answer = await one.http.get(path, headers={"Cookie": "yingbin-all=yb_x", "Authorization": "Bearer yb_x"})
            assert answer.status_code == 500
            guarded(answer.headers)
        big = await one.http.post(
            "/api/v1/halls/dongcheng/tickets", content=b"x" * 70_000, headers={"Content-Type": "application/json"}
        )
        assert big.status_code == 413
        guarded(big.headers)


def test_the_controls_of_this_file_fail():
    whole = httpx.Headers([(name.decode(), value.decode()) for name, value in (*HEADERS, NO_STORE)])
    guarded(whole)
    for name in list(whole):
        less = httpx.Headers([(key, value) for key, value in whole.items() if key != name])
        with pytest.raises(AssertionError):
            guarded(less)
    with pytest.raises(AssertionError):
        guarded(httpx.Headers(dict(whole) | {"content-security-policy": f"{POLICY} 'unsafe-inline'"}))


async def test_files_with_this_versions_stamp_may_be_kept_and_nothing_else(place: Place):
    async with home(place) as one:
        assert "immutable" in (await one.http.get(files("shared/tokens.css"))).headers["cache-control"]
        for path in ("/static/0/shared/tokens.css", f"/static/{STAMP}/shared/nothing.css", "/healthz", "/kiosk/dongcheng"):
            assert (await one.http.get(path)).headers["cache-control"] == "no-store", path


async def test_over_tls_a_browser_is_told_to_stay_with_it_and_else_not(place: Place):
    async with home(place, proxies="127.0.0.1") as one:
        for kind, told in (("https", True), ("http", False)):
            answer = await one.http.get("/healthz", headers={"X-Forwarded-Proto": kind})
            assert ("strict-transport-security" in answer.headers, "cross-origin-opener-policy" in answer.headers) == (told, told)


# ------------------------------------------------------------ on a real socket
def said(address: str, request: bytes) -> httpx.Headers:
    """The headers of what a real server answers to these bytes."""
    kind, _, at = address.partition("://")
    host, _, port = at.partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as open, ExitStack() as over:
        line = over.enter_context(ssl._create_unverified_context().wrap_socket(open)) if kind == "https" else open
        line.sendall(request)
        told = b""
        while b"\r\n\r\n" not in told and (more := line.recv(65536)):
            told += more
    status, *lines = told.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    headers = httpx.Headers([tuple(line.split(": ", 1)) for line in lines])  # type: ignore[misc]
    headers["status"] = status.split()[1]
    return headers


SPOILT = {
    b"\x16\x03\x01\r\n\r\n": "400",
    b"GET /\x01 HTTP/1.1\r\n\r\n": "400",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 40_000 + b"\r\n\r\n": "431",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 17_000 + b"\r\n\r\n": "431",  # over TLS it comes in two parts
    b"CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n": "400",
    b"GET elsewhere.example:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n": "400",
    b"GET /x/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n": "400",
    b"GET /x/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 7\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n": "400",
}


@pytest.mark.parametrize("kind", ["http", "https"])
def test_what_is_no_request_or_handshake_is_answered_so_too(tmp_path: Path, kind: str):
    Place.make(tmp_path / "var").close()
    certificate = {}
    if kind == "https":
        yingbin("certificate", "--data", tmp_path / "var").done()
        certificate["YINGBIN_TLS_CERT"] = str(tmp_path / "var" / "tls" / "server.pem")
    with serving(tmp_path / "var", **certificate) as running:
        assert running.url.startswith(f"{kind}:")
        for request, status in SPOILT.items():
            headers = said(running.url, request)
            assert headers["status"] == status, request
            guarded(headers)
            assert ("strict-transport-security" in headers) == (kind == "https"), request
        _, log = running.end()
        assert "level=error" not in log


async def test_a_handshake_that_leads_nowhere_or_is_none_is_answered_so_too(place: Place):
    with server(place) as address:
        for path in ("/nowhere", "/static/x/shared/tokens.css", "/api/v1/nothing"):
            with pytest.raises(InvalidStatus) as refused:
                await connect(f"ws{address.removeprefix('http')}{path}").__aenter__()
            assert refused.value.response.status_code == 404
            guarded(refused.value.response.headers)


# ------------------------------------------------------------ no text of a page is a script or a style
INLINE = re.compile(
    r"<style[^>]*>(?!\{\{ style \}\}<)|<script(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"'{]|javascript:"
    r"|<iframe|<object|<embed",
    re.IGNORECASE,
)
SCREENS = ("shared_ui", "kiosk_ui", "counter_ui", "display_ui")


@pytest.mark.parametrize(
    "file", [file for part in SCREENS for file in sorted((ROOT / part / "templates").rglob("*.html"))], ids=str
)
def test_a_template_has_no_script_style_or_handler_of_its_own(file: Path):
    assert INLINE.findall(file.read_text()) == []


def test_what_makes_html_from_scripts_makes_no_style_or_handler():
    for part in SCREENS:
        for file in (ROOT / part / "static").rglob("*.js"):
            found = re.findall(
                r"\.cssText|setAttribute\(\s*['\"](?:style|on)|\beval\(|new Function|document\.write|insertAdjacentHTML",
                file.read_text(),
            )
            assert found == [], file


@pytest.mark.parametrize(
    "text", ["<p style='x'>", '<b onclick="x">', "<script>x</script>", "<style>p {}</style>", '<a href="javascript:x">']
)
def test_what_is_inline_is_found(text: str):
    assert INLINE.search(text)


async def test_no_answer_has_a_script_style_or_handler_in_it(place: Place):
    async with home(place, strangers_a_minute=100_000) as one:
        one.http.cookies.set("yingbin-all", place.tokens["all"])
        ticket = await one.as_("kiosk").post("/tickets", service="pay-bill")
        pages = 0
        paths = [address.path for address in addresses(one.http._transport.app) if "GET" in address.methods]  # type: ignore[attr-defined]
        for path in [*paths, "/t/nothing", httpx.URL(ticket.json()["phone_url"]).path]:
            answer = await one.http.get(path, headers=PAGE, follow_redirects=True)
            if answer.headers.get("content-type", "").startswith("text/html"):
                pages += 1
                text = re.sub(r"<style>.*?</style>", "", answer.text) if path.startswith("/t/") else answer.text
                assert INLINE.findall(text) == [], path
        assert pages > 12

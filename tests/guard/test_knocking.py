"""Who may knock: a request for this server by a name of its own, from a page of its own or a program, in JSON."""

import socket
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.hosts import Hosts, own_page
from app.settings import Settings
from tests.api.asking import problem
from tests.house import Place, home, server

OPEN = "/api/v1/halls/dongcheng/counters/1/open"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8000", "10.0.0.5", "[::1]:8000", "[fe80::1]", "localhost", "LOCALHOST:1", "a.localhost", "queue.example.cn",
     "queue.example.cn:8443", "q.example.cn.", "hall-server", "phones.example"],
)  # fmt: skip
def test_addresses_own_names_and_listed_names_are_ours(host: str):
    settings = Settings(hosts="q.example.cn, Queue.example.cn,hall-server", public_url="https://phones.example/x")  # type: ignore[arg-type]
    assert Hosts(settings).ours(host.encode())
    assert Hosts(Settings()).ours(socket.gethostname().encode())


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "127.0.0.1.evil.example", "10.0.0.5.nip.io:8000", "queue.example.cn.evil.example", "xlocalhost",
     "0x7f.1", "127.1", "a b",
     "localhost:1:2", "user@localhost", "[::1", "localhost/x", "localhost\x00", "ｌocalhost", "x" * 3000],
)  # fmt: skip
def test_other_names_are_not(host: str):
    """Whoever can make a name point to this server can let a page of theirs speak to it."""
    assert not Hosts(Settings(hosts="queue.example.cn")).ours(host.encode())  # type: ignore[arg-type]


@pytest.mark.parametrize("hosts", ["*", "*.example.cn", "http://example.cn", "a b", "a/b", "-x"])
def test_what_is_no_name_is_no_setting(hosts: str):
    with pytest.raises(ValueError, match="hosts"):
        Settings(hosts=hosts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("origin", "host", "scheme", "own"),
    [
        ("http://hall", "hall", "http", True),
        ("HTTP://Hall:80", "hall", "http", True),
        ("https://hall", "hall:443", "https", True),
        ("https://hall", "hall", "http", True),  # a proxy that isn't named took the TLS away
        ("http://hall", "hall", "https", False),
        ("http://hall", "hall", "wss", False),
        ("http://hall:81", "hall", "http", False),
        ("http://[::1]:8000", "[::1]:8000", "http", True),
        ("https://evil.example", "hall", "http", False),
        ("file://hall", "hall", "http", False),
        ("null", "null", "http", False),
        ("", "", "http", False),
        ("http://", "", "http", False),
    ],
)
def test_a_page_is_our_own_if_it_has_this_very_address(origin: str, host: str, scheme: str, own: bool):
    assert own_page(origin.encode(), host.encode(), scheme) is own


@pytest.mark.parametrize("role", ["manager", "all"])
async def test_nothing_is_done_under_a_foreign_name_whoever_asks(place: Place, role: str):
    async with home(place) as one:
        headers = one.as_(role).headers | {"Idempotency-Key": "k", "Host": "evil.example", "Origin": "http://evil.example"}
        problem(await one.http.post(OPEN, json={}, headers=headers), 403, "foreign_host")
        two = [("Host", "hall"), ("Host", "evil.example"), *(one.as_(role).headers | {"Idempotency-Key": "k"}).items()]
        problem(await one.http.post(OPEN, json={}, headers=two), 403, "foreign_host")
        assert (await one.as_("manager").get()).json()["counters"][0]["state"] == "closed"


async def test_a_page_under_a_foreign_name_says_what_to_do(place: Place):
    async with home(place) as one:
        told = await one.http.get(
            "/kiosk/dongcheng", headers={"Host": "queue.example", "Accept": "text/html", "Accept-Language": "en"}
        )
        assert told.status_code == 403
        assert "queue.example" in told.text
        assert "YINGBIN_HOSTS" in told.text
        assert (await one.http.get("/healthz", headers={"Host": "balancer"})).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://hall.evil.example", "http://hall:81", ""])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW", "GET"])
async def test_a_foreign_origin_is_refused_whatever_it_wants(place: Place, origin: str, method: str):
    async with home(place) as one:
        headers = one.as_("manager").headers | {"Idempotency-Key": "k", "Origin": origin}
        for path in (OPEN, "/kiosk/dongcheng", "/nowhere", f"/t/dongcheng.3.{'a' * 22}/cancel"):
            problem(await one.http.request(method, path, headers=headers), 403, "foreign_origin")


async def test_a_program_needs_no_origin_and_a_browser_with_a_cookie_does(place: Place):
    async with home(place) as one:
        assert (await one.as_("manager").post("/counters/1/open")).status_code == 200
        cookie = {"Cookie": f"yingbin-all={place.tokens['all']}", "Idempotency-Key": "k", "Yingbin-Screen": "counter/dongcheng/2"}
        address = OPEN.replace("1/open", "2/open")
        problem(await one.http.post(address, json={}, headers=cookie), 403, "foreign_origin")
        problem(await one.http.post(address, json={}, headers=cookie | {"Authorization": "Basic eDp5"}), 403, "foreign_origin")
        assert (await one.http.post(address, json={}, headers=cookie | {"Origin": "http://hall"})).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", "text/json;x"]
)
async def test_only_json_is_taken(place: Place, kind: str):
    async with home(place) as one:
        headers = one.as_("manager").headers | {"Idempotency-Key": "k"}
        problem(await one.http.post(OPEN, content=b"{}", headers=headers | {"Content-Type": kind}), 415, "not_json")
        assert (await one.as_("manager").get()).json()["counters"][0]["state"] == "closed"


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", "application/vnd.hall+json", "", None])
async def test_json_or_no_word_of_it_is_taken(place: Place, kind: str | None):
    async with home(place) as one:
        headers = one.as_("manager").headers | {"Idempotency-Key": "k"} | ({} if kind is None else {"Content-Type": kind})
        for body in (b"", b"{}"):
            assert (await one.http.post(OPEN, content=body, headers=headers | {"Idempotency-Key": f"k{body!r}"})).status_code in (
                200,
                409,
            )


async def test_a_ticket_pages_form_is_taken_from_the_page_alone(place: Place):
    """A browser withholds the Origin of such a form; newer ones say in another header whose it is."""
    async with home(place) as one:
        ticket = await one.as_("kiosk").post("/tickets", service="pay-bill")
        page = "/t/" + ticket.json()["phone_url"].partition("/t/")[2]
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for more in (
            {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
            {"Origin": "http://evil.example"},
            {"Host": "evil.example"},
        ):
            assert (await one.http.post(f"{page}/cancel", content=b"key=a", headers=form | more)).status_code == 403
        problem(await one.http.post(f"{page}/cancel", content=b"{}", headers={"Content-Type": "text/plain"}), 415, "not_json")
        number = ticket.json()["number"]
        assert (await one.as_("manager").get(f"/tickets/{number}")).json()["state"] == "waiting"
        sent = await one.http.post(
            f"{page}/cancel", content=b"key=a", headers=form | {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        )
        assert sent.status_code == 303
        assert (await one.as_("manager").get(f"/tickets/{number}")).json()["state"] == "cancelled"


async def test_no_live_link_opens_for_a_foreign_page_or_name(place: Place):
    async with home(place) as one:
        ticket = await one.as_("kiosk").post("/tickets", service="pay-bill")
        page = ticket.json()["phone_url"].removeprefix("http://hall")
    with server(place) as address:
        socket_address = "ws" + address.removeprefix("http")
        cookie = {"Cookie": f"yingbin-all={place.tokens['all']}"}
        for path in ("/api/v1/halls/dongcheng/stream", "/kiosk/dongcheng/live", f"{page}/live"):
            for more in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}, {}):
                if not more and page in path:
                    continue  # without a cookie there is nothing that another page could use
                async with connect(socket_address + path, additional_headers=cookie | more) as live:
                    with suppress(ConnectionClosed):
                        await live.recv()
                    assert live.close_code == 4403, (path, more)
            async with connect(socket_address + path, additional_headers=cookie | {"Origin": address}) as live:
                await live.send('{"hello": 1, "epoch": null, "since": null}')
                assert await live.recv()

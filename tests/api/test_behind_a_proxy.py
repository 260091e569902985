"""In whose name somebody asks, and who may ask how the server is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.api.asking import problem
from tests.house import Home, Place, home

PROXY, CUSTOMER, OTHER = "10.0.0.2", "192.0.2.7", "192.0.2.8"
HEALTH, ALL = ("/healthz", "/readyz"), ("/healthz", "/readyz", "/metrics")


@asynccontextmanager
async def asking_from(one: Home, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose connection comes from this address."""
    app = one.http._transport.app  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(address, 50_000)), base_url="http://hall") as http:
        yield http


async def refused(http: httpx.AsyncClient, behind: str) -> int:
    """The status for a stranger in whose name somebody asks."""
    return (await http.get("/api/v1/me", headers={"X-Forwarded-For": behind})).status_code


async def test_a_customer_who_names_other_addresses_is_counted_as_one(place: Place):
    async with home(place, strangers_a_minute=3, proxies=PROXY) as one, asking_from(one, CUSTOMER) as http:
        assert [await refused(http, f"10.0.0.{n}") for n in range(4)] == [401, 401, 401, 429]


async def test_without_the_setting_not_even_this_machine_is_believed(place: Place):
    async with home(place, strangers_a_minute=3) as one:
        assert [await refused(one.http, f"192.0.2.{n}") for n in range(4)] == [401, 401, 401, 429]


async def test_behind_a_known_proxy_each_customer_is_counted_alone(place: Place):
    async with home(place, strangers_a_minute=3, proxies=f"{PROXY}, 10.1.0.0/16") as one, asking_from(one, PROXY) as http:
        assert [await refused(http, f"1.2.3.{n}, {CUSTOMER}") for n in range(4)] == [401, 401, 401, 429]
        assert await refused(http, OTHER) == 401
        async with asking_from(one, "10.1.200.3") as second:
            assert await refused(second, CUSTOMER) == 429


@pytest.mark.parametrize(("address", "secure"), [(PROXY, True), (CUSTOMER, False)])
async def test_links_and_cookies_are_for_tls_if_a_known_proxy_says_so(place: Place, address: str, secure: bool):
    headers = {"X-Forwarded-Proto": "https", "Host": "hall.example", "Idempotency-Key": "1"}
    async with home(place, proxies=PROXY, hosts="hall.example") as one, asking_from(one, address) as http:
        signed_in = await http.get("/enter", params={"key": place.tokens["display"]}, headers=headers)
        assert ("secure" in signed_in.headers["set-cookie"].lower()) == secure
        headers["Authorization"] = f"Bearer {place.tokens['kiosk']}"
        ticket = await http.post("/api/v1/halls/dongcheng/tickets", json={"service": "pay-bill"}, headers=headers)
        assert ticket.json()["phone_url"].startswith(f"{'https' if secure else 'http'}://hall.example/t/")


async def test_a_balancer_on_another_host_may_ask_for_health_and_not_for_figures(place: Place):
    async with home(place, proxies=PROXY) as one, asking_from(one, PROXY) as http:
        assert [(await http.get(path)).status_code for path in ALL] == [200, 200, 403]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
@pytest.mark.parametrize("address", ["127.0.0.1", PROXY])
async def test_whoever_asks_through_a_proxy_learns_nothing_of_the_server(place: Place, address: str, header: str):
    async with home(place, proxies=f"127.0.0.1,{PROXY}") as one, asking_from(one, address) as http:
        for path in ALL:
            problem(await http.get(path, headers={header: "127.0.0.1"}), 403, "forbidden")


async def test_a_customer_learns_nothing_of_the_server(place: Place):
    async with home(place, proxies=PROXY) as one, asking_from(one, CUSTOMER) as http:
        for path in ALL:
            problem(await http.get(path), 403, "forbidden")
            problem(await http.get(path, headers={"X-Forwarded-For": PROXY}), 403, "forbidden")


async def test_a_server_that_stops_turns_balancers_away_and_still_serves(place: Place):
    async with home(place) as one:
        assert "connection" not in (await one.http.get("/healthz")).headers
        one.house.stopping = True
        assert [(await one.http.get(path)).status_code for path in HEALTH] == [200, 503]
        answer = await one.as_("kiosk").post("/tickets", service="pay-bill")
        assert (answer.status_code, answer.headers["connection"]) == (201, "close")

"""What is wrong with a request is said, and nothing is half done."""

import pytest

from tests.api.asking import problem, taken
from tests.house import Place, home


async def test_what_is_not_there_is_404_and_what_is_wrong_says_so(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        problem(await one.as_("manager", "nowhere").get(), 404, "unknown_hall")
        problem(await manager.get("/tickets/A999"), 404, "unknown_ticket")
        problem(await manager.post("/tickets/A999/cancel"), 404, "unknown_ticket")
        problem(await manager.post("/counters/99/open"), 404, "unknown_counter")
        problem(await manager.post("/counters/one/open"), 404, "unknown_counter")
        problem(await manager.post("/counters/%C2%B2/open"), 404, "unknown_counter")
        problem(await manager.get("/nothing/here"), 404, "unknown_page")
        problem(await manager.post("/tickets", service="nothing"), 422, "unknown_service")
        problem(await manager.post("/tickets", service="pay-bill", level="king"), 422, "unknown_level")
        problem(await manager.post("/tickets", service="pay-bill", colour="red"), 422, "invalid")
        problem(await manager.post("/tickets", service=7), 422, "invalid")
        problem(await manager.post("/tickets", service="pay-bill", phone="none"), 422, "bad_phone")
        problem(await manager.post("/counters/1/hold", minutes=True), 422, "invalid")
        problem(await manager.post("/counters/1/transfer", service="pay-bill", counter=2), 422, "invalid")
        problem(await manager.post("/counters/1/start"), 409, "wrong_state")
        problem(await manager.post("/counters/1/recall"), 409, "wrong_state")
        await manager.post("/counters/1/open")
        problem(await manager.post("/counters/1/finish"), 409, "wrong_state")
        number = await taken(manager)
        problem(await manager.post("/counters/1/call", number=number, reason="whim"), 422, "unknown_reason")
        problem(await manager.post(f"/tickets/{number}/rejoin"), 409, "wrong_state")
        await manager.post("/counters/1/call-next", expected_current=None)
        problem(await manager.post("/counters/1/finish"), 409, "wrong_state")
        problem(await manager.post("/counters/1/resume", number=number), 409, "counter_busy")


@pytest.mark.parametrize("body", [b"{", b"\xff", b"nothing", b"[" * 5000])
async def test_a_body_that_is_not_json_is_400(place: Place, body: bytes):
    async with home(place) as one:
        headers = one.as_("kiosk").headers | {"Idempotency-Key": "k"}
        problem(await one.http.post("/api/v1/halls/dongcheng/tickets", content=body, headers=headers), 400, "bad_json")


async def test_a_missing_key_or_an_endless_body_is_refused(place: Place):
    async with home(place) as one:
        headers = one.as_("kiosk").headers
        address = "/api/v1/halls/dongcheng/tickets"
        problem(await one.http.post(address, json={"service": "pay-bill"}, headers=headers), 400, "key_missing")
        long = {"Idempotency-Key": "x" * 300}
        problem(await one.http.post(address, json={"service": "pay-bill"}, headers=headers | long), 400, "key_missing")
        big = b'{"service": "' + b"x" * 70_000 + b'"}'
        problem(await one.http.post(address, content=big, headers=headers | {"Idempotency-Key": "k"}), 413, "too_large")

        async def drops():
            for _ in range(100):
                yield b" " * 1000

        problem(await one.http.post(address, content=drops(), headers=headers | {"Idempotency-Key": "k"}), 413, "too_large")


async def test_a_refusal_speaks_the_callers_language(place: Place):
    async with home(place) as one:
        caller = one.as_("manager")
        headers = caller.headers | {"Accept-Language": "zh-CN", "Idempotency-Key": "k"}
        answer = await one.http.post("/api/v1/halls/dongcheng/counters/1/start", json={}, headers=headers)
        assert answer.json()["detail"] == "台席上没有可进行此操作的号码。"


async def test_a_command_that_came_too_late_is_not_done(place: Place):
    async with home(place) as one:
        clerk = one.as_(("counter", 1))
        headers = clerk.headers | {"Idempotency-Key": "k", "Yingbin-Deadline": "1000"}
        problem(await one.http.post("/api/v1/halls/dongcheng/counters/1/open", json={}, headers=headers), 409, "too_late")
        assert (await clerk.get()).json()["counters"][0]["state"] == "closed"


async def test_odd_headers_and_numbers_are_no_fault_of_ours(place: Place):
    async with home(place) as one:
        integration = one.as_("integration")
        problem(await integration.get("/log", after=1 << 63), 422, "invalid")
        named = {"Yingbin-Screen": "counter/dongcheng/" + "1" * 5000}
        problem(await one.http.get("/api/v1/halls/dongcheng", headers=named), 401, "unauthorized")
        problem(await one.http.post("/api/v1/halls/dongcheng/tickets", json={"service": "pay-bill"}), 401, "unauthorized")
        problem(await integration.post("/counters/01/open"), 404, "unknown_counter")
        await integration.post("/counters/1/open")
        problem(await integration.post("/counters/1/call-next", expected_current="no number"), 409, "stale_current")
        assert (await integration.post("/tickets", service="pay-bill", language="zh-CN")).status_code == 201
        head = await one.http.head("/api/v1/halls/dongcheng", headers=integration.headers)
        assert head.status_code == 200


async def test_a_name_with_a_nul_and_a_huge_counter_are_refused(place: Place):
    """PostgreSQL takes no NUL, and neither database so large a number."""
    async with home(place) as one:
        clerk = one.as_("integration")
        await clerk.post("/counters/1/open")
        await clerk.post("/tickets", service="pay-bill")
        await clerk.post("/counters/1/call-next", expected_current=None)
        assert (await clerk.post("/counters/1/transfer", counter=10**30)).status_code < 500
        problem(await clerk.post("/walks/w1/answer", step="x", customer="\0"), 422, "invalid")

"""Every command and every refusal of the contract, over HTTP."""

import asyncio
import json
import re
from datetime import datetime

import httpx
import pytest

from tests.house import Place, home


async def taken(caller, service="pay-bill", **body):
    answer = await caller.post("/tickets", service=service, **body)
    assert answer.status_code == 201, answer.text
    return answer.json()["number"]


def problem(answer: httpx.Response, status: int, code: str) -> dict:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    body = answer.json()
    assert {"type", "title", "status", "code", "detail"} <= body.keys()
    assert (body["status"], body["code"]) == (status, code)
    return body


async def test_a_ticket_says_all_that_the_contract_names(place: Place):
    async with home(place) as one:
        ticket = (
            await one.as_("greeter").post("/tickets", service="pay-bill", level="vip", language="en", note="wheelchair")
        ).json()
        assert set(ticket) == {
            *("number", "hall", "day", "service", "level", "state", "taken_at", "due_at", "counter", "ahead", "wait"),
            *("called_at", "started_at", "ended_at", "version", "phone_url"),
        }
        assert (ticket["number"], ticket["state"], ticket["ahead"], ticket["wait"]) == ("B001", "waiting", 0, None)
        due, at = datetime.fromisoformat(ticket["due_at"]), datetime.fromisoformat(ticket["taken_at"])
        assert (due - at).total_seconds() == 600
        assert at.utcoffset().total_seconds() == 8 * 3600
        assert re.fullmatch(r"http://hall/t/dongcheng\.3\.[\w-]{22}", ticket["phone_url"])
        assert "wheelchair" not in json.dumps((await one.as_("manager").get("/log")).json())


async def test_the_wait_counts_those_ahead_over_the_counters_that_serve(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        for n in (1, 3):
            await manager.post(f"/counters/{n}/open")
        for _ in range(3):
            await taken(manager)
        ticket = (await manager.get("/tickets/B003")).json()
        wait = datetime.fromisoformat(ticket["wait"]["p50_at"]) - datetime.fromisoformat(ticket["taken_at"])
        assert ticket["ahead"] == 2
        assert 180 <= wait.total_seconds() < 185  # (2 + 1) × 2 min ÷ 2 counters


async def test_a_customers_way_from_kiosk_to_counter_and_out(place: Place):
    async with home(place) as one:
        kiosk, clerk = one.as_("kiosk"), one.as_(("counter", 1))
        first, second = await taken(kiosk), await taken(kiosk, "open-account")
        assert (await clerk.post("/counters/1/open", staff="0117")).json()["staff"] == "0117"
        called = (await clerk.post("/counters/1/call-next", expected_current=None)).json()
        assert (called["number"], called["state"], called["counter"]) == (first, "called", 1)
        assert (await clerk.post("/counters/1/recall")).json()["state"] == "called"
        assert (await clerk.post("/counters/1/start")).json()["state"] == "serving"
        following = (await clerk.post("/counters/1/call-next", expected_current=first)).json()
        assert following["number"] == second
        assert (await kiosk.get(f"/tickets/{first}")).json()["state"] == "done"
        assert (await clerk.post("/counters/1/start")).status_code == 200
        assert (await clerk.post("/counters/1/call-next", expected_current=second)).status_code == 204
        assert (await kiosk.get(f"/tickets/{second}")).json()["state"] == "done"
        assert (await clerk.post("/counters/1/call-next", expected_current=None)).status_code == 204
        await one.check_replay()


async def test_call_next_is_refused_when_the_clerk_saw_another_ticket(place: Place):
    async with home(place) as one:
        clerk = one.as_(("counter", 1))
        await taken(one.as_("kiosk"))
        problem(await clerk.post("/counters/1/call-next", expected_current=None), 409, "counter_closed")
        await clerk.post("/counters/1/open")
        problem(await clerk.post("/counters/1/call-next", expected_current="B009"), 409, "stale_current")
        await clerk.post("/counters/1/call-next", expected_current=None)
        problem(await clerk.post("/counters/1/call-next", expected_current=None), 409, "stale_current")
        problem(await clerk.post("/counters/1/call-next", expected_current="B001"), 409, "wrong_state")
        problem(await clerk.post("/counters/1/call-next"), 422, "invalid")


async def test_hold_resume_transfer_miss_rejoin_change_cancel(place: Place):
    async with home(place) as one:
        clerk, greeter = one.as_(("counter", 1)), one.as_("greeter")
        for _ in range(3):
            await taken(greeter)
        await clerk.post("/counters/1/open")
        await clerk.post("/counters/1/call-next", expected_current=None)
        held = (await clerk.post("/counters/1/hold", minutes=5)).json()
        assert (held["state"], held["counter"]) == ("held", None)
        assert (await clerk.post("/counters/1/resume", number="B001")).json()["state"] == "called"
        missed = (await clerk.post("/counters/1/no-show")).json()
        assert missed["state"] == "missed"
        back = (await greeter.post("/tickets/B001/rejoin")).json()
        assert (back["state"], back["due_at"]) == ("waiting", missed["due_at"])
        assert (await greeter.post("/tickets/B001/change", service="open-account")).json()["service"] == "open-account"
        chosen = (await clerk.post("/counters/1/call", number="B003", reason="elderly")).json()
        assert chosen["number"] == "B003"
        await one.as_("manager").post("/counters/3/open")
        moved = (await clerk.post("/counters/1/transfer", counter=3)).json()
        assert (moved["state"], moved["counter"]) == ("waiting", 3)
        assert (await one.as_("manager").post("/counters/3/close")).status_code == 200
        assert (await greeter.get("/tickets/B003")).json()["counter"] is None
        assert (await greeter.post("/tickets/B003/cancel")).json()["state"] == "cancelled"
        events = (await one.as_("integration").get("/log")).json()["events"]
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        jump = next(event for event in events if event["type"] == "TicketCalled" and event["data"]["number"] == "B003")
        assert (jump["data"]["why"], jump["data"]["reason"]) == ("chosen", "elderly")
        await one.check_replay()


async def test_pause_and_close_wait_for_the_ticket_in_hand(place: Place):
    async with home(place) as one:
        clerk = one.as_(("counter", 1))
        for _ in range(2):
            await taken(one.as_("kiosk"))
        await clerk.post("/counters/1/open")
        await clerk.post("/counters/1/call-next", expected_current=None)
        pausing = (await clerk.post("/counters/1/pause", reason="meal")).json()
        assert (pausing["state"], pausing["leaving"]) == ("open", "paused")
        await clerk.post("/counters/1/start")
        assert (await clerk.post("/counters/1/call-next", expected_current="B001")).status_code == 204
        counter = (await clerk.get()).json()["counters"][0]
        assert (counter["state"], counter["reason"], counter["ticket"]) == ("paused", "meal", None)
        problem(await clerk.post("/counters/1/call-next", expected_current=None), 409, "counter_closed")


async def test_a_key_answers_once_and_serves_one_request_only(place: Place):
    async with home(place) as one:
        kiosk = one.as_("kiosk")
        first = await kiosk.post("/tickets", key="same", service="pay-bill")
        again = await kiosk.post("/tickets", key="same", service="pay-bill")
        assert (first.content, first.status_code) == (again.content, again.status_code)
        problem(await kiosk.post("/tickets", key="same", service="open-account"), 422, "key_reused")
        other = await one.as_("greeter").post("/tickets", key="same", service="pay-bill")
        assert other.json()["number"] == "B002"
        both = await asyncio.gather(*(kiosk.post("/tickets", key="flying", service="pay-bill") for _ in range(8)))
        assert {answer.json()["number"] for answer in both} == {"B003"}


async def test_refusals_are_decided_anew(place: Place):
    async with home(place) as one:
        clerk = one.as_(("counter", 1))
        problem(await clerk.post("/counters/1/call-next", key="k", expected_current=None), 409, "counter_closed")
        await clerk.post("/counters/1/open")
        assert (await clerk.post("/counters/1/call-next", key="k", expected_current=None)).status_code == 204
        await taken(one.as_("kiosk"))
        assert (await clerk.post("/counters/1/call-next", key="k", expected_current=None)).status_code == 200


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
        problem(await manager.post("/tickets", service="pay-bill", phone="none"), 422, "invalid")
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


async def test_each_role_does_what_the_table_says(place: Place):
    posts = {"/tickets": ({"service": "pay-bill"}, {"kiosk", "greeter", ("counter", 1), "manager", "integration"})}
    posts["/counters/1/open"] = ({}, {("counter", 1), "manager", "integration"})
    posts["/tickets/B001/cancel"] = ({}, {"greeter", ("counter", 1), "manager", "integration"})
    gets = {"": {"kiosk", "display", "greeter", ("counter", 1), "manager", "integration"}}
    gets["/log"] = {"manager", "integration"}
    gets["/tickets/B001"] = {"kiosk", "greeter", ("counter", 1), "manager", "integration"}
    async with home(place) as one:
        await taken(one.as_("manager"))
        for role in ("kiosk", "display", "greeter", ("counter", 1), ("counter", 2), "manager", "integration"):
            same = "counter" if isinstance(role, tuple) else role
            for path, (body, roles) in posts.items():
                if role == ("counter", 2) and "counters" not in path:
                    continue
                allowed = role in roles
                answer = await one.as_(role).post(path, **body)
                assert (answer.status_code != 403) == allowed, (same, path, answer.text)
            for path, roles in gets.items():
                allowed = role in roles or (role == ("counter", 2) and ("counter", 1) in roles)
                assert ((await one.as_(role).get(path)).status_code == 200) == allowed, (same, path)


async def test_a_token_of_another_hall_is_403_and_none_is_401(place: Place):
    async with home(place) as one:
        other = one.as_("integration", "xicheng")
        problem(await other.get(), 403, "forbidden")
        answer = await one.http.get("/api/v1/halls/dongcheng")
        problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"
        wrong = await one.http.get("/api/v1/halls/dongcheng", headers={"Authorization": "Bearer yb_nothing"})
        problem(wrong, 401, "unauthorized")
        foreign = one.as_("integration").headers | {"Origin": "https://elsewhere.example"}
        problem(await one.http.get("/api/v1/halls/dongcheng", headers=foreign), 403, "foreign_origin")


async def test_a_kiosk_names_no_level_its_vips_are_found_by_phone(place: Place):
    async with home(place) as one:
        one.house.vips.replace("dongcheng", {"13900005678": "vip"})
        kiosk = one.as_("kiosk")
        problem(await kiosk.post("/tickets", service="pay-bill", level="vip"), 403, "level_not_allowed")
        found = await kiosk.post("/tickets", service="pay-bill", phone="+86 139-0000-5678")
        assert found.json()["level"] == "vip"
        assert (await kiosk.post("/tickets", service="pay-bill", phone="13800000000")).json()["level"] == "ordinary"
        with place.data.engine.connect() as connection:
            tables = [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")]
            stored = str([connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall() for table in tables])
        assert "00005678" not in stored


async def test_a_kiosk_issues_ten_at_once_and_then_waits_the_others_do_not(place: Place):
    async with home(place) as one:
        kiosk = one.as_("kiosk")
        for _ in range(10):
            await taken(kiosk)
        refused = await kiosk.post("/tickets", service="pay-bill")
        assert problem(refused, 429, "too_many")["retry_after"] >= 1
        assert int(refused.headers["retry-after"]) >= 1
        for _ in range(40):
            await taken(one.as_("integration"))


async def test_strangers_are_limited_and_known_callers_are_not(place: Place):
    async with home(place, strangers_a_minute=5) as one:
        codes = [(await one.http.get("/api/v1/halls/dongcheng")).status_code for _ in range(7)]
        assert codes == [401] * 5 + [429] * 2
        assert (await one.as_("kiosk").get()).status_code == 200


async def test_out_of_hours_the_staff_may_issue_and_calling_goes_on(place: Place):
    async with home(place) as one:

        def caller(role):
            found = one.as_(role, "xicheng")
            found.token = place.tokens["xicheng", role]
            return found

        for role in ("kiosk", "integration"):
            problem(await caller(role).post("/tickets", service="pay-bill"), 409, "hall_closed")
        for role in ("greeter", "manager"):
            await taken(caller(role))
        await caller("manager").post("/counters/1/open")
        assert (await caller("manager").post("/counters/1/call-next", expected_current=None)).json()["number"] == "B001"


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


async def test_a_ticket_of_another_day_is_found_under_its_day(place: Place):
    clock = [2_000_000_000_000]
    async with home(place, lambda: clock[0]) as one:
        manager = one.as_("manager")
        number = await taken(manager)
        day = (await manager.get()).json()["day"]
        clock[0] += 2 * 86_400_000
        await taken(manager, "open-account")
        problem(await manager.get(f"/tickets/{number}"), 404, "unknown_ticket")
        past = (await manager.get(f"/tickets/{number}", day=day)).json()
        assert (past["number"], past["day"], past["state"]) == (number, day, "expired")
        problem(await manager.get(f"/tickets/{number}", day="2026-02-31"), 422, "invalid")


async def test_every_answer_carries_the_guards_headers(place: Place):
    async with home(place) as one:
        for answer in (await one.as_("kiosk").get(), await one.http.get("/nowhere"), await one.http.get("/healthz")):
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"


async def test_health_and_metrics_answer_on_this_machine(place: Place):
    async with home(place) as one:
        await taken(one.as_("kiosk"))
        assert (await one.http.get("/readyz")).json() == {"ready": True, "halls": 2}
        text = (await one.http.get("/metrics")).text
        assert 'yingbin_waiting_tickets{hall="dongcheng",service="pay-bill"} 1.0' in text


async def test_the_log_is_read_in_pages(place: Place):
    async with home(place) as one:
        for _ in range(10):
            await taken(one.as_("greeter"))
        integration = one.as_("integration")
        page = (await integration.get("/log", after=3, limit=4)).json()
        assert [event["seq"] for event in page["events"]] == [4, 5, 6, 7]
        assert page["epoch"] == await one.house.epoch("dongcheng")
        problem(await integration.get("/log", after=-1), 422, "invalid")


async def test_a_kiosk_calls_a_helper_once_until_somebody_goes(place: Place):
    async with home(place) as one:
        for _ in range(2):
            assert (await one.as_("kiosk").post("/help", kiosk="2")).status_code == 200
        helps = await one.house.desk.read("dongcheng", lambda hall, now: list(hall.helps))
        assert len(helps) == 1
        problem(await one.as_("kiosk").post(f"/help/{helps[0]}/sent"), 403, "forbidden")
        await one.as_("greeter").post(f"/help/{helps[0]}/sent")
        assert not await one.house.desk.read("dongcheng", lambda hall, now: list(hall.helps))


async def test_what_is_still_at_a_counter_when_the_day_ends_is_worked_on_under_its_own_day(place: Place):
    clock = [2_000_000_000_000]
    async with home(place, lambda: clock[0]) as one:
        manager = one.as_("manager")
        for n in (1, 2, 3):
            await taken(manager)
            await manager.post(f"/counters/{n}/open")
            await manager.post(f"/counters/{n}/call-next", expected_current=None)
        await manager.post("/counters/1/start")
        day = (await manager.get()).json()["day"]
        clock[0] += 86_400_000
        assert (await manager.post("/counters/1/finish")).json()["state"] == "done"
        missed = await manager.post("/counters/2/no-show", key="n")
        assert missed.json()["state"] == "missed"
        assert (await manager.post("/counters/2/no-show", key="n")).content == missed.content
        assert (await manager.post("/tickets/B002/rejoin")).json()["state"] == "waiting"
        assert (await manager.post("/tickets/B003/cancel")).json()["state"] == "cancelled"
        assert (await manager.get("/tickets/B001", day=day)).json()["state"] == "done"
        clock[0] += 86_400_000
        await taken(manager, "open-account")
        states = [(await manager.get(f"/tickets/B00{n}", day=day)).json()["state"] for n in (1, 2, 3)]
        assert states == ["done", "expired", "cancelled"]
        await one.check_replay()


async def test_an_answer_that_changed_nothing_is_given_again_too(place: Place):
    async with home(place) as one:
        clerk = one.as_(("counter", 1))
        await clerk.post("/counters/1/open")
        first = await clerk.post("/counters/1/open", key="k")
        await clerk.post("/counters/1/pause")
        assert (await clerk.post("/counters/1/open", key="k")).content == first.content
        assert (await clerk.get()).json()["counters"][0]["state"] == "paused"
        problem(await clerk.post("/counters/1/close", key="k"), 422, "key_reused")


@pytest.mark.parametrize("origin", ["http://[::1", "//[", "null", "http://"])
async def test_an_origin_that_is_none_is_foreign(place: Place, origin: str):
    async with home(place) as one:
        headers = one.as_("manager").headers | {"Origin": origin}
        problem(await one.http.get("/api/v1/halls/dongcheng", headers=headers), 403, "foreign_origin")


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


async def test_a_screens_cookie_needs_its_own_origin_to_command(place: Place):
    async with home(place) as one:
        page = await one.http.get("/counter/dongcheng/1", headers=one.as_(("counter", 1)).headers)
        assert page.status_code == 200
        headers = {"Idempotency-Key": "k", "Yingbin-Screen": "counter/dongcheng/1"}
        address = "/api/v1/halls/dongcheng/counters/1/open"
        problem(await one.http.post(address, json={}, headers=headers), 403, "foreign_origin")
        assert (await one.http.post(address, json={}, headers=headers | {"Origin": "http://hall"})).status_code == 200


async def test_every_command_is_described_with_all_that_varies(place: Place):
    async with home(place) as one:
        paths = (await one.http.get("/api/v1/openapi.json")).json()["paths"]
        assert len([path for path, how in paths.items() if "post" in how]) == 18
        for path, how in paths.items():
            for told in how.values():
                assert set(re.findall(r"{(\w+)}", path)) == {p["name"] for p in told.get("parameters", []) if p["in"] == "path"}
        assert "201" in paths["/api/v1/halls/{hall}/tickets"]["post"]["responses"]

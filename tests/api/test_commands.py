"""Every command of the contract, over HTTP."""

import asyncio
import json
import re
from datetime import datetime

from tests.api.asking import problem, taken
from tests.house import Place, home


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

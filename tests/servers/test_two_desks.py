"""What is asked of one server holds at the other: two houses on one database, in this process."""

import asyncio
import time

import pytest
from sqlalchemy import update

from app.tables import tokens
from app.wishes import wall_clock
from tests.house import Home, Place, home
from tests.servers.desks import D, N, held, taking, two


async def until(condition, seconds: float = 5) -> float:
    """How long it took, in seconds."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.002)
    return time.monotonic() - began


async def version(one: Home) -> int:
    return await one.house.desk.read(D, lambda hall, now: hall.version)


async def test_a_repeated_command_is_answered_alike_by_the_other_server(shared_hall: Place):
    async with two(shared_hall) as (one, other):
        first = await one.as_("integration").post("/tickets", key="same", service="pay-bill")
        again = await other.as_("integration").post("/tickets", key="same", service="pay-bill")
        assert (first.status_code, first.content) == (again.status_code, again.content)
        assert (await other.as_("integration").post("/tickets", key="same", service="open-account")).json()[
            "code"
        ] == "key_reused"


async def test_one_command_at_both_servers_at_once_takes_effect_once(shared_hall: Place):
    async with two(shared_hall) as (one, other):
        for n in range(20):
            both = [each.as_("integration").post("/tickets", key=f"both-{n}", service="pay-bill") for each in (one, other)]
            first, second = await asyncio.gather(*both)
            assert first.content == second.content
        await one.check_replay()
        assert await one.house.desk.read(D, lambda hall, now: hall.issued, newest=True) == {"B": 20}


async def test_an_answer_that_changed_nothing_is_given_again_by_the_other_server(shared_hall: Place):
    """Opening an open counter is no fact; asked again after it was closed, it opens nothing."""
    async with two(shared_hall) as (one, other):
        await one.as_("integration").post("/counters/1/open")
        first = await one.as_("integration").post("/counters/1/open", key="again")
        await one.as_("integration").post("/counters/1/close")
        again = await other.as_("integration").post("/counters/1/open", key="again")
        assert again.content == first.content
        counters = (await other.as_("integration").get()).json()["counters"]
        assert counters[0]["state"] == "closed"


async def test_a_question_is_answered_with_what_the_other_server_has_just_done(shared_hall: Place):
    async with two(shared_hall) as (one, other):
        for _ in range(50):
            number = (await one.as_("integration").post("/tickets", service="pay-bill")).json()["number"]
            assert (await other.as_("integration").get(f"/tickets/{number}")).status_code == 200


async def test_nobody_is_waiting_is_said_of_both_servers_tickets(shared_hall: Place):
    async with two(shared_hall) as (one, other):
        await other.as_("integration").post("/counters/1/open")
        assert (await other.as_("integration").post("/counters/1/call-next", expected_current=None)).status_code == 204
        for _ in range(20):
            await one.as_("integration").post("/tickets", service="pay-bill")
            called = await other.as_("integration").post("/counters/1/call-next", expected_current=None)
            assert called.status_code == 200
            await one.as_("integration").post("/counters/1/no-show")


async def test_a_hint_brings_news_within_milliseconds_and_without_hints_within_a_second_or_so(shared_hall: Place):
    async with two(shared_hall) as (one, other):
        took = []
        for n in range(3, 23):
            await one.as_("integration").post("/tickets", service="pay-bill")

            async def there(n: int = n) -> bool:
                return await version(other) >= n

            took.append(await until(there))
            await asyncio.sleep(0.01)
        assert sorted(took)[10] < 0.25
        assert other.house.hints is not None
        await other.house.hints.close()
        before = await version(other)
        await one.as_("integration").post("/tickets", service="pay-bill")

        async def newer() -> bool:
            return await version(other) > before

        assert await until(newer) < 2.5


async def test_a_hold_ends_once_whichever_server_keeps_the_time(shared_hall: Place):
    now = [wall_clock()]
    async with two(shared_hall, clock=lambda: now[0]) as (one, other):
        clerk = one.as_("integration")
        await clerk.post("/counters/1/open")
        await clerk.post("/tickets", service="pay-bill")
        await clerk.post("/counters/1/call-next", expected_current=None)
        await clerk.post("/counters/1/hold", minutes=5)
        await other.as_("integration").get()
        now[0] += 5 * 60_000 + 1000
        for each in (one, other):
            each.house.desk._tick()

        async def waits() -> bool:
            states = [await each.house.desk.read(D, lambda hall, now: hall.ticket("B001").state) for each in (one, other)]
            return states == ["waiting", "waiting"]

        await until(waits)
        await asyncio.sleep(0.1)
        kinds = [type(recorded.fact).__name__ for recorded in one.house.log.since(D, 0)]
        assert kinds.count("HoldEnded") == 1


async def test_the_day_rolls_over_once_whichever_server_keeps_the_time(shared_hall: Place):
    now = [wall_clock()]
    async with two(shared_hall, clock=lambda: now[0]) as homes:
        for each in homes:
            await each.as_("integration").post("/tickets", service="pay-bill")
        now[0] += 86_400_000
        for each in homes:
            each.house.desk._tick()

        async def empty() -> bool:
            return not any([await each.house.desk.read(D, lambda hall, now: len(hall.tickets)) for each in homes])

        await until(empty)
        kinds = [type(recorded.fact).__name__ for recorded in homes[0].house.log.since(D, 0)]
        assert (kinds.count("DayBegan"), kinds.count("TicketExpired")) == (2, 2)
        for each in homes:
            await each.check_replay()


async def test_a_halls_time_does_not_go_back_at_a_server_whose_clock_is_behind(shared_hall: Place):
    """And a screen that goes by the slow clock is refused by the other server as too late: hosts need NTP."""
    minutes = 3 * 60_000
    async with home(shared_hall) as one, home(shared_hall.another(), clock=lambda: wall_clock() - minutes) as slow:
        answers = [await each.as_("integration").post("/tickets", service="pay-bill") for each in (one, slow, one, slow)]
        times = [answer.json()["taken_at"] for answer in answers]
        assert times == sorted(times)
        headers = one.as_("integration").headers | {"Idempotency-Key": "late"}
        headers["Yingbin-Deadline"] = str(slow.house.desk.clock() + 5000)
        found = [
            (await each.http.post("/api/v1/halls/dongcheng/tickets", json={"service": "pay-bill"}, headers=headers)).status_code
            for each in (one, slow)
        ]
        assert found == [409, 201]


@pytest.mark.timeout(60)
async def test_a_revoked_token_is_refused_by_both_servers(shared_hall: Place):
    async with two(shared_hall) as (one, other):
        assert {(await each.as_("manager").get()).status_code for each in (one, other)} == {200}
        with shared_hall.data.engine.begin() as connection:
            connection.execute(update(tokens).where(tokens.c.role == "manager").values(revoked_at=1))

        async def refused() -> bool:
            return [(await each.as_("manager").get()).status_code for each in (one, other)] == [401, 401]

        assert await until(refused, 10) < 6


async def test_a_hall_that_a_stranger_holds_keeps_the_others_waiting_for_nothing(shared: Place):
    """Somebody else's transaction has one hall in hand: the other hall is served, and this one when it is free."""
    async with two(shared, D, N) as (one, _):
        desk = one.house.desk
        with held(shared, D):
            waits = asyncio.create_task(desk.do(taking(D)))
            began = time.monotonic()
            for n in range(1, 6):
                assert (await desk.do(taking(N))).body == b"B%03d" % n
            assert time.monotonic() - began < 1.5
            assert not waits.done()
        assert (await asyncio.wait_for(waits, 2)).body == b"B001"


async def test_a_hall_is_let_go_when_nobody_wants_it_and_comes_back_as_it_was(
    shared_hall: Place, monkeypatch: pytest.MonkeyPatch
):
    async with home(shared_hall) as one:
        await one.as_("integration").post("/tickets", service="pay-bill")
        desk = one.house.desk
        monkeypatch.setattr("app.desk.QUIET", -1.0)
        with one.house.live.watching(D):
            desk._let_quiet_go()
            assert desk.halls == [D]
        desk._let_quiet_go()
        assert (desk.halls, one.house.live._channels) == ([], {})
        monkeypatch.undo()
        assert (await one.as_("integration").get("/tickets/B001")).json()["state"] == "waiting"
        await one.check_replay()


async def test_measuring_keeps_no_hall_in_memory(shared_hall: Place):
    async with home(shared_hall) as one:
        desk = one.house.desk
        await desk.find(D)
        desk._asked[D] -= 1000
        assert D in (await one.http.get("/metrics")).text
        desk._let_quiet_go()
        assert desk.halls == []


async def test_looking_for_orphans_keeps_no_rehearsal_in_memory(shared_hall: Place):
    async with home(shared_hall) as one:
        desk = one.house.desk
        rehearsal = await one.house.stage.opened(D)
        await desk.find(rehearsal)
        desk._asked[rehearsal] -= 1000
        await asyncio.sleep(1.3)
        desk._let_quiet_go()
        assert rehearsal not in desk.halls


async def test_answers_of_days_ago_are_forgotten_by_both_servers(shared_hall: Place):
    now = [wall_clock()]
    async with two(shared_hall, clock=lambda: now[0]) as (one, other):
        for _ in range(3):
            await one.as_("integration").post("/tickets", service="pay-bill")
        await other.as_("integration").get()
        for _ in range(4):
            now[0] += 86_400_000
            await one.as_("integration").post("/tickets", service="pay-bill")
            await other.as_("integration").get()
        assert [len(each.house.desk.writer._commands[D]) for each in (one, other)] == [2, 2]

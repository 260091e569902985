"""Two servers at odds: locks that are not given, faults in the middle; what is undone is never decided on."""

import asyncio
import time
from contextlib import suppress

import pytest
from sqlalchemy import text

from app.engine import _runs, open_engine
from app.personal import Noted
from app.wishes import Answer, Unavailable, Wish
from tests.house import Home, Place, home
from tests.servers.desks import D, N, batches, held, taking, two


@pytest.mark.timeout(30)
async def test_a_newest_read_that_comes_while_the_writer_works_sees_what_the_other_server_did(shared: Place):
    """A read that came after the batch began is answered by the next one."""
    async with two(shared, D, N) as (one, other):
        await other.house.hints.close()
        await other.as_("integration").get()

        def slow(state, now):
            time.sleep(0.4)  # a commit on a slow disk, 250 ms of waiting for a row …
            return []

        busy = asyncio.create_task(other.house.desk.do(Wish(N, slow, lambda *_: Answer(200, b""))))
        await asyncio.sleep(0.1)
        issued = await one.as_("integration").post("/tickets", service="pay-bill")
        assert issued.status_code == 201
        found = await other.as_("integration").get("/tickets/B001")
        await busy
        assert found.status_code == 200, found.json()


@pytest.mark.timeout(30)
async def test_a_newest_read_beside_a_contended_hall_is_not_answered_from_old_memory(shared: Place):
    """A batch whose hall is held by somebody takes no news up: the read waits for one that does."""
    async with two(shared, D, N) as (one, other):
        await other.house.hints.close()
        with held(shared, N):
            waits = asyncio.create_task(other.house.desk.do(taking(N)))
            await asyncio.sleep(0.05)
            assert (await one.as_("integration").post("/tickets", service="pay-bill")).status_code == 201
            found = await other.as_("integration").get("/tickets/B001")
        with suppress(Unavailable):
            await waits
        assert found.status_code == 200, found.json()


@pytest.mark.timeout(30)
async def test_a_hall_in_a_strangers_hand_does_not_keep_the_news_of_other_halls(shared: Place):
    """All that is asked for is the held hall; what was heard of the other one is taken up all the same."""
    async with two(shared, D, N) as (one, other):
        with held(shared, N):
            waits = asyncio.create_task(other.house.desk.do(taking(N)))
            await asyncio.sleep(0.05)
            assert (await one.as_("integration").post("/tickets", service="pay-bill")).status_code == 201
            at_one = await one.house.desk.read(D, lambda hall, now: hall.version)
            await asyncio.sleep(2)
            assert other.house.desk.in_touch  # its screens say that they are live
            told = other.house.live.channel(D).head
        with suppress(Unavailable):
            await waits
        assert told == at_one


@pytest.mark.timeout(30)
async def test_a_cancelled_wish_that_waited_too_long_does_not_stop_the_desk(shared: Place):
    """As of a display that reports «spoken» and goes."""
    async with home(shared.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        await desk.find(N)
        with held(shared, D):
            waits = asyncio.create_task(desk.do(taking(D)))
            await asyncio.sleep(0.1)
            waits.cancel()
            await asyncio.sleep(5)
        try:
            async with asyncio.timeout(3):
                await desk.do(taking(N))
        except TimeoutError:
            desk._busy = False  # else the house never closes
            pytest.fail("the desk is stuck: a wish for another hall got no answer in 3 s")


async def _call_that_was_refused(place: Place, one: Home, other: Home) -> None:
    """B001 waits; `other` is to call it while somebody makes an index on the facts: 503 after 4 s."""
    await one.as_("integration").post("/counters/1/open")
    await one.as_("integration").post("/tickets", service="pay-bill")
    await other.as_("integration").get()
    with open_engine(place.data.url).begin() as locking:
        locking.execute(text("LOCK TABLE facts IN SHARE MODE"))
        refused = await other.as_("integration").post("/counters/1/call-next", expected_current=None)
        assert refused.status_code == 503


@pytest.mark.timeout(40)
async def test_nothing_undone_is_decided_on_after_a_table_was_locked(shared: Place):
    """The other server appends as many facts as were undone here: B001 was never called, and isn't started."""
    async with two(shared) as (one, other):
        await _call_that_was_refused(shared, one, other)
        dirty = await other.house.desk.read(D, lambda hall, now: str(hall.ticket("B001").state))
        await one.as_("integration").post("/tickets", service="open-account")
        await asyncio.sleep(2.2)  # hints, and two looks
        started = (await other.as_("integration").post("/counters/1/start")).status_code
        assert (dirty, started) == ("waiting", 409)


@pytest.mark.timeout(40)
async def test_the_desk_goes_on_after_a_table_was_locked(shared: Place):
    """A read of the newest state is answered after what was undone."""
    async with two(shared) as (one, other):
        await _call_that_was_refused(shared, one, other)
        try:
            async with asyncio.timeout(3):
                answer = (await other.as_("display").get()).status_code
        except TimeoutError:
            answer = 0
            other.house.desk._busy = False  # else the house never closes
            other.house.desk._reads.clear()
        assert answer == 200, "the desk is stuck"


@pytest.mark.timeout(40)
async def test_a_fail_over_that_lost_a_fact_is_noticed_though_as_many_were_appended_since(shared: Place):
    """An asynchronous standby was promoted and lacks the last fact; the other server has appended another one meanwhile."""
    async with two(shared) as (one, other):
        integration = other.as_("integration")
        await integration.post("/counters/1/open")
        await integration.post("/tickets", service="pay-bill")
        await one.as_("integration").get()
        await integration.post("/counters/1/call-next", expected_current=None)
        with shared.another().data.engine.begin() as connection:  # as the standby has it
            version = connection.execute(text("SELECT version FROM halls WHERE id = 'dongcheng'")).scalar_one()
            for table in ("facts", "commands", "personal"):
                connection.execute(text(f"DELETE FROM {table} WHERE hall = 'dongcheng' AND seq = {version}"))
            connection.execute(text(f"UPDATE halls SET version = {version - 1} WHERE id = 'dongcheng'"))
        for each in (one, other):  # both reach the other primary by new connections
            _runs[each.house.log.engine].met(("another primary",))
        assert (await one.as_("integration").post("/tickets", service="open-account")).status_code == 201
        await asyncio.sleep(2.5)
        seen = [await each.house.desk.read(D, lambda h, now: (h.version, str(h.ticket("B001").state))) for each in (one, other)]
        started = await other.as_("integration").post("/counters/1/start")
        try:
            one.house.log.load(D)
            folded = "the log folds"
        except Exception as error:
            folded = f"the log can't be folded any more: {error!r}"
        assert (started.status_code, seen[0]) == (409, seen[1]), (seen, started.status_code, folded)


@pytest.mark.timeout(30)
async def test_a_hall_with_a_fact_of_a_newer_version_does_not_stop_the_others(shared: Place):
    """A newer server appends a new kind of fact: this hall can't be read here, and is not tried again and again."""
    async with home(shared.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        await desk.find(N)
        assert (await desk.do(taking(N))).status == 201
        with shared.another().data.engine.begin() as connection:
            version = connection.execute(text("SELECT version FROM halls WHERE id = 'dongcheng'")).scalar_one()
            connection.execute(
                text("INSERT INTO facts VALUES ('dongcheng', :seq, 'TicketPraised', 2, '{}')"), {"seq": version + 1}
            )
            connection.execute(text(f"UPDATE halls SET version = {version + 1} WHERE id = 'dongcheng'"))
        desk.hear(D, version + 1)
        await asyncio.sleep(0.2)
        worked = batches(desk)
        await asyncio.sleep(1)
        for_nothing = len(worked)
        try:
            async with asyncio.timeout(3):
                answer = (await desk.do(taking(N))).status
        except Unavailable:
            answer = 503
        in_touch = desk.in_touch
        desk.writer.behind.clear()
        assert (answer, for_nothing < 20) == (201, True), f"nancheng: {answer}, {for_nothing} batches for nothing, {in_touch=}"


@pytest.mark.timeout(30)
async def test_a_nul_in_a_halls_id_is_an_unknown_hall(shared: Place):
    """PostgreSQL takes no NUL; whoever asks beside it is served, and no screen is told that it is out of touch."""
    async with home(shared.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        roused = 0
        rouse = one.house.live.rouse

        def counting() -> None:
            nonlocal roused
            roused += 1
            rouse()

        one.house.live.rouse = counting
        headers = {"Authorization": f"Bearer {shared.tokens['display']}"}
        innocent = asyncio.create_task(desk.do(taking(D)))
        answer = await one.http.get("/api/v1/halls/%00", headers=headers)
        try:
            took = (await innocent).status
        except Unavailable:
            took = 503
        assert (answer.status_code, took, desk.in_touch, roused) == (404, 201, True, 0)


@pytest.mark.timeout(60)
async def test_many_wishes_for_a_held_hall_do_not_keep_the_others_waiting(shared: Place):
    """More wishes than a batch holds."""
    async with home(shared.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        await desk.find(N)
        with held(shared, D):
            many = [asyncio.create_task(desk.do(taking(D))) for _ in range(300)]
            await asyncio.sleep(0.1)
            began = time.monotonic()
            await desk.do(taking(N))
            took = time.monotonic() - began
        await asyncio.gather(*many, return_exceptions=True)
        assert took < 1.5, f"{took:.1f} s"


async def test_a_seq_beyond_the_columns_integers_is_no_outage(shared: Place):
    """At the phone page too, which needs no token."""
    async with home(shared.another()) as one:
        phone = await one.http.get(f"/t/{D}.2147483648." + "a" * 22)
        log = await one.as_("integration").get("/log", after=2**31)
        assert (phone.status_code, log.status_code) == (404, 200)


async def test_one_poisoned_row_does_not_refuse_the_innocent(shared: Place):
    """A row that PostgreSQL refuses fails its own wish and no other of the batch."""
    async with home(shared.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        await desk.find(N)
        poisoned = taking(D)
        poisoned.personal = lambda hall, facts: [Noted(D, hall.version, hall.day, "王\0")]
        done = await asyncio.gather(desk.do(poisoned), desk.do(taking(N)), return_exceptions=True)
        assert getattr(done[1], "status", done[1]) == 201

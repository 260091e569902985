"""Two servers at odds: locks that are not given, faults in the middle, odd input; what is undone is never decided on."""

import asyncio
import time
from contextlib import suppress

import pytest
from sqlalchemy import text

from app.engine import _runs, open_engine
from app.hall import decide
from app.log import Log
from app.wishes import Answer, Unavailable, Wish
from tests.house import Home, Place, home

D, N = "dongcheng", "nancheng"


def taking(hall: str) -> Wish:
    return Wish(
        hall,
        lambda state, now: decide.take(state, now, service="pay-bill", by="kiosk"),
        lambda state, facts, now: Answer(201, facts[0].number.encode()),
    )


def _stranger(place: Place) -> Log:
    """Somebody who may hold a hall for long: `yingbin move` does."""
    return Log(open_engine(place.data.url))


@pytest.mark.timeout(30)
async def test_a_newest_read_that_comes_while_the_writer_works_sees_what_the_other_server_did(shared: Place):
    """desk._end answers every read whose hall is in memory, also `newest` ones that came after the batch began."""
    async with home(shared.another()) as one, home(shared.another()) as other:
        for each in (one, other):
            await each.house.desk.find(D)
            await each.house.desk.find(N)
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
    """Occupied: the batch's news are thrown away, but done.reached stays True and the newest read is answered."""
    async with home(shared.another()) as one, home(shared.another()) as other:
        for each in (one, other):
            await each.house.desk.find(D)
            await each.house.desk.find(N)
        await other.house.hints.close()
        stranger = _stranger(shared)
        with stranger.write() as writing:
            writing.hold([N], {N: 2})
            held = asyncio.create_task(other.house.desk.do(taking(N)))
            await asyncio.sleep(0.05)
            assert (await one.as_("integration").post("/tickets", service="pay-bill")).status_code == 201
            found = await other.as_("integration").get("/tickets/B001")
        with suppress(Unavailable):
            await held
        assert found.status_code == 200, found.json()


@pytest.mark.timeout(30)
async def test_a_hall_in_a_strangers_hand_does_not_keep_the_news_of_other_halls(shared: Place):
    """Jobs for a held hall alone: every batch ends with Occupied, and what was heard of other halls is never taken up."""
    async with home(shared.another()) as one, home(shared.another()) as other:
        for each in (one, other):
            await each.house.desk.find(D)
            await each.house.desk.find(N)
        stranger = _stranger(shared)
        with stranger.write() as writing:
            writing.hold([N], {N: 2})
            held = asyncio.create_task(other.house.desk.do(taking(N)))
            await asyncio.sleep(0.05)
            assert (await one.as_("integration").post("/tickets", service="pay-bill")).status_code == 201
            at_one = await one.house.desk.read(D, lambda hall, now: hall.version)
            await asyncio.sleep(2)
            assert other.house.desk.in_touch  # its screens say that they are live
            told = other.house.live.channel(D).head
        with suppress(Unavailable):
            await held
        assert told == at_one


@pytest.mark.timeout(30)
async def test_a_cancelled_wish_that_waited_too_long_does_not_stop_the_desk(shared: Place):
    """desk._wait answers a job whose future is cancelled: InvalidStateError leaves _end, and _busy is True for ever.
    A display that reports «spoken» and goes is enough (sockets.hearing cancels its listener)."""
    async with home(shared.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        await desk.find(N)
        stranger = _stranger(shared)
        with stranger.write() as writing:
            writing.hold([D], {D: 2})
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
    for each in (one, other):
        await each.house.desk.find(D)
    await one.as_("integration").post("/counters/1/open")
    await one.as_("integration").post("/tickets", service="pay-bill")
    await other.as_("integration").get()
    with open_engine(place.data.url).begin() as locking:
        locking.execute(text("LOCK TABLE facts IN SHARE MODE"))
        refused = await other.as_("integration").post("/counters/1/call-next", expected_current=None)
        assert refused.status_code == 503


@pytest.mark.timeout(40)
async def test_nothing_undone_is_decided_on_after_a_table_was_locked(shared: Place):
    """A lock time-out after the hall was held becomes Occupied, and the hall in memory keeps facts that were never committed; the
    other server appends as many, and from then on nobody notices: B001 is started though it was never called."""
    async with home(shared.another()) as one, home(shared.another()) as other:
        await _call_that_was_refused(shared, one, other)
        dirty = await other.house.desk.read(D, lambda hall, now: str(hall.ticket("B001").state))
        await one.as_("integration").post("/tickets", service="open-account")
        await asyncio.sleep(2.2)  # hints, and two looks
        started = (await other.as_("integration").post("/counters/1/start")).status_code
        assert (dirty, started) == ("waiting", 409)


@pytest.mark.timeout(40)
async def test_the_desk_goes_on_after_a_table_was_locked(shared: Place):
    """The same, and one newest read: the news of the facts that don't exist is an empty list, `recorded[-1]` raises in _end, and
    the desk is busy for ever."""
    async with home(shared.another()) as one, home(shared.another()) as other:
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
    async with home(shared.another()) as one, home(shared.another()) as other:
        for each in (one, other):
            await each.house.desk.find(D)
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
    """A newer server appends a new kind of fact: here the hall stays `behind` and every batch reads it, and fails."""
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
        worked = 0
        work = desk.writer.work

        def counting(jobs, wanted):
            nonlocal worked
            worked += 1
            return work(jobs, wanted)

        desk.writer.work = counting
        await asyncio.sleep(1)
        batches = worked
        try:
            async with asyncio.timeout(3):
                answer = (await desk.do(taking(N))).status
        except Unavailable:
            answer = 503
        in_touch = desk.in_touch
        desk.writer.behind.clear()
        assert (answer, batches < 20) == (201, True), f"nancheng: {answer}, {batches} batches a second for nothing, {in_touch=}"


@pytest.mark.timeout(30)
async def test_a_nul_in_a_halls_id_is_an_unknown_hall(shared: Place):
    """PostgreSQL takes no NUL: the load is «unavailable», and so are the innocent, and every screen says that it is lost."""
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
    """256 that wait go to the front of the inbox and fill each batch."""
    async with home(shared.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        await desk.find(N)
        stranger = _stranger(shared)
        with stranger.write() as writing:
            writing.hold([D], {D: 2})
            held = [asyncio.create_task(desk.do(taking(D))) for _ in range(300)]
            await asyncio.sleep(0.1)
            began = time.monotonic()
            await desk.do(taking(N))
            took = time.monotonic() - began
        await asyncio.gather(*held, return_exceptions=True)
        assert took < 1.5, f"{took:.1f} s"


def test_a_customers_name_with_a_nul_is_refused():
    """app/api/walks.py Reply.customer has no pattern, and PostgreSQL takes no NUL: the whole batch is refused with it."""
    from pydantic import ValidationError

    from app.api.walks import Reply

    with pytest.raises(ValidationError):
        Reply.model_validate_json(r'{"step": "x", "customer": "\u0000"}')


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_huge_counter_in_a_transfer_is_no_fault_of_ours(place: Place, engine: str):
    async with home(place) as one:
        clerk = one.as_("integration")
        await clerk.post("/counters/1/open")
        await clerk.post("/tickets", service="pay-bill")
        await clerk.post("/counters/1/call-next", expected_current=None)
        answer = await clerk.post("/counters/1/transfer", counter=10**30)
        assert answer.status_code < 500, answer.text


async def test_answers_of_days_ago_are_forgotten_by_the_other_server_too(shared: Place):
    """Only the server that writes DayBegan prunes its map of command ids."""
    from app.wishes import wall_clock

    now = [wall_clock()]
    async with home(shared.another(), clock=lambda: now[0]) as one, home(shared.another(), clock=lambda: now[0]) as other:
        for _ in range(3):
            await one.as_("integration").post("/tickets", service="pay-bill")
        await other.as_("integration").get()
        for _ in range(4):
            now[0] += 86_400_000
            await one.as_("integration").post("/tickets", service="pay-bill")
            await other.as_("integration").get()
        kept = [len(each.house.desk.writer._commands[D]) for each in (one, other)]
        assert kept[0] == kept[1] == 2, kept


async def test_measuring_keeps_no_hall_in_memory(shared: Place, monkeypatch: pytest.MonkeyPatch):
    """GET /metrics reads each hall as if somebody wanted it: a scrape every 15 s keeps all halls for ever."""
    async with home(shared.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        desk._asked[D] -= 1000
        from starlette.requests import Request

        from app.api.operation import metrics

        await metrics(
            Request(
                {
                    "type": "http",
                    "app": type("A", (), {"state": type("S", (), {"house": one.house})}),
                    "client": None,
                    "headers": [],
                }
            )
        )
        await asyncio.sleep(0)
        desk._let_quiet_go()
        assert desk.halls == []


async def test_looking_for_orphans_keeps_no_rehearsal_in_memory(shared: Place):
    async with home(shared.another()) as one:
        desk = one.house.desk
        id = await one.house.stage.opened(D)
        await desk.find(id)
        desk._asked[id] -= 1000
        await asyncio.sleep(1.3)
        desk._let_quiet_go()
        assert id not in desk.halls


async def test_a_seq_beyond_the_columns_integers_is_no_outage(shared: Place):
    """PostgreSQL refuses the parameter, which is said to be «unavailable»; the phone page needs no token."""
    async with home(shared.another()) as one:
        phone = await one.http.get(f"/t/{D}.2147483648." + "a" * 22)
        log = await one.as_("integration").get("/log", after=2**31)
        assert (phone.status_code, log.status_code) == (404, 200)


async def test_one_poisoned_row_does_not_refuse_the_innocent(shared: Place):
    """What `customer` with a NUL does (walks.Reply lets it in): a row that PostgreSQL refuses fails its whole batch."""
    async with home(shared.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        await desk.find(N)
        poisoned = taking(D)
        poisoned.personal = lambda hall, facts: [(D, hall.version, hall.day, facts[0].number, None, None, "王\0")]
        done = await asyncio.gather(desk.do(poisoned), desk.do(taking(N)), return_exceptions=True)
        assert getattr(done[1], "status", done[1]) == 201

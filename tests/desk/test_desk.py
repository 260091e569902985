"""The desk on real SQLite: one order, durable before the answer, each wish alone in its failure."""

import asyncio
import itertools
import random
from dataclasses import replace

import pytest
from sqlalchemy import event

from app.cli.founding import apply_plan
from app.hall import decide
from app.hall.refusals import UnknownService
from app.log import Log
from app.wishes import Answer, Once, Unavailable, Wish
from tests.house import Home, Place, home

pytestmark = pytest.mark.timeout(60)


def taking(service: str = "pay-bill", level: str = "ordinary", once: Once | None = None) -> Wish:
    return Wish(
        "dongcheng",
        lambda hall, now: decide.take(hall, now, service=service, level=level, by="greeter"),
        lambda hall, facts, now: Answer(201, facts[0].number.encode()),
        once,
    )


async def take_many(one: Home, count: int) -> list[str]:
    answers = await asyncio.gather(*(one.house.desk.do(taking()) for _ in range(count)))
    return [answer.body.decode() for answer in answers]


async def test_numbers_are_gapless_when_many_take_at_once(place: Place):
    async with home(place) as one:
        numbers = await take_many(one, 300)
        assert sorted(numbers) == [f"B{n:03d}" for n in range(1, 301)]
        await one.check_replay()


async def test_wishes_that_arrive_together_share_a_transaction(place: Place):
    commits = []
    event.listen(place.data.engine, "commit", lambda connection: commits.append(1))
    async with home(place) as one:
        commits.clear()
        await take_many(one, 200)
        assert len(commits) < 20


async def test_a_wish_that_is_refused_or_fails_spoils_no_other(place: Place):
    def fails(hall, now):
        raise ZeroDivisionError

    async with home(place) as one:
        desk = one.house.desk
        broken = Wish("dongcheng", fails, lambda *_: Answer(200, b""))
        results = await asyncio.gather(
            desk.do(taking()), desk.do(taking("nothing")), desk.do(broken), desk.do(taking()), return_exceptions=True
        )
        assert [type(r) for r in results] == [Answer, UnknownService, ZeroDivisionError, Answer]
        assert (results[0].body, results[3].body) == (b"B001", b"B002")
        await one.check_replay()


async def test_a_wish_whose_answer_can_not_be_made_is_not_committed(place: Place):
    def fails(hall, facts, now):
        raise ZeroDivisionError

    async with home(place) as one:
        await one.house.desk.do(taking())
        wish = taking()
        wish.answer = fails
        with pytest.raises(Unavailable):
            await one.house.desk.do(wish)
        assert await take_many(one, 1) == ["B002"]
        await one.check_replay()


async def test_a_fault_in_telling_the_screens_does_not_stop_the_desk(place: Place, monkeypatch: pytest.MonkeyPatch):
    def fails(hall, recorded):
        raise ZeroDivisionError

    async with home(place) as one:
        with monkeypatch.context() as broken:
            broken.setattr(one.house.live, "publish", fails)
            assert await take_many(one, 1) == ["B001"]
        async with asyncio.timeout(5):
            assert await take_many(one, 1) == ["B002"]


async def test_the_same_key_twice_at_once_makes_one_ticket(place: Place):
    async with home(place) as one:
        once = Once(b"k" * 16, b"f" * 16)
        answers = await asyncio.gather(*(one.house.desk.do(taking(once=once)) for _ in range(20)))
        assert {answer.body for answer in answers} == {b"B001"}
        again = await one.house.desk.do(taking(once=once))
        assert again.body == b"B001"
        await one.check_replay()


async def test_the_first_answer_survives_a_restart(place: Place):
    once = Once(b"k" * 16, b"f" * 16)
    async with home(place) as one:
        await one.house.desk.do(taking(once=once))
    async with home(place) as one:
        assert (await one.house.desk.do(taking(once=once))).body == b"B001"
        assert (await one.house.desk.do(taking())).body == b"B002"


async def test_a_commit_that_fails_changes_nothing_and_is_told(place: Place):
    async with home(place) as one:
        await take_many(one, 3)

        def full(connection, *_):
            raise OSError("disk is full")

        event.listen(place.data.engine, "commit", full)
        results = await asyncio.gather(*(one.house.desk.do(taking()) for _ in range(5)), return_exceptions=True)
        event.remove(place.data.engine, "commit", full)
        assert {type(result) for result in results} == {Unavailable}
        assert (await one.house.desk.do(taking())).body == b"B004"
        await one.check_replay()


async def test_no_reader_sees_what_is_not_committed(place: Place):
    async with home(place) as one:
        stranger = Log(place.another().data.engine)
        seen: list[tuple[int, int]] = []

        async def watch():
            while len(seen) < 200:
                version = await one.house.desk.read("dongcheng", lambda hall, now: hall.version)
                seen.append((version, stranger.versions(["dongcheng"])["dongcheng"]))
                await asyncio.sleep(0)

        watching = asyncio.create_task(watch())
        for _ in range(40):
            await take_many(one, 5)
        await watching
        assert all(version <= durable for version, durable in seen)
        assert max(version for version, _ in seen) > 2


async def test_facts_of_another_process_reach_the_hall_and_nothing_is_decided_on_an_old_state(place: Place):
    async with home(place) as one, home(place) as other:
        await one.house.desk.do(taking())
        assert (await other.house.desk.do(taking())).body == b"B002"
        assert (await one.house.desk.do(taking())).body == b"B003"
        async with asyncio.timeout(5):
            while await other.house.desk.read("dongcheng", lambda hall, now: hall.version) < 5:
                await asyncio.sleep(0.05)
        assert [r.seq for r in other.house.live.channel("dongcheng").recent] == [1, 2, 3, 4, 5]
        await one.check_replay()
        await other.check_replay()


async def test_facts_that_another_process_appends_meanwhile_are_told_once(place: Place):
    """Between the desk's commit and its look at what to tell, somebody else may be quicker once more."""
    stranger = Log(place.data.engine)
    plan = stranger.load("dongcheng").plan

    numbers = itertools.count()

    def append() -> None:
        apply_plan(stranger, replace(plan, settings={"n": next(numbers)}))

    async with home(place) as one:
        real = one.house.log.since

        def since(hall: str, after: int, limit: int | None = None):
            append()
            return real(hall, after, limit)

        append()
        one.house.log.since = since
        await take_many(one, 1)
        one.house.log.since = real
        await take_many(one, 1)
        seqs = [recorded.seq for recorded in one.house.live.channel("dongcheng").recent]
        assert seqs == list(range(1, len(seqs) + 1))
        await one.check_replay()


async def test_two_desks_on_one_log_issue_each_number_once(place: Place):
    async with home(place) as one, home(place) as other:
        numbers = [name for names in await asyncio.gather(*(take_many(h, 25) for h in (one, other) * 4)) for name in names]
        assert sorted(numbers) == [f"B{n:03d}" for n in range(1, 201)]
        assert await take_many(one, 1) == ["B201"]
        await one.check_replay()


async def test_the_day_rolls_over_by_the_desks_own_timer(place: Place):
    clock = Clock(2_000_000_000_000)
    async with home(place, clock) as one:
        await take_many(one, 2)
        clock.now += 86_400_000
        one.house.desk._tick()
        async with asyncio.timeout(5):
            while await one.house.desk.read("dongcheng", lambda hall, now: len(hall.tickets)):
                await asyncio.sleep(0.01)
        assert (await one.house.desk.do(taking())).body == b"B001"
        await one.check_replay()


async def test_time_never_goes_back(place: Place):
    clock = Clock(2_000_000_000_000)
    async with home(place, clock) as one:
        await one.house.desk.do(taking())
        clock.now -= 3_600_000
        await one.house.desk.do(taking())
        times = [recorded.fact.at for recorded in one.house.log.since("dongcheng", 0)]
        assert times == sorted(times)


async def test_a_start_reads_one_day_and_not_the_years_before(place: Place):
    clock = Clock(2_000_000_000_000)
    for _ in range(5):
        async with home(place, clock) as one:
            await take_many(one, 30)
        clock.now += 86_400_000
    async with home(place, clock) as one:
        await one.house.desk.do(taking())
        read = []
        real = one.house.log.since
        one.house.log.since = lambda hall, after, limit=None: (read.append(r) or r for r in real(hall, after, limit))
        one.house.log.load("dongcheng")
        assert len(read) < 40
        await one.check_replay()


async def test_a_random_day_folds_to_the_same_hall(place: Place):
    chance = random.Random(11)
    async with home(place) as one:
        manager = one.as_("manager")
        for n in (1, 2, 3):
            await manager.post(f"/counters/{n}/open")
        for _ in range(250):
            n = chance.choice((1, 2, 3))
            shape = (await manager.get()).json()
            current = shape["counters"][n - 1]["ticket"]
            path, body = chance.choice(
                [
                    (
                        "/tickets",
                        {"service": chance.choice(["open-account", "pay-bill"]), "level": chance.choice(["ordinary", "vip"])},
                    ),
                    (f"/counters/{n}/call-next", {"expected_current": current}),
                    (f"/counters/{n}/start", {}),
                    (f"/counters/{n}/recall", {}),
                    (f"/counters/{n}/finish", {}),
                    (f"/counters/{n}/no-show", {}),
                    (f"/counters/{n}/hold", {"minutes": 5}),
                    (f"/counters/{n}/transfer", {"counter": n % 3 + 1}),
                    (f"/tickets/{current or 'A001'}/cancel", {}),
                    (f"/tickets/B00{chance.randint(1, 9)}/rejoin", {}),
                ]
            )
            assert (await manager.post(path, **body)).status_code < 500
        await one.check_replay()


class Clock:
    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


async def test_what_is_missing_where_it_must_be_stops_nobody_else(place: Place):
    """`next()` of nothing raises StopIteration, which no future takes."""
    async with home(place) as one:
        desk = one.house.desk
        missing = Wish("dongcheng", lambda hall, now: [next(iter(()))], lambda hall, facts, now: Answer(200, b""))
        with pytest.raises(RuntimeError):
            await asyncio.wait_for(desk.do(missing), 5)
        slow = asyncio.create_task(desk.do(taking()))  # so that the question has to wait its turn
        with pytest.raises(RuntimeError):
            await asyncio.wait_for(desk.read("dongcheng", lambda hall, now: next(iter(()))), 5)
        assert (await slow).body == b"B001"
        assert await take_many(one, 3) == ["B002", "B003", "B004"]


async def test_a_wish_that_breaks_the_hall_fails_alone(place: Place):
    """No answer can be made, or a fact can't be applied: the others of the batch are decided anew."""

    def no_answer(hall, facts, now):
        raise ZeroDivisionError

    def twice(hall, now):
        fact = decide.open_counter(hall, now, counter=1)[0]
        return [replace(fact, counter=99)]

    async with home(place) as one:
        desk = one.house.desk
        broken = [
            replace_wish(taking(), answer=no_answer),
            Wish("dongcheng", twice, lambda hall, facts, now: Answer(200, b"")),
        ]
        answers = await asyncio.gather(
            *(desk.do(wish) for wish in (taking(), broken[0], taking(), broken[1], taking())), return_exceptions=True
        )
        assert [isinstance(answer, Unavailable) for answer in answers] == [False, True, False, True, False]
        assert sorted(answer.body for answer in answers if isinstance(answer, Answer)) == [b"B001", b"B002", b"B003"]
        await one.check_replay()


def replace_wish(wish: Wish, **changes) -> Wish:
    for name, value in changes.items():
        setattr(wish, name, value)
    return wish

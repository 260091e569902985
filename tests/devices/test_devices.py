"""What is known of the devices of a hall, whichever server they hang at."""

import asyncio

import pytest
from sqlalchemy import delete, select

from app import tables
from app.device_rows import FORGOTTEN, MOST
from app.devices import REST, Device, UnknownDevice
from app.engine import changing, reading
from app.wishes import Unavailable, wall_clock
from tests.house import Home, Place, home

TV, KIOSK = "tv.display", "door.kiosk"
DAY = 86_400_000


class Clock:
    def __init__(self) -> None:
        self.now = wall_clock()

    def __call__(self) -> int:
        return self.now


async def known(one: Home, id: str = TV) -> Device | None:
    """As a server knows it at which nothing hangs: from the database."""
    await one.house.devices.write()
    async with home(one.place.another()) as other:
        return next((device for device in await other.house.devices.of("dongcheng") if device.id == id), None)


def written(place: Place) -> list[str]:
    with reading(place.data.engine) as connection:
        return list(connection.execute(select(tables.devices.c.id).order_by(tables.devices.c.id)).scalars())


async def test_what_a_device_told_is_known_at_every_server(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display", version="abc", sound="ok", zone="west")
        seen = await known(one)
        assert seen is not None
        assert (seen.kind, seen.told, seen.name) == ("display", {"version": "abc", "sound": "ok", "zone": "west"}, None)
        assert abs(wall_clock() - seen.seen_at) < 10_000
        assert await one.house.devices.of("xicheng") == ()


async def test_the_newest_word_counts_and_none_takes_one_back(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display", sound="blocked", error="type-error")
        one.house.devices.report("dongcheng", TV, "display", sound="ok", error=None)
        assert (await known(one)).told == {"sound": "ok"}


async def test_what_was_told_a_moment_ago_is_known_here_before_it_is_written(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display", sound="ok")
        [seen] = await one.house.devices.of("dongcheng")
        assert (seen.id, seen.told, written(place)) == (TV, {"sound": "ok"}, [])


async def test_a_server_that_stops_writes_what_it_heard_last(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display", sound="ok")
    assert written(place) == [TV]


async def test_a_sign_of_life_alone_is_written_now_and_then(place: Place):
    clock = Clock()
    async with home(place, clock) as one:
        one.house.devices.report("dongcheng", TV, "display", sound="ok")
        first = await known(one)
        clock.now += REST - 1
        one.house.devices.report("dongcheng", TV, "display", sound="ok")
        assert (await known(one)).seen_at == first.seen_at
        clock.now += 1
        one.house.devices.report("dongcheng", TV, "display", sound="ok")
        assert (await known(one)).seen_at == first.seen_at + REST


async def test_of_two_servers_the_one_that_saw_the_device_last_is_believed(place: Place):
    clock = Clock()
    async with home(place, clock) as one, home(place.another(), clock) as two:
        one.house.devices.report("dongcheng", TV, "display", sound="blocked")
        clock.now += 1000
        two.house.devices.report("dongcheng", TV, "display", sound="ok")
        await two.house.devices.write()
        await one.house.devices.write()
        assert (await known(one)).told == {"sound": "ok"}


async def test_a_device_that_was_not_seen_for_two_weeks_is_forgotten(place: Place):
    clock = Clock()
    async with home(place, clock) as one:
        one.house.devices.report("dongcheng", TV, "display")
        await one.house.devices.write()
        clock.now += FORGOTTEN
        one.house.devices.report("dongcheng", KIOSK, "kiosk")
        await one.house.devices.write()
        assert written(place) == [KIOSK, TV]
        clock.now += DAY
        one.house.devices.report("dongcheng", KIOSK, "kiosk")
        await one.house.devices.write()
        assert written(place) == [KIOSK]


async def test_a_hall_has_so_many_devices_and_those_with_a_name_stay(place: Place):
    clock = Clock()
    async with home(place, clock) as one:
        one.house.devices.report("dongcheng", TV, "display")
        await one.house.devices.call("dongcheng", TV, "大厅左")
        for n in range(MOST + 50):
            clock.now += 1
            one.house.devices.report("dongcheng", f"{n:04d}.kiosk", "kiosk")
            if n % 100 == 0:
                await one.house.devices.write()
        await one.house.devices.write()
        assert len(written(place)) == MOST
        assert {TV, f"{MOST + 49:04d}.kiosk"} <= set(written(place))
        assert len(one.house.devices._here["dongcheng"]) <= MOST


async def test_a_rehearsal_has_no_devices(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng-rehearsal", TV, "display")
        assert await one.house.devices.of("dongcheng-rehearsal") == ()


async def test_a_hall_that_has_left_the_database_leaves_no_devices_behind(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display")
        with changing(place.data.engine) as connection:
            connection.execute(delete(tables.halls).where(tables.halls.c.id == "dongcheng"))
        await one.house.devices.write()
        assert written(place) == []


async def test_a_device_has_the_name_that_the_manager_gave_it(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display")
        await one.house.devices.call("dongcheng", TV, "大厅左")
        one.house.devices.report("dongcheng", TV, "display", sound="ok")
        assert (await known(one)).name == "大厅左"
        await one.house.devices.call("dongcheng", TV, None)
        assert (await known(one)).name is None
        with pytest.raises(UnknownDevice):
            await one.house.devices.call("dongcheng", "no-such", "x")


async def test_a_device_that_was_taken_away_is_forgotten_until_it_tells_of_itself_again(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display")
        await one.house.devices.forget("dongcheng", TV)
        assert await one.house.devices.of("dongcheng") == ()
        one.house.devices.report("dongcheng", TV, "display")
        assert [device.id for device in await one.house.devices.of("dongcheng")] == [TV]


async def test_a_screen_is_never_kept_waiting_by_what_lies_beside_it(place: Place, monkeypatch: pytest.MonkeyPatch):
    async with home(place) as one:
        devices = one.house.devices

        def away(*_: object) -> None:
            raise Unavailable()

        with monkeypatch.context() as broken:
            broken.setattr(devices, "_read", away)
            assert (await devices.known("dongcheng")).devices == ()
        devices.report("dongcheng", TV, "display")
        await devices.write()
        assert (await devices.known("dongcheng")).devices == (), "it looks again beside, after a while"
        await devices._look("dongcheng")
        first = await devices.known("dongcheng")
        assert [device.id for device in first.devices] == [TV]
        await devices._look("dongcheng")
        assert await devices.known("dongcheng") is first, "nothing is new"


# ------------------------------------------------------------ loading the page anew
async def test_a_wish_reaches_the_device_at_the_server_where_it_hangs(place: Place):
    clock, heard = Clock(), []
    async with home(place, clock) as here, home(place.another(), clock) as there:
        there.house.devices.report("dongcheng", TV, "display", up=100)
        await there.house.devices.write()
        with there.house.devices.listening("dongcheng", TV, lambda: heard.append("reload")):
            await here.house.devices.reload("dongcheng", TV, b"k" * 16)
            await there.house.devices.pass_wishes_on()
            assert heard == ["reload"]
            assert (await known(here)).reload_at == clock.now
            clock.now += 5000
            there.house.devices.report("dongcheng", TV, "display", up=1)
            await there.house.devices.write()
            await there.house.devices.pass_wishes_on()
            assert heard == ["reload"], "it has been done"
        assert (await known(here)).reload_at is None


async def test_a_page_that_was_loaded_after_the_wish_has_fulfilled_it_even_if_nothing_else_is_new(place: Place):
    clock = Clock()
    async with home(place, clock) as one:
        one.house.devices.report("dongcheng", TV, "display", up=100)
        await one.house.devices.reload("dongcheng", TV, b"k" * 16)
        clock.now += 60_000
        one.house.devices.report("dongcheng", TV, "display", up=60)  # loaded in the moment of the wish
        await one.house.devices.write()
        assert (await known(one)).reload_at is None


async def test_all_devices_of_a_hall_are_asked_at_once_and_those_of_no_other(place: Place):
    async with home(place) as one:
        for hall, id in (("dongcheng", TV), ("dongcheng", KIOSK), ("xicheng", TV)):
            one.house.devices.report(hall, id, "display", up=100)
        await one.house.devices.reload("dongcheng", None, b"k" * 16)
        assert all(device.reload_at for device in await one.house.devices.of("dongcheng"))
        assert not any(device.reload_at for device in await one.house.devices.of("xicheng"))
        await one.house.devices.reload("nowhere", None, b"l" * 16)
        with pytest.raises(UnknownDevice):
            await one.house.devices.reload("dongcheng", "no-such", b"k" * 16)


async def test_the_same_wish_again_changes_nothing(place: Place):
    clock = Clock()
    async with home(place, clock) as one:
        one.house.devices.report("dongcheng", TV, "display", up=100)
        await one.house.devices.reload("dongcheng", TV, b"k" * 16)
        first = (await known(one)).reload_at
        clock.now += 60_000
        await one.house.devices.reload("dongcheng", TV, b"k" * 16)
        assert (await known(one)).reload_at == first
        await one.house.devices.reload("dongcheng", TV, b"l" * 16)
        assert (await known(one)).reload_at == first + 60_000


async def test_what_cannot_be_written_now_is_written_later(place: Place, monkeypatch: pytest.MonkeyPatch):
    async with home(place) as one:
        devices = one.house.devices
        devices.report("dongcheng", TV, "display")

        def away(*_: object) -> None:
            raise Unavailable()

        with monkeypatch.context() as broken:
            broken.setattr(devices, "_write", away)
            await devices._try(devices.write())
            assert written(place) == []
        await asyncio.wait_for(devices._try(devices.write()), 5)
        assert written(place) == [TV]

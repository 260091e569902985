"""The chain on a real database: what each hall tells, and what is known of it where it isn't in memory."""

import asyncio
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from app import summaries, tables
from app.chain_reading import Listed, Reader
from app.cli.founding import apply_plan
from app.engine import changing
from app.hall.summary import FRESH, Neighbour, summary
from app.hall_file import read_hall_text
from app.log import Log
from app.wishes import Unavailable, wall_clock
from tests.house import HALL, Caller, Home, Place, home

OPENS = 'opens: {mon-fri: "08:30-18:00"}\n'
NEAR = "nearby: [{name: {zh: 西城, en: West}, hall: xicheng}, {name: {zh: 南城, en: South}}]\n"


def monday(clock: str) -> int:
    """A time of the coming Monday; 27:00 is three o'clock on Tuesday."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=0, minute=0, second=0, microsecond=0)
    hours, minutes = clock.split(":")
    day = today + timedelta(days=7 - today.weekday(), hours=int(hours), minutes=int(minutes))
    return int(day.timestamp() * 1000)


def plan(more: str = "", text: str = HALL):
    return read_hall_text(text + more)


def listed(place: Place, now: int | None = None) -> dict[str, Neighbour | None]:
    """As a server reads it that has no hall in memory."""
    reader = Reader(place.data.engine, lambda: now or wall_clock())
    return {one.hall: one.known for one in reader.all().halls}


async def known(one: Home) -> Neighbour:
    """After what has happened was told."""
    await one.house.chain.tell()
    [hall] = (await one.house.chain.of(["dongcheng"])).halls
    assert hall.known is not None
    return hall.known


# ------------------------------------------------------------ telling
async def test_every_hall_has_its_name_in_the_list_before_anybody_asked_for_it(place: Place):
    async with home(place) as one:
        reading = await one.house.chain.all()
        assert [(hall.hall, hall.known.told.door.name.zh) for hall in reading.halls] == [
            ("dongcheng", "东城营业厅"),
            ("xicheng", "东城营业厅"),
        ]
        assert [hall.known.open for hall in reading.halls] == [True, False]
        assert one.house.desk.halls == [], "nothing came into memory for it"


async def test_a_change_is_told_by_itself_within_a_few_seconds(place: Place):
    async with home(place) as one:
        await one.as_("integration").post("/counters/1/open")
        for _ in range(3):
            await one.as_("integration").post("/tickets", service="pay-bill")
        until = time.monotonic() + 5
        while (hall := (await one.house.chain.of(["dongcheng"])).halls[0].known).waiting != 3:
            assert time.monotonic() < until
        assert (hall.counters_open, hall.services[1].waiting) == (1, 3)
        assert hall.services[1].wait.p50 == 4 * 120_000


async def test_what_happened_last_is_told_when_the_server_stops(place: Place):
    async with home(place) as one:
        await one.house.chain.tell()
        await one.as_("integration").post("/tickets", service="pay-bill")
    assert listed(place)["dongcheng"].waiting == 1


async def test_a_hall_in_which_nothing_happens_is_known_to_be_so_now(place: Place):
    async with home(place) as one:
        await one.as_("integration").post("/tickets", service="pay-bill")
        await known(one)
        hour_on = wall_clock() + 3_600_000
        hall = listed(place, hour_on)["dongcheng"]
        assert (hall.at, hall.is_fresh(hour_on)) == (hour_on, True)


async def test_what_is_behind_the_log_grows_old(place: Place):
    """As when a server was killed between a fact and its telling."""
    async with home(place) as one:
        await one.as_("integration").post("/tickets", service="pay-bill")
        told_at = (await known(one)).at
    with changing(place.data.engine) as connection:
        connection.execute(update(tables.halls).values(version=tables.halls.c.version + 1))
    late = wall_clock() + FRESH + 1000
    hall = listed(place, late)["dongcheng"]
    assert (hall.waiting, hall.at <= told_at, hall.is_fresh(late)) == (1, True, False)


async def test_what_is_older_never_undoes_what_is_newer(place: Place):
    async with home(place) as one:
        await one.house.desk.find("dongcheng")
        before = await one.house.desk.read("dongcheng", lambda hall, now: summary(hall))
        await one.as_("integration").post("/tickets", service="pay-bill")
        await known(one)
        with changing(place.data.engine) as connection:
            summaries.put(connection, [before], wall_clock() + 5000)
        assert (await known(one)).waiting == 1


async def test_a_summary_that_tells_of_more_than_the_log_has_is_put_right(place: Place):
    """As when the database came back without its last moments."""
    with changing(place.data.engine) as connection:
        connection.execute(update(tables.summaries).values(version=1_000_000))
    async with home(place) as one:
        await one.as_("integration").post("/tickets", service="pay-bill")
        assert (await known(one)).waiting == 1


async def test_a_database_from_before_fills_in_as_halls_are_opened(place: Place):
    with changing(place.data.engine) as connection:
        connection.execute(delete(tables.summaries))
    async with home(place) as one:
        assert (await one.house.chain.all()).halls == (Listed("dongcheng", None), Listed("xicheng", None))
        await one.house.desk.find("dongcheng")
        assert (await known(one)).told.door.name.en == "Dongcheng Hall"
        assert listed(place)["xicheng"] is None


async def test_a_summary_in_an_unknown_form_is_as_none_and_spoils_no_other(place: Place):
    with changing(place.data.engine) as connection:
        connection.execute(update(tables.summaries).where(tables.summaries.c.hall == "xicheng").values(data='{"form": 9}'))
    assert (listed(place)["xicheng"], listed(place)["dongcheng"].open) == (None, True)
    async with home(place) as one:
        await one.house.desk.find("xicheng")
        await one.house.chain.tell()
        assert listed(place)["xicheng"].open is False, "the hall tells of itself again"


async def test_a_telling_that_fails_is_tried_again_and_said_once(place: Place, monkeypatch: pytest.MonkeyPatch):
    said: list[str] = []
    monkeypatch.setattr("app.chain.logger.warning", lambda event, **more: said.append(event))
    async with home(place) as one:
        await one.house.chain.tell()
        await one.as_("integration").post("/tickets", service="pay-bill")

        def fails(*_: object) -> None:
            raise Unavailable()

        with monkeypatch.context() as broken:
            broken.setattr(one.house.chain, "_write", fails)
            taken = await one.as_("integration").post("/tickets", service="pay-bill")
            assert taken.status_code == 201, "the hall goes on"
            for _ in range(3):
                await one.house.chain.tell()
        assert said == ["summaries_not_written"]
        assert (await known(one)).waiting == 2


async def test_a_rehearsal_is_no_part_of_the_chain(place: Place):
    async with home(place) as one:
        await one.house.stage.ready("dongcheng")
        await one.house.chain.tell()
        assert [hall.hall for hall in (await one.house.chain.all()).halls] == ["dongcheng", "xicheng"]
        with place.data.engine.connect() as connection:
            rows = connection.execute(tables.summaries.select()).all()
        assert {row.hall for row in rows} == {"dongcheng", "xicheng"}


async def test_a_new_name_is_known_as_soon_as_the_hall_file_is_applied(place: Place):
    apply_plan(Log(place.data.engine), plan(text=HALL.replace("东城营业厅", "和平里营业厅")))
    assert listed(place)["dongcheng"].told.door.name.zh == "和平里营业厅"


# ------------------------------------------------------------ out of memory
async def test_a_hall_that_was_let_go_in_the_evening_is_closed_at_night_and_empty_the_next_morning(place: Place):
    apply_plan(Log(place.data.engine), plan(OPENS))
    now = [monday("15:00")]
    async with home(place, clock=lambda: now[0]) as one:
        clerk = one.as_("integration")
        for counter in (1, 3):
            await clerk.post(f"/counters/{counter}/open")
        assert (await clerk.post("/tickets", service="pay-bill")).status_code == 201
        await one.house.chain.tell()
        let_go(one)
        for clock, found_so in {
            "17:59": (True, 1, 2, True),
            "21:00": (False, 1, 2, False),
            "27:00": (False, 1, 2, False),
            "33:00": (True, 0, 0, False),
        }.items():
            hall = listed(place, monday(clock))["dongcheng"]
            assert (hall.open, hall.waiting, hall.counters_open, hall.wait is not None) == found_so, clock
        assert one.house.desk.halls == []


async def test_what_time_alone_changes_is_seen_by_a_reader_that_has_read_before(place: Place):
    apply_plan(Log(place.data.engine), plan(OPENS))
    now = [monday("15:00")]
    reader = Reader(place.data.engine, lambda: now[0])
    for clock, open in (("15:00", True), ("17:59", True), ("18:01", False), ("32:29", False), ("32:31", True)):
        now[0] = monday(clock)
        assert reader.of(["dongcheng"]).halls[0].known.open == open, clock


def let_go(one: Home) -> None:
    one.house.desk.writer.let_go("dongcheng")
    one.house.desk._leave("dongcheng")


async def test_to_be_asked_by_the_chain_keeps_no_hall_in_memory(place: Place, monkeypatch: pytest.MonkeyPatch):
    async with home(place) as one:
        await one.as_("integration").post("/tickets", service="pay-bill")
        monkeypatch.setattr("app.desk.QUIET", 0.2)
        for _ in range(5):
            one.house.chain._note("dongcheng")
            assert (await known(one)).waiting == 1
            await asyncio.sleep(0.1)
        one.house.desk._let_quiet_go()
        assert one.house.desk.halls == []


# ------------------------------------------------------------ who is near
async def met(one: Home) -> dict[str, Neighbour]:
    """What the hall that names others knows of them."""
    await one.house.desk.find("dongcheng")
    await one.house.chain.tell()
    await one.house.chain.meet()
    return await one.house.desk.read("dongcheng", lambda hall, now: dict(hall.neighbours))


async def test_a_hall_knows_how_those_are_doing_that_it_names(place: Place):
    apply_plan(Log(place.data.engine), plan(NEAR))
    apply_plan(Log(place.data.engine), plan(text=HALL.replace("dongcheng", "xicheng")))
    async with home(place) as one:
        west = Caller(one.http, place.tokens["xicheng", "integration"], "xicheng")
        await west.post("/counters/1/open")
        await west.post("/tickets", service="pay-bill")
        known = await met(one)
        assert list(known) == ["xicheng"]
        assert (known["xicheng"].waiting, known["xicheng"].wait_for("pay-bill").p50) == (1, 4 * 60_000)


async def test_a_hall_that_names_none_of_the_chain_knows_none_and_one_that_is_gone_is_forgotten(place: Place):
    async with home(place) as one:
        assert await met(one) == {}
    apply_plan(Log(place.data.engine), plan(NEAR))
    async with home(place) as one:
        assert list(await met(one)) == ["xicheng"]
        with changing(place.data.engine) as connection:
            connection.execute(delete(tables.halls).where(tables.halls.c.id == "xicheng"))
        assert await met(one) == {}


async def test_what_is_known_of_others_is_no_part_of_the_fold(place: Place):
    apply_plan(Log(place.data.engine), plan(NEAR))
    async with home(place) as one:
        assert await met(one)
        await one.check_replay()


async def test_a_hall_that_comes_back_into_memory_knows_its_neighbours_still(place: Place):
    apply_plan(Log(place.data.engine), plan(NEAR))
    async with home(place) as one:
        await met(one)
        one.house.desk.writer.halls.pop("dongcheng")  # as after a commit that failed
        assert list(await one.house.desk.read("dongcheng", lambda hall, now: hall.neighbours)) == ["xicheng"]

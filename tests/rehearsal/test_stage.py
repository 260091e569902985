"""The rehearsal hall: its own log, the real one untouched; one rehearsal at a time; what a stopped server leaves."""

import asyncio
import sqlite3

import httpx
import pytest

from app.access import Forbidden, may
from app.hall import decide, duties, rehearsing
from app.hall.counter import CounterState
from app.hall.refusals import NotARehearsal, RehearsalRuns, UnknownCase
from app.hall.ticket import GONE
from app.hall_file import read_hall_text
from app.rights import Row
from app.wishes import Answer, Wish, wall_clock
from tests.api.asking import problem, taken
from tests.hall.floor import refused
from tests.house import Place, home
from tests.rehearsal.playhouse import HALL, PLAYED, REAL, ROOT, Trainee, playhouse

SCRIPTS = ROOT / "service_scripts"


@pytest.fixture
def place(tmp_path) -> Place:
    return Place.make(tmp_path / "var", (HALL,))


def rows_of(place: Place, hall: str) -> dict[str, list[tuple]]:
    """Every row of every table that is about this hall, as it lies on the disk."""
    with sqlite3.connect(place.data.engine.url.database) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        about = {
            table: "id" if table == "halls" else "hall"
            for table in tables
            if table == "halls" or any(column[1] == "hall" for column in database.execute(f"pragma table_info({table})"))
        }
        return {
            table: database.execute(f"select * from {table} where {key} = ? order by 1, 2, 3", (hall,)).fetchall()
            for table, key in about.items()
        }


async def test_the_real_log_is_untouched(place, tmp_path):
    async with home(place, scripts=SCRIPTS) as opened:
        await taken(opened.as_("greeter"))
    before = rows_of(place, REAL)
    assert len(before["facts"]) > 5
    assert all(before[table] for table in ("commands", "personal", "halls", "checkpoints"))
    async with playhouse(tmp_path, place) as house:
        for case, role in (("vip-cancels", "clerk"), ("kiosk-dead", "greeter"), ("system-fault", "clerk")):
            await house.begin(case, role)
            await house.play(Trainee())
        assert await house.home.house.desk.read(REAL, lambda hall, now: hall.rehearsal) is None
    assert rows_of(place, REAL) == before
    assert len(rows_of(place, PLAYED)["facts"]) > 100
    async with home(place) as opened:
        await taken(opened.as_("greeter"))
    assert rows_of(place, REAL) != before  # the comparison can fail


async def test_nothing_of_a_rehearsal_can_be_done_to_a_real_hall(place):
    async with home(place) as opened:
        for move in (
            rehearsing.clear,
            lambda hall, now: rehearsing.begin(hall, now, case="no-papers", role="clerk"),
            lambda hall, now: rehearsing.end(hall, now, how="stopped"),
            lambda hall, now: rehearsing.played(hall, now, beat="x", facts=[]),
        ):
            with refused(NotARehearsal, hall=REAL):
                await opened.house.desk.do(Wish(REAL, move, lambda *_: Answer(200, b"")))
        with refused(NotARehearsal, hall=REAL):
            await opened.house.stage._do(REAL, lambda hall, now: decide.take(hall, now, service="pay-bill", by="kiosk"))


async def test_the_rehearsal_hall_is_the_real_one_under_another_name_and_always_open(place):
    async with playhouse(place.data.engine.url.database, place) as house:
        await house.begin("no-papers", "clerk")
        plan = await house.home.house.desk.read(PLAYED, lambda hall, now: hall.plan)
        real = await house.home.house.desk.read(REAL, lambda hall, now: hall.plan)
        epochs = [await house.home.house.epoch(hall) for hall in (REAL, PLAYED)]
        scripts = [await house.home.house.desk.read(hall, lambda state, now: state.scripts.keys()) for hall in (REAL, PLAYED)]
    assert (plan.hall, plan.name.zh, plan.name.en) == (PLAYED, "演练 · 东城营业厅", "Rehearsal · Dongcheng Hall")
    assert (plan.services, plan.counters, plan.opens, plan.closed) == (real.services, real.counters, None, ())
    assert epochs[0] != epochs[1]
    assert scripts[0] == scripts[1] != set()


async def test_it_begins_with_an_empty_hall_whatever_was_left_and_with_the_plan_of_today(place, tmp_path):
    async with playhouse(tmp_path, place) as house:
        await house.begin("system-fault", "clerk")
        await house.play(None, 30)
        await house.do(lambda hall, now: decide.open_counter(hall, now, counter=1))
        await house.do(lambda hall, now: decide.call_next(hall, now, counter=1, expected_current=None))
        await house.do(lambda hall, now: decide.start(hall, now, counter=1))
        await house.do(lambda hall, now: duties.report_fault(hall, now, counter=1))
        await house.do(lambda hall, now: duties.leave_post(hall, now, post="door"))
        await house.do(lambda hall, now: decide.call_helper(hall, now, kiosk="1"))
        await house.stage.end(PLAYED, "stopped")
        changed = HALL.replace("东城营业厅", "东城大厅")
        await house.home.house.desk.do(
            Wish(REAL, lambda hall, now: decide.set_plan(hall, now, read_hall_text(changed)), lambda *_: Answer(200, b""))
        )
        await house.begin("no-papers", "clerk")
        await house.home.check_replay(PLAYED)
        hall = house.home.house.log.load(PLAYED)
    assert hall.plan.name.zh == "演练 · 东城大厅"
    assert all(ticket.state in GONE for ticket in hall.everyone())
    assert all(one.state == CounterState.CLOSED and one.fault_since is None for one in hall.counters.values())
    assert not any((hall.walks, hall.helps, hall.away, hall.lounge, hall.follow_ups))


async def test_one_rehearsal_at_a_time_and_only_what_can_be_played(place, tmp_path):
    async with playhouse(tmp_path, place) as house:
        await house.begin("no-papers", "clerk")
        with refused(RehearsalRuns, case="no-papers"):
            await house.begin("lost-phone", "clerk")
        with refused(UnknownCase, case="lost-phone"):
            await house.begin("lost-phone", "greeter")
        with refused(UnknownCase, case="nothing"):
            await house.begin("nothing", "clerk")


async def test_a_hall_that_lacks_what_a_case_needs_doesnt_play_it(tmp_path):
    lacking = Place.make(tmp_path / "small", (HALL.replace("urgent-suspension", "night-suspension"),))
    async with playhouse(tmp_path, lacking) as house:
        with refused(UnknownCase, case="lost-phone"):
            await house.begin("lost-phone", "clerk")


async def test_whatever_the_trainee_does_the_play_goes_on(place, tmp_path):
    async with playhouse(tmp_path, place) as house:
        await house.begin("ordinary-day", "clerk")
        await house.play(None, 45)
        for number in ("B001", "A001", "F001"):
            await house.do(lambda hall, now, number=number: decide.cancel(hall, now, ticket=number))
        result = await house.play(None)
    assert [one.outcome for one in result.served] == ["left", "left", "left"]
    assert (result.how, result.kept) == ("out-of-time", False)


async def test_a_server_that_stops_in_the_middle_ends_the_rehearsal(place):
    async with home(place, scripts=SCRIPTS) as opened:
        manager = opened.as_("manager")
        assert (await manager.post("/rehearsal", case="no-papers", role="clerk")).status_code == 200
        assert await opened.house.desk.read(PLAYED, lambda hall, now: hall.rehearsal.runs)
    async with home(place, scripts=SCRIPTS) as opened:
        async with asyncio.timeout(10):
            while await opened.house.desk.read(PLAYED, lambda hall, now: hall.rehearsal.runs or hall.walks):
                await asyncio.sleep(0.05)
        assert await opened.house.desk.read(PLAYED, lambda hall, now: hall.rehearsal.how) == "cut"
        assert (await opened.as_("manager").post("/rehearsal", case="lost-phone", role="clerk")).status_code == 200
        await opened.check_replay(PLAYED)


# ------------------------------------------------------------ through the interface
async def test_it_is_played_by_itself_once_it_has_begun(place):
    """On the wall clock: the first customer comes a few seconds after the beginning."""
    now = [0]
    async with home(place, clock=lambda: wall_clock() + now[0], scripts=SCRIPTS) as opened:
        manager = opened.as_("manager")
        answer = await manager.post("/rehearsal", case="no-papers", role="clerk")
        assert answer.json() == {"hall": PLAYED, "case": "no-papers", "runs": True}
        now[0] = 4000
        async with asyncio.timeout(5):
            while not await opened.house.desk.read(PLAYED, lambda hall, now: hall.tickets):
                await asyncio.sleep(0.05)
        ended = await manager.post("/rehearsal/no-papers/end")
        assert ended.json() == {"hall": PLAYED, "case": "no-papers", "runs": False}
        assert await opened.house.desk.read(PLAYED, lambda hall, now: hall.rehearsal.how) == "stopped"


async def test_the_same_key_begins_once(place):
    async with home(place, scripts=SCRIPTS) as opened:
        manager = opened.as_("manager")
        first = await manager.post("/rehearsal", key="one", case="no-papers", role="clerk")
        again = await manager.post("/rehearsal", key="one", case="no-papers", role="clerk")
        assert (first.status_code, again.content) == (200, first.content)
        problem(await manager.post("/rehearsal", case="no-papers", role="clerk"), 409, "rehearsal_runs")
        problem(await manager.post("/rehearsal", case="nothing", role="clerk"), 404, "unknown_case")
        problem(await manager.post("/rehearsal", case="no-papers", role="cook"), 422, "invalid")
        begun = [one for one in opened.house.log.since(PLAYED, 0) if type(one.fact).__name__ == "RehearsalBegan"]
        assert len(begun) == 1


async def test_who_may_begin_it(place):
    async with home(place, scripts=SCRIPTS) as opened:
        for role, status in (("manager", 200), ("kiosk", 403), ("greeter", 403), (("counter", 1), 403), ("display", 403)):
            answer = await opened.as_(role).post("/rehearsal", case="no-papers", role="clerk")
            assert answer.status_code == status, role


async def test_what_the_machine_has_opens_the_rehearsal_too_and_never_the_reverse(place):
    async with home(place, scripts=SCRIPTS) as opened:
        await opened.house.stage.opened(REAL)
        practice = opened.house.accounts.issue("counter", PLAYED, 1)
        http = opened.http

        async def get(path: str, token: str) -> int:
            return (await http.get(path, headers={"Authorization": f"Bearer {token}"})).status_code

        clerk = place.tokens["counter", 1]
        assert await get(f"/counter/{PLAYED}/1", clerk) == 200
        assert await get(f"/counter/{PLAYED}/2", clerk) == 403
        assert await get(f"/manager/{PLAYED}", clerk) == 403
        assert await get(f"/counter/{REAL}/1", practice) == 403
        assert await get(f"/api/v1/halls/{REAL}", practice) == 403
        assert await get(f"/api/v1/halls/{PLAYED}", practice) == 200
        for role in ("kiosk", "greeter", "manager", "display"):
            assert await get(f"/{role}/{PLAYED}", place.tokens[role]) == 200


async def test_a_browser_opens_the_rehearsal_with_the_cookie_of_the_real_screen(place):
    async with home(place, scripts=SCRIPTS) as opened:
        await opened.house.stage.opened(REAL)
        clerk = place.tokens["counter", 1]
        cookies = httpx.Cookies({"yingbin-counter-dongcheng-1": clerk})
        async with httpx.AsyncClient(transport=opened.http._transport, base_url="http://hall", cookies=cookies) as browser:
            assert (await browser.get(f"/counter/{PLAYED}/1")).status_code == 200
            headers = {"Idempotency-Key": "1", "Origin": "http://hall", "Yingbin-Screen": f"counter/{PLAYED}/1"}
            opens = await browser.post(f"/api/v1/halls/{PLAYED}/counters/1/open", json={}, headers=headers)
            assert opens.status_code == 200, opens.text
            real = await browser.post(
                f"/api/v1/halls/{REAL}/counters/1/open", json={}, headers=headers | {"Idempotency-Key": "2"}
            )
            problem(real, 403, "forbidden")  # a screen of the rehearsal acts in the rehearsal only


@pytest.mark.parametrize("hall", ["xicheng", "dongcheng-rehearsal-rehearsal", "dongchen", "dongcheng-"])
async def test_a_token_of_one_hall_never_opens_another(place, hall):
    async with home(place) as opened:
        found = await opened.house.accounts.find(place.tokens["manager"])
        with pytest.raises(Forbidden):
            may(found, Row(frozenset({"manager"})), hall)
        may(found, Row(frozenset({"manager"})), PLAYED)

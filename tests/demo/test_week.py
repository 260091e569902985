"""The simulated week, shortened: three days with an eighth of the customers, all of it by commands of the product."""

import asyncio
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.accounts import Accounts
from app.database import Data, reach
from app.hall.day import instant
from app.hall.events import ComplaintRecorded, CounterOpened, Fact, PatrolSeen, ServiceRated, WorkOrderAnswered, WorkOrderOverdue
from app.hall_file import read_hall
from app.log import Log
from app.verify import verify_all
from demo.week.__main__ import AFTER, HALL_FILE, live
from demo.week.house import SCRIPTS
from tests.house import Place, home

MONDAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Data:
    directory = tmp_path_factory.mktemp("week") / "var"
    asyncio.run(live(directory, MONDAY, seed=7, days=3, share=0.12, until=AFTER, port=None))
    return reach(directory, None)


def facts(data: Data, nth: int, *kinds: type[Fact]) -> list[Fact]:
    return [one.fact for one in Log(data.engine).of_day("xicheng", str(MONDAY + timedelta(days=nth)), kinds)]


def test_two_counters_stay_closed_on_wednesday_and_one_complaint_is_answered_late(week: Data):
    opened = [{fact.counter for fact in facts(week, nth, CounterOpened)} for nth in range(3)]
    assert opened == [set(range(1, 9)), set(range(1, 9)), set(range(1, 9)) - {4, 5}]
    assert [len(facts(week, nth, ComplaintRecorded)) for nth in range(3)] == [1, 0, 1]
    assert [[one.late for one in facts(week, nth, WorkOrderAnswered)] for nth in range(3)] == [[False], [], [True]]
    assert len(facts(week, 2, WorkOrderOverdue)) == 1


def test_customers_rate_and_the_duty_manager_goes_round(week: Data):
    assert facts(week, 0, ServiceRated)
    assert {fact.by for fact in facts(week, 0, PatrolSeen)} == {"2001"}


def test_its_log_is_in_order(week: Data):
    [hall] = verify_all(week.engine)
    assert [str(found) for found in hall.differences] == []


def test_the_same_seed_is_the_same_day(tmp_path: Path):
    logs = []
    for name in ("one", "two"):
        asyncio.run(live(tmp_path / name, MONDAY, seed=3, days=1, share=0.05, until=AFTER, port=None))
        logs.append([one.fact for one in Log(reach(tmp_path / name, None).engine).since("xicheng", 0)])
    assert logs[0] == logs[1]


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "4 号窗口、5 号窗口全天没有开"), ("en", "Window 4, window 5: not open at all")]
)
async def test_wednesdays_page_says_who_was_missing_and_who_answered_late(week: Data, language: str, said: str):
    place = Place(week, {"manager": Accounts(week.engine, week.key).issue("manager", "xicheng")})
    thursday = instant(read_hall(HALL_FILE), MONDAY + timedelta(days=3), 540)
    async with home(place, clock=lambda: thursday, scripts=SCRIPTS) as one:
        headers = {"Authorization": f"Bearer {place.tokens['manager']}"}
        page = (await one.http.get(f"/manager/xicheng/day?lang={language}", headers=headers)).text
        assert said in page
        assert "92" in page, "minutes until the department answered"
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>", page), "the policy forbids it"
        today = (await one.http.get(f"/manager/xicheng/day?lang={language}&day=2026-11-19", headers=headers)).text
        assert said not in today
        assert (await one.http.get("/manager/xicheng/day?day=2026-13-01", headers=headers)).status_code == 422

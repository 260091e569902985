"""Each fact that a day is asked about afterwards has its sentence, and nothing else is asked about."""

import re

import pytest

from app.hall import events
from app.hall.events import Fact
from app.hall.plan import Text
from app.reports.incidents import KINDS, incidents
from counter_ui.reports.happened import happened
from counter_ui.reports.names import Names
from tests.hall.scripted import BILL, ScriptedFloor

AT = 1_773_000_000_000
TICKET = {"number": "A007", "day": "2026-03-09"}
ORDER = {"work_order": "o5", "complaint": "k1", "department": "department"}
KIND = {"about": "charges", "source": "hotline", "severity": "minor", "wish": "solve"}
ASKED: list[tuple[Fact, str, str]] = [
    (
        events.TicketCalled(
            at=AT, counter=1, call="c1", why="chosen", waited=0, passed=("A001", "A002"), reason="elderly", **TICKET
        ),
        "A007",
        "2",
    ),
    (events.ManagerPaged(at=AT, page="p1", who="either", reason="noise", about="noise", counter=2), "经理", "manager"),
    (events.ManagerPaged(at=AT, page="p2", who="either", reason="exception", about="x", counter=2), "特例", "exception"),
    (events.ComplaintRecorded(at=AT, complaint="k1", post="manager", by="manager", **KIND), "话费账单", "Charges and bills"),
    (events.WorkOrderOverdue(at=AT, **ORDER), "相关部门", "The department"),
    (events.WorkOrderAnswered(at=AT, late=True, took=92 * 60_000, by="x", **ORDER), "晚了", "late"),
    (events.CounterAssigned(at=AT, counter=1, services=(BILL,)), "改为办理", "now"),
    (events.CounterAssigned(at=AT, counter=1), "改回", "1"),
    (events.SystemFailed(at=AT, counter=3), "系统故障", "3"),
    (events.SystemRecovered(at=AT, counter=3, lasted=13 * 60_000), "13", "13"),
    (events.PostEmpty(at=AT, post="door"), "空岗", "door"),
    (events.NoticeSet(at=AT, text=Text("请稍候", "One moment")), "请稍候", "One moment"),
]
UNASKED = (
    events.TicketCalled(at=AT, counter=1, call="c2", why="due", waited=0, **TICKET),
    events.WorkOrderAnswered(at=AT, late=False, took=1, by="x", **ORDER),
    events.NoticeSet(at=AT, text=None),
    events.CounterOpened(at=AT, counter=1),
)


@pytest.mark.parametrize(("language", "column"), [("zh", 1), ("en", 2), ("zh-Hant", 0)])
def test_each_of_them_is_told_in_each_language(language: str, column: int) -> None:
    hall = ScriptedFloor().hall
    asked = [told[0] for told in ASKED]
    lines = list(happened(hall, Names(hall, language), incidents([*asked, *UNASKED])))
    assert [line.kind for line in lines] == [type(fact).__name__ for fact in asked]
    for line, told in zip(lines, ASKED, strict=True):
        assert line.text
        assert "{" not in line.text
        assert not re.search(r"[.?!。？！]{2}", line.text), "one mark ends a sentence"
        assert not column or str(told[column]).lower() in line.text.lower()


def test_none_is_left_out() -> None:
    assert {type(told[0]) for told in ASKED} == set(KINDS)

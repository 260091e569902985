"""Nobody hears on the stream what they may not ask for."""

import pytest

from app.accounts import Principal
from app.api.shapes import event_shape
from app.api.sight import FOR_ALL, JUDGED, Sight, sight_of
from app.hall.events import (
    BulletinSaved,
    CounterOpened,
    Fact,
    FollowUpSet,
    HallSet,
    PatrolSeen,
    TicketTaken,
    VisitEntered,
    WorkOrderRaised,
)
from app.hall.plan import Plan
from app.hall_file import read_hall_text
from app.rights import JUDGES, TABLE
from tests.house import HALL

ROLES = ("kiosk", "display", "greeter", "counter", "manager", "integration", "all")
PLAN: Plan = read_hall_text(HALL)
VISIT = VisitEntered(at=0, questionnaire="m", version=1, visited="2026-03-09", answers={}, number="A001")
PATROL = PatrolSeen(at=0, item="smile", done=False, post="counter-1", who="1007", by="2001")
ORDER = WorkOrderRaised(at=0, work_order="w1", to="network", post="counter-1", complaint="k1", due=9, by="1007")
OWN_ORDER = WorkOrderRaised(at=0, work_order="w2", to="network", post="counter-1")
CALL = FollowUpSet(at=0, follow_up="f1", what="reply", due=9, post="counter-1", complaint="k1")
OPENED = CounterOpened(at=0, counter=1, staff="1007")


def sight(role: str, *duties: str) -> Sight:
    staff = "1001" if duties else None
    return sight_of(Principal(b"x", role, "dongcheng", staff=staff, duties=frozenset(duties)))


def heard(fact: Fact, seen: Sight) -> bool:
    return "type" in event_shape(7, fact, "Asia/Shanghai", seen)


@pytest.mark.parametrize("fact", [VISIT, PATROL], ids=lambda fact: type(fact).__name__)
def test_what_is_judged_is_heard_by_whoever_may_read_the_log(fact: Fact):
    assert [role for role in ROLES if heard(fact, sight(role))] == ["manager", "integration", "all"]
    duties = ("duty-manager", "hall-manager", "administrator")
    assert [duty for duty in duties if heard(fact, sight("manager", duty))] == ["hall-manager", "administrator"]


@pytest.mark.parametrize("fact", [ORDER, CALL], ids=lambda fact: type(fact).__name__)
def test_no_counter_or_greeter_hears_of_somebodys_case(fact: Fact):
    assert [role for role in ROLES if heard(fact, sight(role))] == ["manager", "integration", "all"]
    assert heard(fact, sight("manager", "duty-manager"))
    assert heard(OWN_ORDER, sight("counter", "clerk")), "what a script of theirs raised without a case is theirs"


def test_every_event_about_a_complaint_is_kept_from_clerks_and_so_is_the_bulletin():
    clerk = sight("counter", "clerk")
    about = [kind for kind in Fact.__subclasses__() if "complaint" in getattr(kind, "__dataclass_fields__", {})]
    assert len(about) > 10
    bare = object.__new__(BulletinSaved)
    assert not clerk.sees(bare)
    assert clerk.sees(OPENED)


def test_the_plan_of_a_hall_is_told_to_whoever_may_read_the_log():
    changed = HallSet(at=0, plan=PLAN, by="1001")
    told = {role: event_shape(7, changed, "Asia/Shanghai", sight(role)).get("data", {}) for role in ROLES}
    assert [role for role in ROLES if "plan" in told[role]] == ["manager", "integration", "all"]
    assert told["counter"]["by"] == "1001"
    assert "plan" not in event_shape(7, changed, "Asia/Shanghai", sight("manager", "duty-manager"))["data"]


def test_a_customers_screen_hears_what_is_for_all_without_level_or_staff():
    taken = TicketTaken(at=0, day="2026-03-09", number="A001", service="pay-bill", level="vip", due=9, by="kiosk")
    for role in ("kiosk", "display"):
        assert set(event_shape(7, taken, "Asia/Shanghai", sight(role))["data"]) == {"day", "number", "service"}
        assert set(event_shape(8, OPENED, "Asia/Shanghai", sight(role))["data"]) == {"counter"}
        assert not heard(CALL, sight(role))
    assert not set(FOR_ALL) & set(JUDGED)


def test_who_reads_the_log_is_who_sees_it_all():
    assert TABLE["GET /halls/{hall}/log"] == JUDGES

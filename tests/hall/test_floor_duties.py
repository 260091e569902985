"""Pages, posts, the lounge, the seat that is left, promises: what staff owe and are owed."""

from datetime import datetime

import pytest

from app.hall import duties, moving, orders, pages, posts, walking
from app.hall.day import local
from app.hall.events import FollowUpSet, ManagerPaged, PostEmpty, WorkOrderRaised
from app.hall.plan import Text
from app.hall.refusals import CounterShut, LoungeFull, UnknownPost, WrongState
from app.hall.script import Answer, Effect
from tests.hall.floor import refused
from tests.hall.scripted import BILL, SIM, ScriptedFloor, ask, script, step


@pytest.fixture
def hall() -> ScriptedFloor:
    return ScriptedFloor()


def paged(facts) -> ManagerPaged:
    return next(fact for fact in facts if isinstance(fact, ManagerPaged))


# ------------------------------------------------------------ VIP meets ordinary
def test_a_vip_who_comes_to_a_busy_vip_counter_is_apologised_to_beside_the_work_in_hand(hall):
    work = hall.serving(counter=2)
    facts = hall.takes("vip")
    assert hall.kinds(facts) == ["TicketTaken", "WalkBegan"]
    aside = hall.at(2)
    assert (aside.script, aside.aside, aside.ticket[1], aside.step) == ("vip-arrival", True, "A002", "sorry")
    hall.answer(aside.id, "sorry")
    assert hall.walk(work).step == "welcome", "nothing is interrupted"
    hall.answer(aside.id, "next")
    assert hall.at(2).id == work, "nobody else waits: no one to explain it to"


def test_those_who_wait_are_told_exactly_when_there_are_any(hall):
    hall.serving(counter=2)
    hall.take(service=BILL)
    hall.takes("vip")
    aside = hall.at(2)
    hall.answer(aside.id, "sorry")
    hall.answer(aside.id, "next")
    assert hall.at(2).step == "others"


def test_no_apology_is_due_where_a_vip_counter_is_free_or_serves_a_vip(hall):
    hall.open(2)
    assert hall.kinds(hall.takes("vip")) == ["TicketTaken"]
    hall.serve(2)
    assert hall.kinds(hall.takes("vip")) == ["TicketTaken"]
    hall.serving(counter=1)
    assert hall.kinds(hall.takes("ordinary")) == ["TicketTaken"]


def test_the_apology_ends_with_the_vips_own_ticket(hall):
    hall.serving(counter=2)
    hall.takes("vip")
    aside = hall.at(2).id
    hall.cancel(ticket="A002")
    assert aside not in hall.hall.walks


# ------------------------------------------------------------ pages
def test_a_matter_is_paged_for_once_until_it_is_answered(hall):
    facts = hall.do(pages.page, reason="exception", about="exception:1", who="either", counter=1)
    page = paged(facts).page
    assert hall.do(pages.page, reason="exception", about="exception:1") == []
    hall.later(seconds=40)
    answered = hall.do(pages.answer_page, page=page, by="hall-manager")
    assert (answered[0].by, answered[0].waited) == ("hall-manager", 40_000)
    assert hall.do(pages.answer_page, page=page, by="duty-manager") == [], "the first answer counts"
    assert paged(hall.do(pages.page, reason="exception", about="exception:1"))


def test_a_helper_who_does_not_come_in_time_is_paged_for(hall):
    hall.call_helper(kiosk="2")
    assert hall.later(seconds=119) == []
    fact = paged(hall.later(seconds=2))
    assert (fact.reason, fact.post, fact.who) == ("helper", "kiosk-2", "duty-manager")
    assert hall.later(minutes=10) == []


def test_a_helper_who_went_is_not_paged_for(hall):
    help = hall.call_helper(kiosk="2")[0].help
    hall.send_helper(help=help)
    assert hall.later(minutes=5) == []


def test_a_limit_passed_by_half_is_paged_for_once(hall):
    walk = hall.serving()
    for name, answer, more in (("welcome", None, {}), ("papers", "have", {}), ("check", None, {"ticked": (0, 1)})):
        hall.answer(walk, name, answer, **more)
    assert hall.later(minutes=4, seconds=29) == []
    fact = paged(hall.later(seconds=2))
    assert (fact.reason, fact.counter, fact.number) == ("limit", 1, "A001")
    assert hall.later(minutes=30) == []


def test_a_page_is_withdrawn_when_its_matter_is_over(hall):
    walk = hall.serving()
    for name, answer, more in (("welcome", None, {}), ("papers", "have", {}), ("check", None, {"ticked": (0, 1)})):
        hall.answer(walk, name, answer, **more)
    hall.later(minutes=5)
    help = hall.call_helper(kiosk="2")[0].help
    hall.later(minutes=3)
    assert [page.reason for page in hall.hall.pages.values()] == ["limit", "helper"]
    assert "PageWithdrawn" in hall.kinds(hall.send_helper(help=help))
    assert "PageWithdrawn" in hall.kinds(hall.answer(walk, "system"))
    assert hall.hall.pages == {}


def test_a_fault_of_the_system_is_no_reason_to_page_for_a_limit(hall):
    walk = hall.serving()
    for name, answer, more in (("welcome", None, {}), ("papers", "have", {}), ("check", None, {"ticked": (0, 1)})):
        hall.answer(walk, name, answer, **more)
    hall.do(duties.report_fault, counter=1)
    assert hall.later(minutes=30) == []
    hall.do(duties.fault_over, counter=1)
    assert hall.later(minutes=4, seconds=29) == []
    assert paged(hall.later(seconds=2)).reason == "limit"


def test_a_crowd_without_seats_is_paged_for_once_in_half_an_hour(hall):
    hall.replan(seats=2, standing=1)
    for _ in range(3):
        assert hall.kinds(hall.takes("ordinary")) == ["TicketTaken"]
    assert paged(hall.takes("ordinary")).reason == "crowd"
    assert hall.kinds(hall.takes("ordinary")) == ["TicketTaken"]
    hall.do(pages.answer_page, page=next(iter(hall.hall.pages)), by="duty-manager")
    assert hall.kinds(hall.takes("ordinary")) == ["TicketTaken"]
    hall.later(minutes=31)
    assert paged(hall.takes("ordinary")).about == "crowd"


def test_open_pages_outlive_the_day_and_answered_ones_do_not(hall):
    first = paged(hall.do(pages.page, reason="other", about="a")).page
    second = paged(hall.do(pages.page, reason="other", about="b")).page
    hall.do(pages.answer_page, page=first, by="duty-manager")
    hall.clock("2026-03-10 05:00")
    hall.tick()
    assert list(hall.hall.pages) == [second]


# ------------------------------------------------------------ posts
def test_the_stand_in_is_the_post_that_the_hall_names_and_else_the_nearest(hall):
    assert posts.stands_for(hall.hall, "sales-1") is None
    hall.do(duties.leave_post, post="door")
    assert (posts.stand_in(hall.hall, "door"), posts.stands_for(hall.hall, "sales-1")) == ("sales-1", "door")
    hall.do(duties.leave_post, post="sales-1")
    assert posts.stand_in(hall.hall, "door") == "inquiry"
    hall.do(duties.leave_post, post="inquiry")
    assert posts.stand_in(hall.hall, "door") is None


def test_a_post_that_is_left_for_too_long_is_empty(hall):
    hall.do(duties.leave_post, post="door")
    assert hall.later(minutes=2, seconds=59) == []
    assert isinstance(hall.later(seconds=2)[0], PostEmpty)
    assert hall.later(minutes=5) == []
    assert hall.do(duties.return_to_post, post="door")[0].away == 481_000


def test_leaving_and_coming_back_twice_changes_nothing(hall):
    hall.do(duties.leave_post, post="door")
    assert hall.do(duties.leave_post, post="door") == []
    hall.do(duties.return_to_post, post="door")
    assert hall.do(duties.return_to_post, post="door") == []
    with refused(UnknownPost):
        hall.do(duties.leave_post, post="roof")


# ------------------------------------------------------------ lounge, seat, system
def test_a_seat_in_the_lounge_is_free_again_when_the_service_starts(hall):
    number, other = hall.take("vip"), hall.take("vip")
    hall.do(duties.seat_in_lounge, ticket=number)
    with refused(LoungeFull, seats=1):
        hall.do(duties.seat_in_lounge, ticket=other)
    hall.open(2)
    hall.next(2)
    assert hall.hall.lounge, "still there until walked over"
    hall.start(counter=2)
    assert not hall.hall.lounge


def test_a_clerk_may_leave_the_seat_only_for_a_customer(hall):
    hall.open(1)
    with refused(WrongState):
        hall.do(duties.leave_seat, counter=1)
    hall.serving(counter=1)
    hall.do(duties.leave_seat, counter=1, to_counter=2)
    assert hall.hall.counters[1].away_to == 2
    hall.later(minutes=3)
    assert hall.do(duties.take_seat, counter=1)[0].away == 180_000
    assert hall.hall.counters[1].away_since is None


def test_a_fault_is_reported_once_and_its_duration_is_a_fact(hall):
    hall.open(1)
    hall.do(duties.report_fault, counter=1)
    assert hall.do(duties.report_fault, counter=1) == []
    hall.later(minutes=7)
    assert hall.do(duties.fault_over, counter=1)[0].lasted == 420_000
    assert hall.do(duties.fault_over, counter=1) == []


# ------------------------------------------------------------ promises
def test_a_script_may_page_promise_order_and_move_on(hall):
    hall.serves(1, SIM)
    walk = hall.serving(service=SIM)
    page = paged(hall.answer(walk, "want", "cancel", minutes=5))
    assert (page.reason, page.who, page.counter, page.number) == ("cancellation", "either", 1, "C001")
    hall.finish(counter=1)
    walk = hall.serving(service=SIM)
    due = next(fact for fact in hall.answer(walk, "want", "later", minutes=30) if isinstance(fact, FollowUpSet))
    assert (due.what, due.due - hall.now, due.number) == ("callback", 1_800_000, "C002")
    assert hall.do(orders.follow_up_done, follow_up=due.follow_up)[0].late is False
    assert hall.do(orders.follow_up_done, follow_up=due.follow_up) == []


def test_three_months_on_is_the_same_day_of_the_month_or_its_last(hall):
    hall.serves(1, SIM)
    hall.clock("2026-11-30 15:20")
    hall.tick()
    walk = hall.serving(service=SIM)
    due = next(fact for fact in hall.answer(walk, "want", "months") if isinstance(fact, FollowUpSet))
    assert local(hall.hall.plan, due.due).replace(tzinfo=None) == datetime(2027, 2, 28, 15, 20)  # noqa: DTZ001


def test_a_work_order_goes_to_whom_the_script_says(hall):
    hall.serves(1, SIM)
    walk = hall.serving(service=SIM)
    order = next(fact for fact in hall.answer(walk, "want", "order") if isinstance(fact, WorkOrderRaised))
    assert (order.to, order.number) == ("department", "C001")
    assert [one.to for one in hall.hall.work_orders.values()] == ["department"]


def test_a_script_may_send_a_ticket_on_or_go_on_with_another_script(hall):
    hall.serves(1, SIM)
    walk = hall.serving(service=SIM)
    assert hall.kinds(hall.answer(walk, "want", "open")) == ["StepDone", "WalkEnded", "WalkBegan"]
    assert (hall.at(1).script, hall.at(1).ticket[1]) == ("open-account", "C001")
    hall.finish(counter=1)
    walk = hall.serving(service=SIM)
    assert hall.kinds(hall.answer(walk, "want", "bill")) == ["StepDone", "TicketTransferred", "WalkEnded"]
    assert hall.queue(BILL) == ["C002"]


def test_what_staff_know_of_a_customer_is_no_fact(hall):
    number = hall.take()
    fact = hall.do(duties.note, ticket=number, by="greeter")[0]
    assert set(fact.__dataclass_fields__) == {"at", "number", "day", "by"}
    hall.cancel(ticket=number)
    with refused(WrongState):
        hall.do(duties.note, ticket=number, by="greeter")


def test_a_notice_is_set_and_taken_away(hall):
    hall.do(duties.set_notice, text=Text("请保持安静", "Quiet, please"))
    assert hall.hall.notice.zh == "请保持安静"
    assert hall.do(duties.set_notice, text=Text("请保持安静", "Quiet, please")) == []
    hall.do(duties.set_notice, text=None)
    assert hall.hall.notice is None


def test_a_notice_ends_with_the_day(hall):
    hall.do(duties.set_notice, text=Text("今天等候较久", "Waits are long today"))
    hall.clock("2027-01-01 05:00")
    assert "NoticeSet" in hall.kinds(hall.tick())
    assert hall.hall.notice is None


# ------------------------------------------------------------ what ends with what
def test_what_lies_on_the_work_ends_once_when_the_counter_closes_after_it(hall):
    for end in ("finish", "cancel", "transfer", "leg"):
        floor = ScriptedFloor()
        floor.file(script("system-fault", step("sorry")), script("seat-leave", step("sorry")))
        floor.serving(counter=1)
        floor.do(duties.report_fault, counter=1)
        assert floor.at(1).script == "system-fault"
        floor.close(counter=1)
        {
            "finish": lambda floor=floor: floor.finish(counter=1),
            "cancel": lambda floor=floor: floor.cancel(ticket="A001"),
            "transfer": lambda floor=floor: floor.transfer(counter=1, service=BILL),
            "leg": lambda floor=floor: floor.do(moving.leg, counter=1, service=SIM),
        }[end]()
        assert (floor.hall.walks, floor.counter(1)) == ({}, "closed"), end


def test_what_lies_on_the_work_ends_once_when_it_moves_the_ticket_itself(hall):
    hall.file(script("seat-leave", ask("where", Answer("bill", effect=Effect("transfer", {"service": BILL})))))
    hall.serving(counter=1)
    hall.do(duties.leave_seat, counter=1)
    hall.close(counter=1)
    facts = hall.answer(hall.at(1).id, "where", "bill")
    assert hall.kinds(facts)[-4:] == ["TicketTransferred", "WalkEnded", "WalkEnded", "CounterClosed"]
    assert (hall.hall.walks, hall.counter(1)) == ({}, "closed")


def test_what_lies_on_the_work_is_over_when_the_works_own_script_sends_the_ticket_on(hall):
    hall.file(script("system-fault", step("sorry")))
    hall.serves(1, SIM)
    walk = hall.serving(service=SIM)
    hall.do(duties.report_fault, counter=1)
    assert hall.at(1).script == "system-fault"
    hall.answer(walk, "want", "bill")
    assert hall.hall.walks == {}


def test_what_lies_on_the_work_is_over_and_the_work_rests_when_it_goes_to_another_counter(hall):
    hall.file(script("seat-leave", ask("where", Answer("two", effect=Effect("transfer", {"counter": 2})))))
    hall.serving(counter=1)
    hall.open(2)
    hall.do(duties.leave_seat, counter=1)
    hall.answer(hall.at(1).id, "where", "two")
    assert [walk.script for walk in hall.hall.walks.values()] == ["open-account"]


def test_what_lies_on_the_work_is_over_when_the_ticket_is_held(hall):
    hall.file(script("seat-leave", step("sorry")))
    walk = hall.serving(counter=1)
    hall.do(duties.leave_seat, counter=1)
    hall.hold(counter=1)
    assert list(hall.hall.walks) == [walk]
    hall.serving(counter=1)
    hall.do(duties.leave_seat, counter=1)
    assert hall.at(1).script == "seat-leave"


def test_a_counter_that_the_hall_gives_up_takes_its_walks_along(hall):
    hall.open(3)
    hall.begin("pay-bill", "counter", "counter-3", counter=3)
    hall.replan(counters=hall.hall.plan.counters[:2])
    assert hall.hall.walks == {}
    hall.later(minutes=30)


def test_a_service_changed_on_hold_begins_its_script_when_it_is_resumed(hall):
    hall.serving(counter=1)
    hall.hold(counter=1)
    hall.change(ticket="A001", service=BILL)
    hall.resume(counter=1, ticket="A001")
    assert hall.at(1).script == "pay-bill"


def test_a_script_moves_only_the_customer_it_is_about_and_never_to_a_closed_counter(hall):
    moving = script("move", ask("go", Answer("on", effect=Effect("transfer", {"counter": 2}))), step("end"))
    hall.file(moving)
    hall.serving(counter=1)
    other = hall.take()
    walk = hall.begin("move", "counter", "counter-1", counter=1, ticket=other)
    hall.answer(walk, "go", "on")
    assert hall.in_hand(1) == "A001"
    walk = hall.begin("move", "counter", "counter-1", counter=1, ticket="A001")
    with refused(CounterShut, counter=2):
        hall.answer(walk, "go", "on")


def test_an_answers_effect_takes_place_once(hall):
    hall.serves(1, SIM)
    walk = hall.serving(service=SIM)
    assert "WorkOrderRaised" in hall.kinds(hall.answer(walk, "want", "order"))
    hall.do(walking.back, walk=walk, step="manager")
    assert "WorkOrderRaised" not in hall.kinds(hall.answer(walk, "want", "order"))


def test_a_kiosks_oldest_walk_gives_way(hall):
    first = hall.begin(service=BILL)
    for _ in range(walking.MANY):
        hall.begin(service=BILL)
    assert first not in hall.hall.walks
    assert len(hall.hall.walks) == walking.MANY


def test_no_script_is_begun_about_a_ticket_that_is_gone(hall):
    hall.serving(counter=1)
    hall.finish(counter=1)
    with refused(WrongState, state="done"):
        hall.begin("pay-bill", "counter", "counter-1", counter=1, ticket="A001")

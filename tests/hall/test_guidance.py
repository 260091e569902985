"""Guidance at the kiosk and on the greeter's tablet."""

import pytest

from app.hall import duties, walking
from app.hall.events import CustomerDiverted, StepDone, TicketTaken, WalkBegan, WalkEnded
from app.hall.refusals import EntryNeeded, HallClosed, UnknownLevel, UnknownService, WrongState
from app.hall.script import Effect
from tests.hall.floor import refused
from tests.hall.scripted import ACCOUNT, BILL, SIM, ScriptedFloor, ask, script, step


@pytest.fixture
def hall() -> ScriptedFloor:
    return ScriptedFloor()


def outcome(hall, facts) -> str:
    return next(fact.outcome for fact in facts if isinstance(fact, WalkEnded))


def test_a_service_without_questions_is_one_touch(hall):
    assert [walking.one_touch(hall.hall, service) for service in (ACCOUNT, BILL, SIM)] == [False, False, True]
    facts = hall.do(walking.begin, script="guidance", runner="kiosk", post="kiosk-1", service=SIM)
    assert hall.kinds(facts)[-1] == "WalkEnded"
    assert outcome(hall, facts) == "ticket"
    assert hall.queue(SIM) == ["C001"]


def test_without_guidance_every_service_is_one_touch(hall):
    hall.file(gone=("guidance",))
    assert walking.one_touch(hall.hall, BILL)


def test_the_greeting_and_the_service_on_the_first_page_are_not_asked_again(hall):
    walk = hall.begin(service=BILL)
    assert hall.walk(walk).step == "elsewhere"
    assert [passed.step for passed in hall.walk(walk).path] == ["welcome", "need"]


def test_who_knows_how_is_shown_the_way_and_counted_by_channel(hall):
    walk = hall.begin(service=BILL)
    hall.answer(walk, "elsewhere", "there")
    diverted = hall.answer(walk, "know", "yes")
    assert [(fact.service, fact.channel) for fact in diverted if isinstance(fact, CustomerDiverted)] == [(BILL, "self-service")]
    facts = hall.answer(walk, "point")
    facts += hall.answer(walk, "bye")
    assert outcome(hall, facts) == "self-service"
    assert facts[-1].channel == "self-service"
    assert hall.queue(BILL) == []


def test_who_does_not_know_how_gets_a_helper(hall):
    walk = hall.begin(service=BILL)
    hall.answer(walk, "elsewhere", "there")
    assert "HelperCalled" in hall.kinds(hall.answer(walk, "know", "no"))
    assert [help.kiosk for help in hall.hall.helps.values()] == ["1"]


def test_who_has_no_papers_may_come_back_later_or_still_take_a_number(hall):
    walk = hall.begin(service=ACCOUNT)
    hall.answer(walk, "papers", "missing")
    assert outcome(hall, hall.answer(walk, "explain", "later")) == "no-documents"
    walk = hall.begin(service=ACCOUNT)
    hall.answer(walk, "papers", "missing")
    assert outcome(hall, hall.answer(walk, "explain", "still")) == "ticket"
    assert hall.queue() == ["A001"]


def test_a_ticket_from_guidance_is_known_to_its_walk(hall):
    walk = hall.begin(service=ACCOUNT, language="en")
    facts = hall.answer(walk, "papers", "have")
    taken = next(fact for fact in facts if isinstance(fact, TicketTaken))
    assert (taken.language, taken.by, taken.level) == ("en", "kiosk", "ordinary")
    assert (hall.hall.ended[0].walk, hall.hall.ended[0].ticket) == (walk, (hall.hall.day, "A001"))


def test_a_customer_may_change_the_language_on_the_way(hall):
    walk = hall.begin(service=ACCOUNT, language="zh")
    hall.answer(walk, "papers", "have", language="en")
    assert hall.see("A001").language == "en"


def test_a_vip_is_known_by_the_number_and_gets_a_vips_ticket(hall):
    walk = hall.begin(vip=True)
    with refused(EntryNeeded, enter="phone"):
        hall.answer(walk, "phone", "given")
    hall.answer(walk, "phone", "given", known=True, level="vip")
    with refused(EntryNeeded, enter="service"):
        hall.answer(walk, "need")
    hall.answer(walk, "need", service=ACCOUNT)
    hall.answer(walk, "papers", "have")
    assert hall.see("A001").level == "vip"


def test_a_number_that_is_not_on_the_list_goes_on_without_a_word(hall):
    walk = hall.begin(vip=True, service=SIM)
    facts = hall.answer(walk, "phone", "given", known=True)
    assert outcome(hall, facts) == "ticket"
    assert hall.see("C001").level == "ordinary"


def test_a_kiosk_that_is_left_gives_up_and_nothing_personal_stays(hall):
    hall.begin(service=ACCOUNT)
    assert hall.later(minutes=4, seconds=59) == []
    facts = hall.later(seconds=2)
    assert outcome(hall, facts) == "gave-up"
    assert {name for name in WalkEnded.__dataclass_fields__ if name in ("phone", "note", "customer")} == set()


def test_who_goes_from_the_last_page_has_not_given_up(hall):
    walk = hall.begin(service=BILL)
    hall.answer(walk, "elsewhere", "there")
    hall.answer(walk, "know", "yes")
    assert outcome(hall, hall.later(minutes=5, seconds=1)) == "self-service"
    walk = hall.begin(service=BILL)
    hall.answer(walk, "elsewhere", "there")
    hall.answer(walk, "know", "no")
    hall.answer(walk, "lead")
    assert outcome(hall, hall.do(walking.leave, walk=walk)) == "self-service"


def test_the_effect_of_the_first_step_that_is_asked_takes_place_once(hall):
    for steps in ((), (step("welcome", kind="greeting"), ask("need", enter="service"))):
        hall.file(script("guidance", *steps, step("lead", effect=Effect("call-helper")), step("end")))
        facts = hall.do(walking.begin, script="guidance", runner="kiosk", post=f"kiosk-{len(steps)}", service=BILL)
        assert hall.kinds(facts).count("HelperCalled") == 1


def test_each_answer_gives_a_kiosks_customer_time_again(hall):
    walk = hall.begin(service=BILL)
    hall.later(minutes=4)
    hall.answer(walk, "elsewhere", "there")
    assert hall.later(minutes=4) == []


def test_a_closed_hall_issues_no_ticket_and_the_walk_is_unharmed():
    hall = ScriptedFloor()
    hall.replan(opens=(((540, 541),),) * 7)
    walk = hall.begin(service=ACCOUNT)
    hall.later(minutes=1)
    with refused(HallClosed):
        hall.answer(walk, "papers", "have")
    assert hall.walk(walk).step == "papers"


def test_an_unknown_service_or_level_is_refused(hall):
    with refused(UnknownService):
        hall.begin(service="nothing")
    with refused(UnknownLevel):
        hall.begin(runner="greeter", post="door", level="king")


# ------------------------------------------------------------ the greeter
def test_the_greeter_walks_the_same_script_to_a_ticket_and_beyond(hall):
    walk = hall.begin(runner="greeter", post="door", level="vip")
    hall.answer(walk, "welcome")
    hall.answer(walk, "need", service=ACCOUNT)
    hall.answer(walk, "papers", "have")
    assert (hall.walk(walk).step, hall.walk(walk).ticket[1], hall.see("A001").level) == ("issue", "A001", "vip")
    hall.answer(walk, "issue")
    assert outcome(hall, hall.answer(walk, "seat")) == "finished"


def test_the_greeter_issues_when_the_kiosk_may_not(hall):
    hall.replan(opens=(((0, 1),),) * 7)
    walk = hall.begin(runner="greeter", post="door", service=SIM)
    hall.answer(walk, "welcome")
    assert hall.queue(SIM) == ["C001"]


def test_a_greeter_holds_three_customers_and_loses_none(hall):
    walks = [hall.begin(runner="greeter", post="door") for _ in range(3)]
    with refused(WrongState, state="full"):
        hall.begin(runner="greeter", post="door")
    hall.answer(walks[1], "welcome")
    assert [hall.walk(walk).step for walk in walks] == ["welcome", "need", "welcome"]
    assert isinstance(hall.do(walking.begin, script="guidance", runner="greeter", post="inquiry")[0], WalkBegan)


def test_who_leaves_a_walk_ends_it(hall):
    walk = hall.begin(service=BILL)
    assert outcome(hall, hall.do(walking.leave, walk=walk)) == "gave-up"
    assert hall.do(walking.leave, walk=walk) == []


def test_a_greeters_walk_of_yesterday_ends_with_its_day(hall):
    hall.begin(runner="greeter", post="door")
    hall.clock("2026-03-10 05:00")
    assert outcome(hall, hall.tick()) == "day-ended"
    assert hall.hall.walks == {}


def test_a_stand_in_carries_the_moment_for_both_posts(hall):
    hall.do(duties.leave_post, post="door")
    walk = hall.begin(runner="greeter", post="sales-1")
    fact = next(fact for fact in hall.answer(walk, "welcome") if isinstance(fact, StepDone))
    assert (fact.post, fact.stood_in, fact.kept) == ("sales-1", "door", True)

"""Walks at the counter: the script beside the ticket."""

import pytest

from app.hall import decide, duties, moving, walking
from app.hall.events import Recommended, StepDone, WalkEnded
from app.hall.refusals import StepPassed, UnknownAnswer, UnknownScript, UnknownWalk, WalkOver, WrongState
from app.hall.script import Answer, Effect
from app.hall.ticket import State
from tests.hall.floor import refused
from tests.hall.scripted import ACCOUNT, BILL, SIM, ScriptedFloor, ask, script, step


@pytest.fixture
def hall() -> ScriptedFloor:
    return ScriptedFloor()


def done(facts) -> StepDone:
    return next(fact for fact in facts if isinstance(fact, StepDone))


def ended(facts) -> WalkEnded:
    return next(fact for fact in facts if isinstance(fact, WalkEnded))


def up_to_the_system(hall: ScriptedFloor, walk: str) -> None:
    hall.answer(walk, "welcome")
    hall.answer(walk, "papers", "have")
    hall.answer(walk, "check", ticked=(0, 1))


def up_to_the_offer(hall: ScriptedFloor, walk: str) -> None:
    up_to_the_system(hall, walk)
    hall.answer(walk, "system")


def finish_opening(hall: ScriptedFloor, walk: str) -> None:
    up_to_the_offer(hall, walk)
    hall.answer(walk, "offer", "no", offer="data")


def test_a_call_begins_the_script_of_its_service(hall):
    walk = hall.walk(hall.serving())
    assert (walk.script, walk.version, walk.step, walk.ticket[1], walk.counter) == ("open-account", 1, "welcome", "A001", 1)


def test_a_service_without_a_script_has_no_steps(hall):
    hall.file(gone=("pay-bill",))
    hall.take(service=BILL)
    hall.open(3)
    hall.serve(3)
    assert hall.at(3) is None


def test_a_step_is_recorded_with_who_where_when_and_what(hall):
    hall.open_counter(counter=1, staff="007")
    walk = hall.serving()
    began = hall.now
    hall.later(seconds=20)
    fact = done(hall.answer(walk, "welcome"))
    assert (fact.script, fact.version, fact.step, fact.post, fact.counter, fact.who) == (
        "open-account", 1, "welcome", "counter-1", 1, "007"
    )  # fmt: skip
    assert (fact.number, fact.entered, fact.at, fact.answer, fact.next) == ("A001", began, began + 20_000, "done", "papers")


def test_a_step_whose_condition_does_not_hold_is_skipped(hall):
    ordinary = hall.serving()
    assert done(hall.answer(ordinary, "welcome")).next == "papers"
    vip = hall.serving(counter=2, level="vip")
    assert done(hall.answer(vip, "welcome")).next == "vip"


def test_an_answer_leads_its_own_way(hall):
    walk = hall.serving()
    hall.answer(walk, "welcome")
    assert done(hall.answer(walk, "papers", "missing")).next == "explain"
    assert done(hall.answer(walk, "explain")).next == "farewell"


def test_an_answer_that_the_step_does_not_have_is_refused_and_the_walk_unharmed(hall):
    walk = hall.serving()
    hall.answer(walk, "welcome")
    with refused(UnknownAnswer, step="papers", answers=["have", "missing"]):
        hall.answer(walk, "papers", "perhaps")
    assert hall.walk(walk).step == "papers"


def test_an_answer_to_a_step_that_has_passed_is_refused(hall):
    walk = hall.serving()
    hall.answer(walk, "welcome")
    with refused(StepPassed, current="papers"):
        hall.answer(walk, "welcome")


def test_an_answer_to_a_walk_that_is_over_or_unknown_is_refused(hall):
    walk = hall.serving()
    hall.finish(counter=1)
    with refused(WalkOver, walk=walk):
        hall.answer(walk, "welcome")
    with refused(UnknownWalk):
        hall.answer("w999", "welcome")


def test_a_step_back_returns_to_the_step_before(hall):
    walk = hall.serving()
    hall.answer(walk, "welcome")
    hall.answer(walk, "papers", "missing")
    hall.do(walking.back, walk=walk, step="explain")
    assert hall.walk(walk).step == "papers"
    assert hall.walk(walk).answers == {"welcome": "done"}
    hall.do(walking.back, walk=walk, step="papers")
    with refused(WrongState, state="first_step"):
        hall.do(walking.back, walk=walk, step="welcome")


def test_a_skipped_moment_is_not_kept(hall):
    walk = hall.serving()
    fact = done(hall.do(walking.skip, walk=walk, step="welcome", reason="no-time"))
    assert (fact.moment, fact.kept, fact.reason, fact.next) == (True, False, "no-time", "papers")


def test_a_checklist_that_is_not_complete_is_told(hall):
    walk = hall.serving()
    hall.answer(walk, "welcome")
    hall.answer(walk, "papers", "have")
    with refused(UnknownAnswer, step="check"):
        hall.answer(walk, "check", ticked=(0, 2))
    assert done(hall.answer(walk, "check", ticked=(1,))).ticked == (1,)


def test_a_moment_past_its_limit_is_late_and_not_kept(hall):
    walk = hall.serving()
    up_to_the_system(hall, walk)
    hall.later(minutes=3, seconds=1)
    fact = done(hall.answer(walk, "system"))
    assert (fact.late, fact.kept) == (True, False)


def test_a_fault_of_the_system_stops_the_clock_of_the_limit(hall):
    walk = hall.serving()
    up_to_the_system(hall, walk)
    hall.later(minutes=1)
    hall.do(duties.report_fault, counter=1)
    hall.later(minutes=10)
    assert hall.do(duties.fault_over, counter=1)[0].lasted == 600_000
    hall.later(minutes=2)
    fact = done(hall.answer(walk, "system"))
    assert (fact.faulty, fact.late, fact.kept) == (600_000, False, True)


def test_a_hall_may_set_a_limit_of_its_own(hall):
    hall.replan(limits={"open-account.system": 60_000})
    walk = hall.serving()
    up_to_the_system(hall, walk)
    hall.later(seconds=61)
    assert done(hall.answer(walk, "system")).late


def test_who_finishes_at_the_last_step_has_done_it(hall):
    walk = hall.serving()
    finish_opening(hall, walk)
    facts = hall.finish(counter=1)
    assert (done(facts).step, done(facts).kept, ended(facts).outcome, ended(facts).owed) == ("farewell", True, "finished", ())


def test_who_finishes_early_owes_the_moments_ahead(hall):
    walk = hall.serving()
    hall.answer(walk, "welcome")
    facts = hall.finish(counter=1)
    assert (ended(facts).outcome, ended(facts).owed) == ("cut", ("system", "farewell"))
    assert walk not in hall.hall.walks


def test_finish_and_next_ends_one_walk_and_begins_the_next(hall):
    hall.serving()
    hall.take()
    facts = hall.call_next(counter=1, expected_current="A001")
    assert hall.kinds(facts) == ["WalkEnded", "ServiceFinished", "TicketCalled", "WalkBegan"]
    assert hall.at(1).ticket[1] == "A002"


def test_a_walk_rests_with_a_held_ticket_and_goes_on_where_it_is_resumed(hall):
    walk = hall.serving()
    hall.answer(walk, "welcome")
    number = hall.in_hand(1)
    hall.hold(counter=1)
    assert (hall.at(1), hall.walk(walk).step) == (None, "papers")
    hall.open(2)
    hall.resume(counter=2, ticket=number)
    assert (hall.at(2).id, hall.walk(walk).step, hall.walk(walk).post) == (walk, "papers", "counter-2")


def test_another_service_is_another_script(hall):
    walk = hall.serving()
    hall.change(ticket="A001", service=BILL)
    assert walk not in hall.hall.walks
    assert (hall.at(1).script, hall.at(1).step) == ("pay-bill", "fee")
    assert ended(hall.transfer(counter=1, service=SIM)).outcome == "transferred"
    assert hall.at(1) is None


def test_a_transfer_to_a_counter_takes_the_walk_along(hall):
    walk = hall.serving()
    hall.answer(walk, "welcome")
    hall.open(2)
    hall.transfer(counter=1, to_counter=2)
    assert hall.next(2) == "A001"
    assert (hall.at(2).id, hall.at(2).step) == (walk, "papers")


def test_a_missed_customer_begins_anew(hall):
    hall.take()
    hall.open(1)
    hall.next(1)
    walk = hall.at(1).id
    assert ended(hall.no_show(counter=1)).outcome == "missed"
    hall.rejoin(ticket="A001")
    hall.next(1)
    assert (hall.at(1).id != walk, hall.at(1).step) == (True, "welcome")


def test_a_walk_finishes_on_the_version_that_it_began_with(hall):
    walk = hall.serving()
    newer = script("open-account", step("hello", kind="greeting"))
    hall.file(newer)
    assert hall.hall.scripts["open-account"].version == 2
    finish_opening(hall, walk)
    assert hall.walk(walk).version == 1
    hall.finish(counter=1)
    assert hall.hall.older == {}
    assert hall.walk(hall.serving()).step == "hello"


def test_a_script_that_is_gone_finishes_its_walks_and_begins_no_more(hall):
    walk = hall.serving()
    hall.file(gone=("open-account",))
    hall.answer(walk, "welcome")
    hall.finish(counter=1)
    hall.take()
    hall.serve(1)
    assert hall.at(1) is None
    with refused(UnknownScript):
        hall.begin("open-account", "counter", "counter-1", counter=1)
    hall.file(*(one for one in (script("open-account", step("hello")),)))
    assert hall.hall.scripts["open-account"].version == 2


def test_the_same_file_again_changes_nothing(hall):
    again = hall.hall.scripts["pay-bill"].script
    assert hall.file(again) == []


def test_an_accepted_offer_is_a_new_leg_of_the_same_ticket(hall):
    walk = hall.serving()
    up_to_the_offer(hall, walk)
    facts = hall.answer(walk, "offer", "accepted", offer="family")
    assert hall.kinds(facts) == ["StepDone", "Recommended", "WalkEnded", "LegBegan", "WalkBegan"]
    assert (hall.see("A001").service, hall.state("A001"), hall.at(1).script) == (BILL, State.SERVING, "pay-bill")


def test_an_offer_of_another_counters_service_keeps_the_place(hall):
    hall.serves(1, ACCOUNT)
    walk = hall.serving()
    due = hall.see("A001").due
    for name, answer, more in (
        ("welcome", None, {}),
        ("papers", "have", {}),
        ("check", None, {"ticked": (0, 1)}),
        ("system", None, {}),
    ):
        hall.answer(walk, name, answer, **more)
    hall.answer(walk, "offer", "accepted", offer="family")
    assert (hall.state("A001"), hall.see("A001").service, hall.see("A001").due) == (State.WAITING, BILL, due)


def test_nothing_is_offered_twice(hall):
    walk = hall.serving()
    hall.do(duties.recommend, ticket="A001", offer="family", outcome="not-interested", post="door")
    with refused(WrongState, state="offered"):
        hall.do(duties.recommend, ticket="A001", offer="family", outcome="accepted", post="door")
    hall.do(duties.recommend, ticket="A001", offer="data", outcome="not-today", post="door")
    up_to_the_system(hall, walk)
    assert done(hall.answer(walk, "system")).next == "farewell"
    assert [offered.offer for offered in hall.hall.offered[hall.hall.day, "A001"]] == ["family", "data"]


def test_a_recommendation_is_a_fact_with_its_outcome(hall):
    walk = hall.serving()
    for name, answer, more in (
        ("welcome", None, {}),
        ("papers", "have", {}),
        ("check", None, {"ticked": (0, 1)}),
        ("system", None, {}),
    ):
        hall.answer(walk, name, answer, **more)
    fact = next(fact for fact in hall.answer(walk, "offer", "no", offer="data") if isinstance(fact, Recommended))
    assert (fact.offer, fact.outcome, fact.number, fact.counter) == ("data", "not-interested", "A001", 1)


def test_a_leg_can_be_begun_by_the_clerk(hall):
    hall.serving()
    hall.do(moving.leg, counter=1, service=BILL)
    assert hall.at(1).script == "pay-bill"


def test_the_effect_of_a_step_takes_place_once(hall):
    paging = ask("want", Answer("cancel"), Answer("other", "end"))
    manager = step("manager", "do", effect=Effect("page-manager", {"reason": "cancellation"}))
    hall.file(script("open-account", paging, manager, step("end")))
    walk = hall.serving()
    assert "ManagerPaged" in hall.kinds(hall.answer(walk, "want", "cancel"))
    hall.do(walking.back, walk=walk, step="manager")
    assert hall.kinds(hall.answer(walk, "want", "cancel")) == ["StepDone"]


def test_a_clerk_may_walk_a_script_without_a_ticket_until_the_next_call(hall):
    hall.open(1)
    walk = hall.begin("pay-bill", "counter", "counter-1", counter=1)
    assert hall.at(1).id == walk
    hall.take()
    assert "WalkEnded" in hall.kinds(hall.do(decide.call_next, counter=1, expected_current=None))
    assert hall.at(1).ticket[1] == "A001"

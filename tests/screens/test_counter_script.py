"""The service's script on the clerk's console: what is shown, and what each key answers."""

import json
from pathlib import Path

import pytest

from app.hall import duties, pages, walking
from app.hall.plan import MINUTE
from app.hall.state import Known
from counter_ui.clerk.standing import standing
from counter_ui.clerk.ticks import MANY, ticked, ticks
from tests.hall.floor import ACCOUNT, BILL, LI, WANG, named
from tests.hall.scripted import script, step
from tests.screens.clerk import (
    SCRIPTED,
    STANDS,
    ScriptedDesk,
    called_with_a_script,
    check,
    every_picture,
    every_scripted_picture,
    farewell,
    inquiring,
    just_opened,
    manager_paged,
    no_script,
    offer,
    papers,
    seat_left,
    system,
    system_down,
    vip_beside,
    welcome,
)
from tests.screens.test_counter import KEYS


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk()


# ------------------------------------------------------------ what holds in every picture
@pytest.mark.parametrize("stand", SCRIPTED)
def test_each_key_means_one_thing_and_stands_on_its_button(stand) -> None:
    for page in every_scripted_picture(stand):
        keys = [one["data-hotkey"] for one in page.having("data-hotkey")]
        assert len(keys) == len(set(keys)), keys
        for _, one, text in page.elements:
            if "data-hotkey" in one:
                words = KEYS.get(one["data-hotkey"], (one["data-hotkey"],))
                assert any("".join(text).strip().endswith(word) for word in words), text
        assert not page.having("style"), "the policy forbids it"


@pytest.mark.parametrize("stand", SCRIPTED)
def test_what_is_filled_is_what_the_space_bar_does(stand) -> None:
    for page in every_scripted_picture(stand):
        filled = [one for one in page.having("data-command") if "main" in one["class"].split()]
        assert len(filled) <= 1
        if filled and page.space:
            assert page.space == filled[0]


@pytest.mark.parametrize("stand", SCRIPTED)
def test_what_ended_a_service_without_a_script_still_does(stand) -> None:
    page = every_scripted_picture(stand)[0]
    if stand is called_with_a_script:
        assert {"start", "recall", "no-show"} <= {*page.commands}
    else:
        assert "call-next" in page.commands
        assert ("finish" in page.commands) == (stand not in (just_opened, inquiring))


def test_every_key_is_in_the_list_of_keys() -> None:
    listed = (Path(__file__).parents[2] / "docs/clerk-keys.md").read_text("utf-8")
    cells = [line.split("|")[1] for line in listed.splitlines() if line.startswith("| ")]
    known = {key.strip("`") for cell in cells for key in cell.replace("/", " ").split()} | {*"123456789"}
    scripted = [every_scripted_picture(stand)[0] for stand in SCRIPTED]
    plain = [page for stand in STANDS for page in every_picture(stand) if not page.of_class("panel")]
    used = {one["data-hotkey"] for page in (*scripted, *plain) for one in page.having("data-hotkey")}
    assert used <= known


# ------------------------------------------------------------ the step
def test_the_words_to_say_stand_with_their_cue_and_their_moment_of_truth(desk: ScriptedDesk) -> None:
    cue = script("open-account", step("welcome", kind="greeting", cue=named("stand"), moment=True), step("bye"))
    desk.file(cue)
    welcome(desk)
    page = desk.see_console()
    assert page.having("data-step")[0]["data-step"] == "welcome"
    assert page.of_class("step-words") == ["“welcome”"]
    assert page.of_class("step-cue") == ["stand"]
    assert "◆ 关键时刻" in page.of_class("moment")[0]
    assert "bye" in page.of_class("step-coming")[0]


def test_a_call_shows_the_script_and_space_starts_the_service(desk: ScriptedDesk) -> None:
    called_with_a_script(desk)
    page = desk.see_console()
    assert page.having("data-step", "welcome")
    assert "answer" not in page.commands
    assert page.space["data-command"] == "start"


def test_space_is_done_and_says_for_which_step(desk: ScriptedDesk) -> None:
    welcome(desk)
    space = desk.see_console().space
    assert (space["data-command"], space["data-value"]) == ("answer", "done")
    assert json.loads(space["data-body"]) == {"step": "welcome"}
    assert space["data-post"] == f"/api/v1/halls/dongcheng/walks/{desk.at(1).id}/answer"


def test_a_question_is_answered_by_number_and_never_by_space(desk: ScriptedDesk) -> None:
    papers(desk)
    page = desk.see_console()
    assert page.space is None
    assert page.key("1")["data-value"] == "have"
    assert json.loads(page.key("2")["data-body"]) == {"step": "papers", "answer": "missing"}


def test_being_too_late_for_a_step_is_no_alarm(desk: ScriptedDesk) -> None:
    papers(desk)
    for one in desk.see_console().having("data-command", "answer"):
        assert one["data-quiet"] == "step_passed walk_over"
        assert one["data-at"] == desk.token


def test_a_step_back_and_a_skip_with_its_reason(desk: ScriptedDesk) -> None:
    welcome(desk)
    assert not desk.see_console().having("data-hotkey", "Backspace"), "nothing lies behind the first step"
    desk.go()
    page = desk.see_console()
    assert json.loads(page.key("Backspace")["data-body"]) == {"step": "papers"}
    panel = desk.see_console(1, page.key("K")["data-show"])
    assert panel.body("skip", "already-done") == {"step": "papers", "reason": "already-done"}
    desk.go("have")
    assert "skip" not in desk.see_console(1, page.key("K")["data-show"]).commands, "it was opened for another step"


def test_what_was_answered_stands_above_the_step(desk: ScriptedDesk) -> None:
    check(desk)
    assert "papers" in desk.see_console().of_class("step-behind")[0]
    assert "有" in desk.see_console().of_class("step-behind")[0]


# ------------------------------------------------------------ checklists
def test_what_is_still_missing_is_said_on_the_button(desk: ScriptedDesk) -> None:
    check(desk)
    page = desk.see_console()
    assert "仍缺 2 项，继续" in page.text
    assert "urged" in page.space["class"]
    one = desk.see_console(1, page.key("2")["data-show"])
    assert one.key("2")["aria-pressed"] == "true"
    assert json.loads(one.space["data-body"]) == {"step": "check", "ticked": [1]}
    both = desk.see_console(1, one.key("1")["data-show"])
    assert json.loads(both.space["data-body"]) == {"step": "check", "ticked": [0, 1]}
    assert "main" in both.space["class"]
    assert "仍缺" not in both.text


def test_ticks_never_carry_over_to_another_time_at_the_step(desk: ScriptedDesk) -> None:
    check(desk)
    ticked = desk.see_console().key("1")["data-show"]
    desk.later(seconds=5)
    desk.go(ticked=(0,))
    desk.do(walking.back, walk=desk.at(1).id, step="system")
    page = desk.see_console(1, ticked)
    assert page.having("data-step", "check")
    assert page.key("1")["aria-pressed"] == "false"


# ------------------------------------------------------------ the clock
def clock_of(desk: ScriptedDesk) -> dict[str, str]:
    [clock] = [one for tag, one, _ in desk.see_console().elements if tag == "step-clock"]
    return clock


def test_the_limit_runs_from_the_start_of_the_step(desk: ScriptedDesk) -> None:
    system(desk)
    began = desk.now
    desk.later(minutes=2)
    clock = clock_of(desk)
    assert (int(clock["since"]), int(clock["limit"])) == (began, 3 * MINUTE)


def test_the_limit_stands_still_while_the_system_is_down_and_leaves_it_out(desk: ScriptedDesk) -> None:
    system_down(desk)
    began = desk.at(1).entered
    desk.later(minutes=5)
    page, clock = desk.see_console(), clock_of(desk)
    assert clock["spent"] == str(MINUTE)
    assert "since" not in clock
    assert page.key("B")["data-command"] == "fault-over"
    assert next(one["since"] for tag, one, _ in page.elements if tag == "elapsed-clock") == str(began + MINUTE)
    desk.do(duties.fault_over, counter=1)
    desk.later(minutes=1)
    assert clock_of(desk)["since"] == str(began + 5 * MINUTE)


# ------------------------------------------------------------ the end
def test_the_last_step_is_done_with_finishing_and_calling_the_next(desk: ScriptedDesk) -> None:
    farewell(desk)
    page = desk.see_console()
    assert page.space["data-command"] == "call-next"
    assert json.loads(page.space["data-body"]) == {"expected_current": desk.in_hand(1)}
    assert not page.having("data-hotkey", "E"), "the same isn't offered twice"
    assert page.key("F")["data-command"] == "finish"


def test_before_the_end_finishing_is_on_another_key(desk: ScriptedDesk) -> None:
    welcome(desk)
    page = desk.see_console()
    assert page.key("E")["data-command"] == "call-next"
    assert "main" not in page.key("E")["class"].split()


def test_a_counter_that_pauses_afterwards_finishes_at_the_last_step(desk: ScriptedDesk) -> None:
    farewell(desk)
    desk.pause(counter=1)
    assert desk.see_console().space["data-command"] == "finish"


def test_a_service_without_a_script_is_as_before(desk: ScriptedDesk) -> None:
    no_script(desk)
    page = desk.see_console()
    assert not page.having("data-step")
    assert page.space["data-command"] == "call-next"


# ------------------------------------------------------------ beside the service
def test_a_vip_who_comes_meanwhile_is_apologised_to_beside_the_work_in_hand(desk: ScriptedDesk) -> None:
    vip_beside(desk)
    page = desk.see_console()
    assert page.having("data-step")[0]["data-step"] == "sorry"
    assert "VIP" in page.of_class("step-title")[0]
    assert page.having("data-ticket")[0]["data-ticket"] == desk.in_hand(1), "the customer in hand stays in hand"
    desk.go(), desk.go()
    assert desk.see_console().having("data-step")[0]["data-step"] == "papers"


def test_the_end_of_the_talk_beside_ends_no_service(desk: ScriptedDesk) -> None:
    vip_beside(desk)
    desk.go()
    assert desk.see_console().space["data-command"] == "answer"


def test_whoever_opens_a_counter_looks_at_themselves_first(desk: ScriptedDesk) -> None:
    just_opened(desk)
    page = desk.see_console()
    assert page.having("data-step", "look")
    assert page.space["data-value"] == "done"
    assert page.key("E")["data-command"] == "call-next"
    assert page.key("Q")["data-command"] == "leave"


def test_an_inquiry_begins_with_one_key_twice_and_only_while_nobody_is_in_hand(desk: ScriptedDesk) -> None:
    desk.open(1)
    assert not desk.see_console().having("data-hotkey", "I"), "the appearance comes first"
    desk.go(ticked=(0, 1))
    opener = desk.see_console().key("I")
    page = desk.see_console(1, opener["data-show"])
    assert json.loads(page.key("I")["data-body"]) == {"script": "inquiry", "counter": 1}
    assert not page.having("data-value", "vip-arrival")
    desk.take()
    desk.serve(1)
    assert not desk.see_console().having("data-hotkey", "I")


def test_what_is_entered_goes_with_enter(desk: ScriptedDesk) -> None:
    inquiring(desk)
    page = desk.see_console()
    [entry] = [one for tag, one, _ in page.elements if tag == "step-entry"]
    assert entry["name"] == "minutes"
    assert "data-entry" in page.key("Enter")
    assert page.space is None


def test_a_seat_that_is_left_is_a_state_of_the_counter(desk: ScriptedDesk) -> None:
    system(desk)
    desk.open(3)
    panel = desk.see_console(1, desk.see_console().key("L")["data-show"])
    assert panel.body("leave-seat", "3") == {"to_counter": 3}
    assert panel.key("L")["data-value"] == ""
    seat_left(other := ScriptedDesk())
    page = other.see_console()
    assert page.key("L")["data-command"] == "take-seat"
    assert "离席代办，客户在座等候" in page.of_class("hand-state")[0]
    assert "3 号台席" in page.of_class("away")[0]


def test_a_page_shows_who_was_called_and_who_has_answered(desk: ScriptedDesk) -> None:
    manager_paged(desk)
    assert "尚未应答" in desk.see_console().of_class("paged")[0]
    assert not desk.see_console(3).of_class("paged"), "only at the counter that asked"
    [page] = desk.hall.pages
    desk.do(pages.answer_page, page=page, by="duty-manager")
    assert "值班经理已应答" in desk.see_console().of_class("paged")[0]
    desk.later(minutes=6)
    assert not desk.see_console().of_class("paged")


def test_a_manager_is_paged_with_a_reason_and_by_name_of_the_post(desk: ScriptedDesk) -> None:
    welcome(desk)
    number = desk.in_hand(1)
    page = desk.see_console(1, desk.see_console().key("W")["data-show"])
    told = {"reason": "dispute", "counter": 1, "who": "duty-manager", "number": number}
    assert page.body("page-manager", "dispute") == told
    other = desk.see_console(1, f"panel=page&for={number}&{page.key('0')['data-show']}")
    assert other.body("page-manager", "dispute") == told | {"who": "hall-manager"}


# ------------------------------------------------------------ recommending
def test_only_what_was_not_offered_before_is_recommended(desk: ScriptedDesk) -> None:
    offer(desk)
    number = desk.in_hand(1)
    desk.do(duties.recommend, ticket=number, offer="data", outcome="not-interested", post="sales-1")
    page = desk.see_console(1, f"panel=recommend&for={number}")
    assert page.body("recommend", "accepted") == {"offer": "family", "outcome": "accepted", "post": "counter-1"}
    assert page.having("data-command", "recommend")[0]["data-post"].endswith(f"/offers/{number}/made")
    assert "data 不感兴趣" in page.of_class("before")[0]
    assert json.loads(page.key("1")["data-body"])["offer"] == "family", "the only one left needs no choice"


def test_nothing_more_is_offered_after_a_no_for_today(desk: ScriptedDesk) -> None:
    welcome(desk)
    number = desk.in_hand(1)
    desk.do(duties.recommend, ticket=number, offer="data", outcome="not-today", post="sales-1")
    page = desk.see_console(1, f"panel=recommend&for={number}")
    assert "recommend" not in page.commands
    assert "今天不再推荐" in page.text


def test_an_accepted_offer_goes_on_as_a_new_leg_of_the_same_ticket(desk: ScriptedDesk) -> None:
    welcome(desk)
    number = desk.in_hand(1)
    query = f"panel=recommend&for={number}&offer=family"
    assert desk.see_console(1, query).key("1")["data-then"] == "offer=family"
    desk.do(duties.recommend, ticket=number, offer="family", outcome="accepted", post="counter-1")
    page = desk.see_console(1, query)
    assert page.body("leg", BILL) == {"service": BILL}


def test_the_scripts_own_recommendation_tells_what_is_offered(desk: ScriptedDesk) -> None:
    offer(desk)
    page = desk.see_console()
    assert json.loads(page.key("1")["data-body"]) == {"step": "offer", "offer": "family", "answer": "accepted"}
    turned = desk.see_console(1, page.key("D")["data-show"])
    assert json.loads(turned.key("2")["data-body"])["offer"] == "data"


# ------------------------------------------------------------ who is in hand
def test_what_staff_wrote_down_stands_beside_the_ticket(desk: ScriptedDesk) -> None:
    welcome(desk)
    desk.hall.known[desk.hall.day, desk.in_hand(1)] = Known("带了身份证", "李女士")
    page = desk.see_console()
    assert "带了身份证" in page.of_class("hand-note")[0]
    assert page.of_class("hand-customer") == ["李女士"]


def test_a_customer_of_another_language_hears_their_own(desk: ScriptedDesk) -> None:
    desk.open(1)
    desk.take(WANG, ACCOUNT, language="en")
    desk.serve(1)
    assert desk.see_console().of_class("step-own") == ["welcome"]
    assert desk.see_console(1, "lang=en").of_class("step-own") == []


def test_a_strip_shows_the_step_and_its_keys(desk: ScriptedDesk) -> None:
    papers(desk)
    page = desk.see_console(1, "slim=1")
    assert page.of_class("step-words") == ["“papers”"]
    assert [page.key(key)["data-value"] for key in "12"] == ["have", "missing"]
    assert page.key("Backspace")["data-command"] == "back"
    more = desk.see_console(1, f"slim=1&{page.key('A')['data-show']}")
    assert {one["data-hotkey"] for one in more.having("data-hotkey")} >= set("LYWSXPM")


def test_steps_for_important_customers_appear_for_them(desk: ScriptedDesk) -> None:
    desk.open(1)
    desk.take(LI)
    desk.serve(1)
    desk.go()
    assert desk.see_console().having("data-step", "vip")


def test_one_key_ticks_a_long_checklist_as_a_whole(desk: ScriptedDesk) -> None:
    check(desk)
    at = standing(desk.hall, {"counter": "1"})
    texts = tuple(f"item {place}" for place in range(MANY))
    whole = ticks(at, {}, texts)[-1]
    assert (whole.name, whole.key) == ("tick_all", "0")
    look = dict([whole.show.split("=")])
    assert ticked(at, look, MANY) == tuple(range(MANY))
    assert len(ticks(at, look, texts)) == MANY, "nothing is left to tick"
    assert len(ticks(at, {}, texts[:-1])) == MANY - 1, "a short one needs no key for all"

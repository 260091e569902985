"""The manager's page, by small examples: facts → hall → the picture."""

import json
import re
from dataclasses import replace

import pytest

from app.forbidden import forbidden
from app.hall import decide, duties, orders, pages, walking
from app.hall.duties import Filed
from app.hall.plan import MINUTE, Text
from app.hall.script import Condition, Effect, Script, Step
from app.hall.walking import Given
from counter_ui.manager.durations import lasting
from counter_ui.manager.routes import MANAGER
from display_ui.routes import LOBBY
from shared_ui.picture import Place, allowed_look, render
from shared_ui.sentences import SENTENCES
from tests.hall.floor import Floor
from tests.screens.tv import BILL, PLAN, Picture, hall

API = "/api/v1/halls/dongcheng"


def named(word: str) -> Text:
    return Text(word, word)


def says(id: str, **more: object) -> Step:
    return Step(id, "say", named(id), kind="information", **more)  # type: ignore[arg-type]


SCRIPT = Script(
    "pay-bill",
    named("收费"),
    (
        says("welcome", moment=True),
        Step("fee", "do", named("收取话费"), within=MINUTE),
        Step("bye", "say", named("再见"), kind="farewell"),
    ),
)


def manager(floor: Floor, query: str = "", **who: str) -> Picture:
    place = Place(MANAGER, floor.hall.plan.hall, None)
    return Picture(render(place, floor.hall, floor.now, {**allowed_look(MANAGER, query), **who}))


def commands(picture: Picture, name: str) -> list[dict[str, str]]:
    return [told for told in picture.having("data-command") if told["data-command"] == name]


def words(picture: Picture) -> str:
    return " ".join(picture.text.split())


def page(floor: Floor, reason: str, **more: object) -> str:
    floor.do(pages.page, reason=reason, about=f"{reason}:{floor.hall.version}", **more)
    return list(floor.hall.pages)[-1]


def with_script() -> Floor:
    floor = hall()
    floor.do(duties.set_scripts, filed={"pay-bill": Filed(SCRIPT, "x")})
    floor.open(1)
    floor.take("ordinary", BILL)
    floor.serve(1)
    return floor


# ------------------------------------------------------------ who calls
def test_whoever_waits_longest_stands_first_and_has_the_one_filled_button():
    floor = hall()
    first = page(floor, "dispute", who="hall-manager", counter=3, number="B002")
    floor.later(minutes=1)
    second = page(floor, "noise", post="door")
    picture = manager(floor)
    assert [told["data-page"] for told in picture.having("data-page")] == [first, second]
    [main] = [told for _, told, _ in picture.elements if "main" in told.get("class", "").split()]
    assert (main["data-post"], main["data-value"]) == (f"{API}/pages/{first}/answer", "hall-manager")
    assert "有争执，请来调解" in picture.text
    assert "3 号台席 B002 请厅经理" in words(picture)
    assert "门迎岗 请值班经理" in words(picture)


def test_a_page_has_a_clock_since_it_was_raised_and_either_manager_may_go():
    floor = hall()
    asked, at = page(floor, "exception", who="either"), floor.now
    floor.later(minutes=2)
    picture = manager(floor)
    assert str(at) in [told["since"] for told in picture.having("since", "page")]
    answers = commands(picture, "answer-page")
    assert [told["data-post"] for told in answers] == [f"{API}/pages/{asked}/answer"] * 2
    assert [json.loads(told["data-body"]) for told in answers] == [{"by": "duty-manager"}, {"by": "hall-manager"}]


def test_an_answered_page_says_who_went_after_how_long_and_asks_nobody_any_more():
    floor = hall()
    asked = page(floor, "safety")
    floor.later(seconds=95)
    floor.do(pages.answer_page, page=asked, by="hall-manager")
    floor.do(pages.answer_page, page=asked, by="duty-manager")
    picture = manager(floor)
    assert commands(picture, "answer-page") == []
    assert "厅经理去了，用时 1 分 35 秒" in picture.text
    assert "现在没有人呼叫经理" in picture.text


@pytest.mark.parametrize(("reason", "told"), [("strange-code", "strange-code"), ("pay-bill", "收费")])
def test_an_unknown_reason_is_told_as_it_is_and_a_scripts_by_its_title(reason, told):
    floor = with_script()
    page(floor, reason)
    assert told in picture_of_pages(floor)


def picture_of_pages(floor: Floor) -> str:
    text = words(manager(floor))
    return text[: text.index("待办承诺")]


def test_only_the_latest_answers_stand_there_until_all_are_asked_for():
    floor = hall()
    for _ in range(8):
        floor.do(pages.answer_page, page=page(floor, "noise"), by="duty-manager")
    assert manager(floor).text.count("值班经理去了") == 6
    assert "另外 2 条" in manager(floor).text
    assert manager(floor, "answered=all").text.count("值班经理去了") == 8


def test_a_page_from_a_step_says_what_is_being_done_meanwhile():
    floor = with_script()
    floor.do(walking.answer, walk=floor.hall.walk_at(1).id, step="welcome", given=Given())
    floor.later(minutes=2)
    text = picture_of_pages(floor)
    assert "这一步已大大超时" in text
    assert "正在办：收费 · 收取话费" in text


# ------------------------------------------------------------ what is owed
ASKED = Script(
    "pay-bill",
    named("收费"),
    (
        says("welcome"),
        says("callback", effect=Effect("follow-up", {"what": "callback", "within": 60 * MINUTE})),
        says("order", effect=Effect("work-order", {"to": "department-clerk"})),
    ),
)


def owing() -> Floor:
    floor = hall()
    floor.do(duties.set_scripts, filed={"pay-bill": Filed(ASKED, "x")})
    floor.open(1)
    floor.take("ordinary", BILL)
    floor.serve(1)
    for step in ("welcome", "callback"):
        floor.do(walking.answer, walk=floor.hall.walk_at(1).id, step=step, given=Given())
    return floor


@pytest.mark.parametrize(
    ("minutes", "state", "left"), [(10, "fine", "还有 50 分钟"), (50, "soon", "还有 10 分钟"), (75, "late", "已超时 15 分钟")]
)
def test_a_promise_turns_amber_and_then_red_as_its_time_runs_out(minutes, state, left):
    floor = owing()
    floor.later(minutes=minutes)
    picture = manager(floor)
    [told] = picture.having("data-state")
    assert (told["data-state"], left in picture.text) == (state, True)
    assert "给客户回电 B001" in words(picture)
    assert "11:24 前" in picture.text


def test_a_promise_is_done_with_one_press():
    floor = owing()
    [id] = floor.hall.follow_ups
    [done] = commands(manager(floor), "follow-up-done")
    assert done["data-post"] == f"{API}/follow-ups/{id}/done"
    floor.do(orders.follow_up_done, follow_up=id)
    assert "没有待办的承诺" in manager(floor).text


def test_a_work_order_is_listed_with_where_it_went():
    floor = owing()
    floor.later(minutes=5)
    assert "派往相关部门 B001" in words(manager(floor))
    assert "派出，5 分钟前" in manager(floor).text


# ------------------------------------------------------------ the floor
def test_a_counter_shows_ticket_and_step_with_the_time_of_its_limit():
    floor = with_script()
    floor.do(walking.answer, walk=floor.hall.walk_at(1).id, step="welcome", given=Given())
    picture = manager(floor)
    [step] = picture.having("data-step")
    assert step["data-step"] == "fee"
    assert "办理中 B001 交话费" in words(picture)
    [clock] = [told for told in picture.having("since", "counter") if "limit" in told]
    assert (clock["since"], clock["limit"]) == (str(floor.now), str(MINUTE))


def test_a_seat_left_and_a_system_down_have_clocks_of_their_own():
    floor = with_script()
    floor.do(duties.leave_seat, counter=1, to_counter=3)
    floor.do(duties.report_fault, counter=1)
    text = words(manager(floor))
    assert "离席，到 3 号台席代办" in text
    assert "系统故障" in text


def test_a_post_that_is_left_says_who_stands_in_and_when_it_is_empty():
    floor = hall()
    floor.do(duties.leave_post, post="door")
    assert "门迎岗 离岗 营销代表代岗" in words(manager(floor))
    floor.later(minutes=4)
    assert "门迎岗 空岗 营销代表代岗" in words(manager(floor))
    floor.do(duties.leave_post, post="sales-1")
    floor.do(duties.leave_post, post="inquiry")
    assert "无人代岗" in manager(floor).text


def test_people_are_told_against_the_seats_and_too_many_are_named():
    floor = hall(replace(PLAN, seats=2, standing=1))
    for _ in range(5):
        floor.take("ordinary", BILL)
    assert "5 人，座位 2 个 · 超出 2 人" in words(manager(floor))
    assert "等候人数超过座位" in manager(floor).text, "and the manager is called"


def test_the_lounge_and_kiosks_that_wait_for_a_helper_are_seen():
    floor = hall()
    number = floor.take("vip", BILL)
    floor.do(duties.seat_in_lounge, ticket=number)
    floor.do(decide.call_helper, kiosk="2")
    picture = manager(floor)
    assert f"1 / 4 座 {number}" in words(picture)
    [going] = commands(picture, "send-helper")
    assert going["data-post"].startswith(f"{API}/help/")


# ------------------------------------------------------------ the notice
def test_the_notice_stands_there_and_can_be_taken_away():
    floor = hall()
    assert [told.get("data-value") for told in commands(manager(floor), "set-notice")] == [None]
    floor.do(duties.set_notice, text=Text("请安静", "Quiet please"))
    picture = manager(floor)
    away = next(told for told in commands(picture, "set-notice") if told.get("data-value") == "none")
    assert (away["data-post"], away["data-body"]) == (f"{API}/notice", "{}")
    assert "请安静" in picture.text
    assert "Quiet please" in picture.text


def test_the_form_of_the_notice_stays_the_same_while_the_hall_changes():
    """Else what is being typed would be replaced."""
    floor = hall()
    before = form(manager(floor))
    page(floor, "noise")
    floor.do(duties.set_notice, text=Text("请安静", "Quiet please"))
    floor.later(minutes=3)
    assert form(manager(floor)) == before


def form(picture: Picture) -> str:
    return picture.html[picture.html.index("<notice-form") : picture.html.index("</notice-form>")]


def test_the_ready_notices_hold_no_forbidden_phrase_and_fit_the_form():
    presets = [json.loads(told["data-ready"]) for told in manager(hall()).having("data-ready")]
    assert presets
    fields = {told["name"]: int(told["maxlength"]) for told in manager(hall()).having("maxlength")}
    for texts in presets:
        for language in ("zh", "en"):
            assert not forbidden(texts[language], language)
            assert len(texts[language]) <= fields[language]


# ------------------------------------------------------------ the rest of the contract


def crowded() -> Floor:
    floor = with_script()
    for reason in ("noise", "dispute"):
        page(floor, reason, counter=2, number="B001")
    floor.do(pages.answer_page, page=page(floor, "crowd"), by="duty-manager")
    floor.do(duties.leave_post, post="door")
    floor.do(decide.call_helper, kiosk="2")
    floor.do(duties.report_fault, counter=1)
    floor.do(duties.set_notice, text=Text("请安静", "Quiet please"))
    return floor


@pytest.mark.parametrize("query", ["", "lang=en"])
def test_every_button_does_something_and_every_field_has_its_label(query):
    picture = manager(crowded(), query)
    for tag, told, _ in picture.elements:
        if tag == "button":
            assert {"data-post", "data-show", "data-ready"} & told.keys() or told["type"] == "submit"
            assert ("data-command" in told) == ("data-post" in told or told["type"] == "submit")
        if tag == "form":
            assert "data-post" not in told, "the form sends by itself, and keeps what is refused"
    assert picture.html.count("<label>") == len(picture.having("maxlength"))
    tags = [tag for tag, _, _ in picture.elements]
    assert tags.count("h1") == tags.count("main") == 1
    assert tags.index("h1") < tags.index("h2")


def test_the_page_speaks_both_languages():
    picture = manager(crowded(), "lang=en")
    assert picture.root["lang"] == "en"
    assert "It is too loud in the waiting area" in picture.text
    assert "Duty manager goes" in picture.text


@pytest.mark.parametrize("group", ["manager.", "charts.", "report."])
def test_both_languages_have_all_keys(group):
    zh, en = ({key for key in SENTENCES[spoken] if key.startswith(group)} for spoken in ("zh", "en"))
    assert zh == en
    assert zh


def test_a_customers_screen_never_shows_what_the_manager_sees():
    floor, quiet = crowded(), hall()
    floor.do(duties.set_notice, text=None)
    seen = render(Place(LOBBY, "dongcheng", None), floor.hall, floor.now, {})
    for word in ("answer-page", "set-notice", "声音过大", "系统故障", "空岗", "离岗", "data-page"):
        assert word not in seen
    assert "值班" not in render(Place(LOBBY, "dongcheng", None), quiet.hall, quiet.now, {})


@pytest.mark.parametrize(
    ("milliseconds", "told"),
    [(0, "0 秒"), (59_999, "59 秒"), (60_000, "1 分钟"), (3_660_000, "1 小时 1 分"), (90 * 86_400_000, "90 天")],
)
def test_a_time_is_told_by_its_two_largest_units(milliseconds, told):
    assert lasting("zh", milliseconds) == told


def test_an_apology_owed_to_a_newcomer_is_told_besides_the_work_in_hand():
    floor = with_script()
    aside = Script(
        "vip-arrival",
        named("VIP"),
        (Step("sorry", "say", named("请稍候"), kind="apology", when=(Condition("at", value="counter"),)),),
    )
    floor.do(duties.set_scripts, filed={"vip-arrival": Filed(aside, "y")})
    floor.replan(counters=tuple(replace(one, first=("vip",)) if one.number == 1 else one for one in floor.hall.plan.counters))
    floor.take("vip", BILL)
    picture = manager(floor)
    assert "另需向新到客户致歉：请稍候" in picture.text
    assert [told["data-step"] for told in picture.having("data-step")] == ["welcome"]


def test_every_page_of_the_managers_is_one_or_two_touches_away():
    watching = {
        *("/manager/dongcheng/" + page for page in ("patrol", "reports", "moments", "scripts", "signage", "connect")),
        *("/complaints/dongcheng", "/follow-ups/dongcheng", "/bulletin/dongcheng", "/rehearsal/dongcheng"),
    }
    in_charge = {"/manager/dongcheng/" + page for page in ("assessment", "visits", "settings")}
    assert linked_pages(manager(owing())) >= watching
    assert linked_pages(manager(owing())).isdisjoint(in_charge), "not for whoever has the watch alone"
    assert linked_pages(manager(owing(), **{"in-charge": "yes"})) >= watching | in_charge


def linked_pages(picture: Picture) -> set[str]:
    return {href.partition("?")[0] for href in re.findall(r'href="([^"]+)"', picture.html)}

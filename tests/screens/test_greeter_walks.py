"""The greeter's tablet: three customers at once, and the walk of the one in hand."""

import json
from dataclasses import replace

import pytest

from app.hall import decide, duties, walking
from app.hall.duties import Filed
from app.hall.plan import MINUTE, Offer, Text
from app.hall.script import Answer, Effect, Script, Step
from app.hall.state import Hall
from tests.hall.floor import Floor, named
from tests.screens.test_greeter import API, assert_every_button_does_something, commands, tablet
from tests.screens.tv import BILL, PLAN, Picture

ASK = {"verb": "ask", "kind": "request"}
GUIDANCE = Script(
    "guidance",
    Text("客户引导", "Guidance"),
    (
        Step("welcome", "say", named("欢迎光临"), kind="greeting", cue=named("15 度鞠躬"), moment=True),
        Step("need", text=named("您办理什么业务？"), enter="service", **ASK),
        Step(
            "vip",
            text=named("您是 VIP 客户吗？"),
            enter="phone",
            answers=(Answer("yes", label=named("是")), Answer("no", label=named("不是"))),
            **ASK,
        ),
        Step("name", text=named("怎么称呼您？"), enter="customer", **ASK),
        Step("later", text=named("多久以后？"), enter="minutes", **ASK),
        Step("tidy", "checklist", items=(named("座位"), named("单据"))),
        Step("issue", "say", named("您的号码是 {number}"), kind="information", effect=Effect("ticket"), within=MINUTE),
        Step("see-off", "do", named("送到等候区"), by="sales-1"),
    ),
)
OFFERING = Script(
    "recommendation",
    named("推荐"),
    (
        Step(
            "offer",
            text=named("向您推荐{offer}"),
            verb="ask",
            kind="offer",
            enter="offer",
            answers=(
                Answer("accepted", label=named("愿意"), effect=Effect("recommend", {"outcome": "accepted"})),
                Answer("not-today", label=named("今天不办"), effect=Effect("recommend", {"outcome": "not-today"})),
            ),
        ),
    ),
)


@pytest.fixture
def floor() -> Floor:
    floor = Floor(replace(PLAN, offers=(Offer("family", named("家庭套餐")), Offer("cloud", named("云盘")))), "2026-03-09 10:24")
    floor.do(duties.set_scripts, filed={one.id: Filed(one, one.id) for one in (GUIDANCE, OFFERING)})
    return floor


def welcome(floor: Floor, post: str = "door", **wishes) -> str:
    floor.do(walking.begin, script="guidance", runner="greeter", post=post, **wishes)
    return next(reversed(floor.hall.walks))


def answer(floor: Floor, walk: str, **given) -> None:
    step = floor.hall.walks[walk].step
    floor.do(walking.answer, walk=walk, step=step, given=walking.Given(**given))


def go_to(floor: Floor, walk: str, step: str) -> None:
    while floor.hall.walks[walk].step != step:
        at = floor.hall.walks[walk].step
        answer(floor, walk, service=BILL, minutes=5, known=True, answer="no" if at == "vip" else None)


def standings(picture: Picture) -> list[tuple[str, str]]:
    """Every customer, in the order of the places: walk, and how far the touch on it reaches."""
    return [(told["data-show"].split("&")[0].removeprefix("walk="), told["aria-pressed"]) for told in held(picture)]


def held(picture: Picture) -> list[dict[str, str]]:
    return [told for told in picture.having("aria-pressed") if told.get("class") == "held"]


def steps(picture: Picture) -> list[str]:
    return [told["data-step"] for told in picture.having("data-step")]


def body(told: dict[str, str]) -> object:
    return json.loads(told["data-body"])


def test_one_touch_begins_a_walk_at_the_post_of_this_tablet(floor):
    (plain, vip, claims) = commands(tablet(floor), "begin-walk")[:3]
    assert plain["data-post"] == f"{API}/walks"
    assert body(plain) == {"script": "guidance", "post": "door"}
    assert "walk={walk}" in plain["data-then"]
    assert body(vip) == {"script": "guidance", "post": "door", "level": "vip"}
    assert body(claims) == {"script": "guidance", "post": "door", "vip": True}, "recognised by the number"
    assert body(commands(tablet(floor, "post=sales-1"), "begin-walk")[0])["post"] == "sales-1"


def test_one_is_in_hand_one_attended_to_one_acknowledged_and_one_touch_switches(floor):
    first, second, third = (welcome(floor) for _ in range(3))
    picture = tablet(floor)
    assert standings(picture) == [(first, "true"), (second, "false"), (third, "false")]
    assert [word for word in ("在手", "已招呼", "已致意") if word in picture.text] == ["在手", "已招呼", "已致意"]
    answer(floor, second)
    switched = tablet(floor, f"walk={second}")
    assert standings(switched) == [(first, "false"), (second, "true"), (third, "false")], "each stays at its place"
    assert switched.text.index("已招呼") < switched.text.index("在手") < switched.text.index("已致意")
    assert steps(switched) == ["need"]
    assert steps(tablet(floor, f"walk={first}")) == ["welcome"], "no walk is lost"


def test_a_fourth_customer_is_not_begun_before_one_of_three_is_done(floor):
    for _ in range(3):
        assert commands(tablet(floor), "begin-walk")
        welcome(floor)
    assert [told for told in commands(tablet(floor), "begin-walk") if "disabled" not in told] == []
    assert commands(tablet(floor, "post=sales-1"), "begin-walk"), "another post has its own three"


def test_whoever_comes_while_somebody_is_in_hand_does_not_take_their_place(floor):
    welcome(floor)
    assert "data-then" not in commands(tablet(floor), "begin-walk")[0]


def test_the_step_is_shown_with_its_cue_moment_and_clock(floor):
    walk = welcome(floor)
    picture = tablet(floor, f"walk={walk}")
    for said in ("请说", "欢迎光临", "15 度鞠躬", "◆ 关键时刻"):
        assert said in picture.text
    (done,) = commands(picture, "answer")
    assert (done["data-post"], done["data-value"], body(done)) == (f"{API}/walks/{walk}/answer", "done", {"step": "welcome"})
    go_to(floor, walk, "issue")
    clock = next(told for told in tablet(floor).having("since", "step") if "limit" in told)
    assert clock["limit"] == str(MINUTE)
    answer(floor, walk)
    assert "由营销代表做" in tablet(floor, f"walk={walk}").text


def test_a_service_is_chosen_with_one_touch(floor):
    walk = welcome(floor)
    answer(floor, walk)
    keys = commands(tablet(floor), "answer")
    assert [key["data-value"] for key in keys] == [service.id for service in floor.hall.plan.services]
    assert body(keys[1]) == {"step": "need", "service": BILL}


def test_a_phone_number_is_typed_once_and_never_shown(floor):
    walk = welcome(floor)
    go_to(floor, walk, "vip")
    picture = tablet(floor)
    (form,) = [told for tag, told, _ in picture.elements if tag == "form"]
    assert (form["data-post"], body(form)) == (f"{API}/walks/{walk}/answer", {"step": "vip", "answer": "yes"})
    (field,) = [told for told in picture.having("name") if told["name"] == "phone"]
    assert (field["type"], field.get("value")) == ("tel", None)
    assert [key["data-value"] for key in commands(picture, "answer")] == ["yes", "no"]
    assert [body(key) for key in commands(picture, "answer") if "data-body" in key] == [{"step": "vip", "answer": "no"}]


def test_a_name_is_typed_and_a_time_is_chosen(floor):
    walk = welcome(floor)
    go_to(floor, walk, "name")
    assert [told["name"] for told in tablet(floor).having("name", "work")] == ["customer"]
    answer(floor, walk)
    assert body(commands(tablet(floor), "answer")[0]) == {"step": "later", "minutes": 10}


def test_a_list_is_ticked_item_by_item_and_ticks_of_another_step_are_none(floor):
    walk = welcome(floor)
    go_to(floor, walk, "tidy")

    def ticked(query: str) -> object:
        (done,) = commands(tablet(floor, query), "answer")
        return body(done)

    assert ticked("") == {"step": "tidy", "ticked": []}
    assert ticked("ticked=tidy:1") == {"step": "tidy", "ticked": [1]}
    assert ticked("ticked=other:1") == {"step": "tidy", "ticked": []}
    assert ticked("ticked=tidy:0.1.9") == {"step": "tidy", "ticked": [0, 1]}
    boxes = tablet(floor, "ticked=tidy:1").having("aria-checked")
    assert [(box["aria-checked"], box["data-show"]) for box in boxes] == [("false", "ticked=tidy:0.1"), ("true", "ticked=")]


def test_a_step_can_be_taken_back_skipped_with_a_reason_or_the_walk_left_when_asked(floor):
    walk = welcome(floor)
    assert commands(tablet(floor), "back-walk") == [], "nothing lies behind"
    answer(floor, walk)
    (back,) = commands(tablet(floor), "back-walk")
    assert (back["data-post"], body(back)) == (f"{API}/walks/{walk}/back", {"step": "need"})
    for asked in ("skip-walk", "leave-walk"):
        assert commands(tablet(floor), asked) == []
    reasons = commands(tablet(floor, "ask=skip"), "skip-walk")
    assert body(reasons[0]) == {"step": "need", "reason": reasons[0]["data-value"]}
    (leave,) = commands(tablet(floor, "ask=leave"), "leave-walk")
    assert leave["data-post"] == f"{API}/walks/{walk}/leave"


def test_the_number_that_came_of_a_walk_is_shown_with_where_to_wait_while_it_lasts_and_after(floor):
    floor.open(1)
    walk = welcome(floor)
    other = welcome(floor)
    go_to(floor, walk, "issue")
    picture = tablet(floor, f"walk={walk}")
    number = floor.hall.walks[walk].ticket[1]
    assert [told["data-ticket"] for told in picture.having("data-ticket") if told.get("class") == "got"] == [number]
    assert "请在等候区等候，前面还有 0 位" in picture.text
    (keep,) = [told for told in commands(tablet(floor, f"walk={walk}&ask=note"), "note") if told.get("type") == "submit"]
    assert keep["data-value"] == number
    answer(floor, walk)
    answer(floor, walk)
    assert walk not in floor.hall.walks
    after = tablet(floor, f"walk={walk}")
    assert [told["data-ticket"] for told in after.having("data-ticket")] == [number]
    assert "请在等候区等候" in after.text
    assert steps(after) == []
    assert steps(tablet(floor)) == ["welcome"], "then the next customer"
    assert standings(after) == [(other, "false")]


def test_a_walk_that_ended_without_a_number_makes_room_for_the_next_customer(floor):
    first, second = welcome(floor), welcome(floor)
    floor.do(walking.leave, walk=first)
    assert standings(tablet(floor, f"walk={first}")) == [(second, "true")]


def test_a_walk_that_goes_on_with_another_script_stays_in_hand(floor):
    onward = Script("onward", named("续"), (Step("more", "say", named("请跟我来"), kind="offer"),))
    first = replace(GUIDANCE.steps[0], id="first", then="over")
    over = Step("over", "do", named("转"), effect=Effect("transfer", {"script": "onward"}))
    scripts = (replace(GUIDANCE, steps=(first, over)), onward)
    floor.do(duties.set_scripts, filed={one.id: Filed(one, f"{one.id}-2") for one in scripts})
    other, walk = welcome(floor), welcome(floor)
    answer(floor, walk)
    assert walk not in floor.hall.walks
    picture = tablet(floor, f"walk={walk}")
    assert steps(picture) == ["more"]
    assert [pressed for _, pressed in standings(picture)] == ["false", "true"]
    assert steps(tablet(floor, f"walk={other}")) == ["first"]


def test_a_customer_is_called_by_name_on_the_tablet_once_staff_wrote_it_down(floor):
    walk = welcome(floor)
    go_to(floor, walk, "issue")
    floor.hall.know(floor.hall.walks[walk].ticket, None, "李先生")
    assert tablet(floor).text.count("李先生") == 2


def test_what_is_recommended_goes_with_every_answer(floor):
    number = floor.take("ordinary", BILL)
    (by_script,) = [told for told in commands(tablet(floor, f"ticket={number}"), "begin-walk") if "number" in body(told)]
    assert body(by_script) == {"script": "recommendation", "post": "door", "number": number}
    floor.do(walking.begin, script="recommendation", runner="greeter", post="door", ticket=number)
    assert "向您推荐家庭套餐" in tablet(floor).text
    picture = tablet(floor, "offer=cloud")
    assert "向您推荐云盘" in picture.text
    assert [body(key) for key in commands(picture, "answer")] == [
        {"step": "offer", "offer": "cloud", "answer": outcome} for outcome in ("accepted", "not-today")
    ]


def test_the_walk_at_a_kiosk_that_asks_for_help_can_be_seen_and_answered(floor):
    floor.do(walking.begin, script="guidance", runner="kiosk", post="kiosk-2")
    (walk,) = floor.hall.walks
    floor.do(decide.call_helper, kiosk="1")
    assert f"walk={walk}" not in tablet(floor).html, "another kiosk"
    floor.do(decide.call_helper, kiosk="2")
    assert f"walk={walk}" in tablet(floor).html
    picture = tablet(floor, f"walk={walk}")
    assert "2 号取号机前的客户" in picture.text
    assert steps(picture) == ["need"]
    assert commands(picture, "answer")[0]["data-post"] == f"{API}/walks/{walk}/answer"
    assert held(picture) == [], "it takes no place of the greeter's own three"
    assert "客户已离开" not in picture.text


def test_without_a_guidance_script_tickets_are_issued_as_before():
    floor = Floor(PLAN, "2026-03-09 10:24")
    assert commands(tablet(floor), "begin-walk") == []
    assert commands(tablet(floor), "take")
    assert "在手" not in tablet(floor).text


def test_tickets_are_issued_beside_the_walks(floor):
    welcome(floor)
    assert commands(tablet(floor), "take") == []
    picture = tablet(floor, "walk=issue")
    assert commands(picture, "take")
    assert held(picture)[0]["aria-pressed"] == "false"


def test_every_button_of_every_step_does_something(floor):
    walk = welcome(floor)
    number = floor.take("vip", BILL)
    while walk in floor.hall.walks:
        for query in ("", "ask=skip", "ask=leave", "ask=note", "lang=en", f"ticket={number}"):
            assert_every_button_does_something(tablet(floor, query))
        at = floor.hall.walks[walk].step
        answer(floor, walk, service=BILL, minutes=5, known=True, answer="no" if at == "vip" else None)


def test_a_walk_at_a_counter_is_none_of_the_greeters(floor):
    hall: Hall = floor.hall
    floor.do(walking.begin, script="guidance", runner="counter", post="counter-1", counter=1)
    (walk,) = hall.walks
    assert steps(tablet(floor, f"walk={walk}")) == []

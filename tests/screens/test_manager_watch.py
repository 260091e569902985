"""The manager's page: queues, promises, the day's curve, a counter under the hand, attention called."""

import json

from app.hall import assigning, attention
from app.hall.plan import MINUTE
from counter_ui.greeter.routes import GREETER
from counter_ui.routes import CLERK
from shared_ui.picture import Place, allowed_look, render
from tests.hall.floor import ACCOUNT, Floor
from tests.screens.test_manager import API, commands, manager, words
from tests.screens.tv import BILL, Picture, hall


def of_counter(floor: Floor, number: int) -> Picture:
    return Picture(render(Place(CLERK, "dongcheng", number), floor.hall, floor.now, allowed_look(CLERK, "")))


def tablet(floor: Floor, query: str = "") -> Picture:
    return Picture(render(Place(GREETER, "dongcheng", None), floor.hall, floor.now, allowed_look(GREETER, query)))


# ------------------------------------------------------------ queues and promises
def test_each_service_and_level_says_how_many_wait_and_since_when_the_first_one_has():
    floor = hall()
    floor.open(1)
    floor.take("ordinary", BILL)
    floor.later(minutes=3)
    floor.take("vip", BILL)
    floor.take("ordinary", BILL)
    rows = manager(floor).having("data-level")
    assert [(row["data-service"], row["data-level"]) for row in rows] == [(BILL, "ordinary"), (BILL, "vip")]
    clocks = [told for told in manager(floor).having("since") if told.get("limit") in (str(15 * MINUTE), str(10 * MINUTE))]
    assert [int(told["since"]) for told in clocks] == [floor.now - 3 * MINUTE, floor.now]


def test_promises_about_to_be_broken_are_named_with_their_time_and_the_expected_one():
    floor = hall()
    floor.open(1)
    for _ in range(4):
        floor.take("ordinary", ACCOUNT)
    told = words(manager(floor))
    assert "将超时 3 位" in told
    assert "A002 " in told
    assert "应在 10:39 前" in told
    assert "预计 10:40 叫到" in told


def test_of_many_promises_in_danger_the_most_urgent_stand_there_and_all_when_asked():
    floor = hall()
    floor.open(1)
    for _ in range(12):
        floor.take("ordinary", ACCOUNT)
    few = [told["data-ticket"] for told in manager(floor).having("data-ticket", "risk")]
    assert few == [f"A{n:03}" for n in range(2, 8)]
    assert len(manager(floor, "risk=all").having("data-ticket", "risk")) == 11


def test_a_service_that_no_open_counter_serves_stands_out():
    floor = hall()
    floor.take("ordinary", BILL)
    assert "没有开放的台席" in words(manager(floor))


# ------------------------------------------------------------ the day
def test_the_days_curve_is_a_drawing_and_the_same_as_a_table():
    floor = hall()
    floor.open(1)
    for _ in range(3):
        floor.take("ordinary", BILL)
    floor.later(minutes=16)
    floor.serve(1)
    picture = manager(floor)
    assert "取号 3，呼叫 1，现在等候 2" in picture.text
    assert [told["class"] for told in picture.having("points")] == ["waiting"]
    row = '<th scope="row">10:30</th><td class="n">0</td><td class="n">1</td><td class="n">2</td>'
    assert row in picture.html
    assert "style" not in {name for _, told, _ in picture.elements for name in told}, "the page's policy allows none"


def test_before_the_first_ticket_there_is_no_curve():
    assert "今天还没有取号" in manager(hall()).text


# ------------------------------------------------------------ a counter under the hand
def test_a_touch_on_a_counter_shows_what_it_serves_and_takes_first_and_each_is_one_command():
    floor = hall()
    floor.open(1)
    picture = manager(floor, "counter=1")
    told = {one["data-value"]: one for one in commands(picture, "move-service")}
    assert told[BILL]["aria-pressed"] == "true"
    assert json.loads(told[BILL]["data-body"]) == {"services": [ACCOUNT, "change-plan", "replace-card", "urgent-suspension"]}
    assert told[BILL]["data-post"] == f"{API}/counters/1/assign"
    [ordinary, vip] = commands(picture, "set-first")
    assert (vip["aria-pressed"], json.loads(vip["data-body"])) == ("false", {"first": ["vip"]})
    assert ordinary["data-value"] == "ordinary"


def test_the_last_service_of_a_counter_cannot_be_taken_away():
    floor = hall()
    floor.do(assigning.assign, counter=1, services=(BILL,))
    told = {one["data-value"]: one for one in commands(manager(floor, "counter=1"), "move-service")}
    assert "disabled" in told[BILL]
    assert "data-post" not in told[BILL]


def test_what_was_changed_today_is_marked_and_can_be_taken_back_at_once():
    floor = hall()
    assert commands(manager(floor, "counter=1"), "as-planned") == []
    floor.do(assigning.assign, counter=1, services=(BILL,))
    picture = manager(floor, "counter=1")
    assert "今日调整" in picture.text
    [back] = commands(picture, "as-planned")
    assert json.loads(back["data-body"]) == {"services": None, "first": None}


def test_closing_is_asked_about_and_says_who_would_lose_the_counter_that_they_wait_for():
    floor = hall()
    floor.open(1, 2)
    floor.take("ordinary", BILL)
    floor.serve(2)
    floor.transfer(counter=2, to_counter=1)
    assert commands(manager(floor, "counter=1"), "close") == []
    picture = manager(floor, "counter=1&ask=close")
    assert [one["data-post"] for one in commands(picture, "close")] == [f"{API}/counters/1/close"]
    assert "有 1 位客户只等这个台席" in picture.text


def test_a_closed_counter_is_opened_from_here_and_a_counter_that_is_none_shows_nothing():
    floor = hall()
    assert [one["data-post"] for one in commands(manager(floor, "counter=1"), "open")] == [f"{API}/counters/1/open"]
    assert commands(manager(floor, "counter=99"), "open") == []


def test_the_clerks_console_names_the_services_of_today():
    floor = hall()
    floor.open(1)
    before = of_counter(floor, 1).text
    floor.do(assigning.assign, counter=1, services=(BILL,))
    name = floor.hall.plan.service[ACCOUNT].name.zh
    assert name in before
    assert name not in of_counter(floor, 1).text


# ------------------------------------------------------------ attention
def test_attention_is_one_touch_and_stands_on_the_counters_screen_until_it_is_seen():
    floor = hall()
    floor.open(1)
    asked = [one for one in commands(manager(floor, "counter=1"), "call-attention") if one["data-value"] == "come"]
    assert json.loads(asked[0]["data-body"]) == {"counter": 1, "matter": "come"}
    floor.do(attention.call, matter="come", counter=1)
    [heed] = commands(of_counter(floor, 1), "heed-attention")
    assert heed["data-post"] == f"{API}/attention/{heed['data-value']}/heed"
    assert "经理提醒：请到经理处来一下" in of_counter(floor, 1).text
    assert commands(of_counter(floor, 2), "heed-attention") == []
    assert commands(manager(floor), "withdraw-attention") != []
    floor.later(minutes=1)
    floor.do(attention.heed, attention=heed["data-value"])
    assert commands(of_counter(floor, 1), "heed-attention") == []
    assert "10:25 已看到" in words(manager(floor))


def test_a_word_to_a_post_stands_on_the_greeters_tablet():
    floor = hall()
    assert len(commands(manager(floor, "post=door"), "call-attention")) == len(attention.MATTERS)
    floor.do(attention.call, matter="queue", post="door")
    picture = tablet(floor)
    assert "经理提醒：请留意等候的客户" in picture.text
    assert len(commands(picture, "heed-attention")) == 1

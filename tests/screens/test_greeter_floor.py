"""The greeter's tablet: what can't wait, VIPs and the lounge, the posts, people against seats."""

import json
from dataclasses import replace

import pytest

from app.hall import decide, duties, pages
from app.hall.plan import Plan, Post
from tests.hall.floor import Floor
from tests.screens.test_greeter import API, assert_every_button_does_something, commands, tablet
from tests.screens.tv import BILL, PLAN, Picture

POSTS = (Post("door", "greeter"), Post("sales-1", "sales", stands_in_for="door"), Post("inquiry", "inquiry"))


def floor_of(**changes) -> Floor:
    plan: Plan = replace(PLAN, posts=POSTS, lounge_seats=2, seats=4, standing=1, **changes)
    return Floor(plan, "2026-03-09 10:24")


@pytest.fixture
def floor() -> Floor:
    return floor_of()


def alerts(picture: Picture) -> list[str]:
    """The kinds of those that are to be seen from afar, from above."""
    return [told["class"].removeprefix("alert ") for _, told, _ in picture.elements if told.get("class", "").startswith("alert ")]


def in_lounge(floor: Floor, level: str = "vip") -> str:
    number = floor.take(level, BILL)
    floor.do(duties.seat_in_lounge, ticket=number)
    return number


# ------------------------------------------------------------ VIPs
def test_a_vip_is_offered_a_seat_while_one_is_free(floor):
    first, second, third = (floor.take("vip", BILL) for _ in range(3))
    ordinary = floor.take("ordinary", BILL)
    offered = commands(tablet(floor, "list=vip"), "seat-in-lounge")
    assert [told["data-value"] for told in offered] == [first, second, third]
    assert offered[0]["data-post"] == f"{API}/lounge/{first}/seat"
    assert commands(tablet(floor, f"ticket={ordinary}"), "seat-in-lounge") == []
    for number in (first, second):
        assert commands(tablet(floor, f"ticket={number}"), "seat-in-lounge")
        floor.do(duties.seat_in_lounge, ticket=number)
    picture = tablet(floor, "list=vip")
    assert "VIP 接待室 2 / 2 座" in picture.text
    assert "已坐满" in picture.text
    assert commands(picture, "seat-in-lounge") == []
    assert [told["data-value"] for told in commands(picture, "leave-lounge")] == [first, second]
    assert commands(tablet(floor, f"ticket={third}"), "seat-in-lounge") == []


def test_a_vip_called_from_the_lounge_is_to_be_walked_over_until_the_service_starts(floor):
    number = in_lounge(floor)
    floor.open(2)
    assert alerts(tablet(floor)) == []
    assert floor.next(2) == number
    picture = tablet(floor)
    assert alerts(picture) == ["vip"]
    assert f"请引领 {number} 到 2 号台席" in picture.text
    assert number in [told["data-ticket"] for told in picture.having("data-ticket")]
    floor.start(counter=2)
    assert alerts(tablet(floor)) == []


def test_a_vip_called_from_the_waiting_area_walks_alone(floor):
    floor.take("vip", BILL)
    floor.open(2)
    floor.next(2)
    assert alerts(tablet(floor)) == []


def test_the_vip_counters_are_named_with_what_they_do(floor):
    assert "2 号台席未开放" in tablet(floor, "list=vip").text
    floor.open(2)
    assert "2 号台席空闲" in tablet(floor, "list=vip").text
    number = floor.take("ordinary", BILL)
    floor.next(2)
    assert f"2 号台席正在为 {number} 办理" in tablet(floor, "list=vip").text


# ------------------------------------------------------------ what can't wait
def test_vips_and_helpers_come_first_then_the_empty_post(floor):
    floor.do(duties.leave_post, post="inquiry")
    floor.later(minutes=4)
    floor.do(decide.call_helper, kiosk="1")
    in_lounge(floor)
    floor.open(2)
    floor.next(2)
    assert alerts(tablet(floor)) == ["vip", "soon", "late"]


def test_a_helper_is_late_once_the_limit_of_the_hall_is_past():
    floor = floor_of(helper_within=60_000)
    floor.do(decide.call_helper, kiosk="1")
    (clock,) = tablet(floor).having("limit", "alert")
    assert clock["limit"] == "60000"
    assert alerts(tablet(floor)) == ["soon"]
    floor.later(seconds=61)
    assert alerts(tablet(floor)) == ["late"]


# ------------------------------------------------------------ the posts
def test_away_and_back_at_the_door_are_one_key_each(floor):
    (away,) = commands(tablet(floor), "leave-post")
    assert away["data-post"] == f"{API}/posts/door/away"
    floor.do(duties.leave_post, post="door")
    picture = tablet(floor)
    assert commands(picture, "leave-post") == []
    (back,) = commands(picture, "return-to-post")
    assert back["data-post"] == f"{API}/posts/door/back"
    assert "回到门口" in picture.text
    assert "营销代表替岗" in picture.text
    floor.do(duties.return_to_post, post="door")
    assert commands(tablet(floor), "return-to-post") == []


def test_who_stands_in_is_told_without_touching_anything_and_the_others_see_the_absence(floor):
    floor.do(duties.leave_post, post="door")
    stands_in, other = tablet(floor, "post=sales-1"), tablet(floor, "post=inquiry")
    assert "您正在替" in stands_in.text
    assert "您正在替" not in other.text
    assert "暂时离岗" in other.text
    assert alerts(stands_in) == alerts(other) == [], "a short absence is no alarm"
    assert [told["limit"] for told in other.having("limit", "lines")] == [str(floor.hall.plan.absence)]


def test_an_absence_past_the_limit_is_an_empty_post_on_every_tablet(floor):
    floor.do(duties.leave_post, post="door")
    floor.later(minutes=3, seconds=1)
    for post in ("door", "sales-1", "inquiry"):
        assert alerts(tablet(floor, f"post={post}")) == ["late"]
    assert "您正在替" in tablet(floor, "post=sales-1").text


def test_a_tablet_is_set_to_a_post_with_one_touch(floor):
    shows = [told for told in tablet(floor, "list=floor").having("data-show") if told["data-show"].startswith("post=")]
    assert [(told["data-show"].split("&")[0], told["aria-pressed"]) for told in shows] == [
        ("post=door", "true"),
        ("post=sales-1", "false"),
        ("post=inquiry", "false"),
    ]


def test_a_hall_without_posts_has_one_greeter():
    floor = Floor(replace(PLAN, posts=()), "2026-03-09 10:24")
    assert commands(tablet(floor), "leave-post")[0]["data-post"] == f"{API}/posts/greeter/away"
    assert_every_button_does_something(tablet(floor, "list=floor"))


# ------------------------------------------------------------ seats, pages
@pytest.mark.parametrize(("people", "word"), [(3, None), (4, "座位已满"), (5, "座位已满"), (6, "拥挤")])
def test_people_stand_against_seats(floor, people, word):
    for _ in range(people):
        floor.take("ordinary", BILL)
    text = tablet(floor).text
    assert f"等候 {people} 人 / 4 座" in text
    assert [one for one in ("座位已满", "拥挤") if one in text][:1] == ([word] if word else [])


def test_a_crowd_says_who_was_told_and_that_they_answered(floor):
    for _ in range(6):
        floor.take("ordinary", BILL)
    (page,) = floor.hall.pages
    assert "等候区拥挤：6 人等候，4 个座位" in tablet(floor).text
    assert "已告知值班经理" in tablet(floor).text
    floor.do(pages.answer_page, page=page, by="duty-manager")
    assert "值班经理已应答" in tablet(floor).text


def test_a_report_is_one_touch_and_its_state_is_shown_until_somebody_answers(floor):
    keys = commands(tablet(floor, "list=floor"), "page-manager")
    assert [(key["data-post"], json.loads(key["data-body"])) for key in keys] == [
        (f"{API}/pages", {"reason": reason, "post": "door"}) for reason in ("crowd", "noise")
    ]
    floor.do(pages.page, reason="noise", about="noise:door:", post="door")
    picture = tablet(floor, "list=floor")
    assert [key["data-value"] for key in commands(picture, "page-manager")] == ["crowd"]
    assert "已报告嘈杂" in picture.text
    assert "已呼叫值班经理" in picture.text
    assert "今天还没有呼叫" in tablet(floor, "list=floor&post=inquiry").text
    (page,) = floor.hall.pages
    floor.do(pages.answer_page, page=page, by="duty-manager")
    picture = tablet(floor, "list=floor")
    assert "值班经理已应答" in picture.text
    assert len(commands(picture, "page-manager")) == 2

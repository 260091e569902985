"""The greeter's tablet, by small examples: helpers, tickets from the hand, the queue, the missed, finding a number."""

import json
from dataclasses import replace

import pytest

from app.hall import decide, duties
from app.hall.plan import Offer
from counter_ui.greeter.routes import GREETER
from shared_ui.picture import Place, allowed_look, render
from tests.hall.floor import Floor, named
from tests.screens.tv import BILL, PLAN, Picture, called, hall

API = "/api/v1/halls/dongcheng"


def tablet(floor: Floor, query: str = "") -> Picture:
    return Picture(render(Place(GREETER, floor.hall.plan.hall, None), floor.hall, floor.now, allowed_look(GREETER, query)))


def commands(picture: Picture, name: str) -> list[dict[str, str]]:
    return [told for told in picture.having("data-command") if told["data-command"] == name]


def missed(floor: Floor) -> str:
    number = called(floor, 1)
    floor.no_show(counter=1)
    return number


def test_a_kiosk_that_asks_for_help_is_seen_until_somebody_goes():
    floor = hall()
    floor.do(decide.call_helper, kiosk="2")
    (help,) = floor.hall.helps
    picture = tablet(floor)
    (going,) = commands(picture, "send-helper")
    assert going["data-post"] == f"{API}/help/{help}/sent"
    assert "2 号取号机请求帮助" in picture.text
    assert [told["since"] for told in picture.having("since", "alert")] == [str(floor.now)]
    floor.do(decide.send_helper, help=help)
    assert commands(tablet(floor), "send-helper") == []


def test_one_touch_issues_a_ticket_of_the_chosen_level_and_the_level_falls_back():
    picture = tablet(hall(), "level=vip")
    takes = commands(picture, "take")
    assert [told["data-value"] for told in takes] == [service.id for service in hall().hall.plan.services]
    bill = next(told for told in takes if told["data-value"] == BILL)
    assert bill["data-post"] == f"{API}/tickets"
    assert json.loads(bill["data-body"]) == {"service": BILL, "level": "vip"}
    assert "level=&" in bill["data-then"]
    assert "taken={number}" in bill["data-then"]


@pytest.mark.parametrize("query", ["", "level=", "level=unheard-of"])
def test_without_a_choice_the_level_is_the_default_one(query):
    assert json.loads(commands(tablet(hall(), query), "take")[0]["data-body"])["level"] == "ordinary"


def test_the_number_just_taken_is_shown():
    floor = hall()
    number = floor.take("vip", BILL)
    picture = tablet(floor, f"taken={number}")
    assert [told["data-ticket"] for told in picture.having("data-ticket")] == [number]
    assert "前面还有 0 位" in picture.text
    assert tablet(floor).having("data-ticket") == []


def test_a_queue_is_unfolded_only_when_it_is_opened_and_stands_in_its_order():
    floor = hall()
    ordinary = floor.take("ordinary", BILL)
    vip = floor.take("vip", BILL)
    assert tablet(floor).having("data-ticket") == []
    picture = tablet(floor, f"open={BILL}")
    assert [told["data-ticket"] for told in picture.having("data-ticket")] == [vip, ordinary]
    assert "等候 2" in picture.text


def test_a_waiting_ticket_can_be_given_another_service():
    floor = hall()
    number = floor.take("ordinary", BILL)
    assert commands(tablet(floor, f"ticket={number}"), "change") == [], "rendered only when open"
    choices = commands(tablet(floor, f"ticket={number}&act=change"), "change")
    assert BILL not in [told["data-value"] for told in choices]
    assert choices[0]["data-post"] == f"{API}/tickets/{number}/change"
    assert json.loads(choices[0]["data-body"]) == {"service": choices[0]["data-value"]}


def test_cancelling_asks_once():
    floor = hall()
    number = floor.take("ordinary", BILL)
    assert commands(tablet(floor, f"ticket={number}"), "cancel") == []
    (sure,) = commands(tablet(floor, f"ticket={number}&act=cancel"), "cancel")
    assert sure["data-post"] == f"{API}/tickets/{number}/cancel"


def test_what_a_ticket_can_no_longer_do_is_not_offered():
    floor = hall()
    number = floor.take("ordinary", BILL)
    floor.cancel(ticket=number)
    picture = tablet(floor, f"ticket={number}&act=cancel")
    assert "已取消排队" in picture.text
    assert {told["data-command"] for told in picture.having("data-command", "hall")} == set()


def test_the_missed_of_today_can_rejoin_the_latest_first():
    floor = hall()
    first = missed(floor)
    floor.later(seconds=30)
    second = missed(floor)
    assert "过号 2" in tablet(floor).text
    rejoins = commands(tablet(floor, "list=missed"), "rejoin")
    assert [told["data-value"] for told in rejoins] == [second, first]
    assert rejoins[0]["data-post"] == f"{API}/tickets/{second}/rejoin"
    floor.rejoin(ticket=second)
    assert [told["data-value"] for told in commands(tablet(floor, "list=missed"), "rejoin")] == [first]


ODD = [
    "ticket=A999",
    "taken=A999",
    "open=nothing",
    "ticket=../x",
    "act=cancel",
    "list=all",
    "walk=w9",
    "post=../x",
    "post=nobody",
]


@pytest.mark.parametrize("query", ODD)
def test_an_old_or_odd_address_is_no_error(query):
    assert commands(tablet(hall(), query), "take")


def test_every_button_does_something():
    floor = hall()
    number, gone = floor.take("ordinary", BILL), missed(floor)
    floor.do(decide.call_helper, kiosk="1")
    looks = ("", f"open={BILL}", "list=missed", "list=vip", "list=floor", f"ticket={number}", f"ticket={number}&act=change")
    for query in (*looks, f"ticket={number}&act=note", f"ticket={gone}", f"taken={number}", "find=0"):
        assert_every_button_does_something(tablet(floor, query))


def assert_every_button_does_something(picture: Picture) -> None:
    for tag, told, _ in picture.elements:
        submits = told.get("type") == "submit"
        assert tag != "button" or submits or "data-post" in told or "data-show" in told
        assert ("data-command" in told) == (("data-post" in told and tag != "form") or submits)


def found(floor: Floor, typed: str) -> list[str]:
    return [told["data-ticket"] for told in tablet(floor, f"find={typed}").having("data-ticket", "list")]


def test_a_number_is_found_by_part_of_it_those_who_still_wait_first():
    floor = hall()
    numbers = [floor.take("ordinary", BILL) for _ in range(12)]
    account = floor.take("ordinary", "open-account")
    floor.cancel(ticket="B001")
    assert found(floor, "12") == ["B012"]
    assert found(floor, "2") == ["B002", "B012"], "the very number first"
    assert found(floor, "1") == [account, "B010", "B011", "B012", "B001"]
    assert found(floor, "A1") == [account]
    assert set(found(floor, "0")) <= {account, *numbers}
    assert "没有含「77」的号码" in tablet(floor, "find=77").text
    assert found(floor, "1&ticket=B002") == [], "a chosen number is shown instead"


def test_of_many_numbers_a_few_are_shown_and_the_rest_is_counted():
    floor = hall()
    for _ in range(15):
        floor.take("ordinary", BILL)
    assert len(found(floor, "B")) == 12
    assert "还有 3 个" in tablet(floor, "find=B").text


def test_who_waits_past_the_promise_is_marked():
    floor = hall()
    floor.take("ordinary", BILL)
    floor.later(minutes=14)
    floor.take("ordinary", BILL)
    assert "久等" not in tablet(floor).text
    floor.later(minutes=2)
    assert "1 人久等" in tablet(floor).text
    assert "已超过承诺时间" in tablet(floor, "ticket=B001").text
    assert "已超过承诺时间" not in tablet(floor, "ticket=B002").text


def test_a_need_is_noted_with_one_touch_and_joins_what_was_noted_before():
    floor = hall()
    number = floor.take("ordinary", BILL)
    floor.hall.know((floor.hall.day, number), "行动不便", "王女士")
    picture = tablet(floor, f"ticket={number}&act=note")
    child = next(told for told in commands(picture, "note") if told["data-value"] == "child")
    assert child["data-post"] == f"{API}/tickets/{number}/note"
    assert json.loads(child["data-body"]) == {"note": "行动不便 · 带小孩"}
    again = next(told for told in commands(picture, "note") if told["data-value"] == "walking")
    assert json.loads(again["data-body"]) == {"note": "行动不便"}
    assert "王女士 · 行动不便" in picture.text


def test_what_was_recommended_is_shown_with_its_outcome_and_not_offered_again():
    floor = hall(replace(PLAN, offers=(Offer("family", named("家庭套餐")), Offer("cloud", named("云盘")))))
    number = floor.take("ordinary", BILL)
    assert commands(tablet(floor, f"ticket={number}"), "recommend") == []
    keys = commands(tablet(floor, f"ticket={number}&act=offer"), "recommend")
    assert [json.loads(key["data-body"]) for key in keys[:3]] == [
        {"offer": "family", "outcome": outcome, "post": "door"} for outcome in ("accepted", "not-interested", "not-today")
    ]
    assert keys[0]["data-post"] == f"{API}/offers/{number}/made"
    floor.do(duties.recommend, ticket=number, offer="family", outcome="not-interested", post="door")
    picture = tablet(floor, f"ticket={number}&act=offer")
    assert "已推荐家庭套餐：不感兴趣" in picture.text
    assert {json.loads(key["data-body"])["offer"] for key in commands(picture, "recommend")} == {"cloud"}
    floor.do(duties.recommend, ticket=number, offer="cloud", outcome="not-today", post="door")
    assert commands(tablet(floor, f"ticket={number}&act=offer"), "recommend") == []


def test_the_tablet_speaks_both_languages():
    picture = tablet(hall(), "lang=en")
    assert picture.root["lang"] == "en"
    assert "Take a number for a customer" in picture.text

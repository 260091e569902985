"""The greeter's tablet, by small examples."""

import json

import pytest

from app.hall import decide
from counter_ui.greeter.routes import GREETER
from shared_ui.screen import Place, allowed_look, render
from tests.hall.floor import Floor
from tests.screens.test_display import BILL, Picture, called, hall

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
    assert [told["since"] for told in picture.having("since", "help")] == [str(floor.now)]
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
    assert "等候 2 人" in picture.text


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
    assert {told["data-command"] for told in picture.having("data-command")} == {"take"}


def test_the_missed_of_today_can_rejoin_the_latest_first():
    floor = hall()
    first = missed(floor)
    floor.later(seconds=30)
    second = missed(floor)
    assert "过号 2 人" in tablet(floor).text
    rejoins = commands(tablet(floor, "list=missed"), "rejoin")
    assert [told["data-value"] for told in rejoins] == [second, first]
    assert rejoins[0]["data-post"] == f"{API}/tickets/{second}/rejoin"
    floor.rejoin(ticket=second)
    assert [told["data-value"] for told in commands(tablet(floor, "list=missed"), "rejoin")] == [first]


@pytest.mark.parametrize("query", ["ticket=A999", "taken=A999", "open=nothing", "ticket=../x", "act=cancel", "list=all"])
def test_an_old_or_odd_address_is_no_error(query):
    assert commands(tablet(hall(), query), "take")


def test_every_button_does_something():
    floor = hall()
    number, gone = floor.take("ordinary", BILL), missed(floor)
    floor.do(decide.call_helper, kiosk="1")
    for query in ("", f"open={BILL}", "list=missed", f"ticket={number}", f"ticket={number}&act=change", f"ticket={gone}"):
        picture = tablet(floor, query)
        for tag, told, _ in picture.elements:
            assert tag != "button" or "data-post" in told or "data-show" in told
            assert ("data-command" in told) == ("data-post" in told)


def test_the_tablet_speaks_both_languages():
    picture = tablet(hall(), "lang=en")
    assert picture.root["lang"] == "en"
    assert "Take a number for a customer" in picture.text

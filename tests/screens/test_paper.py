"""What customers and staff see of tickets on paper."""

import json
from dataclasses import replace

import pytest

from app.hall import printers
from app.hall.plan import MINUTE, Printer, Text, Zone
from kiosk_ui.routes import KIOSK
from shared_ui.picture import Place, allowed_look, render
from shared_ui.sentences import LANGUAGES
from shared_ui.slip import slip
from tests.hall.floor import ACCOUNT, BILL, LI, PLAN, WANG, Floor
from tests.screens.clerk import Desk
from tests.screens.test_greeter import commands, tablet
from tests.screens.test_greeter_floor import alerts
from tests.screens.test_manager import manager
from tests.screens.tv import Picture

DOOR = Printer("door", "80mm", "tcp://192.0.2.1:9100", Text("门口打印机", "Printer at the door"))
OWN = Printer("own", "58mm", "browser")
WITH = replace(PLAN, printers=(DOOR, OWN))
HERE = Place(KIOSK, "dongcheng", None)


@pytest.fixture
def floor() -> Floor:
    return Floor(WITH)


def asked(floor: Floor, printer: str = "door") -> str:
    number = floor.take()
    floor.do(printers.print_again, ticket=number, printer=printer, by="kiosk")
    return number


def kiosk(floor: Floor, number: str, query: str = "") -> Picture:
    look = allowed_look(KIOSK, f"page=ticket&number={number}&{query}")
    return Picture(render(HERE, floor.hall, floor.now, look))


def state(picture: Picture) -> str:
    [paper] = [told["class"] for _, told, _ in picture.elements if told.get("data-key") == "paper"]
    return paper.removeprefix("paper ")


# ------------------------------------------------------------ the kiosk
def test_a_kiosk_says_that_the_ticket_is_printed_and_then_to_take_it(floor):
    number = asked(floor)
    assert (state(kiosk(floor, number)), "正在打印号票" in kiosk(floor, number).text) == ("printing", True)
    floor.do(printers.printed, number=number, day=floor.hall.day, printer="door")
    assert "请取走您的号票" in kiosk(floor, number).text
    assert "Please take your ticket" in kiosk(floor, number, "lang=en").text


@pytest.mark.parametrize("code", ["paper_out", "cover_open", "offline", "garbled"])
def test_a_kiosk_says_at_once_that_it_can_not_print_and_that_the_number_is_valid(floor, code):
    number = asked(floor)
    floor.do(printers.condition, printer="door", code=code)
    picture = kiosk(floor, number)
    assert state(picture) == "failed"
    assert "您的号码照常有效" in picture.text
    floor.do(printers.condition, printer="door", code=None)
    assert state(kiosk(floor, number)) == "printing", "it may still come"
    floor.do(printers.not_printed, number=number, day=floor.hall.day, printer="door", code=code)
    assert state(kiosk(floor, number)) == "failed"


def test_low_paper_is_nothing_to_a_customer(floor):
    number = asked(floor)
    floor.do(printers.condition, printer="door", code="paper_low")
    assert state(kiosk(floor, number)) == "printing"


def test_a_paper_of_which_nothing_was_heard_is_waited_for_no_longer_than_it_may_take(floor):
    """The server that printed has stopped."""
    number = asked(floor)
    floor.later(milliseconds=printers.WAITS + 2001)
    assert state(kiosk(floor, number)) == "failed"


def test_a_ticket_without_paper_is_to_be_remembered_or_scanned(floor):
    picture = kiosk(floor, floor.take())
    assert state(picture) == "none"
    assert "请记住您的号码" in picture.text


def test_the_code_of_a_ticket_is_shown_while_its_customer_stands_there_and_no_longer(floor):
    number = asked(floor)
    [code] = [told for tag, told, _ in kiosk(floor, number).elements if tag == "img"]
    assert code["src"] == f"/kiosk/dongcheng/code/{number}.svg"
    assert code["alt"]
    floor.later(milliseconds=3 * MINUTE)
    assert [told for tag, told, _ in kiosk(floor, number).elements if tag == "img"] == []


def test_a_kiosk_with_a_printer_of_its_own_has_the_picture_to_print(floor):
    number = floor.take()
    picture = kiosk(floor, number, "printer=own")
    assert state(picture) == "own"
    [slip] = picture.having("data-slip")
    assert (slip["src"], slip["data-paper"]) == (f"/kiosk/dongcheng/slip/{number}.png?paper=58mm", "58mm")
    assert [told["data-ticket"] for told in picture.having("data-ticket")] == [number], "nothing hidden shows a ticket"
    assert kiosk(floor, number, "printer=door").having("data-slip") == []


def test_a_kiosk_names_its_printer_with_every_command_that_may_issue_a_ticket(floor):
    def bodies(query: str) -> list[dict]:
        picture = Picture(render(HERE, floor.hall, floor.now, allowed_look(KIOSK, query)))
        return [json.loads(told["data-body"]) for told in commands(picture, "take")]

    assert {body.get("printer") for body in bodies("printer=door")} == {"door"}
    assert all("printer" not in body for body in bodies(""))


# ------------------------------------------------------------ staff
def test_a_printer_that_can_not_print_is_an_alert_for_the_greeter_and_low_paper_a_line(floor):
    assert alerts(tablet(floor)) == []
    floor.do(printers.condition, printer="door", code="paper_low")
    assert alerts(tablet(floor)) == []
    assert "门口打印机，纸快用完了" in tablet(floor).text
    floor.do(printers.condition, printer="door", code="paper_out")
    assert alerts(tablet(floor)) == ["late"]
    assert "门口打印机，缺纸 请装纸" in " ".join(tablet(floor).text.split())
    floor.do(printers.condition, printer="door", code=None)
    assert alerts(tablet(floor)) == []


def test_the_manager_sees_every_printer_and_how_it_is(floor):
    assert [told["data-printer"] for told in manager(floor).having("data-printer")] == ["door"], "a kiosk's own tells nothing"
    assert "门口打印机 正常" in " ".join(manager(floor).text.split())
    floor.do(printers.condition, printer="door", code="cover_open")
    [told] = manager(floor).having("data-trouble")
    assert told["data-trouble"] == "cover_open"
    assert "please close the cover" in manager(floor, "lang=en").text
    assert manager(Floor(PLAN)).having("data-printer") == []


def test_staff_print_a_ticket_again_and_see_what_came_of_it(floor):
    number = floor.take()
    [key] = commands(tablet(floor, f"ticket={number}"), "print")
    assert (key["data-post"], json.loads(key["data-body"])) == (
        f"/api/v1/halls/dongcheng/tickets/{number}/print",
        {"printer": "door"},
    )
    assert commands(tablet(floor, f"taken={number}"), "print")
    floor.do(printers.print_again, ticket=number, printer="door", by="greeter")
    assert "正在打印号票" in tablet(floor, f"ticket={number}").text
    floor.do(printers.not_printed, number=number, day=floor.hall.day, printer="door", code="offline")
    assert "号票没有打印：打印机没有应答" in tablet(floor, f"ticket={number}").text
    floor.replan(printers=(OWN,))
    picture = tablet(floor, f"ticket={number}")
    assert commands(picture, "print") == []
    links = [told["href"] for told in picture.having("href")]
    assert f"/greeter/dongcheng/slip/{number}?paper=58mm&lang=zh" in links, "where only browsers print, the tablet's does"


def test_a_clerk_prints_the_ticket_in_hand_again_with_one_key():
    desk = Desk(WITH)
    desk.open(1)
    number = desk.take()
    assert desk.see_console().having("data-hotkey", "U") == []
    desk.next(1)
    assert desk.see_console().key("U")["data-post"] == f"/api/v1/halls/dongcheng/tickets/{number}/print"
    desk.replan(printers=())
    assert desk.see_console().having("data-hotkey", "U") == []


# ------------------------------------------------------------ the words of a ticket
def words(floor: Floor, number: str, language: str | None = None) -> tuple[str, ...]:
    found = slip(floor.hall, floor.see(number), floor.now, None, language)
    facts = [part for fact in found.facts for part in fact]
    return (
        found.hall,
        found.number,
        found.service,
        *facts,
        found.where,
        *found.documents,
        found.courtesy,
        found.taken,
        found.foot,
    )


def test_a_ticket_says_what_its_customer_needs(floor):
    floor.replan(services=tuple(replace(one, documents=("id-card", "letter")) for one in PLAN.services))
    floor.open(1)
    floor.take()
    told = words(floor, floor.take())
    assert told[:3] == (PLAN.name.zh, "A002", PLAN.service[ACCOUNT].name.zh)
    assert told[3:7] == ("前面还有", "1 位", "预计叫到您", "09:15–09:35")
    assert "本人身份证" in told
    assert "单位介绍信" in told
    assert "2026-03-09 09:00 取号" in told


def test_a_ticket_says_only_what_is_known(floor):
    assert "现在暂无台席受理，开始后会按顺序叫到您。" in words(floor, floor.take())
    floor.open(1)
    assert "马上就到您" in words(floor, floor.queue(ACCOUNT)[0])
    number = floor.next(1)
    assert "前面还有" not in words(floor, number), "called: it waits no more"


def test_a_ticket_is_in_its_customers_language_and_never_tells_the_level(floor):
    for language in LANGUAGES:
        both = [words(floor, floor.take(level), language) for level in (WANG, LI)]
        for told in both:
            assert not any("VIP" in word or "普通" in word or "贵宾" in word or "ordinary" in word.lower() for word in told)
        assert [word for word in both[1] if word not in both[0]], "the courtesy is another one"
    spoken = floor.take(language="en")
    assert "Thank you for waiting" in words(floor, spoken)
    assert "感谢您的耐心等候" in words(floor, floor.take(language="tlh")), "a language that was taken away since"


def test_a_ticket_names_the_zone_where_its_service_is_waited_for(floor):
    east = Zone("east", (1, 2), Text("东厅", "the East Hall"), (ACCOUNT,))
    floor.replan(zones=(east, Zone("west", (3,), Text("西厅", "the West Hall"), (BILL,))))
    assert "请在东厅等候，留意大屏幕和叫号。" in words(floor, floor.take())
    assert "Please wait in the West Hall and watch the large screen." in words(floor, floor.take(service=BILL), "en")
    floor.replan(zones=(east, Zone("west", (3,), Text("西厅", "the West Hall"), (ACCOUNT,))))
    assert "请在等候区休息，留意大屏幕和叫号。" in words(floor, floor.take())

"""The panels of the clerk's console, its strip, and its words."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from app.hall import decide
from app.hall.plan import MINUTE, CounterPlan, Level, Service, Text
from app.hall.ticket import State
from counter_ui.clerk.looks import LOOKS
from counter_ui.routes import CLERK
from shared_ui.picture import allowed_look
from tests.hall.floor import ACCOUNT, BILL, PLAN, SIM, WANG
from tests.screens.clerk import (
    PANELS,
    Desk,
    crowded,
    free_with_a_queue,
    serving,
)


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_has_the_keys_and_escape_leads_back(desk: Desk, panel: str) -> None:
    free_with_a_queue(desk) if panel == "call" else serving(desk)
    query = f"panel={panel}&for={desk.in_hand(1) or ''}"
    page = desk.see_console(1, query)
    assert page.key("Escape")["data-show"].startswith("panel=")
    assert "data-hotkey" not in page.main, "no key ends a customer while a choice is open"
    for one in page.having("data-hotkey"):
        assert "choice" in one["class"] or one["data-hotkey"] == "Escape"


def test_transfer_is_by_the_letter_of_a_service_or_the_number_of_a_counter(desk: Desk) -> None:
    serving(desk)
    desk.open(3)
    query = f"panel=transfer&for={desk.in_hand(1)}"
    page = desk.see_console(1, query)
    assert page.key("B")["data-value"] == BILL
    assert page.body("transfer", BILL) == {"service": BILL, "keep_place": True}
    assert page.key("3")["data-value"] == "3"
    assert page.body("transfer", "3") == {"counter": 3, "keep_place": True}
    assert not page.having("data-value", "2"), "counter 2 is closed"
    moved = desk.see_console(1, query + "&" + page.key("0")["data-show"])
    assert moved.body("transfer", SIM) == {"service": SIM, "keep_place": False}


def test_a_service_that_no_counter_serves_says_so(desk: Desk) -> None:
    serving(desk)
    page = desk.see_console(1, f"panel=transfer&for={desk.in_hand(1)}")
    assert any("没有开放的台席" in text for text in page.of_class("act") if text.strip().startswith("SIM"))


def test_hold_is_with_minutes_or_without(desk: Desk) -> None:
    serving(desk)
    page = desk.see_console(1, f"panel=hold&for={desk.in_hand(1)}")
    bodies = [json.loads(one["data-body"]) for one in page.having("data-command", "hold")]
    assert bodies == [{}, {"minutes": 5}, {"minutes": 10}, {"minutes": 15}, {"minutes": 30}]
    assert page.key("H")["data-body"] == "{}", "the same key twice: no limit"


def test_a_number_is_found_by_a_part_of_it_and_called_with_a_reason(desk: Desk) -> None:
    desk.open(1)
    numbers = desk.crowd(30)
    desk.take(WANG, SIM)
    assert len(desk.see_console(1, "panel=call").having("data-show", "pick=A030")) == 1
    found = [one["data-ticket"] for one in desk.see_console(1, "panel=call&find=03").having("data-show") if "data-ticket" in one]
    assert found == [number for number in numbers if "03" in number]
    others = desk.see_console(1, "panel=call&find=c0")
    assert "本台席不办" in others.text
    picked = desk.see_console(1, "panel=call&pick=A030")
    assert picked.key("1")["data-value"] == "elderly"
    assert picked.body("call", "elderly") == {"number": "A030", "reason": "elderly"}
    desk.call(counter=1, ticket="A030", reason="elderly")
    assert "call" not in desk.see_console(1, "panel=call&pick=A030").commands


def test_change_and_cancel_name_the_ticket_in_hand(desk: Desk) -> None:
    serving(desk)
    number = desk.in_hand(1)
    change = desk.see_console(1, f"panel=change&for={number}")
    assert change.key("B")["data-post"] == f"/api/v1/halls/dongcheng/tickets/{number}/change"
    assert change.body("change", BILL) == {"service": BILL}
    cancel = desk.see_console(1, f"panel=cancel&for={number}")
    assert cancel.key("X")["data-post"] == f"/api/v1/halls/dongcheng/tickets/{number}/cancel"


def test_a_number_of_yesterday_that_was_issued_again_is_neither_changed_nor_cancelled(desk: Desk) -> None:
    desk.open(1)
    desk.take(WANG)
    number = desk.serve(1)
    desk.later(days=1)
    assert desk.take(WANG) == number
    for panel in ("change", "cancel"):
        page = desk.see_console(1, f"panel={panel}&for={number}")
        assert not page.having("data-key", f"open_{panel}-")
        assert panel not in page.commands
    assert "2026-03-09" in desk.see_console().text


def test_a_pause_takes_effect_after_the_customer_and_can_be_undone(desk: Desk) -> None:
    serving(desk)
    pause = desk.see_console(1, f"panel=pause&for={desk.in_hand(1)}")
    assert pause.key("2")["data-value"] == "meal"
    assert pause.body("pause", "meal") == {"reason": "meal"}
    assert pause.key("Q")["data-command"] == "close"
    desk.pause(counter=1, reason="meal")
    page = desk.see_console()
    assert "办结后暂停（用餐）" in page.of_class("leaving")[0]
    assert page.key("O")["data-command"] == "open"
    desk.open_counter(counter=1)
    assert desk.see_console().of_class("leaving") == []


def test_the_missed_come_back_behind_the_next_few(desk: Desk) -> None:
    crowded(desk)
    [missed] = [t.number for t in desk.hall.everyone() if t.state == State.MISSED]
    page = desk.see_console(1, "panel=missed")
    assert page.key("1")["data-post"] == f"/api/v1/halls/dongcheng/tickets/{missed}/rejoin"
    assert "按原来的先后" in page.text
    desk.replan(missed_return=3)
    assert "后面 3 位之后" in desk.see_console(1, "panel=missed").text


# ------------------------------------------------------------ the frame
def test_slim_is_kept_in_the_address_and_switched_both_ways(desk: Desk) -> None:
    free_with_a_queue(desk)
    assert desk.see_console().key("\\")["data-show"] == "slim=1"
    assert desk.see_console(1, "slim=1").key("\\")["data-show"] == "slim="


def test_a_look_takes_nothing_but_what_it_knows() -> None:
    query = "panel=nothing&for=x&keep=1&find=%3Cb%3E&pick=1&slim=2&asked=3&lang=fr&counter=2"
    assert allowed_look(CLERK, query) == {}
    assert "counter" not in LOOKS


def test_a_call_that_no_screen_spoke_is_told_to_its_clerk(desk: Desk) -> None:
    desk.open(1, 3)
    desk.take(WANG), desk.take(WANG, BILL)
    desk.next(3)
    desk.call_spoken(call=desk.hall.calls[0].id)
    desk.next(1)
    assert "尚未播报" not in desk.see_console().text
    desk.later(seconds=61)
    assert "尚未播报" in desk.see_console().text
    desk.call_spoken(call=desk.hall.calls[0].id)
    assert "大厅已播报 09:01:01" in desk.see_console().text


def test_the_hall_says_what_its_counters_are_called(desk: Desk) -> None:
    desk.replan(counter_word=Text("窗口", "window"))
    assert "开放窗口" in desk.see_console().text
    assert "台席" not in desk.see_console().text
    assert desk.see_console(1, "lang=en").text.startswith("Window 1")


def test_thirty_counters_and_twelve_services_have_each_a_button() -> None:
    letters = "ABCEFGHJKLMN"
    services = tuple(Service(f"s{letter}", letter, Text("国际漫游业务", "Roaming")) for letter in letters)
    ids = tuple(service.id for service in services)
    counters = tuple(CounterPlan(number, ids) for number in range(1, 31))
    desk = Desk(replace(PLAN, services=services, counters=counters, levels=(Level("all", Text("客户", "all"), 15 * MINUTE),)))
    for counter in range(1, 31):
        desk.unchecked(decide.open_counter, counter=counter)
    desk.take(None, "sA")
    number = desk.next(1)
    page = desk.see_console(1, f"panel=transfer&for={number}")
    assert len(page.having("data-command", "transfer")) == 12 + 29
    assert {one["data-hotkey"] for one in page.having("data-hotkey")} == {*letters, *"23456789", "0", "Escape"}


def test_both_languages_have_the_same_sentences() -> None:
    def keys(table: dict, prefix: str = "") -> set[str]:
        inner = [keys(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key} for key, value in table.items()]
        return set().union(*inner)

    root = Path(__file__).parents[2] / "shared_ui"
    zh, en = (tomllib.loads((root / language / "counter.toml").read_text("utf-8")) for language in ("zh", "en"))
    assert keys(zh) == keys(en)
    reasons = set(zh["clerk"]["reason"])
    assert {*PLAN.call_reasons, *PLAN.pause_reasons} <= reasons


def test_no_sentence_of_another_language_is_shown(desk: Desk) -> None:
    serving(desk)
    text = desk.see_console(1, "lang=en").text.replace("中文", "")
    assert not [letter for letter in text if "一" <= letter <= "鿿"]
    assert ACCOUNT not in text

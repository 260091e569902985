"""The clerk's console: what it shows and what each key does, by small examples."""

import json

import pytest

from app.hall.ticket import State
from tests.hall.floor import LI, WANG
from tests.screens.clerk import (
    STANDS,
    Desk,
    called,
    closed,
    closing,
    crowded,
    every_picture,
    free_with_a_queue,
    leaving,
    paused,
    serving,
)


@pytest.mark.parametrize("stand", STANDS)
def test_one_button_is_filled_and_each_key_means_one_thing(stand) -> None:
    for page in every_picture(stand):
        assert page.main["data-command"]
        keys = [one["data-hotkey"] for one in page.having("data-hotkey")]
        assert len(keys) == len(set(keys)), keys


@pytest.mark.parametrize("stand", STANDS)
def test_what_names_a_command_issues_it_and_nothing_is_hidden(stand) -> None:
    for page in every_picture(stand):
        for one in page.having("data-command"):
            assert one["data-post"].startswith("/api/v1/halls/dongcheng/")
            assert isinstance(json.loads(one["data-body"]), dict)
        for name in ("data-command", "data-ticket", "data-call"):
            assert not [one for one in page.having(name) if "hidden" in one or one.get("aria-hidden") or "style" in one]
        assert not page.having("style"), "the policy forbids it"
        neighbours = [one["data-key"] for one in page.having("data-hotkey") if "data-key" in one]
        assert len(neighbours) == len(set(neighbours))


KEYS = {"Space": ("空格", "Space"), "Escape": ("Esc",), "Backspace": ("退格", "Backspace"), "Enter": ("回车", "Enter")}


@pytest.mark.parametrize("stand", STANDS)
def test_every_key_stands_on_its_button(stand) -> None:
    for page in every_picture(stand):
        for _, one, text in page.elements:
            if "data-hotkey" in one:
                word = KEYS.get(one["data-hotkey"], (one["data-hotkey"],))
                assert any("".join(text).strip().endswith(w) for w in word), text


@pytest.mark.parametrize(
    ("stand", "key", "main", "commands"),
    [
        (closed, "O", "open", ["open"]),
        (free_with_a_queue, "Space", "call-next", ["call-next", "fault"]),
        (called, "Space", "start", ["fault", "no-show", "recall", "start"]),
        (serving, "Space", "call-next", ["call-next", "fault", "finish"]),
        (paused, "O", "open", ["close", "fault", "open"]),
        (leaving, "Space", "finish", ["fault", "finish", "open"]),
        (closing, "Space", "finish", ["fault", "finish", "open"]),
        (crowded, "Space", "call-next", ["call-next", "fault", "resume", "send-helper"]),
    ],
)
def test_each_state_offers_what_can_be_done(desk: Desk, stand, key: str, main: str, commands: list[str]) -> None:
    stand(desk)
    for query in ("", "slim=1"):
        page = desk.see_console(1, query)
        assert page.commands == commands
        assert (page.main["data-command"], page.main["data-hotkey"]) == (main, key)


def test_calling_the_next_says_which_number_the_clerk_sees(desk: Desk) -> None:
    free_with_a_queue(desk)
    assert desk.see_console().body("call-next") == {"expected_current": None}
    number = desk.serve(1)
    page = desk.see_console()
    assert page.body("call-next") == {"expected_current": number}
    assert page.main["data-post"] == "/api/v1/halls/dongcheng/counters/1/call-next"


def test_the_number_in_hand_comes_first_and_carries_its_call(desk: Desk) -> None:
    called(desk)
    [ticket] = [desk.see(number) for number in [desk.in_hand(1)]]
    first = desk.see_console().having("data-ticket")[0]
    assert (first["data-ticket"], first["data-call"]) == (ticket.number, ticket.call)
    desk.start(counter=1)
    assert not desk.see_console().having("data-call"), "whoever is served is not called any more"


def test_a_no_show_is_suggested_after_two_recalls_and_possible_before(desk: Desk) -> None:
    called(desk)
    assert "quiet" in desk.see_console().key("N")["class"]
    desk.recall(counter=1)
    page = desk.see_console()
    assert "quiet" in page.key("N")["class"]
    assert "已重呼 1 次" in page.text
    desk.recall(counter=1)
    assert "urged" in desk.see_console().key("N")["class"]


def test_nobody_waiting_is_said_and_each_asking_is_seen(desk: Desk) -> None:
    desk.open(1)
    page = desk.see_console()
    assert page.of_class("nobody") == ["现在没有等候的客户"]
    assert page.main["data-then"].endswith("asked=1")
    again = desk.see_console(1, "asked=1")
    assert again.main["data-then"].endswith("asked=2")
    assert again.having("data-key", "lead-1"), "a block of its own, so that it is drawn anew"


def test_the_wait_stands_against_the_promise(desk: Desk) -> None:
    free_with_a_queue(desk)
    desk.later(minutes=12, seconds=5)
    desk.next(1)
    page = desk.see_console()
    assert desk.in_hand(1) == "A002", "李, a VIP, is due first"
    assert "等候 12 分 5 秒（承诺 10 分钟）" in page.text
    assert "已超过承诺：应在 09:10 前" in page.text
    assert page.of_class("badge")[0] == "VIP"


def test_whom_the_call_passed_is_named_even_when_they_have_been_called_since(desk: Desk) -> None:
    desk.open(1, 3)
    first = desk.take(WANG)
    desk.later(minutes=2)
    vip = desk.take(LI)
    assert desk.next(1) == vip
    page = desk.see_console()
    assert "承诺到期更早（09:12 前），所以先于取号更早的" in page.text
    assert first in page.of_class("why")[0]
    assert desk.next(3) is None, "counter 3 doesn't serve it"
    desk.open(2)
    assert desk.next(2) == first
    assert first in desk.see_console().of_class("why")[0]


def test_who_comes_later_was_not_passed(desk: Desk) -> None:
    desk.open(1)
    desk.take(WANG)
    desk.next(1)
    desk.take(WANG)
    assert desk.see_console().of_class("why") == []


def test_a_chosen_call_says_why_and_names_those_whom_it_passed(desk: Desk) -> None:
    desk.open(1)
    first = desk.take(WANG)
    desk.later(seconds=20)
    second = desk.take(WANG)
    desk.call(counter=1, ticket=second, reason="elderly")
    why = desk.see_console().of_class("why")[0]
    assert "指定呼叫（老年客户），先于" in why
    assert first in why
    assert "等候 20 秒" not in desk.see_console().text, "the wait is that of the chosen one"


def test_a_chosen_call_that_passed_nobody_still_says_why(desk: Desk) -> None:
    desk.open(1)
    desk.call(counter=1, ticket=desk.take(WANG), reason="urgent")
    assert desk.see_console().of_class("why")[0].strip() == "指定呼叫（急事）"
    assert "Called out of turn (Urgent)" in desk.see_console(1, "lang=en").text


def test_who_is_resumed_was_not_called_from_the_queue(desk: Desk) -> None:
    called(desk)
    number = desk.in_hand(1)
    desk.hold(counter=1)
    desk.later(minutes=30)
    desk.resume(counter=1, ticket=number)
    page = desk.see_console()
    assert page.having("data-ticket")[0]["data-ticket"] == number
    assert "承诺" not in page.text.partition("接下来")[0], "no wait is told against a promise"


def test_an_ordinary_customer_bears_no_word_for_the_level(desk: Desk) -> None:
    desk.open(1)
    desk.take(WANG)
    desk.next(1)
    assert desk.see_console().of_class("badge") == []


def test_the_queue_says_who_is_next_and_why(desk: Desk) -> None:
    desk.open(1, 2)
    desk.take(WANG)
    desk.later(minutes=6)
    desk.take(LI)
    assert desk.see_console(1).of_class("row-why")[0] == "最早到期：09:15 前"
    assert desk.see_console(2).of_class("row-why")[0].startswith("本台席优先")
    assert "2 人等候" in desk.see_console(1).text


def test_a_ticket_transferred_here_is_marked(desk: Desk) -> None:
    crowded(desk)
    assert desk.see_console().of_class("here") == ["转到本台席"]


def test_who_is_on_hold_is_resumed_by_number_at_a_free_counter_only(desk: Desk) -> None:
    crowded(desk)
    page = desk.see_console()
    assert page.key("1")["data-command"] == "resume"
    [held] = [t.number for t in desk.hall.everyone() if t.state == State.HELD]
    assert page.body("resume") == {"number": held}
    desk.next(1)
    assert "resume" not in desk.see_console().commands


def test_a_helper_is_sent_with_one_key(desk: Desk) -> None:
    crowded(desk)
    page = desk.see_console()
    assert page.key("G")["data-command"] == "send-helper"
    assert page.key("G")["data-post"].endswith("/sent")
    assert len(page.having("data-command", "send-helper")) == 2


# ------------------------------------------------------------ panels
def test_a_panel_never_shows_for_the_next_customer(desk: Desk) -> None:
    serving(desk)
    number = desk.in_hand(1)
    query = f"panel=transfer&for={number}"
    assert "transfer" in desk.see_console(1, query).commands
    desk.call_next(counter=1, expected_current=number)
    assert "transfer" not in desk.see_console(1, query).commands

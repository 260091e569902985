"""The clerk's console: what it shows and what each key does, by small examples."""

import json
import tomllib
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.hall import decide
from app.hall.plan import MINUTE, CounterPlan, Level, Service, Text
from app.hall.ticket import State
from counter_ui.clerk.looks import LOOKS
from counter_ui.routes import CLERK
from shared_ui.screen import Place, allowed_look, render
from tests.hall.floor import ACCOUNT, BILL, LI, PLAN, SIM, WANG, Floor

VOID = {"input", "br", "img"}


class Page(HTMLParser):
    """The elements of a picture: tag, attributes, and the text inside."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, {name: value or "" for name, value in attributes}, []))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag):
        assert self.elements[self._open.pop()][0] == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        for place in self._open:
            self.elements[place][2].append(data)

    def having(self, name: str, value: str | None = None) -> list[dict[str, str]]:
        return [one for _, one, _ in self.elements if name in one and value in (None, one[name])]

    def of_class(self, name: str) -> list[str]:
        return ["".join(text) for _, one, text in self.elements if name in one.get("class", "").split()]

    @property
    def text(self) -> str:
        return " ".join("".join(self.elements[0][2]).split())

    @property
    def commands(self) -> list[str]:
        return sorted({one["data-command"] for one in self.having("data-command")})

    @property
    def main(self) -> dict[str, str]:
        [button] = [one for tag, one, _ in self.elements if tag == "button" and "main" in one["class"].split()]
        return button

    def key(self, key: str) -> dict[str, str]:
        [button] = self.having("data-hotkey", key)
        return button

    def body(self, command: str, value: str | None = None) -> object:
        found = [b for b in self.having("data-command", command) if value in (None, b.get("data-value"))]
        return json.loads(found[0]["data-body"])


class Desk(Floor):
    """A floor with a clerk who looks at it."""

    def see_console(self, counter: int = 1, query: str = "") -> Page:
        look = allowed_look(CLERK, query)
        return Page(render(Place(CLERK, "dongcheng", counter), self.hall, self.now, look))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def closed(desk: Desk) -> None: ...


def free(desk: Desk) -> None:
    desk.open(1)


def free_with_a_queue(desk: Desk) -> None:
    desk.open(1)
    desk.take(WANG), desk.take(LI), desk.take(WANG, BILL)


def called(desk: Desk) -> None:
    free_with_a_queue(desk)
    desk.next(1)


def recalled_twice(desk: Desk) -> None:
    called(desk)
    desk.recall(counter=1), desk.recall(counter=1)


def serving(desk: Desk) -> None:
    called(desk)
    desk.start(counter=1)


def paused(desk: Desk) -> None:
    free_with_a_queue(desk)
    desk.pause(counter=1, reason="meal")


def leaving(desk: Desk) -> None:
    serving(desk)
    desk.pause(counter=1, reason="meal")


def closing(desk: Desk) -> None:
    serving(desk)
    desk.close(counter=1)


def crowded(desk: Desk) -> None:
    """On hold, missed, transferred here, a kiosk that asks for help, and a queue."""
    free_with_a_queue(desk)
    desk.next(1), desk.hold(counter=1, minutes=10)
    desk.next(1), desk.no_show(counter=1)
    desk.open(3)
    desk.call_helper(kiosk="2"), desk.call_helper(kiosk="3")
    bill = desk.serve(3)
    assert bill
    desk.transfer(counter=3, to_counter=1)


STANDS = (closed, free, free_with_a_queue, called, recalled_twice, serving, paused, leaving, closing, crowded)
PANELS = ["transfer", "hold", "change", "cancel", "call", "pause", "missed"]


@cache
def every_picture(stand) -> tuple[Page, ...]:
    """Each panel, wide and slim, the plain console in both languages."""
    desk = Desk()
    stand(desk)
    at = desk.in_hand(1)
    panels = [f"panel={panel}&for={at or ''}" for panel in PANELS]
    panels += ["panel=call&pick=B001", "panel=call&find=9", f"panel=transfer&keep=0&for={at or ''}", ""]
    return tuple(
        desk.see_console(1, panel + how) for panel in panels for how in ("", "&slim=1", *(["&lang=en"] if not panel else []))
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


@pytest.mark.parametrize("stand", STANDS)
def test_every_key_stands_on_its_button(stand) -> None:
    for page in every_picture(stand):
        for _, one, text in page.elements:
            if "data-hotkey" in one:
                word = {"Space": ("空格", "Space"), "Escape": ("Esc",)}.get(one["data-hotkey"], (one["data-hotkey"],))
                assert any("".join(text).strip().endswith(w) for w in word), text


@pytest.mark.parametrize(
    ("stand", "key", "main", "commands"),
    [
        (closed, "O", "open", ["open"]),
        (free_with_a_queue, "Space", "call-next", ["call-next"]),
        (called, "Space", "start", ["no-show", "recall", "start"]),
        (serving, "Space", "call-next", ["call-next", "finish"]),
        (paused, "O", "open", ["close", "open"]),
        (leaving, "Space", "finish", ["finish", "open"]),
        (closing, "Space", "finish", ["finish", "open"]),
        (crowded, "Space", "call-next", ["call-next", "resume", "send-helper"]),
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

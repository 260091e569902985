"""The lobby's screens between calls, for zones, pairs, nights, and closed halls; by small examples."""

import json
from dataclasses import asdict, replace

import pytest

from app.hall import decide, signage
from app.hall.plan import Brand, Signage, Text
from app.hall.playlist import Entry
from counter_ui.manager.routes import SIGNAGE
from display_ui import playing as playlist
from display_ui.routes import LOBBY
from shared_ui.picture import Pictures, Place, allowed_look, render
from tests.screens.tv import PLAN, WITH_HOURS, Picture, called, foot, hall, lobby, window

PICTURE = Entry("", "picture", "summer.png", media="a" * 32)
SCRIPT = "<script>alert(1)</script>"


def playing(floor, *entries):
    for entry in entries or (PICTURE,):
        floor.do(signage.add, entry=entry)
    return floor


def items(picture: Picture) -> list[dict]:
    return [item for told in picture.having("data-items") for item in json.loads(told["data-items"])]


def test_between_calls_the_playlist_has_the_middle_of_the_screen():
    picture = lobby(playing(hall()))
    assert "data-plays" in picture.root
    assert [item["src"] for item in items(picture)] == [f"/media/dongcheng/{'a' * 32}"]


def test_a_new_call_takes_the_place_of_the_playlist_at_once():
    floor = playing(hall())
    number = called(floor, 1)
    picture = lobby(floor)
    assert "data-plays" not in picture.root
    assert picture.now() == [number]
    assert items(picture), "the player stays, so that a video goes on where it was"


def test_a_call_does_not_draw_the_playlist_again(monkeypatch: pytest.MonkeyPatch):
    floor, drawn = playing(hall(), *[PICTURE] * 5), []
    monkeypatch.setattr(playlist, "asdict", lambda item: drawn.append(item) or asdict(item))
    pictures, place = Pictures(), Place(LOBBY, "dongcheng", None)
    for _ in range(3):
        number = called(floor, 1)
        picture = pictures.newest(place, floor.hall, floor.now, {})
        assert number in picture.html
        assert len(items(Picture(json.loads(picture.html)))) == 5
        floor.do(decide.no_show, counter=1)
    assert len(drawn) == 5


def test_whoever_is_still_awaited_stands_below_the_playlist():
    floor = playing(hall())
    number = called(floor, 1)
    floor.later(seconds=16)
    picture = lobby(floor)
    assert "data-plays" in picture.root
    assert picture.now() == [number]
    assert picture.recent() == [], "what isn't seen carries no call"


def test_an_entry_is_not_shown_outside_of_its_hours():
    floor = playing(hall(), replace(PICTURE, begins=11 * 60))
    assert "data-plays" not in lobby(floor).root
    floor.later(hours=1)
    assert "data-plays" in lobby(floor).root


def test_a_closed_hall_plays_nothing_and_tells_its_hours():
    floor = playing(hall(WITH_HOURS, "2026-03-09 20:10"))
    picture = lobby(floor)
    assert "data-plays" not in picture.root
    assert "周一至周五" in picture.text
    assert "08:30–12:00, 13:00–18:00" in picture.text
    assert "Sun" in picture.text
    assert "休息" in picture.text


# ------------------------------------------------------------ the lines below
def test_the_managers_lines_stand_below_beside_the_usual_one():
    floor = playing(hall(), Entry("", "line", text=Text("热线 10086", "Hotline 10086")))
    picture = lobby(floor)
    assert "data-plays" not in picture.root
    assert "热线 10086" in foot(picture)
    assert "请留意叫号" in foot(picture)


def test_those_who_wait_are_told_that_some_may_go_first_whether_or_not_a_vip_is_there():
    feet = []
    for level in ("ordinary", "vip"):
        floor = hall()
        floor.take(level, "pay-bill", after_hours=True)
        feet.append(foot(lobby(floor)))
    assert "优先服务" in feet[0]
    assert feet[0] == feet[1], "else it would tell who is one"
    assert "优先服务" not in foot(lobby(hall())), "nobody waits"


def test_where_all_have_the_same_promise_nobody_goes_first():
    equal = replace(PLAN, levels=PLAN.levels[:1], counters=tuple(replace(one, first=()) for one in PLAN.counters))
    floor = hall(equal)
    floor.take("ordinary", "pay-bill", after_hours=True)
    assert "优先服务" not in foot(lobby(floor))


def test_a_hall_may_word_that_courtesy_itself():
    floor = hall(replace(PLAN, signage=Signage(vip_courtesy=Text("感谢您的等候", "Thank you for waiting"))))
    floor.take("ordinary", "pay-bill", after_hours=True)
    assert "感谢您的等候" in foot(lobby(floor))
    assert "优先服务" not in foot(lobby(floor))


# ------------------------------------------------------------ two screens beside each other
def test_of_two_screens_each_is_whole_and_both_show_what_is_called_now():
    floor = playing(hall())
    first = called(floor, 1)
    floor.later(seconds=40)
    newest = called(floor, 3)
    left, right = lobby(floor, "pair=left"), lobby(floor, "pair=right")
    assert left.now() == right.now() == [newest]
    assert (left.recent(), right.recent()) == ([first], [])
    assert "正在等候" not in left.text
    assert "正在等候" in right.text
    assert (items(left), bool(items(right))) == ([], True)
    for picture in (left, right):
        assert "东城营业厅" in picture.text
        assert foot(picture)


# ------------------------------------------------------------ brand, night, logo
def test_brand_and_logo_stand_on_both_kinds_of_screens():
    floor = hall(replace(PLAN, brand=Brand("#0085d0", Text("用心服务", "With care"))))
    floor.do(signage.set_logo, use="screen", media="b" * 32, plate=True)
    floor.do(signage.set_logo, use="paper", media="c" * 32)
    for picture in (lobby(floor), window(floor, 1)):
        assert "/brand/0085d0.css" in picture.html
        assert f"/media/dongcheng/{'b' * 32}" in picture.html
        assert "c" * 32 not in picture.html, "that one is for paper"
        assert "logo plate" in picture.html
    assert "用心服务" in lobby(floor).text


@pytest.mark.parametrize(("at", "dim"), [("21:30", False), ("22:30", True)])
def test_screens_are_dimmed_at_night(at, dim):
    floor = hall(replace(PLAN, signage=Signage(night=(1320, 360))), f"2026-03-09 {at}")
    for picture in (lobby(floor), window(floor, 1)):
        assert ("data-night" in picture.root) == dim


# ------------------------------------------------------------ the manager's page, and bad input
def page(floor, query=""):
    return Picture(render(Place(SIGNAGE, "dongcheng", None), floor.hall, floor.now, allowed_look(SIGNAGE, query)))


def test_the_manager_sees_what_is_shown_when_and_moves_it_up_and_down():
    floor = playing(hall(), PICTURE, replace(PICTURE, title="b.png", days=(5, 6), begins=540, ends=720), PICTURE)
    picture = page(floor)
    assert "周六、周日 · 09:00–12:00" in picture.text
    moves = [json.loads(told["data-body"]) for told in picture.having("data-command") if told["data-command"] == "move-entry"]
    first, second, third = (entry.id for entry in floor.hall.playlist)
    assert moves == [{"before": third}, {"before": first}, {}, {"before": second}]


def test_the_manager_is_told_that_words_stand_on_a_darker_shade():
    picture = page(hall(replace(PLAN, brand=Brand("#0085d0"))), "lang=en")
    assert "#0085d0; white words on it have a contrast of 4.0 : 1" in picture.text
    assert "7 : 1" in picture.text


def test_a_script_in_any_text_is_only_text():
    text = Text(SCRIPT, SCRIPT)
    entries = (Entry("", "message", SCRIPT, text=text), Entry("", "line", SCRIPT, text=text), replace(PICTURE, title=SCRIPT))
    floor = playing(hall(replace(PLAN, brand=Brand(slogan=text), signage=Signage(vip_courtesy=text))), *entries)
    floor.take("ordinary", "pay-bill", after_hours=True)
    for picture in (lobby(floor), page(floor), page(floor, f"entry={floor.hall.playlist[0].id}")):
        assert "<script" not in picture.html.lower()
        assert SCRIPT in picture.text

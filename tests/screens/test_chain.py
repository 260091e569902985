"""The page of the halls, by small examples: what is known of each → the picture."""

from dataclasses import replace

import pytest

from app.chain_reading import Listed, Reading
from app.hall.plan import MINUTE, Text
from app.hall.summary import FRESH, neighbour, summary
from app.hall.wait import AT_ONCE, Wait
from counter_ui.chain.routes import CHAIN
from counter_ui.chain.view import AT_A_GLANCE, SHOWN
from counter_ui.manager.routes import MANAGER
from shared_ui.picture import Pictures, Place, allowed_look, render
from tests.hall.floor import PLAN, Floor
from tests.screens.tv import Picture
from tests.screens.tv import hall as plain

FLOOR = Floor()
NIGHT = replace(PLAN, opens=(((600, 1080),),) * 7)
"""Opens at ten; it is nine."""


def hall(id: str, name: str = "", wait: int | None = 10, waiting: int = 3, counters: int = 2, old: int = 0, plan=PLAN) -> Listed:
    """`wait` in minutes, 0: a counter is free; `old`: milliseconds since it was so."""
    known = neighbour(summary(Floor(plan).hall), FLOOR.now - old, FLOOR.now)
    door = replace(known.told.door, hall=id, name=Text(name or id, name or id))
    expected = None if wait is None else Wait(wait * MINUTE, wait * 2 * MINUTE) if wait else AT_ONCE
    told = replace(known.told, door=door, waiting=waiting, counters_open=counters, wait=expected)
    return Listed(id, neighbour(told, FLOOR.now - old, FLOOR.now))


def page(*halls: Listed, query: str = "", own: str = "dongcheng") -> Picture:
    reading = Reading(FLOOR.now, tuple(sorted(halls, key=lambda one: one.hall)))
    return Picture(render(Place(CHAIN, own, None), FLOOR.hall, FLOOR.now, allowed_look(CHAIN, query), reading))


def order(picture: Picture) -> list[str]:
    return [told["data-hall"] for told in picture.having("data-hall")]


def row(picture: Picture, id: str) -> str:
    html = picture.html[picture.html.index(f'data-hall="{id}"') :]
    return Picture(f"<tr {html[: html.index('</tr>') + 5]}").text


def words(text: str) -> str:
    return " ".join(text.split())


# ------------------------------------------------------------ order
def test_the_own_hall_stands_first_then_the_longest_waits():
    halls = [hall("dongcheng", wait=1), hall("b", wait=5), hall("c", wait=90), hall("d", wait=0), hall("e", wait=20)]
    assert order(page(*halls)) == ["dongcheng", "c", "e", "b", "d"]


def test_where_nobody_serves_those_who_wait_comes_before_the_longest_wait():
    assert order(page(hall("a", wait=100), hall("b", wait=None, counters=0, waiting=1))) == ["b", "a"]


def test_halls_that_are_closed_or_not_known_come_last():
    halls = [hall("a", plan=NIGHT), Listed("b", None), hall("c", old=FRESH + 1), hall("d", wait=0)]
    assert order(page(*halls)) == ["d", "b", "c", "a"]


def test_rows_don_t_change_places_for_some_seconds_of_a_wait():
    one, other = hall("a", wait=10), hall("b", wait=10)
    longer = replace(other.known.told, wait=Wait(10 * MINUTE + 30_000, 20 * MINUTE))
    assert order(page(one, Listed("b", neighbour(longer, FLOOR.now, FLOOR.now)))) == ["a", "b"]


# ------------------------------------------------------------ what a row says
def test_a_row_says_name_state_people_counters_and_the_wait_as_people_say_it():
    picture = page(hall("a", "西城营业厅", wait=8, waiting=7, counters=4))
    assert words(row(picture, "a")) == "西城营业厅 营业中 7 4 约 8–15 分钟"
    assert words(row(page(hall("a", "Xicheng", wait=8), query="lang=en"), "a")) == "Xicheng Open 3 2 about 8–15 min"


def test_a_hall_where_a_counter_is_free_needs_no_wait():
    assert "无需等候" in row(page(hall("a", wait=0, waiting=0)), "a")


@pytest.mark.parametrize(("wait", "mark"), [(11, "fine"), (12, "soon"), (15, "soon"), (16, "late")])
def test_a_wait_turns_amber_near_what_is_promised_and_red_past_it(wait, mark):
    picture = page(hall("a", wait=wait))
    assert [told["data-mark"] for told in picture.having("data-mark")] == [mark]
    assert ("承诺 15 分钟" in picture.text) == (mark == "late")


def test_people_who_wait_where_no_counter_is_open_are_told_in_red():
    picture = page(hall("a", wait=None, waiting=4, counters=0))
    assert "没有开放的台席" in row(picture, "a")
    assert picture.having("data-mark")[0]["data-mark"] == "late"
    assert "没有开放的台席" not in page(hall("a", wait=None, waiting=0, counters=0)).text


def test_a_closed_hall_says_when_it_opens_and_has_no_wait():
    assert words(row(page(hall("a", plan=NIGHT)), "a")) == "a 休息 10:00 营业 3 2 –"
    assert words(row(page(hall("a", plan=NIGHT), query="lang=en"), "a")) == "a Closed opens 10:00 3 2 –"


def test_an_open_hall_says_until_when_and_that_it_takes_nobody_any_more():
    until = replace(PLAN, opens=(((510, 545),),) * 7)
    assert "营业中 至 09:05" in words(row(page(hall("a", plan=until)), "a"))
    assert "停止取号 至 09:05" in words(row(page(hall("a", plan=replace(until, last_ticket=10 * MINUTE))), "a"))


def test_figures_that_are_not_of_now_say_of_when_and_promise_nothing():
    text = words(row(page(hall("a", wait=40, old=2 * 3_600_000)), "a"))
    assert text == "a 营业中 07:00 的情况 3 2 –"


def test_a_hall_of_which_nothing_is_known_stands_there_by_its_id():
    assert words(row(page(Listed("beicheng", None)), "beicheng")) == "beicheng 尚无情况 – – –"


# ------------------------------------------------------------ long chains
def many(count: int) -> list[Listed]:
    return [hall("dongcheng"), *(hall(f"hall-{n:04d}", f"第 {n} 营业厅", wait=n % 90) for n in range(1, count))]


def test_of_a_long_chain_only_the_longest_waits_are_sent():
    picture = page(*many(2000))
    assert len(order(picture)) == SHOWN
    assert order(picture)[:3] == ["dongcheng", "hall-0089", "hall-0179"]
    assert len(picture.html) < 32_000
    assert "另有 1,960 个营业厅" in picture.text


def test_the_search_finds_by_name_or_id_whatever_the_case():
    assert order(page(*many(200), query="find=HALL-0123")) == ["hall-0123"]
    assert order(page(*many(200), query="find=营业厅 77")) == ["hall-0177", "hall-0077"], "each word, in any order"
    assert "没有名称或编号含“大兴”的营业厅" in page(*many(200), query="find=大兴").text


def test_a_chain_that_can_be_seen_at_a_glance_has_no_search():
    assert "hall-find" not in page(*many(AT_A_GLANCE)).html
    assert "hall-find" in page(*many(AT_A_GLANCE + 1)).html


def test_the_sums_are_of_all_halls_also_while_one_searches():
    picture = page(*many(1200), query="find=大兴")
    assert order(picture) == []
    assert "营业厅1,200 正在营业1,200 等候人数3,600" in words(picture.text)


def test_who_waits_in_a_closed_hall_without_a_counter_is_not_counted():
    assert "等候人数3" in "".join(page(hall("a"), hall("b", plan=NIGHT, counters=0, waiting=50)).text.split())


def test_a_hall_alone_says_that_it_is():
    assert "目前只有本厅" in page(hall("dongcheng")).text
    assert "目前只有本厅" not in page(hall("dongcheng"), hall("a")).text


def test_what_is_typed_is_never_markup():
    picture = page(*many(20), query="find=%3Cb%3E%22x")
    assert "<b>" not in picture.html, "nor is there a row that has one"
    assert allowed_look(CHAIN, "find=" + "x" * 41) == {}
    assert allowed_look(CHAIN, "find=a%0Ab") == {}


# ------------------------------------------------------------ news
def test_another_reading_is_another_picture_though_nothing_happened_in_this_hall():
    pictures, place = Pictures(), Place(CHAIN, "dongcheng", None)

    def frame(at: int, waiting: int) -> str:
        return pictures.newest(place, FLOOR.hall, FLOOR.now, {}, Reading(at, (hall("a", waiting=waiting),))).html

    first = frame(1, 3)
    assert frame(1, 9) is first, "of one reading there is one picture"
    assert frame(2, 9) != first


# ------------------------------------------------------------ the rest of the contract
def test_the_page_says_nothing_of_staff_tickets_or_levels():
    picture = page(*many(5))
    assert not picture.having("data-ticket")
    for word in ("ordinary", "vip", "VIP"):
        assert word not in picture.html


def test_the_table_is_one_to_those_who_can_t_see_it():
    picture = page(hall("dongcheng"), hall("a"))
    tags = [tag for tag, _, _ in picture.elements]
    assert tags.count("table") == tags.count("h1") == tags.count("main") == 1
    assert [told["scope"] for told in picture.having("scope")] == ["col"] * 5 + ["row"] * 2


@pytest.mark.parametrize(("near", "link"), [(None, False), ("xicheng", True)])
def test_the_managers_page_leads_to_the_halls_if_it_names_one_of_the_chain(near, link):
    floor = plain()
    floor.replan(nearby=tuple(replace(one, hall=near) for one in floor.hall.plan.nearby))
    html = render(Place(MANAGER, "dongcheng", None), floor.hall, floor.now, {})
    assert ('href="/chain/dongcheng?lang=zh"' in html) == link

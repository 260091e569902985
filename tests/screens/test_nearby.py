"""Other halls, as customers hear of them: by small examples, what is known → what is said."""

from dataclasses import replace

import pytest

from app.hall.plan import MINUTE, Nearby, Text
from app.hall.summary import FRESH, neighbour, summary
from kiosk_ui.closed import closed
from kiosk_ui.routes import KIOSK
from shared_ui.nearby import near_halls
from shared_ui.picture import Place, allowed_look, render
from shared_ui.spoken import spoken
from tests.hall.floor import ACCOUNT, BILL, PLAN, WANG, Floor
from tests.screens.guidance import ASKING, Guided

WEST = Nearby(Text("西城营业厅", "Xicheng Hall"), Text("平安大街 18 号", "18 Ping'an Street"), "xicheng")
NORTH = Nearby(Text("北城营业厅", "Beicheng Hall"), None, "beicheng")
SAYS = Text("您也可以到{nearby}办理。", "You can go to {nearby} as well.")
PLAIN = "您也可以到西城营业厅（平安大街 18 号）办理。"
NIGHT = replace(PLAN, opens=(((510, 1080),),) * 7, last_ticket=15 * MINUTE)


def there(waiting: int, at: str = "2026-03-09 09:00", plan=PLAN, counters=(1,), service=ACCOUNT):
    """Another hall with so many waiting, as it is known."""
    floor = Floor(plan, at)
    floor.open(*counters)
    for _ in range(waiting):
        floor.take(WANG, service)
    return neighbour(summary(floor.hall), floor.now, floor.now)


def here(near=(WEST, NORTH), **known) -> Guided:
    floor = Guided(nearby=tuple(near))
    floor.hall.neighbours = known
    return floor


def said(floor: Guided, service: str | None = ACCOUNT, language: str = "zh", text: Text = SAYS) -> str:
    walk = floor.at(floor.begin(service))
    return spoken(floor.hall, floor.now, walk, text, language, public=True)


# ------------------------------------------------------------ what is said of the wait
@pytest.mark.parametrize(
    ("waiting", "told"),
    [
        (1, "您也可以到西城营业厅（平安大街 18 号；现在大约等 15–30 分钟）办理。"),
        (20, "您也可以到西城营业厅（平安大街 18 号；现在要等 2 小时以上）办理。"),
        (0, "您也可以到西城营业厅（平安大街 18 号；现在无需等候）办理。"),
    ],
)
def test_the_present_wait_is_told_behind_the_address(waiting, told):
    assert said(here(xicheng=there(waiting))) == told


def test_english_customers_hear_it_too():
    told = said(here(xicheng=there(1)), language="en")
    assert told == "You can go to Xicheng Hall (18 Ping'an Street; now a wait of about 15–30 min) as well."


def test_a_hall_without_an_address_has_only_its_wait_in_brackets():
    assert said(here([NORTH], beicheng=there(0))) == "您也可以到北城营业厅（现在无需等候）办理。"


def test_it_is_the_wait_for_what_the_customer_came_for():
    other = there(20, counters=(1, 3))
    assert "2 小时以上" in said(here(xicheng=other), ACCOUNT)
    assert "无需等候" in said(here(xicheng=other), BILL)


def test_a_service_that_the_other_hall_does_not_name_is_told_by_that_halls_wait():
    without = replace(PLAN, services=PLAN.services[1:], counters=(replace(PLAN.counters[2], number=1),))
    other = there(2, plan=without, service=BILL)
    assert not other.serves(ACCOUNT)
    assert "现在大约等 5–10 分钟" in said(here(xicheng=other), ACCOUNT)


# ------------------------------------------------------------ what is not
def test_without_news_it_is_exactly_the_text_as_ever():
    assert said(here()) == PLAIN
    assert said(here([replace(WEST, hall=None)], xicheng=there(1))) == PLAIN


def test_news_of_more_than_a_minute_ago_is_not_told():
    floor = here(xicheng=there(1))
    floor.now += FRESH
    assert said(floor) != PLAIN
    floor.now += 1
    assert said(floor) == PLAIN


def test_no_wait_is_told_where_no_counter_serves():
    assert said(here(xicheng=there(1, counters=(3,)))) == PLAIN


# ------------------------------------------------------------ a hall that takes nobody
CLOSED = there(0, plan=replace(NIGHT, opens=(((600, 1080),),) * 7))
LINGERING = there(0, plan=replace(NIGHT, opens=(((510, 550),),) * 7))


def test_a_closed_hall_is_not_the_one_that_is_named():
    assert said(here(xicheng=CLOSED, beicheng=there(0))) == "您也可以到北城营业厅（现在无需等候）办理。"


@pytest.mark.parametrize(("known", "told"), [(CLOSED, "现在不在营业时间"), (LINGERING, "现在已停止取号")])
def test_where_no_other_is_known_to_be_better_the_nearest_is_named_and_how_it_is(known, told):
    expected = f"您也可以到西城营业厅（平安大街 18 号；{told}）办理。"
    assert said(here(xicheng=known)) == expected
    assert said(here(xicheng=known, beicheng=CLOSED)) == expected


def test_nobody_is_sent_further_to_a_hall_that_may_not_have_the_service():
    without = there(0, plan=replace(PLAN, services=PLAN.services[1:], counters=(replace(PLAN.counters[2], number=1),)))
    floor = here(xicheng=CLOSED, beicheng=without)
    assert "西城" in said(floor, ACCOUNT)
    assert "北城" in said(floor, BILL)


def test_whether_it_is_quicker_elsewhere_is_the_customers_to_judge():
    """The nearest is named though another one is quicker."""
    assert "西城" in said(here(xicheng=there(5), beicheng=there(0)))


# ------------------------------------------------------------ the kiosk's lists
def test_a_kiosk_lists_the_hall_that_takes_customers_first():
    floor = here(xicheng=CLOSED, beicheng=there(0))
    assert [(one.name.en, one.code) for one in near_halls(floor.hall, floor.now, ACCOUNT)] == [
        ("Beicheng Hall", "none"),
        ("Xicheng Hall", "closed"),
    ]


def test_while_the_hall_is_closed_its_kiosk_tells_which_other_one_is_open():
    floor = Floor(replace(ASKING, opens=(((510, 1080),),) * 7, nearby=(WEST, NORTH)), "2026-03-09 20:00")
    floor.hall.neighbours = {"xicheng": there(1, "2026-03-09 20:00")}
    assert [one.code for one in closed(floor.hall, floor.now).nearby] == ["range", "unknown"]
    html = render(Place(KIOSK, "dongcheng", None), floor.hall, floor.now, allowed_look(KIOSK, ""))
    assert "现在大约等 15–30 分钟" in html
    assert html.count('class="now"') == 1


def test_who_comes_without_papers_reads_the_wait_for_that_service():
    floor = here(xicheng=there(1), beicheng=CLOSED)
    walk = floor.begin(ACCOUNT)
    while walk in floor.hall.walks:
        step = floor.hall.script_of(floor.at(walk)).step(floor.at(walk).step)
        floor.answer(
            walk,
            "missing" if any(one.id == "missing" for one in step.answers) else step.answers[0].id if step.answers else "done",
        )
    look = allowed_look(KIOSK, f"page=walk&walk={walk}&service={ACCOUNT}")
    html = render(Place(KIOSK, "dongcheng", None), floor.hall, floor.now, look)
    assert ("现在大约等 15–30 分钟" in html, "现在不在营业时间" in html) == (True, True)

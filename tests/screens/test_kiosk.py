"""What a customer sees at the kiosk."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from app.hall.plan import MINUTE, CounterPlan, Elsewhere, Group, Nearby, Service, Text
from kiosk_ui.routes import KIOSK
from kiosk_ui.view import HOME, kiosk
from shared_ui.picture import Place, allowed_look, render
from shared_ui.sentences import SENTENCES
from tests.hall.floor import ACCOUNT, LI, PLAN, WANG, Floor


@pytest.fixture
def floor() -> Floor:
    return Floor()


HERE = Place(KIOSK, "dongcheng", None)
VIP_PLAN = replace(PLAN, counters=(PLAN.counters[0], replace(PLAN.counters[1], name=Text("VIP 台席", "VIP counter"))))
ONLINE = Text("网上营业厅", "Online hall")
OPENS = (*[((510, 1080),)] * 5, (), ())


def seen(floor: Floor, query: str = "") -> str:
    """The page as HTML, by the same way as in the hall: the query is checked, then rendered."""
    return render(HERE, floor.hall, floor.now, allowed_look(KIOSK, query))


def page(floor: Floor, query: str = "") -> str:
    return kiosk(floor.hall, floor.now, allowed_look(KIOSK, query)).page


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, {name: value or "" for name, value in attrs}))

    Reader().feed(html)
    return found


def buttons(html: str, command: str) -> list[dict[str, str]]:
    return [attrs for tag, attrs in elements(html) if tag == "button" and attrs.get("data-command") == command]


def many(count: int, group: str | None = None, letters: str = "ABCFHKLMNSUV") -> tuple[Service, ...]:
    names = [Text(f"业务{n}", f"Matter {n}") for n in range(count)]
    return tuple(Service(f"{group or 's'}{n}", letters[n], name, group=group) for n, name in enumerate(names))


# ------------------------------------------------------------ the first page
@pytest.mark.parametrize(
    ("wall", "zh", "en"),
    [
        ("09:00", "上午好", "Good morning"),
        ("11:30", "中午好", "Good day"),
        ("13:00", "下午好", "Good afternoon"),
        ("20:00", "晚上好", "Good evening"),
        ("02:00", "晚上好", "Good evening"),
    ],
)
def test_greets_by_the_time_of_the_hall(wall, zh, en):
    floor = Floor(at=f"2026-03-09 {wall}")
    assert zh in text(seen(floor))
    assert en in text(seen(floor, "lang=en"))


def test_one_touch_issues_the_ticket_in_the_language_shown(floor):
    takes = buttons(seen(floor, "lang=en"), "take")
    assert [take["data-value"] for take in takes] == [service.id for service in PLAN.services]
    assert takes[0]["data-post"] == "/api/v1/halls/dongcheng/tickets"
    assert json.loads(takes[0]["data-body"]) == {"service": ACCOUNT, "language": "en"}
    assert takes[0]["data-then"] == "page=ticket&number={number}"


def test_says_how_many_wait_and_how_long_a_new_customer_will(floor):
    floor.open(1)
    assert "无需等候 现在就可以" in text(seen(floor))
    floor.take(WANG)
    assert "1 人等候 约 15–30 分钟" in text(seen(floor))
    assert "1 waiting about 15–30 min" in text(seen(floor, "lang=en"))
    floor.next(1)
    assert "暂无人等候 约 8–20 分钟" in text(seen(floor))


def test_service_without_an_open_counter_is_said_kindly_and_still_offered(floor):
    assert "台席还没有开始受理。您可以先取号" in text(seen(floor)), "once for all, when no counter is open at all"
    floor.open(3)
    assert "暂无台席受理，请咨询引导员" in text(seen(floor))
    assert len(buttons(seen(floor), "take")) == 3


def test_very_long_wait_is_not_told_to_the_minute(floor):
    floor.open(1)
    numbers = floor.crowd(40)
    assert "2 小时以上" in text(seen(floor))
    assert "还需 2 小时以上" in text(seen(floor, f"page=ticket&number={numbers[-1]}"))


# ------------------------------------------------------------ groups
def test_eight_services_stand_on_the_first_page_even_if_they_have_groups():
    groups = (Group("all", Text("全部", "All")),)
    assert len(buttons(seen(Floor(replace(PLAN, services=many(8, "all"), groups=groups, counters=())), ""), "take")) == 8


def test_more_than_eight_services_are_grouped_and_need_a_second_touch():
    groups = (Group("pay", Text("缴费", "Payments")),)
    services = (*many(3), *many(6, "pay", "NSUVWX"))
    floor = Floor(replace(PLAN, services=services, groups=groups, counters=(CounterPlan(1, ("pay0",)),)))
    first = seen(floor)
    assert [take["data-value"] for take in buttons(first, "take")] == ["s0", "s1", "s2"], "a service without a group stands alone"
    assert 'data-show="page=group&amp;group=pay"' in first
    assert "缴费 业务0、业务1、业务2、业务3、业务4、业务5" in text(first)
    second = seen(floor, "page=group&group=pay")
    assert [take["data-value"] for take in buttons(second, "take")] == [f"pay{n}" for n in range(6)]
    assert "返回" in text(second)


def test_unknown_group_is_the_first_page(floor):
    assert page(floor, "page=group&group=nothing") == page(floor, "page=group") == "services"


# ------------------------------------------------------------ the ticket
def test_ticket_shows_number_place_and_window(floor):
    floor.open(1)
    floor.take(WANG)
    number = floor.take(WANG)
    html = seen(floor, f"page=ticket&number={number}")
    assert f'data-ticket="{number}"' in html
    assert "data-call" not in html
    assert "前面还有 1 位 预计叫到您的时间 09:15–09:35" in text(html)
    assert "account" in text(html)


def test_ticket_says_where_to_go_when_it_is_called(floor):
    floor.open(2)
    number = floor.take(WANG)
    floor.next(2)
    html = seen(floor, f"page=ticket&number={number}")
    assert "请到 2 号台席" in text(html)
    assert f'data-call="{floor.see(number).call}"' in html
    assert "Please go to counter 2" in text(seen(floor, f"page=ticket&number={number}&lang=en"))


def test_number_that_is_not_of_today_leads_to_the_services(floor):
    assert page(floor, "page=ticket&number=A404") == "services"
    assert page(floor, "page=ticket") == "services"
    floor.open(1)
    number = floor.take(WANG)
    floor.serve(1)
    floor.later(days=1)
    assert floor.see(number), "it is still at its counter, under its own day"
    assert page(floor, f"page=ticket&number={number}") == "services"


def test_page_of_a_ticket_returns_by_itself_to_the_first_language(floor):
    number = floor.take(WANG)
    resets = [
        attrs for tag, attrs in elements(seen(floor, f"page=ticket&number={number}&lang=en&large=1")) if tag == "idle-reset"
    ]
    assert resets == [{**resets[0], "seconds": "30", "show": HOME}]
    assert "{left}" in resets[0]["text"], "a visible countdown"
    assert not [tag for tag, _ in elements(seen(floor)) if tag == "idle-reset"], "the first page stays"


# ------------------------------------------------------------ closed
def closed_floor(at: str) -> Floor:
    services = (
        replace(PLAN.services[0], elsewhere=(Elsewhere("self-service", Text("自助服务区", "Self-service area")),)),
        replace(PLAN.services[1], elsewhere=(Elsewhere("online", ONLINE), Elsewhere("hotline"))),
        PLAN.services[2],
    )
    nearby = (Nearby(Text("西城营业厅", "Xicheng Hall"), Text("平安大街 18 号", "18 Ping'an Street")),)
    return Floor(replace(PLAN, services=services, opens=OPENS, last_ticket=15 * MINUTE, nearby=nearby), at)


def test_closed_hall_says_when_it_opens_and_what_is_possible_now():
    html = seen(closed_floor("2026-03-09 19:00"))
    for said in (
        "现在是休息时间",
        "明天 08:30 开始取号",
        "网上营业厅 可办：bill",
        "服务热线 可办：bill",
        "西城营业厅 平安大街 18 号",
        "请引导员帮忙",
    ):
        assert said in text(html)
    assert "自助服务区" not in html, "it stands inside the closed doors"
    assert not buttons(html, "take")


def test_closed_hall_names_the_day_when_it_is_not_the_next():
    floor = closed_floor("2026-03-13 19:00")
    assert "3 月 16 日（周一）08:30 开始取号" in text(seen(floor))
    assert "Tickets again on Monday 16 March from 08:30" in text(seen(floor, "lang=en"))
    assert "今天 08:30 开始取号" in text(seen(closed_floor("2026-03-09 07:00")))


def test_after_the_last_ticket_those_who_have_one_are_asked_to_stay():
    floor = closed_floor("2026-03-09 17:40")
    number = floor.take(WANG)
    floor.clock("2026-03-09 17:50")
    assert "现在暂停取号" in text(seen(floor))
    assert "已经取号的客户，请继续等候叫号" in text(seen(floor))
    assert "自助服务区" in text(seen(floor)), "the doors are still open"
    assert page(floor, f"page=ticket&number={number}") == "ticket"


# ------------------------------------------------------------ always
def every_page() -> list[str]:
    floor = Floor(VIP_PLAN)
    floor.open(2)
    waiting, called = floor.take(WANG), floor.take(LI)
    floor.next(2)
    shut = closed_floor("2026-03-09 19:00")
    looks = ("", f"page=ticket&number={waiting}", f"page=ticket&number={called}", "large=1")
    shown = [seen(floor, f"{look}&lang={lang}") for look in looks for lang in ("zh", "en")]
    return [*shown, *(seen(shut, f"lang={lang}") for lang in ("zh", "en"))]


def test_level_is_never_shown():
    for html in every_page():
        assert not re.search("vip|ordinary|level|普通客户|贵宾", html, re.IGNORECASE)


def test_helper_language_and_large_type_are_in_reach_on_every_page():
    for html in every_page():
        assert len(buttons(html, "call-helper")) == 1
        shows = " ".join(attrs.get("data-show", "") for _, attrs in elements(html))
        assert "lang=" in shows
        assert "large=" in shows


def test_large_type_drops_what_is_secondary(floor):
    floor.replan(services=(replace(PLAN.services[0], hint=Text("请带证件", "Bring your papers")), *PLAN.services[1:]))
    assert "请带证件" in seen(floor)
    assert "请带证件" not in seen(floor, "large=1")


def test_helper_is_seen_to_be_called_at_this_kiosk_only(floor):
    floor.call_helper(kiosk="east")
    assert "已通知引导员" in text(seen(floor, "at=east"))
    assert not buttons(seen(floor, "at=east"), "call-helper")
    assert json.loads(buttons(seen(floor), "call-helper")[0]["data-body"]) == {"kiosk": "1"}
    floor.send_helper(help=next(iter(floor.hall.helps)))
    assert buttons(seen(floor, "at=east"), "call-helper")


def test_nothing_hidden_can_be_taken_for_a_command_or_a_ticket():
    for html in every_page():
        for _, attrs in elements(html):
            if attrs.keys() & {"data-command", "data-ticket", "data-call"}:
                assert not attrs.keys() & {"hidden", "aria-hidden", "style"}
        assert " style=" not in html
        assert "<script" not in html


def test_language_of_the_page_is_the_one_shown(floor):
    assert elements(seen(floor))[0][1]["lang"] == "zh-CN"
    assert elements(seen(floor, "lang=en"))[0][1]["lang"] == "en"
    assert not re.search("[\u4e00-\u9fff]", text(seen(floor, "lang=en").replace("中文", ""))), "no sentence was left in Chinese"


def test_look_that_the_kiosk_does_not_know_is_dropped():
    assert allowed_look(KIOSK, "lang=fr&page=admin&number=A1&group=../x&at=a/b&large=2&level=vip") == {}


def test_every_sentence_of_the_kiosk_exists_in_both_languages_with_the_same_fields():
    def told(language):
        mine = {key: sentence for key, sentence in SENTENCES[language].items() if key.startswith(("kiosk.", "phone."))}
        return {key: set(re.findall(r"{(\w+)}", sentence)) for key, sentence in mine.items()}

    zh, en = told("zh"), told("en")
    assert zh.keys() == en.keys()
    word = {"kiosk.ticket.come", "kiosk.ticket.counter"}
    assert {key for key in zh if zh[key] != en[key]} <= word, "the counter's word may stand in either of these two"
    assert not any("你" in SENTENCES["zh"][key] for key in zh)

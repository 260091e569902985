"""What a customer sees on the phone behind the ticket's QR code."""

import re
from dataclasses import replace

import pytest

from app.hall import by_phone, duties
from app.hall.plan import Offer, Text
from app.hall.refusals import WrongState
from app.phone_door import Opened
from kiosk_ui.phone import region, shown
from kiosk_ui.phone_view import phone
from tests.hall.floor import LI, PLAN, WANG, Floor, refused

LINK = "/t/dongcheng.3.secret"


@pytest.fixture
def floor() -> Floor:
    return Floor()


def html(floor: Floor, number: str, language: str = "zh", ask: str | None = None, day: str | None = None) -> str:
    now = shown(floor.hall, floor.now, Opened("dongcheng", day or floor.hall.day, number, b"id"))
    return region(now, {"lang": language} | ({"ask": ask} if ask else {}), LINK)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def commands(html: str) -> list[str]:
    """Those that can be pressed."""
    found = re.findall(r'data-command="([^"]+)"(?: data-value="(\d+)")?( disabled)?>', html)
    return [f"{name}={value}" if value else name for name, value, off in found if not off]


# ------------------------------------------------------------ while it waits
def test_number_position_and_wait_as_people_say_them(floor):
    floor.open(1)
    *_, number = floor.row(4)
    page = text(html(floor, number))
    assert number in page
    assert "前面还有 3 位" in page
    assert re.search(r"预计等候 约 \d+–\d+ 分钟 预计 \d\d:\d\d 前叫到您", page)
    assert "We expect to call you before" in text(html(floor, number, "en"))


def test_nothing_is_promised_while_no_counter_serves(floor):
    number = floor.take()
    page = text(html(floor, number))
    assert "暂无台席受理" in page
    assert "预计等候" not in page
    assert not phone(floor.hall, floor.now, floor.hall.day, number).soon


def test_who_is_nearly_next_is_told_to_come_near(floor):
    floor.open(1)
    numbers = floor.row(5)
    assert [phone(floor.hall, floor.now, floor.hall.day, n).soon for n in numbers] == [True, True, True, False, False]
    assert "快到您了" in text(html(floor, numbers[1]))


def test_a_transferred_customer_sees_the_new_service_or_the_counter_that_is_waited_for(floor):
    floor.open(1, 3)
    number = floor.serve(1) if floor.take() else ""
    floor.later(minutes=1)
    floor.transfer(counter=1, service="pay-bill", to_counter=3)
    page = text(html(floor, number))
    assert "bill" in page
    assert "将由 3 号台席为您办理" in page
    assert "号码不变" in page


# ------------------------------------------------------------ the states
def test_a_called_customer_sees_the_counter_as_large_as_the_number(floor):
    plan = replace(PLAN, counters=(PLAN.counters[0], replace(PLAN.counters[1], name=Text("VIP 台席", "VIP counter"))))
    floor = Floor(plan)
    floor.open(2)
    number = floor.take()
    floor.next(2)
    page = html(floor, number)
    assert "请到 2 号台席 VIP 台席" in text(page)
    assert f'data-call="{floor.see(number).call}"' in page
    assert f'data-rings="{floor.see(number).call}"' in page
    floor.recall(counter=2)
    assert "再次请您" in text(html(floor, number))
    assert f'data-rings="{floor.see(number).call}"' in html(floor, number)


def test_each_state_is_said_and_offers_what_can_be_done(floor):
    floor.open(1)
    wang, _ = floor.row(2)
    assert "取消排队" in text(html(floor, wang))
    floor.serve(1)
    assert "正在为您办理 1 号台席" in text(html(floor, wang))
    assert "取消排队" not in text(html(floor, wang))
    floor.hold(counter=1, minutes=10)
    assert "暂时保留" in text(html(floor, wang))
    assert "保留到 09:10，之后自动恢复排队" in text(html(floor, wang))
    floor.resume(counter=1, ticket=wang)
    floor.no_show(counter=1)
    assert commands(html(floor, wang)) == ["rejoin"]
    assert "号码已过号" in text(html(floor, wang))
    floor.rejoin(ticket=wang)
    assert "您正在继续等候" in text(html(floor, wang))
    floor.serve(1)
    floor.finish(counter=1)
    page = html(floor, wang)
    assert "您的业务已办结，感谢您的光临" in text(page)
    assert (commands(page), "data-over" in page, "data-ring>" in page) == (["rate"], True, False)


def test_a_missed_customer_is_told_where_the_return_leads(floor):
    floor.open(1)
    wang, *_ = floor.row(5)
    floor.next(1)
    floor.no_show(counter=1)
    assert "回到原来的顺序" in text(html(floor, wang))
    floor.replan(missed_return=3)
    assert "排在接下来的 3 位客户之后" in text(html(floor, wang))


def test_who_missed_a_call_out_of_turn_is_told_the_place_that_the_return_will_have(floor):
    floor.open(1)
    *others, last = floor.row(5)
    floor.call(counter=1, ticket=last, reason="elderly")
    floor.no_show(counter=1)
    floor.replan(missed_return=2)
    assert "排在接下来的 4 位客户之后" in text(html(floor, last))
    floor.rejoin(ticket=last)
    assert floor.queue() == [*others, last]


def test_a_page_of_an_earlier_day_never_shows_the_same_number_of_today(floor):
    number, day = floor.take(WANG), floor.hall.day
    floor.later(days=1)
    assert floor.take(WANG) == number
    old = html(floor, number, day=day)
    assert "这个号码已经结束" in text(old)
    assert commands(html(floor, number, day=day, ask="leave")) == []
    for act in (by_phone.cancel, by_phone.rejoin):
        with refused(WrongState, number=number, state="expired"):
            floor.do(act, day=day, ticket=number)
    assert "前面没有人等候" in text(html(floor, number))


def test_nobody_leaves_by_phone_what_a_clerk_has_begun(floor):
    floor.open(1)
    wang = floor.take()
    floor.serve(1)
    with refused(WrongState, number=wang, state="serving"):
        floor.do(by_phone.cancel, day=floor.hall.day, ticket=wang)


# ------------------------------------------------------------ more time
def test_one_three_or_five_may_be_let_pass_as_far_as_they_wait(floor):
    wang, *_ = floor.row(5)
    assert commands(html(floor, wang)) == []
    assert commands(html(floor, wang, ask="later")) == ["let-pass=1", "let-pass=3"]
    floor.let_pass(ticket=wang, count=3)
    page = text(html(floor, wang))
    assert "前面还有 3 位" in page
    assert "您已让 3 位客户先办理" in page


def test_where_nobody_is_behind_the_page_says_so(floor):
    number = floor.take()
    page = html(floor, number, ask="later")
    assert commands(page) == []
    assert "后面暂时没有等候的客户" in text(page)


def test_who_has_let_ten_pass_is_offered_no_more(floor):
    wang, *_ = floor.row(14)
    for count in (5, 5):
        floor.let_pass(ticket=wang, count=count)
    assert "我晚点到" not in text(html(floor, wang))
    assert commands(html(floor, wang, ask="later")) == []


def test_who_has_let_more_than_ten_pass_at_the_same_moment_is_offered_no_more_either(floor):
    floor.crowd(14)
    floor.let_pass(ticket="A001", count=5)
    assert floor.see("A001").let_pass > 10
    assert "我晚点到" not in text(html(floor, "A001"))
    assert "后面暂时没有" not in text(html(floor, "A001", ask="later"))


def test_leaving_asks_again(floor):
    number = floor.take()
    assert commands(html(floor, number)) == []
    page = html(floor, number, ask="leave")
    assert commands(page) == ["cancel"]
    assert "确定取消排队吗" in text(page)
    assert "继续排队" in text(page)


# ------------------------------------------------------------ what was offered
LEAFLET = Text("https://example.com/kd?a=1&b=2", "Fast and calm.\nAsk for it.")


def test_who_declines_gets_the_leaflet_and_who_accepts_does_not(floor):
    floor.replan(offers=(Offer("fibre", Text("宽带", "Fibre"), leaflet=LEAFLET), Offer("plan", Text("套餐", "Plan"))))
    declined, accepted, other = floor.row(3)
    for number, outcome in ((declined, "not-today"), (accepted, "accepted")):
        floor.do(duties.recommend, ticket=number, offer="fibre", outcome=outcome, post="door")
    page = html(floor, declined)
    assert 'href="https://example.com/kd?a=1&amp;b=2" target="_blank" rel="noopener noreferrer"' in page
    assert "Fast and calm." in text(html(floor, declined, "en"))
    assert "资料" not in text(html(floor, accepted)) + text(html(floor, other))


def test_a_script_in_a_leaflet_is_only_words(floor):
    bad = Text("javascript:alert(1)", "<script>alert(1)</script>")
    floor.replan(offers=(Offer("fibre", Text("宽带", "Fibre"), leaflet=bad),))
    number = floor.take()
    floor.do(duties.recommend, ticket=number, offer="fibre", outcome="not-interested", post="door")
    assert "javascript:alert(1)" in text(html(floor, number))
    assert 'href="javascript' not in html(floor, number)
    assert "<script" not in html(floor, number, "en")


# ------------------------------------------------------------ courtesy
def test_no_level_is_ever_shown(floor):
    floor.open(1)
    floor.row(3)
    number = floor.take(LI)
    for language in ("zh", "en"):
        assert "vip" not in html(floor, number, language).lower()


def test_large_type_stays_whatever_is_tapped(floor):
    number = floor.take()
    now = shown(floor.hall, floor.now, Opened("dongcheng", floor.hall.day, number, b"id"))
    large = region(now, {"lang": "en", "large": "1", "ask": "leave"}, LINK)
    assert set(re.findall(r'href="([^"]+)"', large)) == {
        f"{LINK}?lang=en&amp;large=",
        f"{LINK}?lang=zh&amp;large=1",
        f"{LINK}?lang=en&amp;large=1",
    }
    assert '<input type="hidden" name="large" value="1">' in large

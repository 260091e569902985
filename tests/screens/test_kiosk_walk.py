"""The kiosk walks the guidance: one step a page, and where the customer goes from there."""

import json
import re
from dataclasses import replace

import pytest

from app.hall.plan import Elsewhere, Group, Service, Text
from app.hall.script import Script
from app.hall.walking import Given
from kiosk_ui.routes import KIOSK
from kiosk_ui.view import HOME, Kiosk, kiosk
from shared_ui.picture import allowed_look
from tests.screens.guidance import ACCOUNT, ASKING, BILL, GUIDANCE, SIM, Guided
from tests.screens.test_kiosk import buttons, elements, many, seen, text

TYPED = Given(known=True)
A_VIP = Given(known=True, level="vip")


@pytest.fixture
def floor() -> Guided:
    return Guided()


def look(walk: str, more: str = "") -> str:
    return f"page=walk&walk={walk}&{more}"


def shown(floor: Guided, walk: str, more: str = "") -> Kiosk:
    return kiosk(floor.hall, floor.now, allowed_look(KIOSK, look(walk, more)))


def answers(html: str) -> list[str]:
    return [attrs["data-value"] for attrs in buttons(html, "answer")]


def step(html: str) -> str | None:
    return next((attrs["data-step"] for _, attrs in elements(html) if "data-step" in attrs), None)


# ------------------------------------------------------------ the first page
def test_services_without_a_question_stay_at_one_touch_and_the_others_begin_the_guidance(floor):
    html = seen(floor)
    assert [take["data-value"] for take in buttons(html, "take")] == [SIM]
    begin = buttons(html, "answer")[0]
    assert (begin["data-value"], begin["data-post"]) == (ACCOUNT, "/api/v1/halls/dongcheng/walks")
    assert json.loads(begin["data-body"]) == {"script": "guidance", "kiosk": "1", "service": ACCOUNT, "language": "zh"}
    assert begin["data-then"] == f"page=walk&walk={{walk}}&service={ACCOUNT}"


def test_without_a_guidance_everything_is_one_touch():
    floor = Guided(Script("other", GUIDANCE.title, GUIDANCE.steps))
    assert len(buttons(seen(floor), "take")) == 3
    assert not buttons(seen(floor), "answer")


def test_whoever_is_a_vip_may_say_so_where_the_guidance_asks_for_it(floor):
    vip = next(attrs for attrs in buttons(seen(floor, "at=east&lang=en"), "answer") if attrs["data-value"] == "vip")
    assert json.loads(vip["data-body"]) == {"script": "guidance", "kiosk": "east", "vip": True, "language": "en"}
    ordinary = replace(GUIDANCE, steps=tuple(step for step in GUIDANCE.steps if step.id != "phone"))
    levels = (ASKING.levels[0],)
    for without in (Guided(ordinary), Guided(levels=levels)):
        assert "vip" not in answers(seen(without))


# ------------------------------------------------------------ steps
def test_a_question_has_its_answers_as_buttons_and_no_cue(floor):
    walk = floor.begin(BILL)
    html = seen(floor, look(walk))
    assert step(html) == "elsewhere"
    assert "bill不用排队" not in html
    assert "交话费不用排队就能办理：自助服务区、网上营业厅。您愿意这样办理吗？ 好的，这样办理 我想在柜台办理" in text(html)
    assert "鞠躬" not in html
    here = buttons(html, "answer")[1]
    assert here["data-post"] == f"/api/v1/halls/dongcheng/walks/{walk}/answer"
    assert json.loads(here["data-body"]) == {"step": "elsewhere", "answer": "here", "language": "zh"}


def test_a_sentence_has_one_button_and_says_how_many_are_to_come(floor):
    walk = floor.begin(ACCOUNT)
    floor.answer(walk, "missing")
    assert answers(seen(floor, look(walk))) == ["done"]
    assert "1 / 3" in text(seen(floor, look(walk)))
    floor.answer(walk, Given(), Given())
    said = text(seen(floor, look(walk)))
    assert "非常抱歉，今天暂时不能为您办理。 核对证件，是为了保护您的" in said
    assert "办理时需要您本人的有效证件：本人身份证。 3 / 3" in said
    large = text(seen(floor, look(walk, "large=1")))
    assert "非常抱歉" not in large, "in large type what was said before makes room"
    assert "办理时需要您本人的有效证件" in large


def test_long_sentences_are_set_smaller_and_only_as_many_as_there_is_room_for():
    says = tuple(replace(GUIDANCE.step("sorry"), id=f"s{n}", text=Text(f"{n}" + "话" * 60, "word " * 30)) for n in range(5))
    floor = Guided(replace(GUIDANCE, steps=says))
    walk = floor.begin()
    floor.answer(walk, *[Given()] * 4)
    page = shown(floor, walk).walk
    assert page is not None
    assert (page.wordy, len(page.telling.before), len(page.heard)) == (1, 4, 1)
    assert page.heard[0].startswith("3"), "the last of what was said"


def test_the_page_turns_with_every_step_even_if_the_sentence_is_the_same(floor):
    walk = floor.begin(ACCOUNT)
    turns = [shown(floor, walk).turn]
    for one in ("missing", Given(), Given()):
        floor.answer(walk, one)
        turns.append(shown(floor, walk).turn)
    assert len(set(turns)) == 4


def test_the_keypad_has_all_digits_and_its_number_is_nowhere_in_the_picture(floor):
    walk = floor.begin(vip=True)
    html = seen(floor, look(walk))
    assert step(html) == "phone"
    assert sorted(attrs["data-digit"] for _, attrs in elements(html) if "data-digit" in attrs) == list("0123456789")
    assert not [tag for tag, _ in elements(html) if tag == "input"], "a field could be filled in by the browser"
    pad = next(attrs for tag, attrs in elements(html) if tag == "phone-pad")
    assert json.loads(pad["data-body"]) == {"step": "phone"}
    assert answers(html) == ["done"]
    assert "data-post" not in buttons(html, "answer")[0], "only with the number"


def test_a_vip_is_asked_for_the_service_and_gets_the_ticket_without_a_word_about_it(floor):
    walk = floor.begin(vip=True)
    floor.answer(walk, A_VIP)
    html = seen(floor, look(walk))
    assert answers(html) == [ACCOUNT, BILL, SIM]
    assert json.loads(buttons(html, "answer")[1]["data-body"]) == {"step": "need", "service": BILL, "language": "zh"}
    assert buttons(html, "answer")[1]["data-then"] == f"group=&service={BILL}"
    floor.answer(walk, Given(service=BILL), "here")
    html = seen(floor, look(walk))
    assert 'data-ticket="B001"' in html
    assert floor.see("B001").level == "vip"
    assert not re.search("vip|贵宾", html, re.IGNORECASE)


def test_services_in_groups_are_asked_for_in_two_touches():
    groups = (Group("pay", Text("缴费", "Payments")),)
    services: tuple[Service, ...] = (*many(3), *many(6, "pay", "NSUVWX"))
    floor = Guided(services=services, groups=groups, counters=())
    walk = floor.begin(vip=True)
    floor.answer(walk, TYPED)
    html = seen(floor, look(walk))
    assert answers(html) == ["s0", "s1", "s2"]
    assert 'data-show="group=pay"' in html
    assert answers(seen(floor, look(walk, "group=pay"))) == [f"pay{n}" for n in range(6)]


# ------------------------------------------------------------ the ways off
def test_back_from_the_first_question_is_the_first_page_and_later_the_question_before(floor):
    walk = floor.begin(BILL)
    html = seen(floor, look(walk))
    assert not buttons(html, "back")
    assert buttons(html, "leave")[0]["data-show"] == "page=&walk=&service=&group="
    floor.answer(walk, "there")
    html = seen(floor, look(walk))
    assert json.loads(buttons(html, "back")[0]["data-body"]) == {"step": "know-how"}
    assert buttons(html, "leave")[0]["data-show"] == HOME


def test_a_page_of_a_walk_returns_by_itself_and_knows_what_it_leaves(floor):
    walk = floor.begin(BILL)
    html = seen(floor, look(walk))
    reset = next(attrs for tag, attrs in elements(html) if tag == "idle-reset")
    assert (reset["seconds"], reset["show"]) == ("45", HOME)
    assert f'data-leave="/api/v1/halls/dongcheng/walks/{walk}/leave"' in html


def test_a_walk_that_was_left_alone_shows_the_first_page(floor):
    walk = floor.begin(BILL)
    assert shown(floor, walk).page == "walk"
    floor.later(minutes=6)
    assert shown(floor, walk).page == "services"


def test_a_walk_of_another_kiosk_or_of_a_clerk_is_not_shown(floor):
    walk = floor.begin(BILL, kiosk="east")
    assert shown(floor, walk).page == "services"
    assert shown(floor, walk, "at=east").page == "walk"
    assert shown(floor, "w999999").page == "services"


def test_walk_of_a_look_has_the_form_of_a_walk():
    assert allowed_look(KIOSK, "page=walk&walk=w12&service=pay-bill") == {"page": "walk", "walk": "w12", "service": "pay-bill"}
    assert allowed_look(KIOSK, "walk=12&service=<b>") == {}


# ------------------------------------------------------------ over
def no_papers(floor: Guided) -> str:
    walk = floor.begin(ACCOUNT)
    floor.answer(walk, "missing", *[Given()] * 3, "later", Given())
    return walk


def test_whoever_has_no_papers_is_told_what_to_bring_and_where_to(floor):
    html = seen(floor, look(no_papers(floor), f"service={ACCOUNT}"))
    assert "带好证件，随时欢迎您再来 请携带 本人身份证 附近的营业厅 西城营业厅 平安大街 18 号" in text(html)
    assert not step(html)
    assert not buttons(html, "take")


def test_whoever_goes_to_the_self_service_area_is_told_the_places_once_more(floor):
    walk = floor.begin(BILL)
    floor.answer(walk, "there", "know", Given(), Given())
    html = text(seen(floor, look(walk, f"service={BILL}")))
    assert "交话费不用排队，请使用： 自助服务区 网上营业厅" in html
    assert "引导员正在过来" not in html


def test_whoever_asked_for_help_is_told_that_a_helper_comes_and_may_wait_here(floor):
    walk = floor.begin(BILL)
    floor.answer(walk, "there", "help")
    assert "已通知引导员" in text(seen(floor, look(walk)))
    floor.answer(walk, Given(), Given())
    html = text(seen(floor, look(walk)))
    assert "引导员正在过来 请在这里稍等片刻，引导员会到这里来找您" in html
    floor.send_helper(help=next(iter(floor.hall.helps)))
    assert "感谢您的光临" in text(seen(floor, look(walk)))


def test_whoever_lost_a_phone_is_told_to_call(floor):
    floor.replan(
        services=(replace(ASKING.services[2], elsewhere=(Elsewhere("hotline", Text("服务热线 10086", "Hotline 10086")),)),)
    )
    walk = floor.begin(SIM)
    floor.answer(walk, "there", "know", Given(), Given())
    assert "换卡，请拨打： 服务热线 10086" in text(seen(floor, look(walk, f"service={SIM}")))


def test_the_last_page_returns_by_itself(floor):
    html = seen(floor, look(no_papers(floor)))
    assert next(attrs for tag, attrs in elements(html) if tag == "idle-reset")["seconds"] == "20"


# ------------------------------------------------------------ always
def every_page() -> list[str]:
    floor = Guided()
    floor.open(1)
    walks = [(floor.begin(BILL), BILL), (floor.begin(ACCOUNT), ACCOUNT), (floor.begin(vip=True), "")]
    looks = [(f"{look(walk)}service={service}&large={large}") for walk, service in walks for large in ("", "1")]
    shown = [seen(floor, f"{one}&lang={lang}") for one in looks for lang in ("zh", "en")]
    for (walk, _), given in zip(walks, ("there", "missing", A_VIP), strict=True):
        floor.answer(walk, given)
    shown += [seen(floor, f"{one}&lang={lang}") for one in looks for lang in ("zh", "en")]
    floor.answer(walks[0][0], "help", Given(), Given())
    floor.answer(walks[1][0], *[Given()] * 3, "later", Given())
    return shown + [seen(floor, f"{one}&lang={lang}") for one in looks for lang in ("zh", "en")]


def test_no_page_of_a_walk_shows_a_level():
    for html in every_page():
        assert not re.search("vip|ordinary|普通客户|贵宾", html, re.IGNORECASE)


def test_no_sentence_is_left_in_chinese_on_an_english_page():
    for html in every_page():
        if elements(html)[0][1]["lang"] == "en":
            assert not re.search("[\u4e00-\u9fff]", text(html).replace("中文", ""))


def test_language_and_large_type_are_in_reach_on_every_page_and_a_helper_until_one_comes():
    for html in every_page():
        shows = " ".join(attrs.get("data-show", "") for _, attrs in elements(html))
        assert "lang=" in shows
        assert "large=" in shows
        assert len(buttons(html, "call-helper")) == (0 if re.search("引导员正在|已通知|on the way|has been called", html) else 1)


def test_nothing_hidden_is_a_command_or_a_step():
    for html in every_page():
        for _, attrs in elements(html):
            if attrs.keys() & {"data-command", "data-step"}:
                assert not attrs.keys() & {"hidden", "aria-hidden", "style"}
        assert " style=" not in html
        assert "<script" not in html


def test_before_a_number_is_typed_the_kiosk_says_what_for_and_for_how_long():
    floor = Guided()
    walk = floor.begin(vip=True)
    zh, en = seen(floor, look(walk)), seen(floor, look(walk) + "&lang=en")
    for html, free, until in ((zh, "可以不留号码", "24 小时后删除"), (en, "need not give a number", "erased after 24 hours")):
        assert html.index(free) < html.index(until) < html.index("data-digit")

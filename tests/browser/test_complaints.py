"""The pages of complaints in a real browser: a case goes its way by forms, nothing typed is lost, nobody is kept out."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

BOARD = "/complaints/dongcheng"


def recorded(page: Page) -> str:
    page.click("[data-show^='page=new']")
    page.fill("[data-key=new] [name=text]", "三月账单多出 88 元")
    page.fill("[data-key=new] [name=customer]", "李女士")
    page.fill("[data-key=new] [name=phone]", "13800001234")
    page.click("[data-command=record-complaint]")
    return page.wait_for_selector("[data-task=clerk] [data-case]").get_attribute("data-case") or ""


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_case_goes_from_the_form_to_the_department_to_the_customer(opened: Callable[[str], Page]):
    page = opened(BOARD)
    id = recorded(page)
    page.click(f"[data-task=clerk] [data-case={id}]")
    page.wait_for_selector("[data-stage=recorded]")
    page.fill("[data-key^=dispatch] [name=minutes]", "120")
    page.click("[data-command=dispatch-complaint]")
    page.wait_for_selector(f"[data-task=department] [data-case={id}] >> text=还有 59 分钟")
    page.fill("[data-key^=order] [name=text]", "核对无误，退费")
    page.click("[data-command=answer-order]")
    page.click(f"[data-task=clerk] [data-case={id}]")
    page.fill("[data-key^=reply] [name=text]", "已电话告知")
    page.click("[data-command=reply-to-complaint]")
    page.click("[data-value=not-satisfied]")
    page.wait_for_selector(f"[data-task=supervisor] [data-case={id}]")
    history = page.inner_text(".history")
    for words in ("三月账单多出 88 元", "核对无误，退费", "已电话告知", "客户不满意"):
        assert words in history
    assert "138****1234" in page.inner_text(".sheet")
    page.click("[data-command=reveal]")
    page.wait_for_selector("text=13800001234")


def test_an_answer_that_was_being_written_when_the_case_was_closed_is_not_lost(opened: Callable[[str], Page]):
    page, other = opened(BOARD), opened(BOARD)
    id = recorded(page)
    page.click(f"[data-case={id}]")
    page.click("[data-command=dispatch-complaint]")
    page.wait_for_selector("[data-key^=order]")
    page.fill("[data-key^=order] [name=text]", "退费 88 元")
    other.click(f"[data-case={id}]")
    other.click(".hand summary")
    other.click("[data-command=close-complaint]")
    other.wait_for_selector("[data-stage=closed]")
    page.wait_for_selector("unsent-words:not(:empty)")
    assert "退费 88 元" in page.inner_text("unsent-words"), "the form is gone with its step, what was written isn't"
    assert "没有提交" in page.inner_text("unsent-words")


def test_a_bulletin_is_drafted_written_and_read(opened: Callable[[str], Page]):
    page = opened("/bulletin/dongcheng?page=write")
    page.click("[data-command=save-bulletin]")
    page.wait_for_selector("[name=text]")
    assert "共受理投诉 0 件" in page.input_value("[name=text]")
    page.fill("[name=measures]", "大额账单复核\n高峰加开专席")
    page.fill("[name=text]", "请联系 13800001234")
    page.click("[data-verb=publish]")
    page.wait_for_selector(".refused:not(:empty)")
    assert "像是个人号码" in page.inner_text(".refused")
    page.fill("[name=text]", "情况平稳。")
    page.click("[data-verb=publish]")
    page.wait_for_selector("[data-bulletin]")
    assert page.locator("[data-bulletin] ol li").all_inner_texts() == ["大额账单复核", "高峰加开专席"]
    assert serious(page) == []
    assert len(page.pdf()) > 10_000


@pytest.mark.parametrize("width", [1280, 800])
def test_nobody_is_kept_out_of_the_cases_and_follow_ups(opened: Callable[[str], Page], width: int):
    page = opened(BOARD)
    page.set_viewport_size({"width": width, "height": 900})
    assert serious(page) == []
    page.click("[data-show^='page=new']")
    page.wait_for_selector("[data-key=new] [name=text]")
    assert serious(page) == []
    id = recorded(page)
    page.click(f"[data-case={id}]")
    page.click(".hand summary")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing hangs out at the side"
    page.fill("[data-key^=solve] [name=text]", "已退费")
    page.click("[data-command=solve-complaint]")
    page.click("[data-value=satisfied]")
    calls = opened("/follow-ups/dongcheng?theme=night")
    calls.wait_for_selector("[data-follow-up]")
    assert serious(calls) == []

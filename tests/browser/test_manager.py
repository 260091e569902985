"""The manager's page in a real browser: nothing that was typed is lost."""

from collections.abc import Callable

from playwright.sync_api import Page


def test_a_refused_notice_keeps_what_was_typed_and_says_why(opened: Callable[[str], Page]):
    page = opened("/manager/dongcheng")
    page.fill("[name=zh]", "你还没听懂啊")
    page.fill("[name=en]", "Quiet")
    page.click("[type=submit]")
    page.wait_for_selector(".refused:not(:empty)")
    assert "服务禁语" in page.inner_text(".refused")
    page.click("[data-show='lang=en']")
    page.wait_for_selector("[lang=en] >> text=Duty manager")
    assert page.input_value("[name=zh]") == "你还没听懂啊", "another picture of the form keeps it too"
    page.locator("[data-ready]").first.click()
    page.click("[type=submit]")
    page.wait_for_selector("[data-value=none]")
    assert "请保持安静" in page.inner_text(".current")
    assert page.input_value("[name=zh]") == ""

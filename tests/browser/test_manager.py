"""The manager's page in a real browser: nothing that was typed is lost, and nothing is too small to read."""

from collections.abc import Callable

import pytest
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


SMALL = """() => {
  const found = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement
    if (!text.data.trim() || !element.checkVisibility()) continue
    if (parseFloat(getComputedStyle(element).fontSize) < 16) found.add(text.data.trim())
  }
  return [...found]
}"""


@pytest.mark.parametrize("path", ["/manager/dongcheng", "/complaints/dongcheng", "/greeter/dongcheng", "/counter/dongcheng/1"])
@pytest.mark.parametrize("width", [820, 1280])
def test_nothing_is_smaller_than_sixteen_pixels_or_wider_than_the_screen(opened: Callable[[str], Page], path: str, width: int):
    page = opened(f"{path}?lang=en")
    page.set_viewport_size({"width": width, "height": 1180})
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_commas_of_chinese_words_are_as_wide_as_a_character_on_an_english_page(opened: Callable[[str], Page]):
    page = opened("/manager/dongcheng?lang=en")
    page.fill("[name=zh]", "请稍候，谢谢")
    variant = "element => getComputedStyle(element).fontVariantEastAsian"
    assert page.locator("[name=zh]").evaluate(variant) == "normal"
    assert page.locator("h1").first.evaluate(variant) == "proportional-width", "the others' quotation marks are narrow"

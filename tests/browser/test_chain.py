"""The page of the halls in a real browser: it is live, can be searched, and can be read by everybody."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import live
from tests.house import HALL, Place, server

Open = Callable[..., Page]


@pytest.fixture
def chain(tmp_path: Path, browser: Browser) -> Iterator[Open]:
    """A chain of fourteen halls; opens pages of it, as a browser that came in by the link for all screens."""
    halls = [HALL, *(hall(n) for n in range(1, 14))]
    place = Place.make(tmp_path / "var", tuple(halls))
    with server(place) as url:
        contexts, faults = [], []

        def opened(path: str, width: int = 1280, height: int = 800) -> Page:
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_cookies([{"name": "yingbin-all", "value": place.tokens["all"], "url": url}])
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(url + path)
            return page

        yield opened
        for context in contexts:
            context.close()
        assert faults == []
    place.close()


def hall(n: int) -> str:
    name = "一个名字特别长的营业厅（含国际业务专区与自助服务区）" if n == 2 else f"第 {n} 营业厅"
    more = 'opens: {mon-sun: "00:00-00:01"}\n' if n % 3 == 0 else ""
    return HALL.replace("dongcheng", f"hall-{n:02d}").replace("东城营业厅", name).replace("Dongcheng", f"No. {n}") + more


def shown(page: Page) -> list[str]:
    return [str(row.get_attribute("data-hall")) for row in page.locator("[data-hall]").all()]


def test_what_happens_in_another_hall_is_seen_within_a_few_seconds(chain: Open):
    page, kiosk = chain("/chain/dongcheng"), chain("/kiosk/hall-07")
    live(page)
    live(kiosk)
    assert page.locator("[data-hall=hall-07] .number").first.inner_text() == "0"
    kiosk.locator("[data-command=take]").first.click()
    page.wait_for_selector("[data-hall=hall-07] >> text=没有开放的台席", timeout=8000)
    assert page.locator("[data-hall=hall-07] .number").first.inner_text() == "1"
    assert shown(page)[:2] == ["dongcheng", "hall-07"], "where nobody serves comes first"


def test_the_search_finds_while_one_types_and_keeps_what_is_typed(chain: Open):
    page = chain("/chain/dongcheng")
    live(page)
    assert len(shown(page)) == 14
    page.type("hall-find input", "第 1", delay=30)
    expect(page.locator("[data-hall]")).to_have_count(5)
    page.click("[data-show='lang=en']")
    page.wait_for_selector("text=Wait if you come now")
    assert page.input_value("hall-find input") == "第 1"
    assert len(shown(page)) == 5
    page.fill("hall-find input", "大兴")
    page.wait_for_selector("text=No hall has “大兴”")
    page.fill("hall-find input", "")
    expect(page.locator("[data-hall]")).to_have_count(14)
    page.reload()
    live(page)
    assert len(shown(page)) == 14


@pytest.mark.parametrize("path", ["/chain/dongcheng", "/chain/dongcheng?lang=en&find=zzz", "/", "/?hall=hall-07"])
@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (360, 740)])
def test_everybody_can_read_the_pages_on_any_screen(chain: Open, path: str, size: tuple[int, int]):
    page = chain(path, *size)
    if "chain" in path:
        live(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0], "nothing to scroll sideways"

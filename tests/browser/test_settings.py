"""A manager changes the hall's settings in a real browser: a fault stands beside its field, and nothing written is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.house import HALL, Place, server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a server, and a manager's token."""
    place = Place.make(tmp_path / "var", (HALL,))
    with server(place) as url:
        yield url, place.tokens["manager"]
    place.close()


@pytest.fixture
def opened(browser: Browser, hall: tuple[str, str]) -> Iterator[Callable[[str], Page]]:
    url, token = hall
    contexts, faults = [], []

    def page(path: str) -> Page:
        context = browser.new_context(viewport={"width": 1024, "height": 1366})
        contexts.append(context)
        found = context.new_page()
        found.on("pageerror", lambda error: faults.append(str(error)))
        found.goto(f"{url}/enter?key={token}")
        found.goto(f"{url}/manager/dongcheng/settings{path}")
        return found

    yield page
    for context in contexts:
        context.close()
    assert faults == []


def now(hall: tuple[str, str]) -> str:
    url, token = hall
    answer = httpx.get(f"{url}/api/v1/halls/dongcheng/plan", headers={"Authorization": f"Bearer {token}"})
    return str(answer.json()["yaml"])


PROMISE = '[data-rows="levels"] [data-way="promise"] >> nth=0'


def check(page: Page, found: str) -> None:
    page.click("[data-act=check]")
    page.wait_for_selector(found)


def publish(page: Page) -> None:
    page.click("[data-act=publish]:enabled")
    page.wait_for_selector(".done")


def test_a_fault_stands_beside_its_field_and_once_mended_it_can_be_published(hall: tuple[str, str], opened: Callable[..., Page]):
    page = opened("")
    page.fill(PROMISE, "8")
    check(page, ".faults")
    assert page.get_attribute(PROMISE, "aria-invalid") == "true"
    assert "不是时长" in page.inner_text(f"{PROMISE} >> xpath=following-sibling::*")
    assert page.is_disabled("[data-act=publish]")
    page.focus(".faults li button")
    page.keyboard.press("Enter")
    page.keyboard.type("20m")
    page.fill(PROMISE, "20m")
    check(page, ".settings-found .card")
    assert page.inner_text(".settings-found tbody").split("\t") == ["客户级别 › ordinary › 承诺等候", "15m", "20m"]
    publish(page)
    assert "promise: 20m" in now(hall)


def test_forms_change_nothing_that_was_not_touched(hall: tuple[str, str], opened: Callable[..., Page]):
    page = opened("?lang=en")
    check(page, ".settings-found .quiet")
    assert page.inner_text(".settings-found") == "Nothing changes."


def test_the_second_of_two_managers_sees_the_firsts_change_and_both_are_kept(hall: tuple[str, str], opened: Callable[..., Page]):
    first, second = opened("/text"), opened("")
    second.fill(PROMISE, "20m")
    first.fill("textarea", first.input_value("textarea").replace("typical: 8m", "typical: 9m"))
    check(first, ".settings-found .card")
    check(second, ".settings-found .card")
    publish(first)
    second.click("[data-act=publish]:enabled")
    second.wait_for_selector(".newer")
    assert "9m" in second.inner_text(".newer tbody")
    assert second.input_value(PROMISE) == "20m", "what was written is still there"
    second.click("[data-act=both]")
    second.wait_for_url("**/settings/text*")
    check(second, ".settings-found .card")
    publish(second)
    assert "promise: 20m" in now(hall)
    assert "typical: 9m" in now(hall)


def test_where_both_changed_the_same_value_it_is_named_and_the_firsts_can_be_taken(opened: Callable[..., Page]):
    first, second = opened("?lang=en"), opened("?lang=en")
    for page, promise in ((first, "12m"), (second, "13m")):
        page.fill(PROMISE, promise)
        check(page, ".settings-found .card")
    publish(first)
    second.click("[data-act=publish]:enabled")
    second.wait_for_selector(".newer")
    assert second.inner_text(".newer .clashes").startswith("Both of you changed: Levels › ordinary › Promise.")
    second.click("[data-act=theirs]")
    second.wait_for_selector(".newer", state="detached")
    assert second.input_value(PROMISE) == "12m"


def test_a_change_is_taken_back_and_so_is_that(hall: tuple[str, str], opened: Callable[..., Page]):
    before = now(hall)
    page = opened("")
    page.fill(PROMISE, "20m")
    check(page, ".settings-found .card")
    publish(page)
    after = now(hall)
    for versions, expected in ((2, before), (3, after)):
        page = opened("/versions")
        assert page.locator("[data-back]").count() == versions - 1
        page.click("[data-back] >> nth=0")
        with page.expect_navigation():
            page.click("dialog button[value=yes]")
        assert now(hall) == expected


def test_a_list_with_a_broken_row_is_told_by_its_line_and_cannot_be_put_in_place(opened: Callable[..., Page]):
    page = opened("/vips")
    for content, found in (("13800138000,vip\nmobile,vip\n", ".faults"), ("13800138000,vip\n", ".settings-found tbody")):
        file = {"name": "list.csv", "mimeType": "text/csv", "buffer": f"phone,level\n{content}".encode("gbk")}
        page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
        page.wait_for_selector(found)
        assert page.is_disabled("[data-act=publish]") == (found == ".faults")
    assert page.inner_text(".settings-found tbody").split("\t") == ["2", "138****8000", "vip"]
    publish(page)

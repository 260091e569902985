"""The pad, the phone's rating, the patrol and the forms of visits, in a real browser."""

from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from app.voices.questionnaire_file import usual
from tests.browser.test_phone import Hall
from tests.house import Place, server
from tests.staff.cast import PASSWORD, member

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]


@pytest.fixture
def hall(tmp_path) -> Iterator[Hall]:
    place = Place.make(tmp_path / "var")
    with server(place) as address:
        yield Hall(address, place)


@pytest.fixture
def context(browser: Browser, hall: Hall) -> Iterator[BrowserContext]:
    """A browser that came in by the link for all screens."""
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="zh-CN", bypass_csp=True)
    context.new_page().goto(f"{hall.address}/enter?key={hall.place.tokens['all']}&to=/")
    yield context
    context.close()


def served(hall: Hall) -> dict:
    hall.post("/counters/1/open", staff="1007")
    ticket = hall.post("/tickets", service="pay-bill")
    hall.post("/counters/1/call-next", expected_current=None)
    hall.post("/counters/1/start")
    hall.post("/counters/1/finish")
    return ticket


def rated(hall: Hall) -> list[dict]:
    token = {"Authorization": f"Bearer {hall.place.tokens['manager']}"}
    return httpx.get(f"{hall.address}/api/v1/halls/dongcheng/ratings", headers=token).json()["ratings"]


def clean(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []


def test_a_pad_wakes_when_a_service_ends_takes_one_rating_and_thanks(context: BrowserContext, hall: Hall):
    page = context.new_page()
    page.goto(f"{hall.address}/rate/dongcheng/1")
    page.wait_for_selector("[data-shows=rests]")
    number = served(hall)["number"]
    page.wait_for_selector("[data-shows=asks]", timeout=10_000)
    clean(page)
    page.click("[data-step-score='2']")
    page.click("[data-key=chip-wait]")
    page.wait_for_selector("[data-key=chip-wait][aria-pressed=true]")
    clean(page)
    page.click("[data-command=rate]")
    page.wait_for_selector("[data-shows=thanks]")
    assert [(one["number"], one["score"], one["about"], one["by"]) for one in rated(hall)] == [(number, 2, ["wait"], "pad")]
    page.wait_for_selector("[data-shows=rests]", timeout=15_000)


def test_a_phone_rates_without_leaving_its_page(context: BrowserContext, hall: Hall):
    ticket = served(hall)
    page = context.new_page()
    page.goto(hall.address + httpx.URL(ticket["phone_url"]).path)
    clean(page)
    page.check("[name=score][value='4']")
    page.check("[name=about][value=staff]")
    page.click("[data-command=rate]")
    page.wait_for_selector(".rated")
    assert [(one["score"], one["about"], one["by"]) for one in rated(hall)] == [(4, ["staff"], "phone")]


def test_a_patrol_is_ticked_and_recorded_and_the_form_is_empty_again(context: BrowserContext, hall: Hall):
    hall.post("/counters/1/open", staff="1007")
    page = context.new_page()
    page.goto(f"{hall.address}/manager/dongcheng/patrol?place=counter-1")
    page.wait_for_selector("body[data-link=live]")
    clean(page)
    page.check("[name=smile][value='1']")
    page.check("[name='both-hands'][value='0']")
    page.click("[data-command=patrol]")
    page.get_by_text("已记录").wait_for()
    assert page.locator("input:checked").count() == 0
    page.goto(f"{hall.address}/manager/dongcheng/assessment?post=counter-1")
    assert page.locator("[data-fact]").count() == 2
    clean(page)


def test_a_visit_is_entered_and_a_broken_file_is_refused_with_its_line(context: BrowserContext, hall: Hall, tmp_path):
    hall.post("/questionnaires", source=usual())
    page = context.new_page()
    page.goto(f"{hall.address}/manager/dongcheng/visits")
    clean(page)
    for question in page.query_selector_all("[data-kind=visit] .question"):
        field = question.query_selector("input")
        field.fill("7") if field.get_attribute("type") == "number" else field.check()
    page.click("[data-kind=visit] button")
    page.wait_for_selector("[data-kind=visit] .told.done")
    (tmp_path / "broken.csv").write_bytes("日期,岗位,项目,得分,满分\n2026-01-01,99,staff,8,10\n".encode("gbk"))
    page.set_input_files("[name=file]", tmp_path / "broken.csv")
    page.click("[data-kind=csv] button")
    page.wait_for_selector("[data-kind=csv] .told.refused")
    assert "第 2 行" in page.text_content("[data-kind=csv] .told")


def test_the_staff_are_asked_answer_once_and_the_manager_sees_only_sums(browser: Browser, context: BrowserContext, hall: Hall):
    source = usual("staff").replace("least: 5 ", "least: 3 ")
    hall.post("/questionnaires", source=source)
    manager = context.new_page()
    manager.goto(f"{hall.address}/manager/dongcheng/survey?lang=en")
    clean(manager)
    manager.click("voices-form[data-kind=round] button")
    manager.wait_for_selector("text=0 have answered")
    for number in ("1001", "1002", "1003"):
        own = browser.new_context(viewport={"width": 800, "height": 1280}, locale="zh-CN", bypass_csp=True)
        page = own.new_page()
        member(hall.place, number, "clerk")
        page.goto(f"{hall.address}/sign-in?to=/account")
        page.fill("[name=number]", number)
        page.fill("[name=secret]", PASSWORD)
        page.click("button.main")
        page.click("a[href^='/account/survey']")
        page.wait_for_selector("fieldset")
        clean(page)
        for fieldset in page.query_selector_all("fieldset"):
            fieldset.query_selector("label").click()
        page.click("voices-form button.main")
        page.wait_for_selector("text=您已经答过了")
        own.close()
    manager.reload()
    manager.wait_for_selector("text=3 have answered")
    assert manager.query_selector(".survey-result") is None, "nothing is shown while it is open"
    manager.click("details summary")
    manager.click("voices-form[data-kind=act][data-address$=close] button")
    manager.wait_for_selector(".survey-result")
    assert manager.inner_text(".survey-result tr:first-child li:first-child b") == "3"
    clean(manager)

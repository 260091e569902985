"""A morning with staff, in a real browser: set-up, a clerk, a paired counter, a call, the idle lock, an account that ends."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import text

from app.database import open_data
from app.engine import changing
from tests.browser.conftest import live
from tests.cli.command import Server, serving
from tests.house import Place
from tests.staff.cast import device

PASSWORD, PIN = "quiet-lantern-7", "739164"


@pytest.fixture
def guarded(hall_data: Path, without_scripts: dict[str, str]) -> Iterator[Server]:
    with serving(hall_data, **without_scripts, open_link=False) as server:
        yield server


def sound(page: Page) -> None:
    """Nobody is kept out of this page."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
    assert found.violations_count == 0, found.generate_report()


def keys(page: Page, *words: str) -> None:
    for word in words:
        page.keyboard.type(word)
        page.keyboard.press("Enter")


def console(browser: Browser, server: Server) -> BrowserContext:
    """A machine that has been paired with counter 1."""
    data = open_data(server.data, None)
    cookies = device(Place(data, {}), "counter", 1)
    data.engine.dispose()
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies.items()])
    return context


def left_alone(server: Server, page: Page) -> None:
    """As if five minutes had passed since the last touch."""
    data = open_data(server.data, None)
    for _ in range(40):
        with changing(data.engine) as connection:
            connection.execute(text("UPDATE sessions SET seen_at = seen_at - 301000 WHERE device IS NOT NULL"))
        page.wait_for_timeout(250)
        if page.locator("h1:has-text('Locked')").count():
            break
    data.engine.dispose()


def test_from_the_first_start_to_the_end_of_an_account(browser: Browser, guarded: Server):
    faults: list[str] = []
    office = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    desk = office.new_page()
    desk.on("pageerror", lambda error: faults.append(str(error)))

    # the first administrator
    desk.goto(guarded.link)
    sound(desk)
    keys(desk, "admin", "Chen Ming", PASSWORD, PASSWORD)
    desk.wait_for_url(guarded.url + "/")
    sound(desk)

    # a clerk, with a one-time password that is shown once
    desk.goto(guarded.url + "/account/staff")
    sound(desk)
    form = desk.locator(".staff-add")
    form.locator("[name=number]").fill("1007")
    form.locator("[name=name]").fill("王芳")
    form.locator("[name=hall]").fill("dongcheng")
    form.get_by_label("Clerk", exact=True).check()
    form.get_by_role("button", name="Add").click()
    once = desk.locator("dialog[open] output").inner_text()
    sound(desk)
    desk.get_by_role("button", name="Told; close").click()
    desk.wait_for_selector("[data-staff='1007']")

    # she signs in at a paired counter: number, Enter, password, Enter; and chooses her own
    at = console(browser, guarded)
    page = at.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(guarded.url + "/counter/dongcheng/1?lang=en")
    sound(page)
    keys(page, "1007", once)
    page.wait_for_selector("[name=pin]")
    sound(page)
    keys(page, once, PASSWORD, PASSWORD)  # the last Enter sends: the PIN is no must
    live(page)
    assert "1007" in page.locator(".signed-in").inner_text()
    sound(page)

    # a PIN of her own
    page.get_by_role("link", name="My account").click()
    page.get_by_text("Change PIN").click()
    page.locator("details[open] [name=now]").focus()
    keys(page, PASSWORD, PIN, PIN)
    page.wait_for_selector("details[open] .fine:not(:empty)")
    sound(page)
    page.get_by_role("link", name="Back to the screen").click()
    live(page)

    # she opens, and calls
    guarded.take(guarded.token("greeter"), "one")
    page.keyboard.press("o")
    page.wait_for_selector("[data-command=call-next]:not([disabled])")
    page.keyboard.press("Space")
    page.wait_for_selector("[data-ticket=B001]")

    # nobody touches it for five minutes: it is covered, and the ticket stays
    left_alone(guarded, page)
    assert page.locator("h1").inner_text() == "Locked"
    assert page.locator("[data-ticket]").count() == 0
    sound(page)
    keys(page, PIN)
    page.wait_for_selector("[data-ticket=B001]")

    # F9 locks; a wrong PIN is told
    page.keyboard.press("F9")
    page.wait_for_selector("h1:has-text('Locked')")
    keys(page, "918273")
    page.wait_for_selector(".refused:has-text('not right')")
    keys(page, PIN)
    live(page)

    # the account ends: the console is cut, and shows nothing
    desk.locator("[data-ask$='1007/disable']").click()
    desk.get_by_role("button", name="Yes").click()
    page.wait_for_selector("[data-ticket]", state="detached", timeout=10_000)
    page.wait_for_selector("h1:has-text('Staff sign-in')")
    keys(page, "1007", PIN)
    page.wait_for_selector(".refused:has-text('not right')")
    at.close()
    office.close()
    assert faults == []


@pytest.mark.parametrize("size", [{"width": 1080, "height": 1920}, {"width": 390, "height": 844}])
def test_the_pages_of_people_fit_every_size(browser: Browser, guarded: Server, size: Any):
    context = console(browser, guarded)
    page = context.new_page()
    page.set_viewport_size(size)
    for lang in ("zh", "en", "zh-Hant"):
        for path in ("/counter/dongcheng/1", "/sign-in"):
            page.goto(f"{guarded.url}{path}?lang={lang}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            sound(page)
    context.close()

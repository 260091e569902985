"""A TV without a keyboard, and a manager with a page: the code, the hall, and the end of it."""

import time

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import live
from tests.cli.command import Server, yingbin

pytestmark = pytest.mark.browser


def code_on(tv: Page) -> str:
    tv.wait_for_selector("body[data-code=shown]")
    return "".join(tv.locator(".code span").all_inner_texts())


def test_a_tv_shows_a_code_then_the_hall_and_after_revoking_a_code_again(browser: Browser, running: Server, opened):
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    tv = context.new_page()
    faults: list[str] = []
    tv.on("pageerror", lambda error: faults.append(str(error)))
    tv.goto(running.url + "/display/dongcheng")
    code = code_on(tv)

    manager = opened("/manager/dongcheng/connect?lang=en")
    manager.locator("[name=code]").fill(code[:4].lower() + " " + code[4:].lower())
    manager.locator("[data-command=look-at-code]").click()
    manager.wait_for_selector(".second:not([hidden])")
    assert manager.locator("[data-of=address]").inner_text() == "127.0.0.1"
    assert manager.locator("[data-of=screen]").inner_text() == "/display/dongcheng"
    assert manager.locator("[name=role]:checked").input_value() == "display"
    manager.locator(".second [name=name]").fill("左屏")
    manager.locator("[data-command=let-in]").click()

    live(tv, 9000)
    assert tv.url == running.url + "/display/dongcheng"
    manager.wait_for_selector("[data-paired]", timeout=6000)
    assert "左屏" in manager.locator("[data-paired]").inner_text()

    manager.locator("[data-paired] [data-show*=revoke]").click()
    manager.locator("[data-command=revoke-screen]").click()
    begun = time.monotonic()
    tv.wait_for_selector(".code", timeout=10_000)
    gone = time.monotonic() - begun
    manager.wait_for_selector("[data-paired]", state="detached", timeout=6000)
    context.close()
    print(f"revoked: the TV shows a code again after {gone * 1000:.0f} ms")
    assert gone < 5.0, "of which the server takes less than one: test_cutting.py"
    assert faults == []


def test_revoking_by_the_command_line_is_seen_by_the_running_server(browser: Browser, running: Server):
    context = browser.new_context()
    tv = context.new_page()
    tv.goto(running.url + "/kiosk/dongcheng")
    manager = running.token("manager")
    answer = running.post(manager, "dongcheng/screens", "let-in", code=code_on(tv), role="kiosk")
    assert answer.status_code == 201
    live(tv, 9000)
    [line] = yingbin("devices", "--data", running.data, "list").done().splitlines()
    id, hall, role = line.split("\t")[:3]
    assert (hall, role) == ("dongcheng", "kiosk")
    yingbin("devices", "--data", running.data, "revoke", id).done()
    tv.wait_for_selector(".code", timeout=10_000)
    assert yingbin("devices", "--data", running.data, "list").done() == ""
    yingbin("devices", "--data", running.data, "revoke", id).refused("There is no screen")
    context.close()

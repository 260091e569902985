"""The hall in a real browser: take, call, show; and what happens when the server is gone."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import double_tap, live
from tests.cli.command import Server, serving, yingbin

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

Open = Callable[[str], Page]


def log(running: Server, hall: str) -> list[dict]:
    token = running.link.partition("key=")[2]
    answer = httpx.get(f"{running.url}/api/v1/halls/{hall}/log", headers={"Authorization": f"Bearer {token}"})
    return answer.json()["events"]


def kinds(running: Server, hall: str = "dongcheng") -> list[str]:
    return [event["type"] for event in log(running, hall)]


def command(page: Page, name: str, value: str | None = None):
    chosen = f"[data-value='{value}']" if value else ""
    return page.locator(f"[data-command='{name}']{chosen}").first


def press_space(page: Page) -> None:
    """As a person presses: after having seen what the key means now."""
    page.wait_for_timeout(450)
    page.keyboard.press("Space")


def test_a_touch_at_the_kiosk_becomes_a_call_on_the_tv(opened: Open, running: Server):
    kiosk, clerk, tv = opened("/kiosk/dongcheng"), opened("/counter/dongcheng/1"), opened("/display/dongcheng")
    window = opened("/display/dongcheng/window/1")
    command(kiosk, "take", "pay-bill").click()
    kiosk.wait_for_selector("[data-ticket='B001']", timeout=10_000)
    command(clerk, "open").click()
    command(clerk, "call-next").wait_for()
    press_space(clerk)
    for screen in (tv, window, clerk, kiosk):
        screen.wait_for_selector("[data-ticket='B001']", timeout=10_000)
    assert tv.locator("[data-call]").first.get_attribute("data-ticket") == "B001"
    command(clerk, "start").wait_for()
    press_space(clerk)
    command(clerk, "finish").wait_for()
    press_space(clerk)
    clerk.wait_for_selector("[data-ticket='B001']", state="detached", timeout=10_000)
    assert kinds(running)[2:] == ["TicketTaken", "CounterOpened", "TicketCalled", "ServiceStarted", "ServiceFinished"]


def test_a_double_tap_makes_one_ticket(opened: Open, running: Server):
    kiosk = opened("/kiosk/dongcheng")
    box = command(kiosk, "take", "pay-bill").bounding_box()
    assert box
    kiosk.mouse.dblclick(box["x"] + 40, box["y"] + 40)
    kiosk.wait_for_selector("[data-ticket='B001']", timeout=10_000)
    kiosk.wait_for_timeout(300)
    assert kinds(running).count("TicketTaken") == 1


def test_three_quick_presses_of_the_space_bar_call_one_customer(opened: Open, running: Server):
    token = running.link.partition("key=")[2]
    for n in range(3):
        running.take(token, f"key-{n}")
    clerk = opened("/counter/dongcheng/1")
    command(clerk, "open").click()
    command(clerk, "call-next").wait_for()
    clerk.wait_for_timeout(450)
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: ' ', code: 'Space', bubbles: true}))"
    clerk.evaluate(f"for (const _ of [1, 2, 3]) {press}")
    clerk.wait_for_selector("[data-ticket='B001']", timeout=10_000)
    clerk.wait_for_timeout(300)
    assert kinds(running).count("TicketCalled") == 1
    assert "ServiceFinished" not in kinds(running)


def test_a_killed_server_is_seen_and_every_screen_is_itself_again_within_five_seconds(
    opened: Open, running: Server, without_scripts: dict[str, str]
):
    pages = [opened(path) for path in ("/kiosk/dongcheng", "/counter/dongcheng/1", "/display/dongcheng")]
    running.end(signal.SIGKILL)
    for page in pages:
        page.wait_for_selector("body[data-link=stale]", timeout=5000)
    port = int(running.url.rpartition(":")[2])
    with serving(running.data, port, **without_scripts) as again:
        token = again.link.partition("key=")[2]
        began = time.monotonic()
        for page in pages:
            live(page)
        assert time.monotonic() - began < 5
        again.take(token, "after")
        pages[1].get_by_text("B001").first.wait_for(timeout=10_000)


def test_a_frozen_server_is_noticed_and_a_click_meanwhile_does_nothing_later(opened: Open, running: Server):
    token = running.link.partition("key=")[2]
    running.take(token, "one")
    clerk = opened("/counter/dongcheng/1")
    command(clerk, "open").click()
    button = command(clerk, "call-next")
    button.wait_for()
    os.kill(running.process.pid, signal.SIGSTOP)
    try:
        press_space(clerk)  # sent, and never answered
        clerk.wait_for_selector(".notice.shown", timeout=7000)
        clerk.wait_for_selector("body[data-link=stale]", timeout=10_000)
        press_space(clerk)  # refused by the screen
    finally:
        os.kill(running.process.pid, signal.SIGCONT)
    live(clerk)
    clerk.wait_for_timeout(500)
    assert "TicketCalled" not in kinds(running)
    press_space(clerk)
    clerk.wait_for_selector("[data-ticket='B001'][data-call]", timeout=10_000)
    assert kinds(running).count("TicketCalled") == 1


def test_a_touch_on_a_stale_screen_turns_no_page_now_or_later(opened: Open, running: Server):
    kiosk = opened("/kiosk/dongcheng")
    os.kill(running.process.pid, signal.SIGSTOP)
    try:
        kiosk.wait_for_selector("body[data-link=stale]", timeout=7000)
        kiosk.locator("[data-show='lang=en']").dispatch_event("click")
    finally:
        os.kill(running.process.pid, signal.SIGCONT)
    live(kiosk)
    kiosk.wait_for_timeout(300)
    assert "lang" not in kiosk.url
    assert kiosk.locator("html").get_attribute("lang") == "zh-CN"


def test_the_space_bar_does_what_stands_on_it_whatever_has_the_focus(opened: Open, running: Server):
    running.take(running.link.partition("key=")[2], "one")
    clerk = opened("/counter/dongcheng/1")
    command(clerk, "open").click()
    command(clerk, "call-next").wait_for()
    clerk.locator("[data-show='lang=en']").focus()
    press_space(clerk)
    clerk.wait_for_selector("[data-ticket='B001'][data-call]", timeout=10_000)
    assert clerk.locator("html").get_attribute("lang") == "zh-CN"


def test_no_request_of_a_screen_is_kept_from_it_by_its_own_policy(opened: Open, running: Server):
    for path in (
        "/kiosk/dongcheng",
        "/counter/dongcheng/1",
        "/display/dongcheng",
        "/greeter/dongcheng",
        "/display/dongcheng/window/2",
    ):
        page = opened(path)
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.reload()
        live(page)
        assert [text for text in said if "Content Security Policy" in text or "Failed to load" in text] == []


@pytest.mark.parametrize("pause", [60, 150, 300])
def test_a_double_tap_on_a_group_takes_no_ticket_on_the_page_behind_it(browser: Browser, tmp_path: Path, pause: int):
    always_open = re.sub(r"(?m)^(opens|closed|last_ticket):.*\n( .*\n)*", "", Path("halls/xicheng.yaml").read_text("utf-8"))
    (tmp_path / "hall.yaml").write_text(always_open, "utf-8")
    yingbin("init", "--data", tmp_path / "var", "--hall", tmp_path / "hall.yaml").done()
    with serving(tmp_path / "var") as running:
        page = browser.new_page(viewport={"width": 1080, "height": 1920})
        page.goto(running.link)
        page.goto(f"{running.url}/kiosk/xicheng")
        live(page)
        box = page.locator("[data-show*='page=group']").first.bounding_box()
        assert box
        double_tap(page, box["x"] + 40, box["y"] + 40, pause)
        page.wait_for_timeout(500)
        assert "group=" in page.url
        assert "TicketTaken" not in kinds(running, "xicheng")


def test_a_customer_may_go_on_at_once_elsewhere_on_the_page(opened: Open, running: Server):
    kiosk = opened("/kiosk/dongcheng")
    for number in ("B001", "B002"):
        command(kiosk, "take", "pay-bill").click()
        kiosk.wait_for_selector(f"[data-ticket='{number}']", timeout=10_000)
        kiosk.locator("[data-key='back']").click()
    assert kinds(running).count("TicketTaken") == 2

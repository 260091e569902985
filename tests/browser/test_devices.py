"""A page tells of itself, and is loaded anew when it is asked to, but not under somebody's hands."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Error, Page

from tests.cli.command import Server

pytestmark = pytest.mark.browser


def devices(running: Server) -> list[dict[str, Any]]:
    return running.get(running.token("manager"), "halls/dongcheng/devices").json()["devices"]


def ask_to_reload(running: Server) -> None:
    headers = {"Authorization": f"Bearer {running.token('manager')}", "Idempotency-Key": str(time.monotonic_ns())}
    answer = httpx.post(f"{running.url}/api/v1/halls/dongcheng/devices/all/reload", headers=headers)
    assert answer.status_code == 200


def until(check: Callable[[], bool], seconds: float = 8) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end
        time.sleep(0.05)


def mark(page: Page, untouched: int = 21) -> None:
    """Gone when the page is loaded anew. As if nobody had touched it for so many seconds, after 20 of which it may be."""
    page.evaluate(
        """async (seconds) => {
          const live = await import(document.querySelector('script[src*="live-region.js"]').src)
          live.touched.at -= seconds * 1000
          window.marked = true
        }""",
        untouched,
    )


def marked(page: Page) -> bool:
    try:
        return bool(page.evaluate("window.marked === true"))
    except Error:
        return True  # it is just being loaded


def test_a_screen_tells_its_version_and_size_and_a_fault_of_its_page(opened: Callable[[str], Page], running: Server):
    page = opened("/display/dongcheng")
    until(lambda: len(devices(running)) == 1)
    [found] = devices(running)
    assert (found["kind"], found["current"], found["viewport"], found["error"]) == ("display", True, "1280x800", None)
    page.evaluate("() => { dispatchEvent(new ErrorEvent('error', { error: new TypeError('王先生') })) }")
    until(lambda: devices(running)[0]["error"] == "type-error")
    page.evaluate(
        "import(document.querySelector('script[src*=\"device.js\"]').src).then((device) => device.tell({ sound: 'blocked' }))"
    )
    until(lambda: devices(running)[0]["sound"] == "blocked")


def test_an_idle_screen_is_loaded_anew_at_once_and_tells_so(opened: Callable[[str], Page], running: Server):
    page = opened("/display/dongcheng")
    until(lambda: len(devices(running)) == 1)
    mark(page)
    ask_to_reload(running)
    until(lambda: not marked(page), 12)
    page.wait_for_selector("body[data-link=live]")
    until(lambda: devices(running)[0]["reload_at"] is None, 12)


def test_after_an_update_a_page_that_nobody_touches_is_loaded_anew_at_night_only(opened: Callable[[str], Page]):
    page = opened("/display/dongcheng")
    mark(page, 660)
    page.evaluate(
        """() => {
          const region = document.querySelector('live-region')
          window.setHour = (hour) => { region.dataset.offset = String(hour * 60 + 30 - Math.floor(Date.now() / 60_000) % 1440) }
          window.setHour(12)
          region.dispatchEvent(new CustomEvent('heard', { detail: { stamp: '0123456789ab' } }))
        }"""
    )
    page.wait_for_timeout(2500)
    assert marked(page)
    page.evaluate("window.setHour(3)")
    until(lambda: not marked(page), 8)


def stays(page: Page, running: Server) -> None:
    """It is asked to load itself anew, and doesn't."""
    mark(page)
    ask_to_reload(running)
    page.wait_for_timeout(2500)  # the page looks every 2 s
    assert marked(page)


def test_a_kiosk_waits_until_its_customer_is_done(opened: Callable[[str], Page], running: Server):
    page = opened("/kiosk/dongcheng?large=1")  # the ticket stays for 30 s
    until(lambda: len(devices(running)) == 1)
    page.locator("[data-command=take]").first.click()
    page.wait_for_selector("[data-ticket]")
    stays(page, running)
    assert page.locator("[data-ticket]").count()
    assert devices(running)[0]["reload_at"]
    page.locator(".leave button").click()
    page.wait_for_selector("[data-busy]", state="detached")
    mark(page)
    until(lambda: not marked(page))


def test_a_console_waits_until_no_ticket_is_in_hand(opened: Callable[[str], Page], running: Server):
    kiosk = opened("/kiosk/dongcheng")
    kiosk.locator("[data-command=take]").first.click()
    kiosk.wait_for_selector("[data-ticket]")
    page = opened("/counter/dongcheng/1")
    until(lambda: len(devices(running)) == 2)
    page.locator("[data-command=open]").first.click()
    page.locator("[data-command=call-next]").first.click()
    page.wait_for_selector("[data-command=start]")
    stays(page, running)
    page.locator("[data-command=no-show]").first.click()
    page.wait_for_selector("[data-busy]", state="detached")
    mark(page)
    until(lambda: not marked(page))

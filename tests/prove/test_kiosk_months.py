"""The kiosk's page stays for months: hundreds of customers leave nothing behind in it."""

import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.browser.conftest import ARGUMENTS, free_port, live
from tests.cli.command import Server, serving, yingbin

HALL = Path(__file__).parents[2] / "halls" / "dongcheng.yaml"
CUSTOMERS, WARM = 300, 30
GROWTH = 1_000_000
"""Bytes of heap that this many customers may leave; they left less than a tenth of it."""


def used(hand: CDPSession) -> tuple[int, int]:
    """Bytes of heap, nodes of documents, after what can be collected is."""
    for _ in range(3):
        hand.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in hand.send("Performance.getMetrics")["metrics"]}
    return int(told["JSHeapUsedSize"]), int(told["Nodes"])


def customer(page: Page, n: int) -> None:
    """Takes a ticket, at times in English or large, reads it, goes."""
    if n % 3 == 1:
        page.locator(".ways-to-read [data-show^='lang=']").first.click()
    if n % 4 == 1:
        page.locator(".ways-to-read [data-show^='large=']").first.click()
    touch(page, "[data-command=take]:visible", ".page-ticket [data-ticket]")
    touch(page, ".leave button", ".page-services")


def touch(page: Page, what: str, until: str) -> None:
    """Again if nothing came of it: on a busy machine the second of two touches may look like a double tap."""
    for _ in range(5):
        page.wait_for_timeout(480)  # longer than people take between the taps of a double tap
        if page.locator(until).count():
            return
        page.locator(what).first.click()
        with suppress(BrowserError):
            page.wait_for_selector(until, timeout=4000)
            return
    raise AssertionError(f"no {until}")


def test_hundreds_of_customers_leave_nothing_behind(tmp_path: Path):
    yingbin("init", "--data", tmp_path / "var", "--hall", HALL).done()
    (tmp_path / "none").mkdir()
    unlimited = {
        "YINGBIN_KIOSK_TICKETS_A_MINUTE": "6000",
        "YINGBIN_KIOSK_BURST": "1000",
        "YINGBIN_SCRIPTS": str(tmp_path / "none"),
    }
    with serving(tmp_path / "var", free_port(), **unlimited) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=ARGUMENTS
        )
        page = browser.new_page(viewport={"width": 1080, "height": 1920})
        page.goto(server.link)
        page.goto(f"{server.url}/kiosk/dongcheng")
        live(page)
        hand = page.context.new_cdp_session(page)
        hand.send("Performance.enable")
        for n in range(WARM):
            customer(page, n)
        before, began = used(hand), time.monotonic()
        for n in range(CUSTOMERS):
            customer(page, n)
        after, took = used(hand), time.monotonic() - began
        print(f"{CUSTOMERS} customers in {took:.0f} s: heap {before[0] / 1e6:.2f} → {after[0] / 1e6:.2f} MB")
        print(f"nodes {before[1]} → {after[1]}")
        assert issued(server) >= CUSTOMERS + WARM
        assert after[0] - before[0] < GROWTH
        assert after[1] - before[1] < 300
        browser.close()


def issued(server: Server) -> int:
    log = server.get(server.token("manager"), "halls/dongcheng/log?limit=1000").json()
    count, after = 0, 0
    while log["events"]:
        count += sum(event["type"] == "TicketTaken" for event in log["events"])
        after = log["events"][-1]["seq"]
        log = json.loads(server.get(server.token("manager"), f"halls/dongcheng/log?limit=1000&after={after}").text)
    return count

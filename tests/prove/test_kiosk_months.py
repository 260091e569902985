"""The kiosk's page stays for months: hundreds of customers leave nothing behind in it."""

import os
import shutil
import time
from pathlib import Path

from playwright.sync_api import CDPSession, sync_playwright

from tests.browser.conftest import ARGUMENTS, free_port, live
from tests.cli.command import Server, serving, yingbin

HALL = Path(__file__).parents[2] / "halls" / "dongcheng.yaml"
CUSTOMERS, WARM = 300, 20
GROWTH = 1_000_000
"""Bytes of heap that this many customers may leave; they left less than a tenth of it."""


def used(hand: CDPSession) -> tuple[int, int]:
    """Bytes of heap, nodes of documents, after what can be collected is."""
    for _ in range(3):
        hand.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in hand.send("Performance.getMetrics")["metrics"]}
    return int(told["JSHeapUsedSize"]), int(told["Nodes"])


CUSTOMER = """async (count) => {
  // each takes a ticket, at times in English or in large type, reads it and goes
  const pause = (ms) => new Promise((done) => setTimeout(done, ms))
  const touch = async (what, next) => {
    for (let tries = 0; tries < 5; tries++) {
      await pause(480) // longer than people take between the taps of a double tap
      if (document.querySelector(next)) return
      document.querySelector(what)?.click()
      for (let waits = 0; waits < 150 && !document.querySelector(next); waits++) await pause(20)
    }
    if (!document.querySelector(next)) throw new Error(next)
  }
  for (let n = 0; n < count; n++) {
    if (n % 3 === 1) document.querySelector('.ways-to-read [data-show^="lang="]')?.click()
    if (n % 4 === 1) document.querySelector('.ways-to-read [data-show^="large="]')?.click()
    await touch('[data-command=take]', '.page-ticket [data-ticket]')
    await touch('.leave button', '.page-services')
  }
}"""
"""Within the page: whoever looks at it from outside holds on to what it has left behind."""


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
        page.evaluate(CUSTOMER, WARM)
        before, began = used(hand), time.monotonic()
        page.evaluate(CUSTOMER, CUSTOMERS)
        after, took = used(hand), time.monotonic() - began
        print(f"{CUSTOMERS} customers in {took:.0f} s: heap {before[0] / 1e6:.2f} → {after[0] / 1e6:.2f} MB")
        print(f"nodes {before[1]} → {after[1]}")
        assert issued(server) >= CUSTOMERS + WARM
        assert after[0] - before[0] < GROWTH
        assert after[1] - before[1] < 300
        browser.close()


def issued(server: Server) -> int:
    token, count, after = server.token("manager"), 0, 0
    while events := server.get(token, f"halls/dongcheng/log?limit=1000&after={after}").json()["events"]:
        count += sum(event["type"] == "TicketTaken" for event in events)
        after = events[-1]["seq"]
    return count

"""From the decision on a call to its place in the loudspeaker's queue, in Chromium, while it speaks others."""

import asyncio
import os
import random
import shutil
import statistics
import sys
from typing import Any

from playwright.async_api import Page, async_playwright

from bench.asker import Clerk
from bench.figures import ROUNDS, Figure, figure
from bench.hall_of_32 import HALL
from bench.rig import Rig
from bench.servers import Server, yingbin

CALLS = 30
"""A round, with pauses between: of more than two a second some wait at the server until others have been spoken."""
FLOOR, GOAL = 150.0, 50.0
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"]
HEED = """
window.queued = []
document.addEventListener('call-queued', ({ detail }) => window.queued.push(detail.queued - detail.at))
"""


def measure(rig: Rig) -> list[Figure]:
    """None without a browser: all other figures can be had all the same."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        print(
            "No Chromium: the figure of the spoken call is left out. Name one with CHROMIUM=/path/to/chromium.", file=sys.stderr
        )
        return []
    with rig.product() as product:
        rounds = asyncio.run(_rounds(product, path))
    name = "a call to the loudspeaker's queue in Chromium"
    return [
        figure(f"{name}, p50", [statistics.median(one) for one in rounds], FLOOR, GOAL, "less", unit=" ms"),
        figure(f"{name}, p95", [statistics.quantiles(one, n=20)[-1] for one in rounds], FLOOR, GOAL, "less", unit=" ms"),
    ]


async def _rounds(product: Server, path: str) -> list[list[float]]:
    display = yingbin("token", "--data", str(product.data), "--hall", HALL, "--role", "display")
    clerk = await Clerk(product.token).connect(product.port)
    await clerk.open()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = await browser.new_page(extra_http_headers={"Authorization": f"Bearer {display}"})
        await page.add_init_script(HEED)
        await page.goto(f"{product.base}/display/{HALL}")
        await page.wait_for_selector("body[data-voice=speaks]")
        found = [await _round(clerk, page) for _ in range(ROUNDS + 1)]
        await browser.close()
    clerk.close()
    return found[1:]


async def _round(clerk: Clerk, page: Page) -> list[float]:
    """In ms from the call's own time, which is before its commit; at any moment between two pictures, of which there are ten a
    second at most."""
    begun = await _queued(page)
    for made in range(len(begun), len(begun) + CALLS):
        await clerk.take()
        await asyncio.sleep(random.uniform(0.3, 0.7))
        await clerk.call_next()
        await page.wait_for_function("count => queued.length > count", arg=made)
        await clerk.finish()
    return (await _queued(page))[len(begun) :]


async def _queued(page: Page) -> list[Any]:
    found: list[Any] = await page.evaluate("queued")
    return found

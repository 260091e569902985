"""Three TVs of a lobby in a real browser, each on a line of its own that is bad at times, all or one of them, and the server's
own death: each shows every call, one of them says it, once."""

import asyncio
import os
import random
import shutil
import time
from collections import Counter
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import ARGUMENTS
from tests.browser.test_voice import TICKS
from tests.house import Place
from tests.promises.faults import KINDS, BadLine, strike
from tests.servers.crowd import Person, Told
from tests.servers.day import log
from tests.servers.fleet import NO_SCRIPTS, Server, fleet

TVS, COUNTERS = 3, 12
PACE = 1.2
"""Seconds between two calls, at one server. A customer is awaited until the counter's next call. With two a TV that takes over
waits longer for the one at the dead server: the calls are further apart."""
OVER = 15.0
"""Seconds for which a call is shown as new, at most."""
AUDIBLE = [*ARGUMENTS, "--autoplay-policy=no-user-gesture-required"]
WATCH = """
window.urls = new WeakMap()
let shown = new Set()
addEventListener('painted', () => {
  const now = new Set([...document.querySelectorAll('.now [data-call]')].map((one) => one.dataset.ticket))
  for (const number of now) if (!shown.has(number)) noted('shown', number)
  shown = now
})
document.addEventListener('speaking', ({ detail }) => { if (detail.id) noted('said', detail.id) })
"""
"""Tells of each ticket that comes into the middle of the screen, and of each call that is begun to be spoken; a ticket is called
once here."""
TAKES_FOR_OLD = """
let back = false
const known = new Set(), old = new Set()
addEventListener('link', ({ detail }) => { if (detail === 'stale') back = true })
addEventListener('painted', () => {
  const calls = [...document.querySelectorAll('[data-call]')]
  if (back) for (const { dataset } of calls) if (!known.has(dataset.call)) old.add(dataset.call)
  back = false
  for (const one of calls) old.has(one.dataset.call) ? one.remove() : known.add(one.dataset.call)
})
"""
"""The known fault: whoever comes back takes what it finds for old."""


@dataclass
class Tv:
    page: Page
    shown: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)

    def note(self, what: str, which: str) -> None:
        (self.shown if what == "shown" else self.said)[which] += 1

    async def shows(self, number: str) -> None:
        """Or it never will: by then the call is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(OVER):
                while number not in self.shown:
                    await asyncio.sleep(0.01)


@dataclass
class Lobby:
    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)
    """Seconds after the end of each fault until each TV was live and showed the newest call."""
    calls: int = 0
    missed: int = 0
    repeated: int = 0
    """On a TV's screen, of all of them."""
    unsaid: list[str] = field(default_factory=list)
    said_again: list[str] = field(default_factory=list)
    """In the hall, by whichever of them."""

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(self.faults.items()))
        p99 = sorted(self.back)[int(len(self.back) * 0.99)]
        return (
            f"TVs: {TVS} in a browser, {self.faults.total()} faults ({kinds}); back within p99 {p99:.2f} s, at most"
            f" {max(self.back):.2f} s; of {self.calls} calls missed {self.missed}, shown again {self.repeated}, not announced"
            f" {len(self.unsaid)}, announced again {len(self.said_again)} (seed {self.seed})"
        )


def endured(place: Place, directory: Path, faults: int, seed: int, *, forgetful: bool = False, fault: str | None = None) -> Lobby:
    """On one server."""
    with fleet(place, directory, 1, NO_SCRIPTS, fault) as servers:
        return _run(place, servers, [KINDS[n % len(KINDS)] for n in range(faults)], seed, forgetful)


def outlived(place: Place, directory: Path, deaths: int, seed: int, *, fault: str | None = None) -> Lobby:
    """On two servers that die in turn; each TV goes to the one or the other first."""
    with fleet(place, directory, 2, NO_SCRIPTS, fault) as servers:
        return _run(place, servers, ["death"] * deaths, seed, False)


def _run(place: Place, servers: list[Server], kinds: list[str], seed: int, forgetful: bool) -> Lobby:
    with patch("tests.servers.crowd.GIVE_UP", 120.0):  # a busy machine takes its time for a start
        return asyncio.run(_endured(place, servers, kinds, Lobby(seed), forgetful))


async def _endured(place: Place, servers: list[Server], kinds: list[str], found: Lobby, forgetful: bool) -> Lobby:
    chance, calls, enough = random.Random(found.seed), list[str](), asyncio.Event()
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=5))
        browser = await _browser(stack)
        ports = [server.port for server in servers]
        lines = [BadLine(*ports[n % len(ports) :], *ports[: n % len(ports)]) for n in range(TVS)]
        tvs = []
        for line in lines:
            await line.start()
            stack.callback(line.stop)
            tvs.append(await _tv(browser, line, place.tokens["display"], (TAKES_FOR_OLD if forgetful else "") + WATCH))
        person = Person(http, [server.address for server in servers], place.tokens["integration"], Told())
        work = tasks.create_task(_clerks(person, calls, enough, PACE * len(servers)))
        await _newest(calls, tvs)
        for n, kind in enumerate(kinds):
            found.faults[kind] += 1
            server = servers[n % len(servers)]
            struck = lines if kind == "restart" or chance.random() < 0.5 else [chance.choice(lines)]
            before = len(calls)
            await strike(kind, struck, server, chance)
            found.back += await _newest(calls, tvs, before)
            await asyncio.sleep(chance.uniform(0, 3))
        enough.set()
        await work
        await _newest(calls, tvs)
        await asyncio.sleep(10 * len(servers))  # the last call is spoken
        events = await log(http, servers[0].address, place.tokens["integration"])
    _compare([event for event in events if event["type"] == "TicketCalled"], tvs, found)
    return found


def _compare(called: list[dict[str, Any]], tvs: list[Tv], found: Lobby) -> None:
    calls = [event["data"]["call"] for event in called]
    numbers = [event["data"]["number"] for event in called]
    said = sum((tv.said for tv in tvs), Counter[str]())
    found.calls = len(calls)
    found.missed = sum(number not in tv.shown for tv in tvs for number in numbers)
    found.repeated = sum(times - 1 for tv in tvs for times in tv.shown.values())
    found.unsaid = [call for call in calls if call not in said]
    found.said_again = [call for call, times in said.items() if times > 1]


async def _browser(stack: AsyncExitStack) -> Browser:
    playwright = await stack.enter_async_context(async_playwright())
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    browser = await playwright.chromium.launch(executable_path=path, args=AUDIBLE)
    stack.push_async_callback(browser.close)
    return browser


async def _tv(browser: Browser, line: BadLine, token: str, script: str) -> Tv:
    """A browser that was never here before, as on a machine of its own."""
    context = await browser.new_context(viewport={"width": 960, "height": 540})
    tv = Tv(await context.new_page())
    await context.expose_function("noted", tv.note)
    await context.add_init_script(TICKS + script)
    await tv.page.goto(f"http://127.0.0.1:{line.port}/enter?key={token}")
    await tv.page.goto(f"http://127.0.0.1:{line.port}/display/dongcheng")
    await tv.page.wait_for_selector("body[data-link=live]")
    return tv


async def _newest(calls: list[str], tvs: list[Tv], before: int = 0) -> list[float]:
    """Seconds until each shows the newest call, which must have come after so many: from now on, or from the call."""
    while len(calls) <= before:
        await asyncio.sleep(0.01)
    began = time.monotonic()

    async def one(tv: Tv, number: str) -> float:
        await tv.shows(number)
        return time.monotonic() - began

    return list(await asyncio.gather(*(one(tv, calls[-1]) for tv in tvs)))


async def _clerks(person: Person, calls: list[str], enough: asyncio.Event, pace: float) -> None:
    """They call in turn, and note whom; a customer is served when the counter's turn comes again."""
    current: dict[int, str] = {}
    for counter in range(1, COUNTERS + 1):
        await person.post(f"/counters/{counter}/open")
    for n in range(1_000_000):
        if enough.is_set():
            break
        counter = n % COUNTERS + 1
        if counter in current:
            await person.post(f"/counters/{counter}/start")
        await person.post("/tickets", service="pay-bill")
        answer, *_ = await person.post(f"/counters/{counter}/call-next", expected_current=current.get(counter))
        assert answer.status_code == 200, answer.text
        current[counter] = answer.json()["number"]
        calls.append(current[counter])
        await asyncio.sleep(pace)

"""An accelerated day: calls as fast as a lobby's screen can show them, on a real server and in a real browser."""

from dataclasses import dataclass
from itertools import count

import httpx
from playwright.sync_api import CDPSession, Page

from tests.cli.command import Server

TOGETHER = 8
"""So many calls come before the screen has shown the newest one."""
WARM = 100
"""Calls before the first measurement: what a browser does once is no growth."""
WATCH = """() => {
  const seen = window.seenCalls = new Set()
  const look = () => { for (const call of document.querySelectorAll('[data-call]')) seen.add(call.dataset.call) }
  addEventListener('painted', look)
  look()
}"""


@dataclass(frozen=True)
class Day:
    """What the browser holds more at the end than at the beginning: bytes of the heap after a collection, and nodes."""

    calls: int
    dropped: int
    heap: int
    nodes: int

    @property
    def megabytes(self) -> float:
        return self.heap / 1e6


class Hall:
    """Clerks who call, begin, and call the next."""

    def __init__(self, server: Server, counters: int) -> None:
        self._http = httpx.Client(base_url=f"{server.url}/api/v1/halls/dongcheng", timeout=20)
        self._headers = {"Authorization": f"Bearer {server.token('integration')}"}
        self._keys, self._counters, self._turn = count(), counters, 0
        self._serving: dict[int, str | None] = {}
        for number in range(1, counters + 1):
            self._post(f"/counters/{number}/open")
            self._serving[number] = None

    def _post(self, path: str, **body: object) -> dict:
        answer = self._http.post(path, json=body, headers=self._headers | {"Idempotency-Key": f"day-{next(self._keys)}"})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def call(self) -> str:
        """Somebody comes and is called; whoever was at the counter has been served. The number."""
        counter = self._turn % self._counters + 1
        self._turn += 1
        self._post("/tickets", service="pay-bill")
        number = self._post(f"/counters/{counter}/call-next", expected_current=self._serving[counter])["number"]
        self._serving[counter] = number
        self._post(f"/counters/{counter}/start")
        return str(number)

    def calls(self) -> set[str]:
        """The ids of all calls, from the log."""
        found: set[str] = set()
        after = 0
        while events := self._http.get(f"/log?after={after}&limit=1000", headers=self._headers).json()["events"]:
            found |= {event["data"]["call"] for event in events if event["type"] == "TicketCalled"}
            after = events[-1]["seq"]
        return found


def held(cdp: CDPSession) -> tuple[int, int]:
    """Bytes of the heap and nodes, after the browser has thrown away what it can."""
    for _ in range(3):
        cdp.send("HeapProfiler.collectGarbage")
    metrics = {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}
    return int(cdp.send("Runtime.getHeapUsage")["usedSize"]), int(metrics["Nodes"])


def day(page: Page, hall: Hall, calls: int, rest_every: int = 0, warm: int = WARM) -> Day:
    """`rest_every`: after so many calls nobody is called until the playlist has had the screen."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    before = hall.calls()
    page.evaluate(WATCH)
    _call(page, hall, warm)
    heap, nodes = held(cdp)
    for done in range(0, calls, rest_every or calls):
        _call(page, hall, min(rest_every or calls, calls - done))
        if rest_every:
            page.locator("[data-plays] media-player > *").first.wait_for(timeout=60_000, state="attached")
            page.wait_for_timeout(4000)
    seen = set(page.evaluate("[...seenCalls]"))
    after, then = held(cdp)
    return Day(calls, len(hall.calls() - before - seen), after - heap, then - nodes)


def _call(page: Page, hall: Hall, calls: int) -> None:
    for done in range(calls):
        number = hall.call()
        if done % TOGETHER == TOGETHER - 1 or done == calls - 1:
            shown = page.locator(f"[data-ticket='{number}'][data-call]").first  # no handle: that would hold what has left
            shown.wait_for(timeout=20_000, state="attached")

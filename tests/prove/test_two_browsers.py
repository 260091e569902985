"""A hall worked in two real browsers, each through an nginx with another server first, while the servers are killed in turn."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import live
from tests.house import Place
from tests.prove.proxies import Proxy, proxy
from tests.servers.fleet import NO_SCRIPTS, Server, fleet

pytestmark = pytest.mark.proxy

CUSTOMERS = 24
KILLED_AT = (5, 11, 17)
"""Just before these customers: the first server, the second, the first again."""
AWAY = 5.0


@dataclass
class Watched:
    """A screen that notes when it goes stale and when it is live again."""

    page: Page

    def open(self, path: str) -> None:
        self.page.goto(path)
        live(self.page)
        self.page.evaluate("window.links = []; addEventListener('link', event => links.push([event.detail, Date.now()]))")

    def away(self) -> list[float]:
        """Seconds, each time."""
        links = self.page.evaluate("links")
        assert [state for state, _ in links] == ["stale", "live"] * (len(links) // 2)
        at = [moment / 1000 for _, moment in links]
        return [round(back - gone, 2) for gone, back in zip(at[::2], at[1::2], strict=True)]


@contextmanager
def prefers(servers: list[Server], directory: Path) -> Iterator[Proxy]:
    """An nginx that asks the second server only while the first is away."""
    directory.mkdir()
    own_first = {
        "        hash $one_place consistent;\n": "",
        "server 127.0.0.1:8002 max_fails=1 fail_timeout=2s;": "server 127.0.0.1:8002 backup;",
    }
    with proxy("nginx", directory, servers, own_first) as before:
        yield before


def touch(page: Page, command: str, value: str | None = None) -> None:
    chosen = f"[data-value='{value}']" if value else ""
    page.locator(f"[data-command='{command}']{chosen}").first.click()


def press(page: Page, command: str) -> None:
    """What stands on the space bar, once it has stood there for long enough to be seen."""
    page.locator(f"[data-command='{command}']").first.wait_for()
    page.wait_for_timeout(450)
    page.keyboard.press("Space")


def entered(browser: Browser, before: Proxy, place: Place) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=before.address)
    while True:
        page = context.new_page()
        page.goto(f"/enter?key={place.tokens['all']}")
        yield page


def test_a_hall_worked_in_two_browsers_outlives_its_servers(
    browser: Browser, shared_hall: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with ExitStack() as open_:
        servers = open_.enter_context(fleet(shared_hall, tmp_path, 2, NO_SCRIPTS))
        near = open_.enter_context(prefers(servers, tmp_path / "near"))
        far = open_.enter_context(prefers(servers[::-1], tmp_path / "far"))
        one, other = entered(browser, near, shared_hall), entered(browser, far, shared_hall)
        screens = {
            path: Watched(next(at))
            for path, at in {
                "/kiosk/dongcheng": one,
                "/display/dongcheng": one,
                "/counter/dongcheng/1": other,
                "/display/dongcheng/window/1": other,
            }.items()
        }
        for path, screen in screens.items():
            screen.open(path)
        kiosk, tv, clerk, window = screens.values()
        touch(clerk.page, "open")
        killed: list[Server] = []
        for n in range(1, CUSTOMERS + 1):
            if n in KILLED_AT:
                killed.append(servers[len(killed) % 2])
                killed[-1].kill()
                kiosk.page.wait_for_timeout(500)
                for screen in screens.values():
                    live(screen.page, 10_000)
            elif n - 2 in KILLED_AT:
                killed[-1].start()
            number = f"B{n:03d}"
            touch(kiosk.page, "take", "pay-bill")
            kiosk.page.wait_for_selector(f"[data-ticket='{number}']")
            kiosk.page.locator("[data-key='back']").click()
            press(clerk.page, "call-next")
            for screen in (tv, window, clerk):
                screen.page.wait_for_selector(f"[data-call][data-ticket='{number}']", timeout=5000)
            press(clerk.page, "start")
            press(clerk.page, "finish")
            clerk.page.wait_for_selector(f"[data-ticket='{number}']", state="detached", timeout=5000)
        away = {path: screen.away() for path, screen in screens.items()}
        answer = httpx.get(
            f"{far.address}/api/v1/halls/dongcheng/log",
            params={"limit": 500},
            headers={"Authorization": f"Bearer {shared_hall.tokens['integration']}"},
        )
        events = answer.json()["events"]
        with capsys.disabled():
            print(f"\n{CUSTOMERS} customers, {len(killed)} kills; the screens were away for: {away}")
        assert all(any(away[path]) for path in away)
        assert max(seconds for each in away.values() for seconds in each) < AWAY
        issued = [f"B{n:03d}" for n in range(1, CUSTOMERS + 1)]
        for kind in ("TicketTaken", "TicketCalled", "ServiceStarted", "ServiceFinished"):
            assert [event["data"]["number"] for event in events if event["type"] == kind] == issued
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))

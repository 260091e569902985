"""Halls with somebody in every state, and every screen of them: one server and one browser for all who look."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.house import HALL, Place, always_closed, server

ROOT = Path(__file__).parents[2]
DEMO = (
    (ROOT / "halls" / "dongcheng.yaml").read_text("utf-8").replace("counter_word:", "languages: [zh, en, zh-Hant]\ncounter_word:")
)
CROWDED = DEMO.replace("hall: dongcheng", "hall: crowded").replace("waiting: {seats: 40, standing: 10}", "waiting: {seats: 2}")
EMPTY = HALL.replace("dongcheng", "empty")
PORTRAIT, LANDSCAPE, PHONE = (1080, 1920), (1920, 1080), (390, 844)


@dataclass
class Hall:
    """A hall with somebody in every state, and the way to ask it for more."""

    url: str
    token: str
    hall: str
    named: dict[str, str] = field(default_factory=dict)
    nonce: Any = field(default_factory=count)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"{self.hall}-{next(self.nonce)}"}
        answer = httpx.post(f"{self.url}/api/v1/halls/{self.hall}/{path}", headers=headers, json=body)
        assert answer.status_code < 300, (path, answer.text)
        return answer.json() if answer.content else {}

    def take(self, service: str, **body: Any) -> str:
        return str(self.post("tickets", service=service, **body)["number"])

    def counter(self, n: int, *verbs: str) -> None:
        for verb in verbs:
            self.post(f"counters/{n}/{verb}", **({"expected_current": None} if verb == "call-next" else {}))

    def walk(self, service: str | None = None, **more: Any) -> str:
        wanted = {"service": service} if service else {}
        return str(self.post("walks", script="guidance", kiosk="1", language="zh", **wanted, **more)["walk"])

    def answer(self, walk: str, step: str, answer: str) -> None:
        self.post(f"walks/{walk}/answer", step=step, answer=answer)


TURN = """change => new Promise(done => {
  const region = document.querySelector('live-region')
  region.addEventListener('painted', done, {once: true})
  setTimeout(done, 2000)
  region.show(change)
}).then(() => {})"""
"""Until the picture has come; one that is the same doesn't."""


@dataclass
class Rooms:
    """The halls, and one browser window of each size."""

    url: str
    halls: dict[str, Hall]
    windows: dict[tuple[int, int], BrowserContext]
    pages: dict[tuple[int, int], Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def show(self, path: str, size: tuple[int, int] = PORTRAIT, *, still: bool = False, turns: bool = False) -> Page:
        """`still`: a page without a live picture. `turns`: one that stands there already may be turned, which is quicker."""
        page = self.pages.get(size)
        if page is None:
            page = self.pages[size] = self.windows[size].new_page()
            page.on("pageerror", lambda error: self.faults.append(str(error)))
        wanted, shown = urlsplit(self.url + path.format(**self.named)), urlsplit(page.url)
        if turns and not still and wanted.path == shown.path:
            leave = dict.fromkeys(dict(parse_qsl(shown.query)), "")
            page.evaluate(TURN, urlencode({**leave, **dict(parse_qsl(wanted.query))}))
            return page
        page.goto(wanted.geturl())
        if not still:
            page.wait_for_selector("body[data-link=live]", timeout=10_000)
        return page

    @property
    def named(self) -> dict[str, str]:
        return self.halls["dongcheng"].named


@pytest.fixture(scope="package")
def rooms(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    place = Place.make(tmp_path_factory.mktemp("everyone") / "var", (DEMO, CROWDED, EMPTY, always_closed()))
    with server(place, scripts=ROOT / "service_scripts") as url:
        halls = {hall: Hall(url, place.tokens["all"], hall) for hall in ("dongcheng", "crowded", "empty", "xicheng")}
        busy(halls["dongcheng"])
        crowd(halls["crowded"])
        play(halls["empty"])
        windows = {size: window(browser, size, place.tokens["all"], url) for size in (PORTRAIT, LANDSCAPE, PHONE)}
        found = Rooms(url, halls, windows)
        yield found
        for one in windows.values():
            one.close()
        assert found.faults == []
    place.close()


def window(browser: Browser, size: tuple[int, int], token: str, url: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    context.add_cookies([{"name": "yingbin-all", "value": token, "url": url}])
    return context


def busy(hall: Hall) -> None:
    """One counter in each situation; a ticket in each state; a walk at a question, at a sentence, at the keys of a number."""
    phone = hall.post("tickets", service="pay-bill", level="ordinary")
    hall.named |= {"called": phone["number"], "phone": phone["phone_url"].partition("/t/")[2]}
    hall.counter(1, "open", "call-next")
    hall.named["serving"] = hall.take("complaint")
    hall.counter(6, "open", "call-next", "start")
    hall.counter(2, "open", "pause")
    hall.counter(5, "open")
    waiting = hall.post("tickets", service="replace-card")
    hall.named |= {"waiting": waiting["number"], "patient": waiting["phone_url"].partition("/t/")[2]}
    hall.named["ask"] = hall.walk("open-account")
    hall.named["say"] = hall.walk("replace-card")
    hall.answer(hall.named["say"], "documents", "missing")
    hall.named["keys"] = hall.walk(vip=True)
    over = hall.named["over"] = hall.walk("urgent-suspension")
    hall.answer(over, "elsewhere", "there")
    hall.post("notice", zh="请保持安静，谢谢您的配合。", en="Please keep your voice down. Thank you.")


def crowd(hall: Hall) -> None:
    for n, service in enumerate(("open-account", "pay-bill", "change-plan", "replace-card", "pre-cancellation", "complaint") * 4):
        hall.take(service, level="vip" if n % 5 == 0 else "ordinary")
    for n in (1, 2, 3, 4, 5, 6):
        hall.counter(n, "open", "call-next")
    hall.post("help", kiosk="1")
    hall.post("rehearsal", case="no-papers", role="clerk")


def play(hall: Hall) -> None:
    hall.post("playlist", zh="办理家庭宽带，首月免费。", en="Home fibre: the first month is free.")
    hall.post("playlist", zh="服务热线 10086", en="Hotline 10086", below=True)


# ------------------------------------------------------------ the table
KIOSK = {
    "idle": "/kiosk/dongcheng?",
    "a question": "/kiosk/dongcheng?page=walk&walk={ask}&",
    "a sentence": "/kiosk/dongcheng?page=walk&walk={say}&",
    "keys of a number": "/kiosk/dongcheng?page=walk&walk={keys}&",
    "waiting": "/kiosk/dongcheng?page=ticket&number={waiting}&",
    "called": "/kiosk/dongcheng?page=ticket&number={called}&",
    "crowded": "/kiosk/crowded?",
    "nobody at work": "/kiosk/empty?",
    "closed": "/kiosk/xicheng?",
    "over, without a ticket": "/kiosk/dongcheng?page=walk&walk={over}&service=urgent-suspension&",
}
EVERY_LOOK = ("idle", "waiting")
STAFF = {
    "counter, closed": "/counter/dongcheng/3?",
    "counter, called": "/counter/dongcheng/1?",
    "counter, paused": "/counter/dongcheng/2?",
    "counter, free": "/counter/dongcheng/5?",
    "counter, serving by a script": "/counter/dongcheng/6?",
    "counter, a panel": "/counter/dongcheng/6?panel=transfer&for={serving}&",
    "counter, slim": "/counter/dongcheng/6?slim=1&",
    "greeter, crowded": "/greeter/crowded?",
    "greeter, the floor": "/greeter/dongcheng?list=floor&",
    "greeter, a ticket": "/greeter/dongcheng?ticket={waiting}&act=change&",
    "manager": "/manager/dongcheng?",
    "manager, signage": "/manager/empty/signage?",
    "chain": "/chain/dongcheng?",
    "rehearsal": "/rehearsal/dongcheng/scene?",
    "rehearsal, running": "/rehearsal/crowded-rehearsal/scene?",
    "counter, in a rehearsal": "/counter/crowded-rehearsal/1?",
}
STAFF_LOOKS = ("large=1", "contrast=high", "theme=night", "lang=zh-Hant")
STILL = {
    "moments": "/manager/dongcheng/moments",
    "scripts": "/manager/dongcheng/scripts",
    "a script": "/manager/dongcheng/scripts/guidance?lang=en",
    "a day looked back at": "/manager/dongcheng/day",
    "a report": "/manager/dongcheng/reports/overview?by=hour",
    "a report, in English": "/manager/dongcheng/reports/waits?lang=en&by=day",
    "settings": "/manager/dongcheng/settings",
    "settings as text": "/manager/dongcheng/settings/text?lang=en",
    "versions of settings": "/manager/dongcheng/settings/versions",
    "the VIP list": "/manager/dongcheng/settings/vips?lang=en",
    "a customer's data": "/manager/dongcheng/settings/personal",
    "a script, changed": "/manager/dongcheng/scripts/guidance/edit",
    "entrance": "/",
    "phone, called": "/t/{phone}",
    "phone, waiting": "/t/{patient}?lang=en",
    "phone, waiting, large": "/t/{patient}?lang=zh-Hant&large=1",
    "an unknown hall": "/kiosk/nowhere",
    "a forged phone link": "/t/forged",
}
PUBLIC = {
    "TV, calls": "/display/dongcheng?",
    "TV, crowded": "/display/crowded?",
    "TV, welcome": "/display/empty?lang=en&pair=left&",
    "TV, playlist": "/display/empty?",
    "TV, closed": "/display/xicheng?lang=zh-Hant&",
    "TV, high contrast": "/display/dongcheng?contrast=high&",
    "TV, one of two": "/display/dongcheng?pair=left&",
    "TV, the other of two": "/display/crowded?pair=right&",
    "window, called": "/display/dongcheng/window/1?",
    "window, paused": "/display/dongcheng/window/2?",
    "window, serving": "/display/dongcheng/window/6?lang=en&",
}


BOXES = """() => [...document.querySelectorAll('button:not([disabled]), a[href]')]
  .filter(one => one.checkVisibility() && !one.closest('details:not([open]) > :not(summary)'))
  .map(one => [one.textContent.trim().replace(/\\s+/g, ' ').slice(0, 20), one.getBoundingClientRect()])
  .map(([name, box]) => [name, box.x, box.y, box.right, box.bottom])"""


def boxes(page: Page) -> list[tuple[str, float, float, float, float]]:
    return [tuple(box) for box in page.evaluate(BOXES)]


def overlapping(found: list[tuple[str, float, float, float, float]]) -> list[tuple[str, str]]:
    def meet(a: Any, b: Any) -> bool:
        return min(a[3], b[3]) - max(a[1], b[1]) > 1 and min(a[4], b[4]) - max(a[2], b[2]) > 1

    return [(a[0], b[0]) for at, a in enumerate(found) for b in found[at + 1 :] if meet(a, b)]

"""The camera: opens a screen as whoever it is for, photographs it, and writes down where the picture stands."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "gallery"
WIDE, TALL, TABLET, PHONE = (1280, 720), (720, 1280), (800, 1100), (390, 844)
LANDSCAPE_KIOSK, DESK, LAPTOP = (1280, 800), (1280, 960), (1024, 768)
QUALITY = 60
LINK, NOBODY = "link", "nobody"
"""Whose a browser may be; or that of a member of staff, by the number."""
REST = 350
"""Milliseconds until motion has come to rest."""


@dataclass(frozen=True)
class Shot:
    """A photograph. `touches` are pressed one after another before it is taken, or filled in: a selector, `:=`, the words.
    `by`: whose browser it is, with the link to all screens unless another is named."""

    caption: str
    path: str
    size: tuple[int, int] = WIDE
    touches: tuple[str, ...] = ()
    by: str = LINK


@dataclass(frozen=True)
class Section:
    """Photographs that stand side by side, all in the same state of the hall."""

    title: str
    shots: tuple[Shot, ...]


@dataclass
class Gallery:
    """The hall, and what has been photographed so far."""

    browser: Browser
    address: str
    token: str
    hall: str
    counters: dict[int, str | None] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    keys: Iterator[int] = field(default_factory=itertools.count)
    page_of: dict[tuple[tuple[int, int], str], Page] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    def press(self, path: str, **body: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"gallery-{next(self.keys)}"}
        answer = httpx.post(f"{self.address}/api/v1/halls/{self.hall}/{path}", json=body, headers=headers)
        return answer.raise_for_status()

    def take(self, service: str, **more: str) -> str:
        issued = self.press("tickets", service=service, **more).json()
        self.phones[issued["number"]] = issued["phone_url"]
        return str(issued["number"])

    def call(self, counter: int) -> str:
        """The number that the counter calls, once its customer before has been served."""
        current = self.counters.get(counter)
        if current:
            self.press(f"counters/{counter}/start")
        called = self.press(f"counters/{counter}/call-next", expected_current=current).json()["number"]
        self.counters[counter] = called
        return str(called)

    def section(self, section: Section) -> None:
        name = plain(section.title)
        self.text += [f"## {section.title}", ""]
        for shot in section.shots:
            taken = f"{name}-{plain(shot.caption)}"
            self._photograph(shot, FOLDER / f"{taken}.webp")
            width = 180 if shot.size == PHONE else 240 if shot.size[0] < shot.size[1] else 420
            self.text.append(f'<img src="gallery/{taken}.webp" width="{width}" alt="{section.title}: {shot.caption}">')
        self.text += ["", " · ".join(shot.caption for shot in section.shots), ""]

    def picture(self, name: str, address: str, width: int) -> None:
        """A picture that the server has made."""
        answer = self._page(WIDE).context.request.get(self.address + address)
        assert answer.ok, answer.text()
        FOLDER.mkdir(exist_ok=True)
        Image.open(BytesIO(answer.body())).save(FOLDER / f"{name}.webp", lossless=True)
        self.text.append(f'<img src="gallery/{name}.webp" width="{width}" alt="{name}">')

    def _page(self, size: tuple[int, int], by: str = LINK) -> Page:
        if (size, by) not in self.page_of:
            page = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN").new_page()
            if by == LINK:
                page.goto(f"{self.address}/enter?key={self.token}")
            elif by != NOBODY:
                page.goto(f"{self.address}/sign-in")
                page.fill("[name=number]", by)
                page.fill("[name=secret]", self.passwords[by])
                page.click("button.main")
                page.wait_for_url(lambda url: "/sign-in" not in url)
            self.page_of[size, by] = page
        return self.page_of[size, by]

    def _photograph(self, shot: Shot, file: Path) -> None:
        page = self._page(shot.size, shot.by)
        page.goto(self.address + shot.path if shot.path.startswith("/") else shot.path)
        page.wait_for_load_state("networkidle" if not page.locator("live-region").count() else "load")
        for touch in shot.touches:
            page.wait_for_timeout(2 * REST)
            where, fills, words = touch.partition(":=")
            page.locator(where).first.fill(words) if fills else page.locator(where).first.click()
        page.wait_for_timeout(3 * REST)
        FOLDER.mkdir(exist_ok=True)
        Image.open(BytesIO(page.screenshot())).save(file, quality=QUALITY, method=6)


def plain(words: str) -> str:
    """For the name of a file."""
    return "-".join(re.findall("[a-z0-9]+", words.lower()))


def both_languages(path: str, *sizes: tuple[int, int], touches: tuple[str, ...] = ()) -> tuple[Shot, ...]:
    """Chinese and English, upright and across."""
    join = "&" if "?" in path else "?"
    kind = {True: "portrait", False: "landscape"}
    return tuple(
        Shot(f"{kind[size[0] < size[1]]}, {language}", f"{path}{join}lang={language}", size, touches)
        for size in sizes
        for language in ("zh", "en")
    )

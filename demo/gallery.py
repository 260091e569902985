"""`python -m demo.gallery`: photographs every screen of a hall of its own, and writes docs/gallery.md."""

import itertools
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from demo.__main__ import YINGBIN

DOCS = Path(__file__).parent.parent / "docs"
FOLDER = DOCS / "gallery"
HALL_FILE = Path(__file__).parent.parent / "halls" / "dongcheng.yaml"
MORE = """
languages: [zh, en, zh-Hant]
zones: [{id: east, name: {zh: 东区, en: East area}, counters: [1, 2, 3]}]
"""
WIDE, TALL, TABLET, PHONE = (1280, 720), (720, 1280), (800, 1100), (390, 844)
LANDSCAPE_KIOSK = (1280, 800)
QUALITY = 72
HEAD = """# The screens

Each was photographed by `make gallery` on a hall of its own, in the states that its title names.
"""
FOOT = """## What looking at them improved

- A ticket's lines are broken evenly, so that no character stands alone; document names are plain and larger, as thickened
  strokes ran together on thermal paper; in large type the code stands below the number and no longer over the facts.
- Within reach: names were cut beside the waits and now stand above them; the helper's answer no longer pushes a button above
  the middle.
- With three languages on an upright kiosk one letter was left of the hall's name: it goes, as do the hints in large type.
- The TV keeps «touch your service» below the playlist; the hall's name isn't squeezed by a logo; no row of waits is cut; the
  line about blocked sound stands in a row of its own, below the picture.
- The phone page has no button that does nothing: no bell once it is called, none to let others pass when nobody is behind.
  Messages lie above the page, so nothing moves under a finger.
- The devices' page says «not the server's version» and not «older», which it can't know.
"""
FONT_WAITS = 350
"""Milliseconds until motion has come to rest."""


@dataclass(frozen=True)
class Shot:
    """A photograph: `path` may hold {phone}; `touches` are pressed one after another before it is taken."""

    caption: str
    path: str
    size: tuple[int, int] = WIDE
    touches: tuple[str, ...] = ()


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
    counters: dict[int, str | None] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    keys: Iterator[int] = field(default_factory=itertools.count)
    page_of: dict[tuple[int, int], Page] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    def press(self, path: str, **body: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"gallery-{next(self.keys)}"}
        answer = httpx.post(f"{self.address}/api/v1/halls/dongcheng/{path}", json=body, headers=headers)
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

    def _page(self, size: tuple[int, int]) -> Page:
        if size not in self.page_of:
            page = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN").new_page()
            page.goto(f"{self.address}/enter?key={self.token}")
            self.page_of[size] = page
        return self.page_of[size]

    def _photograph(self, shot: Shot, file: Path) -> None:
        page = self._page(shot.size)
        page.goto(self.address + shot.path if shot.path.startswith("/") else shot.path)
        page.wait_for_load_state("networkidle" if not page.locator("live-region").count() else "load")
        for touch in shot.touches:
            page.wait_for_timeout(2 * FONT_WAITS)
            page.locator(touch).first.click()
        page.wait_for_timeout(3 * FONT_WAITS)
        FOLDER.mkdir(exist_ok=True)
        Image.open(BytesIO(page.screenshot())).save(file, quality=QUALITY)


def plain(words: str) -> str:
    """For the name of a file."""
    return "-".join(re.findall("[a-z0-9]+", words.lower()))


@contextmanager
def hall() -> Iterator[tuple[str, str]]:
    """The address of a server with a hall of its own, and a token for all its screens."""
    with tempfile.TemporaryDirectory(prefix="yingbin-gallery-") as room:
        file = Path(room) / "hall.yaml"
        file.write_text(HALL_FILE.read_text("utf-8") + MORE, "utf-8")
        data = f"{room}/var"
        subprocess.run([YINGBIN, "init", "--data", data, "--hall", file], check=True, stdout=subprocess.DEVNULL)
        command = (YINGBIN, "serve", "--data", data, "--port", "0", "--open-link")
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"YINGBIN_KIOSK_BURST": "1000"}) as server:
            assert server.stdout is not None
            address, _, key = server.stdout.readline().decode().strip().partition(": ")[2].partition("/enter?key=")
            try:
                yield address, key
            finally:
                server.terminate()


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with hall() as (address, key), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        gallery = Gallery(browser, address, key)
        show(gallery)
        browser.close()
    (DOCS / "gallery.md").write_text("\n".join([HEAD, *gallery.text, FOOT]), "utf-8")


def both_languages(path: str, *sizes: tuple[int, int], touches: tuple[str, ...] = ()) -> tuple[Shot, ...]:
    """Chinese and English, upright and across."""
    join = "&" if "?" in path else "?"
    kind = {True: "portrait", False: "landscape"}
    return tuple(
        Shot(f"{kind[size[0] < size[1]]}, {language}", f"{path}{join}lang={language}", size, touches)
        for size in sizes
        for language in ("zh", "en")
    )


def show(gallery: Gallery) -> None:
    """One day of the hall, from the first customer to a crowd."""
    kiosk, lobby, greeter = "/kiosk/dongcheng", "/display/dongcheng", "/greeter/dongcheng"
    gallery.press(
        "playlist",
        zh="办理家庭宽带，首月免费，详情请咨询导购。",
        en="Home fibre: the first month is free. Please ask our greeter.",
    )
    gallery.press("playlist", zh="服务热线 10086，二十四小时为您服务。", en="Hotline 10086, day and night.", below=True)
    gallery.section(Section("Lobby TV: nobody is called yet", both_languages(lobby, WIDE, TALL)))
    gallery.section(Section("Console: the counter is closed", (Shot("zh", "/counter/dongcheng/1"),)))
    for counter in range(1, 7):
        gallery.press(f"counters/{counter}/open")
    gallery.section(
        Section(
            "Kiosk: the first page",
            (
                *both_languages(kiosk, TALL, LANDSCAPE_KIOSK),
                Shot("traditional Chinese", f"{kiosk}?lang=zh-Hant", TALL),
            ),
        )
    )
    gallery.section(
        Section(
            "Kiosk: for everyone",
            (
                Shot("large type, zh", f"{kiosk}?large=1", TALL),
                Shot("large type, en", f"{kiosk}?large=1&lang=en", TALL),
                Shot("high contrast", f"{kiosk}?contrast=high", TALL),
                Shot("within reach", f"{kiosk}?reach=1", TALL),
                Shot("within reach, landscape", f"{kiosk}?reach=1", LANDSCAPE_KIOSK),
                Shot("one switch", f"{kiosk}?scan=auto", TALL),
            ),
        )
    )
    question = ("[data-value='open-account']",)
    gallery.section(Section("Kiosk: a question before the ticket", both_languages(kiosk, TALL, touches=question)))
    served_here = ("[data-command][data-value='pay-bill']", "[data-command='answer'][data-value='counter']")
    gallery.section(
        Section(
            "Kiosk: the ticket",
            (
                *both_languages(kiosk, TALL, LANDSCAPE_KIOSK, touches=served_here),
                Shot("large type", f"{kiosk}?large=1", TALL, served_here),
            ),
        )
    )
    gallery.text += ["## The printed ticket", ""]
    for language in ("zh", "en"):
        number = gallery.take("open-account", language=language)
        for paper, width in (("80mm", 280), ("58mm", 190)):
            gallery.picture(f"slip-{paper}-{language}", f"{kiosk}/slip/{number}.png?paper={paper}", width)
    gallery.text += [
        "",
        "80 and 58 mm, in the customer's language; drawn as a picture, so it looks the same on every printer.",
        "",
    ]
    services = ("open-account", "pay-bill", "change-plan", "replace-card", "pay-bill", "complaint", "pre-cancellation")
    waiting = [gallery.take(service) for _ in range(6) for service in services]
    gallery.take("pay-bill", level="vip")
    mine = gallery.phones[waiting[-1]]
    gallery.section(
        Section(
            "Phone page: waiting",
            (
                Shot("zh", mine, PHONE),
                Shot("en", f"{mine}?lang=en", PHONE),
                Shot("large type", f"{mine}?large=1", PHONE),
                Shot("let others pass", f"{mine}?ask=later", PHONE),
                Shot("leave", f"{mine}?ask=leave", PHONE),
            ),
        )
    )
    called = gallery.call(1)
    gallery.section(Section("Phone page: called", (Shot("zh", gallery.phones[called], PHONE),)))
    gallery.section(Section("Lobby TV: one call", both_languages(lobby, WIDE, TALL)))
    gallery.section(
        Section(
            "Window screen: called and free",
            (
                Shot("called", f"{lobby}/window/1"),
                Shot("free", f"{lobby}/window/3"),
                Shot("called, portrait", f"{lobby}/window/1", TALL),
            ),
        )
    )
    gallery.section(
        Section(
            "Console: a customer is called",
            (
                Shot("zh", "/counter/dongcheng/1"),
                Shot("en", "/counter/dongcheng/1?lang=en"),
                Shot("large type", "/counter/dongcheng/1?large=1"),
                Shot("by night", "/counter/dongcheng/1?theme=night"),
            ),
        )
    )
    for counter in range(2, 6):
        gallery.call(counter)
    gallery.section(
        Section(
            "Lobby TV: a crowd",
            (
                *both_languages(lobby, WIDE, TALL),
                Shot("one zone", f"{lobby}?zone=east"),
                Shot("left of a pair", f"{lobby}?pair=left"),
                Shot("right of a pair", f"{lobby}?pair=right"),
            ),
        )
    )
    gallery.press("counters/1/start")
    gallery.section(
        Section("Console: a step of the script", (Shot("zh", "/counter/dongcheng/1"), Shot("en", "/counter/dongcheng/1?lang=en")))
    )
    away = next(counter for counter in range(2, 6) if gallery.counters[counter] in gallery.phones)
    gallery.press(f"counters/{away}/no-show")
    missed = gallery.counters[away] or ""
    gallery.section(
        Section(
            "Phone page: missed and served",
            (
                Shot("missed", gallery.phones[missed], PHONE),
                Shot("being served", gallery.phones[called], PHONE),
            ),
        )
    )
    gallery.section(
        Section(
            "Greeter's tablet: a crowd",
            (
                *both_languages(greeter, TABLET),
                Shot("landscape, zh", greeter),
                Shot("large type", f"{greeter}?large=1", TABLET),
            ),
        )
    )
    gallery.section(
        Section(
            "Manager: the hall, its devices, what the TVs show",
            (
                *both_languages("/manager/dongcheng", WIDE),
                Shot("high contrast", "/manager/dongcheng?contrast=high"),
                Shot("what the TVs show", "/manager/dongcheng/signage"),
            ),
        )
    )


if __name__ == "__main__":
    main()

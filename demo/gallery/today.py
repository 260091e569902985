"""The demo hall on one day, from the first customer to a crowd: what customers and those who serve them see."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.__main__ import YINGBIN
from demo.gallery.camera import LANDSCAPE_KIOSK, LAPTOP, PHONE, TABLET, TALL, WIDE, Gallery, Section, Shot, both_languages

HALL_FILE = Path(__file__).parents[2] / "halls" / "dongcheng.yaml"
MORE = """
languages: [zh, en, zh-Hant]
zones: [{id: east, name: {zh: 东区, en: East area}, counters: [1, 2, 3]}]
"""


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
    gallery.press("counters/1/finish")
    gallery.counters[1] = None
    gallery.section(
        Section(
            "Rating: at the counter and on the phone",
            (
                Shot("pad, zh", "/rate/dongcheng/1", LAPTOP),
                Shot("pad, en, touched", "/rate/dongcheng/1?lang=en", TABLET, ("[data-step-score='4']",)),
                Shot("phone, zh", gallery.phones[called], PHONE),
                Shot("phone, traditional Chinese", f"{gallery.phones[called]}?lang=zh-Hant", PHONE),
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

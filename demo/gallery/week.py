"""A hall on the fourth day of a simulated week, in a rush: what those see who watch over it, answer for it and change it."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from demo.gallery.camera import DESK, LAPTOP, NOBODY, PHONE, TABLET, TALL, WIDE, Gallery, Section, Shot
from demo.week.__main__ import last_monday
from demo.week.house import PASSWORD
from demo.week.people import HALL_MANAGER

MONDAY = last_monday(datetime.now().astimezone().date())
UNTIL = ("--monday", str(MONDAY), "--days", "4", "--until", "10:50")
"""Thursday, as more VIPs have come than usual; Wednesday was short of clerks."""
MANAGER, CASES, CALLS, BULLETIN = "/manager/xicheng", "/complaints/xicheng", "/follow-ups/xicheng", "/bulletin/xicheng"
MENU = ("[data-key=menu-quality] summary",)


@contextmanager
def hall() -> Iterator[tuple[str, str]]:
    """The address of the server in which the week was played, its clock going on, and a token for all its screens."""
    with tempfile.TemporaryDirectory(prefix="yingbin-gallery-") as room:
        command = (sys.executable, "-m", "demo.week", f"{room}/var", *UNTIL, "--serve", "0")
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            address, _, key = server.stdout.readline().decode().strip().partition("/enter?key=")
            try:
                yield address, key
            finally:
                server.terminate()


def in_zh(path: str, size: tuple[int, int] = DESK, caption: str = "zh", touches: tuple[str, ...] = ()) -> Shot:
    return Shot(caption, path, size, touches)


def in_en(path: str, size: tuple[int, int] = DESK, caption: str = "en") -> Shot:
    return Shot(caption, f"{path}{'&' if '?' in path else '?'}lang=en", size)


def in_hant(path: str, size: tuple[int, int] = TABLET, caption: str = "traditional Chinese, tablet") -> Shot:
    return Shot(caption, f"{path}{'&' if '?' in path else '?'}lang=zh-Hant", size)


def show(gallery: Gallery) -> None:
    watching(gallery)
    found_out(gallery)
    cases(gallery)
    changing(gallery)
    coming_in(gallery)


def watching(gallery: Gallery) -> None:
    """The duty manager."""
    gallery.section(
        Section(
            "Manager: the hall in a rush",
            (
                in_zh(MANAGER),
                Shot("en, a menu", f"{MANAGER}?lang=en", DESK, MENU),
                in_hant(MANAGER),
                Shot("large type", f"{MANAGER}?large=1", DESK),
                Shot("high contrast, by night", f"{MANAGER}?contrast=high&theme=night", DESK),
                Shot("a counter in hand", f"{MANAGER}?counter=2", DESK),
            ),
        )
    )
    patrol = f"{MANAGER}/patrol"
    at_2 = f"{patrol}?place=counter-2"
    phone = in_hant(patrol, PHONE, "phone, traditional Chinese")
    gallery.section(Section("Manager: patrol", (in_zh(at_2, LAPTOP, "tablet, zh"), in_en(at_2, PHONE, "phone, en"), phone)))


def found_out(gallery: Gallery) -> None:
    """What the figures say."""
    reports, week = f"{MANAGER}/reports", f"?from={MONDAY}"
    gallery.section(
        Section(
            "Reports",
            (
                in_zh(f"{reports}/overview{week}", caption="overview, zh"),
                in_en(f"{reports}/waits{week}", caption="waits, en"),
                in_hant(f"{reports}/counters{week}", caption="counters, traditional Chinese"),
                in_zh(f"{reports}/ratings{week}", caption="ratings, zh"),
                in_zh(f"{MANAGER}/day", caption="a day looked back at, zh"),
                in_en(f"{MANAGER}/day", TABLET, "a day looked back at, en, tablet"),
            ),
        )
    )
    gallery.section(
        Section(
            "Assessment and moments of truth",
            (
                in_zh(f"{MANAGER}/assessment", caption="assessment, zh"),
                in_en(f"{MANAGER}/moments", caption="moments, en"),
                in_zh(f"{MANAGER}/visits", TABLET, "visits and inspections, zh"),
                in_en(f"{MANAGER}/visits", LAPTOP, "visits and inspections, en"),
            ),
        )
    )


def cases(gallery: Gallery) -> None:
    """Complaints, and what was promised."""
    open_case = ("[data-case]",)
    gallery.section(
        Section(
            "Complaints and follow-ups",
            (
                Shot("a case, zh", CASES, DESK, open_case),
                Shot("a case, en", f"{CASES}?lang=en", DESK, open_case),
                Shot("a case by night, en, tablet", f"{CASES}?lang=en&theme=night", TABLET, open_case),
                in_hant(CASES),
                in_zh(f"{CASES}/figures", caption="figures, zh"),
                in_zh(CALLS, LAPTOP, "follow-ups, zh"),
                in_en(f"{CALLS}?large=1", TABLET, "follow-ups, en, large type, tablet"),
                Shot(
                    "the bulletin, zh",
                    f"{BULLETIN}?page=write&period={MONDAY:%Y-%m}",
                    DESK,
                    ("[data-command=save-bulletin]",),
                ),
            ),
        )
    )


def customer(gallery: Gallery) -> str:
    """The number of one about whom something is kept."""
    phone = "13900001234"
    number = gallery.take("change-plan", phone=phone)
    gallery.press(f"tickets/{number}/note", customer="李女士", note="上次的发票抬头开错了，请核对")
    return phone


def changing(gallery: Gallery) -> None:
    """Settings, scripts, lists."""
    settings = f"{MANAGER}/settings"
    wrong = ("[data-rows=levels] [data-way=promise]:=15", "[data-act=check]")
    found = (f"[type=tel]:={customer(gallery)}", "form button")
    gallery.section(
        Section(
            "Settings",
            (
                Shot("a fault is found, zh", settings, DESK, wrong),
                in_en(settings),
                in_zh(f"{MANAGER}/scripts/open-account", TABLET, "a script drawn, zh"),
                in_en(f"{MANAGER}/scripts/complaint/edit", caption="a script edited, en"),
                in_hant(f"{settings}/versions", LAPTOP, "earlier versions, traditional Chinese"),
                in_zh(f"{settings}/vips", LAPTOP, "the VIP list, zh"),
                Shot("a customer's data, zh", f"{settings}/personal", LAPTOP, found),
            ),
        )
    )


def coming_in(gallery: Gallery) -> None:
    """Screens and people."""
    number = HALL_MANAGER.number
    gallery.passwords[number] = f"{PASSWORD}, {number}"
    gallery.section(
        Section(
            "A screen waits to be let in",
            (
                Shot("TV", "/display/xicheng", WIDE, by=NOBODY),
                Shot("kiosk", "/kiosk/xicheng", TALL, by=NOBODY),
                Shot("counter", "/counter/xicheng/3", LAPTOP, by=NOBODY),
                in_zh(f"{MANAGER}/connect", LAPTOP, "the manager lets it in, zh"),
            ),
        )
    )
    gallery.section(
        Section(
            "Staff",
            (
                Shot("signing in, zh", "/sign-in?lang=zh", LAPTOP, by=NOBODY),
                Shot("signing in, en, phone", "/sign-in?lang=en", PHONE, by=NOBODY),
                Shot("my account, zh", "/account?lang=zh", LAPTOP, by=number),
                Shot("the staff, zh", "/account/staff?lang=zh", DESK, by=number),
                Shot("the staff, en", "/account/staff?lang=en", DESK, by=number),
            ),
        )
    )

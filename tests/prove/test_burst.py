"""Twenty counters call in one moment, and a real browser speaks them all, with the real clips."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.test_voice import desk, entered, loud, tv
from tests.cli.command import Server, serving, yingbin
from tests.house import HALL

__all__ = ["loud"]

COUNTERS = range(1, 21)


@pytest.fixture
def hall_of_twenty(tmp_path: Path) -> Iterator[Server]:
    head = HALL.partition("counters:")[0]
    counters = "".join(f"  - {{number: {n}, services: [pay-bill]}}\n" for n in COUNTERS)
    (tmp_path / "hall.yaml").write_text(f"{head}counters:\n{counters}", "utf-8")
    yingbin("init", "--data", tmp_path / "var", "--hall", tmp_path / "hall.yaml").done()
    (tmp_path / "scripts").mkdir()
    with serving(tmp_path / "var", YINGBIN_SCRIPTS=str(tmp_path / "scripts")) as server:
        yield server


def test_of_twenty_calls_at_once_the_last_is_heard_within_a_minute(loud: Browser, hall_of_twenty: Server):
    context = entered(loud, hall_of_twenty)
    screen, hall = tv(context, hall_of_twenty, "dongcheng"), desk(hall_of_twenty, "dongcheng")
    screen.is_("speaks")
    hall.call(*COUNTERS)
    screen.falls_silent(len(COUNTERS), milliseconds=90_000)
    screen.never_overlaps()
    spoken, queued = screen.told("speaking"), screen.told("call-queued")
    assert [one["id"] for one in spoken] == [one["id"] for one in queued], "each once, in the order in which they were called"
    assert hall.spoken() == [f"B{n:03}" for n in COUNTERS]
    took = screen.played[-1]["until"] - screen.played[0]["from"]
    print(f"\nfrom the first sound to the last: {took:.1f} s; forms: {[one['form'] for one in spoken]}")
    assert took < 60
    context.close()

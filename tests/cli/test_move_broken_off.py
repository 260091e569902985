"""A move that breaks off: the hall is on one side or on both, never on none, and the same command finishes."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.database import open_data
from tests.cli.command import YINGBIN, Said, environment, in_a_process
from tests.cli.moving import REAL, folded, move, nothing, stored, url_of, write
from tests.house import Place, home

KILLED = -signal.SIGKILL
DYING = """
import os, signal, sys
from contextlib import contextmanager
from app.move.side import Side
changing, when = Side.changing, sys.argv.pop(1)
@contextmanager
def dying(side):
    with changing(side) as connection:
        yield connection
        if side.option == "--to" and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
    if side.option == "--to":
        os.kill(os.getpid(), signal.SIGKILL)
Side.changing = dying
from app.cli import main
main()
"""
"""The command, killed just before or just after the target's commit."""


@pytest.fixture(params=["to PostgreSQL", "to SQLite"])
def sides(request: pytest.FixtureRequest, worked_hall: Path, chain: str, tmp_path: Path) -> tuple[str, str]:
    """Where the hall is, and where it goes."""
    if request.param == "to PostgreSQL":
        return url_of(worked_hall), chain
    move(url_of(worked_hall), chain).done()
    return chain, url_of(tmp_path / "new")


def broken_off(when: str, source: str, target: str) -> Said:
    return in_a_process(when, "move", "--from", source, "--to", target, program=(sys.executable, "-c", DYING))


def test_before_it_has_arrived_it_is_where_it_was(sides: tuple[str, str]) -> None:
    source, target = sides
    before = stored(source)
    assert broken_off("before", source, target).code == KILLED
    assert stored(source) == before
    assert nothing(stored(target))
    move(source, target).done()
    assert (stored(target)["facts"], nothing(stored(source))) == (before["facts"], True)


def test_between_arriving_and_leaving_it_is_on_both_sides_and_the_next_move_finishes(sides: tuple[str, str]) -> None:
    source, target = sides
    before = stored(source)
    assert broken_off("after", source, target).code == KILLED
    assert stored(source) == before
    arrived = stored(target)
    said = move(source, target).done()
    assert f"{REAL}: had arrived before" in said
    assert nothing(stored(source))
    assert stored(target) == arrived


def test_what_arrived_and_is_damaged_since_does_not_replace_what_is_at_the_source(worked_hall: Path, chain: str) -> None:
    assert broken_off("after", url_of(worked_hall), chain).code == KILLED
    write(chain, f"UPDATE checkpoints SET day = '2000-01-01' WHERE hall = '{REAL}'")
    before = stored(url_of(worked_hall)), stored(chain)
    move(url_of(worked_hall), chain).refused_in_one_line(f"{REAL} at --to doesn't agree with its log", "nothing was moved")
    assert (stored(url_of(worked_hall)), stored(chain)) == before


async def goes_on(once_worked: Place, directory: Path, url: str | None = None, service: str = "pay-bill") -> str:
    """Someone takes a ticket there."""
    async with home(Place(open_data(directory, url), once_worked.tokens)) as one:
        return str((await one.as_("integration").post("/tickets", service=service)).json()["number"])


async def test_what_was_done_at_the_source_after_the_break_arrives_too(once_worked: Place, worked_hall: Path, chain: str):
    assert broken_off("after", url_of(worked_hall), chain).code == KILLED
    write(chain, f"INSERT INTO tokens (hash, hall, role, created_at) VALUES ('new', '{REAL}', 'kiosk', 0)")
    await goes_on(once_worked, worked_hall)
    before, state = stored(url_of(worked_hall)), folded(url_of(worked_hall))
    assert len(before["facts"]) > len(stored(chain)["facts"])
    assert "have moved" in move(url_of(worked_hall), chain).done()
    assert nothing(stored(url_of(worked_hall)))
    after = stored(chain)
    assert len(after.pop("tokens")) == len(before.pop("tokens")) + 1, "a token that was issued at the target stays"
    assert (after, folded(chain)) == (before, state)


async def test_what_was_done_at_the_target_after_the_break_stays(once_worked: Place, worked_hall: Path, chain: str):
    assert broken_off("after", url_of(worked_hall), chain).code == KILLED
    await goes_on(once_worked, worked_hall, chain)
    write(url_of(worked_hall), f"INSERT INTO tokens (hash, hall, role, created_at) VALUES (x'00', '{REAL}', 'kiosk', 0)")
    before = stored(chain)
    assert "had arrived before" in move(url_of(worked_hall), chain).done()
    assert nothing(stored(url_of(worked_hall)))
    after = stored(chain)
    assert len(after.pop("tokens")) == len(before.pop("tokens")) + 1, "a token that was issued at the source comes along"
    assert after == before


async def test_if_both_have_gone_on_a_person_decides(once_worked: Place, worked_hall: Path, chain: str):
    assert broken_off("after", url_of(worked_hall), chain).code == KILLED
    await goes_on(once_worked, worked_hall)
    await goes_on(once_worked, worked_hall, chain, "complaint")
    before = stored(url_of(worked_hall)), stored(chain)
    move(url_of(worked_hall), chain).refused_in_one_line("another hall dongcheng at --to", "nothing was changed")
    assert (stored(url_of(worked_hall)), stored(chain)) == before


def test_killed_at_any_moment_it_is_somewhere_whole(worked_hall: Path, chain: str) -> None:
    here, there, chance = url_of(worked_hall), chain, random.Random(7)
    before, state, began = stored(here), folded(here), time.monotonic()
    move(here, there).done()
    takes = time.monotonic() - began + 0.7
    here, there = there, here
    for _ in range(6):
        process = subprocess.Popen([YINGBIN, "move", "--from", here, "--to", there], env=environment(), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 1) * takes)
        process.kill()
        process.wait()
        whole = [url for url in (here, there) if stored(url) == before]
        assert whole
        assert all(nothing(stored(url)) for url in (here, there) if url not in whole)
        move(here, there).done()
        assert (stored(there), folded(there), nothing(stored(here))) == (before, state, True)
        here, there = there, here

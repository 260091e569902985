"""A database that another process has in hand, or whose disk takes no write, is «unavailable» and no fault of ours."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.engine import changing, open_engine
from app.hall import decide
from app.wishes import Answer, Unavailable, Wish
from tests.house import Place, home


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Place]:
    """On SQLite."""
    made = Place.make(tmp_path / "var")
    yield made
    made.close()


def taking() -> Wish:
    return Wish(
        "dongcheng",
        lambda state, now: decide.take(state, now, service="pay-bill", by="kiosk"),
        lambda state, facts, now: Answer(201, b""),
    )


def test_whoever_changes_something_beside_the_log_is_told_that_a_locked_database_is_unavailable(hall: Place) -> None:
    engine = open_engine(hall.data.url, serving=True)
    with closing(sqlite3.connect(hall.data.directory / "yingbin.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(Unavailable), changing(engine) as connection:
            connection.execute(text("UPDATE agreed SET value = value"))
        assert time.monotonic() - began < 4, "a kiosk waits 5 s"
    engine.dispose()


async def test_a_desk_whose_commit_fails_is_out_of_touch_until_the_database_takes_one(hall: Place) -> None:
    async with home(hall.another()) as one:
        desk = one.house.desk
        await desk.do(taking())
        with closing(sqlite3.connect(hall.data.directory / "yingbin.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable):
                await desk.do(taking())
            assert not desk.in_touch
            await desk.look()
            assert not desk.in_touch, "it can be read, but not written"
            other.execute("ROLLBACK")
        await desk.look()
        assert desk.in_touch
        await desk.do(taking())

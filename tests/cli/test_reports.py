"""`yingbin reports rebuild`: the figures are made again, beside a running server too."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.database import open_data
from app.reports.store import Store
from tests.cli.command import yingbin


def figures(data: Path) -> list[tuple]:
    with closing(sqlite3.connect(data / "yingbin.sqlite3")) as connection:
        return connection.execute("SELECT * FROM figures ORDER BY hall, day").fetchall()


def test_figures_that_were_damaged_are_made_again_and_verified(data: Path) -> None:
    found = open_data(data, None)
    Store(found.engine).catch_up("dongcheng")
    found.engine.dispose()
    whole = figures(data)
    with closing(sqlite3.connect(data / "yingbin.sqlite3")) as connection, connection:
        connection.execute("""UPDATE figures SET data = '{"taken":{"pay-bill\\u001fvip":[7]}}'""")
    said = yingbin("verify", "--data", data)
    assert said.code == 1
    assert "reports rebuild" in said.out
    assert yingbin("reports", "rebuild", "--data", data, "--hall", "dongcheng").done() == (
        "dongcheng: the figures of 1 day were made again.\n"
    )
    assert figures(data) == whole
    assert "in order" in yingbin("verify", "--data", data).done()


def test_a_hall_that_is_not_there_is_named(data: Path) -> None:
    said = yingbin("reports", "rebuild", "--data", data, "--hall", "nowhere")
    assert (said.code, said.out) == (1, "")
    assert said.err == "There is no hall 'nowhere' here: there is dongcheng.\n"

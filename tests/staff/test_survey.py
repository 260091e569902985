"""Copies of the database that could be laid side by side."""

import sqlite3

from app.backup import back_up
from tests.api.test_surveys import answers, opened, sheet, signed_in
from tests.house import Place, home


async def test_a_copy_without_what_is_personal_has_nothing_of_an_open_round(place: Place, tmp_path):
    async with home(place) as one:
        id = await opened(one)
        await answers(await signed_in(one, place, "100"), id, sheet(1))
        back_up(place.data.directory / "yingbin.sqlite3", place.data.key, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy") as copy:
        assert copy.execute("SELECT count(*) FROM ballots").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM voters").fetchone() == (0,)

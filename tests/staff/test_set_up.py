"""The first start: one link, one administrator, nobody by default."""

import re

import pytest
from sqlalchemy import text

from app.engine import changing
from app.staff.set_up import new_key
from tests.cli.command import serving, yingbin
from tests.house import HALL, Place, home
from tests.staff.cast import at_desk, member

FIRST = {"number": "admin", "name": "陈明", "password": "quiet-lantern-7"}


async def test_the_link_makes_the_first_administrator_once(place: Place):
    key = new_key(place.data.engine, place.data.key)
    async with home(place) as hall:
        desk = at_desk(hall)
        assert (await desk.http.get("/set-up", params={"key": key})).status_code == 200
        assert (await desk.post("/api/v1/set-up", key=key, **FIRST)).status_code == 200
        assert (await desk.http.get("/api/v1/staff")).json()["staff"][0]["duties"] == ["administrator"]
        again = await at_desk(hall).post("/api/v1/set-up", key=key, **FIRST | {"number": "other"})
        assert (again.status_code, again.json()["code"]) == (409, "set_up_over")
        assert (await desk.http.get("/set-up", params={"key": key})).status_code == 409
        assert (await at_desk(hall).sign_in("admin", FIRST["password"])).status_code == 200
    assert new_key(place.data.engine, place.data.key) is None


@pytest.mark.parametrize("key", ["", "guessed", "x" * 43])
async def test_no_other_key_will_do(place: Place, key: str):
    new_key(place.data.engine, place.data.key)
    async with home(place) as hall:
        assert (await at_desk(hall).post("/api/v1/set-up", key=key, **FIRST)).json()["code"] == "set_up_over"


async def test_the_link_ends_after_a_day_and_with_the_next_one(place: Place):
    first = new_key(place.data.engine, place.data.key)
    second = new_key(place.data.engine, place.data.key)
    async with home(place) as hall:
        assert (await at_desk(hall).post("/api/v1/set-up", key=first, **FIRST)).status_code == 409
        with changing(place.data.engine) as connection:
            value = connection.execute(text("SELECT value FROM agreed WHERE name = 'set-up'")).scalar_one()
            print, until = value.split(":")
            connection.execute(
                text("UPDATE agreed SET value = :v WHERE name = 'set-up'"), {"v": f"{print}:{int(until) - 86_400_001}"}
            )
        assert (await at_desk(hall).post("/api/v1/set-up", key=second, **FIRST)).status_code == 409


async def test_who_is_there_already_needs_no_link(place: Place):
    key = new_key(place.data.engine, place.data.key)
    member(place, "1007", "clerk")
    async with home(place) as hall:
        assert (await at_desk(hall).post("/api/v1/set-up", key=key, **FIRST)).status_code == 409


def test_a_server_without_staff_prints_the_link_and_one_with_staff_does_not(tmp_path):
    (tmp_path / "hall.yaml").write_text(HALL)
    data = tmp_path / "var"
    yingbin("init", "--data", data, "--hall", tmp_path / "hall.yaml").done()
    with serving(data, open_link=False) as server:
        assert re.fullmatch(r"http://\S+/set-up\?key=\S{43}", server.link)
    yingbin("staff", "--data", data, "add", "admin", "--name", "陈明", "--duty", "administrator").done()
    with serving(data) as server:
        server.process.terminate()
        assert server.process.communicate(timeout=20)[0] == ""
    listed = yingbin("staff", "--data", data, "list").done()
    assert listed == "admin\t陈明\tevery hall\tadministrator\tpassword to be changed\n"


def test_nobody_is_there_by_default(place: Place):
    said = yingbin("staff", "--data", place.data.directory, "list")
    assert said.done() == ""

"""`yingbin move`: a hall goes to another database with all that belongs to it, and nothing of it stays behind."""

import shutil
from pathlib import Path

import pytest

from app.database import open_data
from app.phones import VipList
from tests.cli.command import yingbin
from tests.cli.moving import KEPT, PLAYED, REAL, VIP, epoch, folded, move, nothing, stored, url_of, verified, work_at_random
from tests.flows.story import DEMO
from tests.house import HALL, Place, home


def test_a_hall_goes_to_postgresql_and_back_and_is_the_same(worked_hall: Path, chain: str, tmp_path: Path) -> None:
    home, back = url_of(worked_hall), url_of(tmp_path / "back")
    before, state, counted = stored(home), folded(home), verified(worked_hall, home)
    assert all(before.values()), "there is something in each table"
    said = move(home, chain).done()
    assert f"yingbin serve --data {worked_hall} --database-url {chain}" in said
    assert nothing(stored(home))
    assert (stored(chain), folded(chain), verified(worked_hall, chain)) == (before, state, counted)
    (tmp_path / "back").mkdir()
    shutil.copy(worked_hall / "secret.key", tmp_path / "back")
    said = move(chain, back).done()
    assert f"yingbin serve --data {tmp_path / 'back'}`" in said
    assert nothing(stored(chain))
    assert (stored(back), folded(back), verified(tmp_path / "back", back)) == (before, state, counted)
    assert verified(worked_hall, home) == verified(worked_hall, chain) == []


@pytest.mark.parametrize("seed", range(3))
async def test_random_days_that_moved_twice_fold_as_before(tmp_path: Path, chain: str, seed: int) -> None:
    place = Place.make(tmp_path / "var", (DEMO,))
    await work_at_random(place, seed)
    before, state = stored(place.data.url), folded(place.data.url)
    assert len({kind for _, _, kind, _, _ in before["facts"]}) > 12
    assert len(before["checkpoints"]) > 1
    for source, target in ((place.data.url, chain), (chain, url_of(tmp_path / "back")), (url_of(tmp_path / "back"), chain)):
        move(source, target).done()
        assert (stored(target), folded(target), nothing(stored(source))) == (before, state, True)


def test_what_is_said_tells_what_has_moved(worked_hall: Path, chain: str) -> None:
    facts = dict(stored(url_of(worked_hall))["halls"])
    lines = move(url_of(worked_hall), chain).done().splitlines()
    assert lines[:2] == [
        f"{hall}: {facts[hall]} facts of {days} days have moved, and are in order." for hall, days in ((REAL, 2), (PLAYED, 1))
    ]
    assert len(lines) == 3
    assert move(url_of(worked_hall), chain).done() == "There is nothing to move at --from.\n"


def test_clients_are_told_to_begin_anew(worked_hall: Path, chain: str) -> None:
    before = epoch(url_of(worked_hall))
    move(url_of(worked_hall), chain).done()
    assert epoch(chain) != before


async def test_a_command_that_is_repeated_after_the_move_gets_its_first_answer(once_worked: Place, worked_hall: Path, chain: str):
    asked = {"key": KEPT, "service": "pay-bill"}
    async with home(at(once_worked, worked_hall)) as one:
        first = await one.as_("integration").post("/tickets", **asked)
    before = stored(url_of(worked_hall))["halls"]
    move(url_of(worked_hall), chain).done()
    async with home(at(once_worked, worked_hall, chain)) as one:
        again = await one.as_("integration").post("/tickets", **asked)
        assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
        assert stored(chain)["halls"] == before
        other = await one.as_("integration").post("/tickets", service="pay-bill")
        assert other.json()["number"] != first.json()["number"], "another key is another ticket"
        await one.check_replay()


def at(place: Place, directory: Path, url: str | None = None) -> Place:
    """What a server opens there; the tokens are the old ones."""
    return Place(open_data(directory, url), place.tokens)


def vip(directory: Path, url: str | None = None) -> str | None:
    data = open_data(directory, url)
    return VipList(data.engine, data.key).level(REAL, VIP)


def test_the_vip_list_goes_along_where_the_key_is_the_same(worked_hall: Path, chain: str, tmp_path: Path) -> None:
    assert "VIP" not in move(url_of(worked_hall), chain).done()
    assert vip(worked_hall, chain) == "vip"
    (tmp_path / "back").mkdir()
    shutil.copy(worked_hall / "secret.key", tmp_path / "back")
    assert "VIP" not in move(chain, url_of(tmp_path / "back")).done()
    assert vip(tmp_path / "back") == "vip"


def test_a_fresh_directory_gets_the_key_of_the_directory_that_the_hall_comes_from(worked_hall: Path, tmp_path: Path) -> None:
    assert "VIP" not in move(url_of(worked_hall), url_of(tmp_path / "new/var")).done()
    assert vip(tmp_path / "new/var") == "vip"
    assert {file.stat().st_mode & 0o77 for file in (tmp_path / "new/var").iterdir()} == {0}


def test_without_its_key_the_vip_list_stays_out_and_that_is_said(worked_hall: Path, chain: str, tmp_path: Path) -> None:
    move(url_of(worked_hall), chain).done()
    said = move(chain, url_of(tmp_path / "back")).done()
    assert f"{REAL}: the VIP list was made with another secret.key" in said
    assert "yingbin vip import" in said
    assert said.count("VIP") == 1, "the rehearsal hall has none"
    assert stored(url_of(tmp_path / "back"))["vips"] == stored(chain)["vips"] == []
    assert vip(tmp_path / "back") is None
    assert stored(url_of(tmp_path / "back"))["voters"] == [], "the staff are asked anew, for nobody could count what they said"


def test_a_chain_that_has_halls_keeps_its_key(worked_hall: Path, chain: str, tmp_path: Path) -> None:
    made = Place.make(tmp_path / "first", (HALL.replace(REAL, "nancheng"),), chain)
    assert "VIP list was made with another" in (said := move(url_of(worked_hall), chain).done())
    assert "DIR has the secret.key of that database" in said
    assert [line.split(":")[0] for line in verified(tmp_path / "first", chain)] == [REAL, PLAYED, "nancheng"]
    made.close()


def test_only_the_halls_that_are_named_move_and_the_others_are_not_touched(worked_hall: Path, chain: str, tmp_path: Path) -> None:
    for name in ("nancheng", "beicheng", "lidu"):
        (tmp_path / f"{name}.yaml").write_text(HALL.replace(REAL, name))
        yingbin("hall", "--data", worked_hall, "apply", tmp_path / f"{name}.yaml").done()
    yingbin("token", "--data", worked_hall, "--hall", "nancheng", "--role", "kiosk").done()
    others = stored(url_of(worked_hall), ("nancheng", "lidu"))
    move(url_of(worked_hall), chain, "beicheng", REAL, REAL).done()
    assert stored(url_of(worked_hall), ("nancheng", "lidu")) == others
    assert [line.split(":")[0] for line in verified(worked_hall, url_of(worked_hall))] == ["lidu", "nancheng"]
    assert [line.split(":")[0] for line in verified(worked_hall, chain)] == ["beicheng", REAL, PLAYED]
    move(chain, url_of(worked_hall), REAL).done()
    assert stored(url_of(worked_hall), ("nancheng", "lidu")) == others, "a hall that comes changes nothing either"


def test_a_hall_that_has_moved_already_is_said_to_be_there(worked_hall: Path, chain: str) -> None:
    move(url_of(worked_hall), chain).done()
    assert move(url_of(worked_hall), chain, REAL).done().startswith(f"{REAL}: is at --to already")


def test_an_empty_file_becomes_a_database_and_another_name_is_told(worked_hall: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/halls.db").touch()
    target = f"sqlite:///{tmp_path / 'new/halls.db'}"
    assert f"yingbin serve --data {tmp_path / 'new'} --database-url {target}`" in move(url_of(worked_hall), target).done()
    assert not (tmp_path / "new/yingbin.sqlite3").exists()
    assert len(verified(tmp_path / "new", target)) == 2


def test_a_password_is_not_shown(worked_hall: Path, chain: str) -> None:
    with_password = chain.replace("postgres@", "postgres:s3cret@")
    assert "postgres:***@" in (said := move(url_of(worked_hall), with_password).done())
    assert "s3cret" not in said

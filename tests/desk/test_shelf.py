"""The folder of service scripts, live."""

import shutil
from pathlib import Path

import pytest

from app.hall.walking import Given, answer, begin
from app.wishes import Answer, Wish
from tests.house import Home, Place, home

BILL = """
id: pay-bill
title: {zh: 交话费, en: Pay a bill}
steps:
  - {id: fee, kind: request, say: {zh: 请您核对金额。, en: Please check the amount.}}
  - {id: bye, kind: farewell, say: {zh: 请慢走。, en: Goodbye.}}
"""
SHORTER = BILL.replace("  - {id: fee, kind: request, say: {zh: 请您核对金额。, en: Please check the amount.}}\n", "")


@pytest.fixture
def folder(tmp_path) -> Path:
    path = tmp_path / "scripts"
    path.mkdir()
    (path / "pay-bill.yaml").write_text(BILL, "utf-8")
    return path


async def versions(one: Home, hall: str = "dongcheng") -> dict[str, int]:
    return await one.house.desk.read(hall, lambda state, now: {id: e.version for id, e in state.scripts.items()})


async def do(one: Home, wish) -> None:
    await one.house.desk.do(Wish("dongcheng", wish, lambda *_: Answer(200, b"")))


async def test_a_start_gives_the_scripts_to_every_hall_and_a_second_start_changes_nothing(place: Place, folder: Path):
    async with home(place, scripts=folder) as one:
        assert await versions(one) == await versions(one, "xicheng") == {"pay-bill": 1}
        before = await one.house.desk.read("dongcheng", lambda hall, now: hall.version)
    async with home(place, scripts=folder) as one:
        assert await one.house.desk.read("dongcheng", lambda hall, now: hall.version) == before


async def test_a_changed_file_is_taken_up_and_a_walk_under_way_is_not_touched(place: Place, folder: Path):
    async with home(place, scripts=folder) as one:
        await do(one, lambda hall, now: begin(hall, now, script="pay-bill", runner="counter", post="counter-1", counter=1))
        (folder / "pay-bill.yaml").write_text(SHORTER, "utf-8")
        await one.house.shelf.look()
        assert await versions(one) == {"pay-bill": 2}
        walk, step = await one.house.desk.read("dongcheng", lambda hall, now: (hall.walk_at(1).id, hall.walk_at(1).step))
        assert step == "fee"
        await do(one, lambda hall, now: answer(hall, now, walk=walk, step="fee", given=Given()))
        await one.check_replay()


async def test_a_broken_file_never_replaces_a_good_one_and_is_told_of(place: Place, folder: Path):
    async with home(place, scripts=folder) as one:
        (folder / "pay-bill.yaml").write_text(BILL.replace("farewell", "shouting"), "utf-8")
        await one.house.shelf.look()
        assert await versions(one) == {"pay-bill": 1}
        assert [(Path(fault.file).name, fault.line) for fault in one.house.shelf.faults] == [("pay-bill.yaml", 6)]
    async with home(place, scripts=folder) as one:
        assert await versions(one) == {"pay-bill": 1}, "nor when the server starts"
        (folder / "pay-bill.yaml").write_text(SHORTER, "utf-8")
        await one.house.shelf.look()
        assert (await versions(one), one.house.shelf.faults) == ({"pay-bill": 2}, [])


async def test_a_script_whose_file_is_gone_is_begun_no_more(place: Place, folder: Path):
    (folder / "another.yaml").write_text(BILL.replace("pay-bill", "another"), "utf-8")
    async with home(place, scripts=folder) as one:
        assert await versions(one) == {"another": 1, "pay-bill": 1}
        (folder / "pay-bill.yaml").unlink()
        await one.house.shelf.look()
        assert await versions(one) == {"another": 1}
        (folder / "pay-bill.yaml").write_text(BILL, "utf-8")
        await one.house.shelf.look()
        assert await versions(one) == {"another": 1, "pay-bill": 2}


async def test_an_editors_own_files_and_a_file_that_vanishes_are_no_matter(place: Place, folder: Path):
    (folder / ".#pay-bill.yaml").symlink_to("nobody@nowhere.1:2")
    (folder / "gone.yaml").symlink_to("nowhere")
    async with home(place, scripts=folder) as one:
        assert await versions(one) == {"pay-bill": 1}
        (folder / "pay-bill.yaml").write_text(SHORTER, "utf-8")
        await one.house.shelf.look()
        assert await versions(one) == {"pay-bill": 2}


async def test_an_empty_folder_keeps_the_scripts(place: Place, folder: Path):
    async with home(place, scripts=folder) as one:
        (folder / "pay-bill.yaml").unlink()
        await one.house.shelf.look()
        assert await versions(one) == {"pay-bill": 1}


async def test_a_folder_that_vanishes_keeps_the_scripts(place: Place, folder: Path):
    async with home(place, scripts=folder) as one:
        shutil.rmtree(folder)
        await one.house.shelf.look()
        assert await versions(one) == {"pay-bill": 1}

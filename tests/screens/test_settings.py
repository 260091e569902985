"""The pages of a hall's settings: what stands in their fields, and that nothing of it is lost on the way back."""

import contextlib
import json
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from app.hall_file_written import hall_text, hall_tree
from app.languages import LANGUAGES
from tests.house import HALL, Home, Place, home

PAGES = ("", "/text", "/versions", "/vips", "/personal")


async def see(one: Home, path: str, role: object = "manager") -> tuple[int, str]:
    answer = await one.http.get(f"/manager/dongcheng/settings{path}", headers=one.as_(role).headers)
    one.http.cookies.clear()
    return answer.status_code, answer.text


async def test_only_a_manager_of_the_hall_opens_them(place: Place):
    async with home(place) as one:
        for path in PAGES:
            assert (await see(one, path))[0] == 200
            for role in ("kiosk", "display", "greeter", ("counter", 1), "integration", ("xicheng", "manager")):
                assert (await see(one, path, role))[0] == 403, (path, role)


@pytest.mark.parametrize("language", list(LANGUAGES))
async def test_every_page_is_there_in_every_language_and_strict(place: Place, language: str):
    async with home(place) as one:
        for path in PAGES:
            status, html = await see(one, f"{path}?lang={language}")
            assert status == 200
            assert f'<html lang="{LANGUAGES[language].html}"' in html
            assert " style=" not in html
            assert not re.search(r"<script(?![^>]* src=)", html)


async def test_the_text_is_the_hall_file_and_the_forms_hold_the_whole_of_it(place: Place):
    async with home(place) as one:
        plan = await one.house.desk.read("dongcheng", lambda state, now: state.plan)
        text = (await see(one, "/text"))[1]
        assert unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.S)[1]) == hall_text(plan)  # type: ignore[index]
        html = (await see(one, ""))[1]
        held = re.search(r'data-tree="([^"]*)"', html)
        assert held is not None
        assert json.loads(unescape(held[1])) == json.loads(json.dumps(hall_tree(plan)))


async def test_the_list_of_versions_tells_who_changed_what_and_offers_the_way_back(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        now = (await manager.get("/plan")).json()
        await manager.post("/plan", yaml=now["yaml"].replace("promise: 15m", "promise: 20m"), based_on=now["version"])
        html = (await see(one, "/versions?lang=en"))[1]
        words = " ".join(unescape(re.sub(r"<[^>]+>", " ", html[html.index("<main") :])).split())
        assert "Levels › ordinary › Promise 15m 20m" in words
        assert "manager's token In force" in words
        assert re.findall(r'data-back="(\d+)"', html) == [str(now["version"])]


SCRIPT = """
id: pay-bill
title: {zh: 收费, en: Pay a bill}
steps:
  - {id: fee, do: {zh: 收取话费, en: take the fee}, within: 2m}
"""


@contextlib.asynccontextmanager
async def scripted(tmp_path: Path) -> AsyncIterator[Home]:
    (folder := tmp_path / "scripts").mkdir()
    (folder / "pay-bill.yaml").write_text(SCRIPT, "utf-8")
    file = HALL.replace("typical: 2m}", "typical: 2m, script: pay-bill}")
    async with home(Place.make(tmp_path / "var", (file,)), scripts=folder) as one:
        yield one


async def previewed(one: Home, body: bytes, role: object = "manager") -> httpx.Response:
    headers = one.as_(role).headers | {"Content-Type": "application/json"}
    answer = await one.http.post("/manager/dongcheng/scripts/pay-bill/preview?lang=en", content=body, headers=headers)
    one.http.cookies.clear()
    return answer


async def test_a_script_is_shown_as_a_flowchart_before_it_is_published(tmp_path: Path):
    async with scripted(tmp_path) as one:
        draft = SCRIPT.replace("take the fee", "take the whole fee")
        answer = await previewed(one, json.dumps({"yaml": draft}).encode())
        assert answer.status_code == 200
        assert "take the whole fee" in answer.text
        assert 'data-step="fee"' in answer.text
        edit = (await one.http.get("/manager/dongcheng/scripts/pay-bill/edit", headers=one.as_("manager").headers)).text
        assert "take the fee" in edit
        assert "take the whole fee" not in edit


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"yaml": 7}', b'{"yaml": "id: x"}', b"\xff"])
async def test_what_is_no_script_is_not_drawn(tmp_path: Path, body: bytes):
    async with scripted(tmp_path) as one:
        answer = await previewed(one, body)
        assert (answer.status_code, answer.text) == (422, "")
        assert (await previewed(one, body, "greeter")).status_code == 403


async def test_the_page_of_a_script_tells_its_versions_and_the_way_back_to_the_file(tmp_path: Path):
    async with scripted(tmp_path) as one:
        manager = one.as_("manager")
        path = "/manager/dongcheng/scripts/pay-bill/edit?lang=en"
        assert "data-give-back" not in (await one.http.get(path, headers=manager.headers)).text
        now = (await manager.get("/scripts/pay-bill")).json()
        await manager.post("/scripts/pay-bill/publish", yaml=now["yaml"].replace("2m", "3m"), based_on=now["version"])
        html = (await one.http.get(path, headers=manager.headers)).text
        assert "data-give-back" in html
        assert "this hall&#39;s own edition" in html
        assert re.findall(r'data-back="(\d+)"', html) == ["1"]


async def test_the_limits_that_can_be_set_are_those_of_the_scripts_steps(tmp_path: Path):
    async with scripted(tmp_path) as one:
        html = (await see(one, "?lang=en"))[1]
        assert re.search(r'data-way="limits/pay-bill/fee" value="" placeholder="2m"', html)

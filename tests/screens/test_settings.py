"""The pages of a hall's settings: what stands in their fields, and that nothing of it is lost on the way back."""

import json
import re
from html import unescape

import pytest

from app.hall_file_written import hall_text, hall_tree
from app.languages import LANGUAGES
from tests.house import Home, Place, home

PAGES = ("", "/text", "/versions", "/vips")


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

"""The table of rights is what members of staff can do: every route, every duty, at a paired screen and elsewhere."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from sqlalchemy import select, update
from websockets.asyncio.client import connect

from app.access import cookie_name, session_cookie
from app.accounts import digest
from app.engine import changing
from app.rights import TABLE, row
from app.staff.duties import DUTIES, FITTING, MANAGERS
from app.staff.sessions import begin
from app.tables import staff, tokens
from app.voices.questionnaire_file import usual
from tests.api.test_rights import OUTSIDE, UNKNOWN, address, answer_to
from tests.house import Home, Place, home, server
from tests.staff.cast import device, member


@pytest.fixture
def staffed(tmp_path) -> Iterator[Place]:
    """One of each duty, whose number is the duty's first 20 letters."""
    place = Place.make(tmp_path / "var", url=None)
    for duty in DUTIES:
        member(place, duty[:20], duty)
    yield place
    place.close()


def signed_in(place: Place, duty: str, cookies: dict[str, str] | None = None, screen: str = "", name: str = "") -> dict[str, str]:
    """The headers of a browser in which somebody has just signed in; `cookies` is that of the paired screen."""
    cookies = cookies or {}
    with changing(place.data.engine) as connection:
        hashes = [digest(token) for token in cookies.values()]
        of = connection.execute(select(tokens.c.device).where(tokens.c.hash.in_(hashes))).scalar()
        held = cookies | {name or session_cookie(): begin(connection, duty[:20], "dongcheng", of)}
    more = {"Yingbin-Screen": screen} if screen else {}
    return {"Cookie": "; ".join(f"{one}={value}" for one, value in held.items()), "Origin": "http://hall", **more}


def has(route: str, role: str, duty: str) -> bool:
    """What the cell says."""
    rights = row(route)
    return duty in rights.duties or (role in rights.roles and (role != "manager" or duty in rights.managers))


ENDING = ("POST /lock", "POST /sign-out")
CLOSED = sorted((route for route, rights in TABLE.items() if not rights.open), key=ENDING.__contains__)
"""Every route that isn't for everyone; those that end a session last."""


async def found_by(one: Home, duty: str, routes: Iterable[str], **at: Any) -> dict[str, bool]:
    """Of each of these routes whether it lets this duty in, really asked for."""
    found, headers = {}, signed_in(one.place, duty, **at)
    for route in routes:
        if route in ENDING:
            headers = signed_in(one.place, duty, **at)
        found[route] = await answer_to(one, route, headers) not in OUTSIDE + UNKNOWN
    return found


@pytest.mark.parametrize("duty", DUTIES)
async def test_each_duty_may_elsewhere_what_its_cells_say(staffed: Place, duty: str):
    role = "manager" if duty in MANAGERS else "staff"
    async with home(staffed, strangers_a_minute=100_000) as one:
        await one.as_("manager").post("/tickets", service="pay-bill")
        assert await found_by(one, duty, CLOSED) == {route: has(route, role, duty) for route in CLOSED}


@pytest.mark.parametrize(
    ("role", "screen"), [("counter", "counter/dongcheng/1"), ("greeter", "greeter/dongcheng"), ("manager", "manager/dongcheng")]
)
async def test_each_duty_may_at_a_paired_screen_what_its_cells_say_if_it_fits_the_screen(staffed: Place, role: str, screen: str):
    counter = 1 if role == "counter" else None
    paired = device(staffed, role, counter)
    at = {"cookies": paired, "screen": screen, "name": session_cookie(role, "dongcheng", counter)}
    async with home(staffed, strangers_a_minute=100_000) as one:
        await one.as_("manager").post("/tickets", service="pay-bill")
        for duty in DUTIES:
            routes = CLOSED if duty in FITTING[role] else of_each_row(CLOSED)
            assert await found_by(one, duty, routes, **at) == {route: there(route, role, duty) for route in routes}, duty


def there(route: str, role: str, duty: str) -> bool:
    """At a paired screen. A page has to be the screen's own, which has its cookie; what can be asked for goes by the cell, if the
    duty fits the screen. The account is the person's, and the files for the TVs are shown to the device itself."""
    roles = row(route).roles
    page = not address(route).startswith("/api/v1") and route != "GET /"
    if route == "GET /media/{hall}/{media}":
        return True
    return has(route, role, duty) and (role in roles or not page) and (duty in FITTING[role] or not roles)


@pytest.mark.parametrize("duty", ["hall-manager", "duty-manager", "complaint-clerk", "clerk"])
async def test_nobody_may_anything_in_another_hall(staffed: Place, duty: str):
    """Whatever the duty: these are of the hall xicheng."""
    with changing(staffed.data.engine) as connection:
        connection.execute(update(staff).values(hall="xicheng"))
    async with home(staffed, strangers_a_minute=100_000) as one:
        routes = [route for route in CLOSED if "{hall}" in route]
        assert await found_by(one, duty, routes) == dict.fromkeys(routes, False)


def of_each_row(routes: Iterable[str]) -> list[str]:
    """One route of each row and method: for whoever doesn't fit the screen, and is refused before any row is asked."""
    kinds = {(row(route), route.partition(" ")[0]): route for route in routes if route not in ENDING}
    return [*kinds.values(), *ENDING]


RUN = """
    GET /halls/{hall}/plan · POST /halls/{hall}/plan · POST /halls/{hall}/plan-check · POST /halls/{hall}/plan/{version}/back
    GET /halls/{hall}/scripts/{script} · POST /halls/{hall}/scripts/{script}/publish · GET /manager/{hall}/scripts/{script}/edit
    POST /halls/{hall}/vips · POST /halls/{hall}/vip-check · GET /manager/{hall}/settings · GET /manager/{hall}/settings/vips
    GET /manager/{hall}/settings/personal · POST /halls/{hall}/personal-export · POST /halls/{hall}/personal-erase
    GET /halls/{hall}/log · GET /staff · POST /staff
    POST /halls/{hall}/visits · POST /halls/{hall}/inspections · GET /manager/{hall}/visits · GET /manager/{hall}/assessment
    GET /halls/{hall}/assessment · POST /halls/{hall}/bulletins/{bulletin}/publish
"""
WATCHED = """
    GET /manager/{hall} · LIVE /manager/{hall}/live · GET /manager/{hall}/patrol · POST /halls/{hall}/patrols
    GET /manager/{hall}/moments · GET /manager/{hall}/reports/{report} · GET /complaints/{hall} · GET /bulletin/{hall}
    POST /halls/{hall}/pages/{page}/answer · POST /halls/{hall}/counters/{n}/assign · POST /halls/{hall}/screens
"""


def test_a_duty_manager_watches_over_the_day_and_does_not_run_the_hall():
    run, watched = (re.split(r" · |\n", re.sub(" {2,}", "", told).strip()) for told in (RUN, WATCHED))
    assert not {*run, *watched} - {*TABLE}
    assert [route for route in run if has(route, "manager", "duty-manager")] == []
    for duty in ("duty-manager", "hall-manager", "administrator"):
        assert [route for route in watched if not has(route, "manager", duty)] == []
    for duty in ("hall-manager", "administrator"):
        assert [route for route in run if not has(route, "manager", duty)] == []


async def test_a_duty_manager_is_shown_no_way_to_what_is_not_theirs(staffed: Place):
    async with home(staffed) as one:
        for duty, shown in (("duty-manager", False), ("hall-manager", True)):
            headers = signed_in(staffed, duty)
            console = (await one.http.get("/manager/dongcheng", headers=headers)).text
            for way in ("settings", "assessment"):
                assert (f"/manager/dongcheng/{way}" in console) == shown, (duty, way)
            patrol = (await one.http.get("/manager/dongcheng/patrol", headers=headers)).text
            assert ("/manager/dongcheng/assessment" in patrol) == shown, duty
            scripts = await one.http.get("/manager/dongcheng/scripts", headers=headers)
            assert scripts.status_code == 200
            settings = await one.http.get("/manager/dongcheng/settings", headers=headers)
            assert ("不属于您的岗位" in settings.text, settings.status_code) == (not shown, 200 if shown else 403), duty


async def test_a_single_visit_is_on_the_stream_of_whoever_runs_the_hall_alone(staffed: Place):
    """The manager of the day may be the one who was visited."""
    async with home(staffed) as one:
        entered = await one.as_("manager").post("/questionnaires", source=usual())
        assert entered.status_code == 200, entered.text
    with server(staffed) as url:
        for duty, told in (("duty-manager", False), ("hall-manager", True)):
            headers = signed_in(staffed, duty) | {"Origin": url}
            address = url.replace("http", "ws") + "/api/v1/halls/dongcheng/stream"
            async with connect(address, additional_headers=headers, origin=None) as live:
                await live.send('{"hello": 1, "epoch": null, "since": null}')
                reset = json.loads(await live.recv())["reset"]
                await live.close()
            async with connect(address, additional_headers=headers, origin=None) as live:
                await live.send(json.dumps({"hello": 1, "epoch": reset["epoch"], "since": reset["seq"] - 1}))
                await live.recv()
                event = json.loads(await live.recv())["event"]
            assert (event.get("type") == "QuestionnaireSet") == told, (duty, event)


async def test_nobody_may_anything_at_a_paired_screen_before_signing_in(staffed: Place):
    cookies = device(staffed, "counter", 1)
    [(name, token)] = cookies.items()
    assert name == cookie_name("counter", "dongcheng", 1)
    async with home(staffed, strangers_a_minute=100_000) as one:
        for route, rights in TABLE.items():
            if "counter" in rights.roles and route != "GET /media/{hall}/{media}":
                headers = {"Cookie": f"{name}={token}", "Yingbin-Screen": "counter/dongcheng/1", "Origin": "http://hall"}
                assert await answer_to(one, route, headers) in UNKNOWN, route
                assert await answer_to(one, route, {"Authorization": f"Bearer {token}"}) in UNKNOWN, route


async def test_a_right_too_much_is_found(staffed: Place, monkeypatch: pytest.MonkeyPatch):
    """The control: a duty that nobody meant opens the log."""
    async with home(staffed) as one:
        assert await ask_log(one, staffed) in OUTSIDE
        wide = type(row("GET /me"))(row("GET /halls/{hall}/log").roles, frozenset({"clerk"}))
        monkeypatch.setitem(TABLE, "GET /halls/{hall}/log", wide)
        assert await ask_log(one, staffed) == 200


async def ask_log(one: Home, place: Place) -> int:
    return await answer_to(one, "GET /halls/{hall}/log", signed_in(place, "clerk"))

"""The table of rights is what members of staff can do: every route, every duty, at a paired screen and elsewhere."""

from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import select

from app.access import cookie_name, session_cookie
from app.accounts import digest
from app.engine import changing
from app.rights import TABLE, row
from app.staff.duties import DUTIES, FITTING, MANAGERS
from app.staff.sessions import begin
from app.tables import tokens
from tests.api.test_rights import OUTSIDE, UNKNOWN, answer_to
from tests.house import Home, Place, home
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


async def test_each_duty_may_elsewhere_what_its_cell_says(staffed: Place):
    async with home(staffed, strangers_a_minute=100_000) as one:
        await one.as_("manager").post("/tickets", service="pay-bill")
        for duty in DUTIES:
            role = "manager" if duty in MANAGERS else "staff"
            for route in of_each_row(TABLE):
                rights = row(route)
                found = await answer_to(one, route, signed_in(staffed, duty))
                may = role in rights.roles or duty in rights.duties
                assert (found not in OUTSIDE + UNKNOWN) == may, (route, duty, found)


@pytest.mark.parametrize(
    ("role", "screen"), [("counter", "counter/dongcheng/1"), ("greeter", "greeter/dongcheng"), ("manager", "manager/dongcheng")]
)
async def test_each_duty_may_at_a_paired_screen_what_the_screen_may_if_it_fits(staffed: Place, role: str, screen: str):
    counter = 1 if role == "counter" else None
    paired = device(staffed, role, counter)
    routes = of_each_row(route for route, rights in TABLE.items() if role in rights.roles and fitting(route, role))
    assert len(routes) > 3
    async with home(staffed, strangers_a_minute=100_000) as one:
        await one.as_("manager").post("/tickets", service="pay-bill")
        for duty in DUTIES:
            for route in routes:
                name = session_cookie(role, "dongcheng", counter)
                found = await answer_to(one, route, signed_in(staffed, duty, paired, screen, name))
                assert (found not in OUTSIDE + UNKNOWN) == (duty in FITTING[role]), (route, duty, found)


def of_each_row(routes: Iterable[str]) -> list[str]:
    """One route of each row and method: what a duty may is decided by the row alone. Roles are tried on every route."""
    kinds = {(row(route), route.partition(" ")[0]): route for route in routes if not row(route).open}
    return list(kinds.values())


def fitting(route: str, role: str) -> bool:
    """Screens of other kinds have other cookies."""
    return not route.startswith(("GET /chain", "LIVE /chain", "GET /rehearsal", "LIVE /rehearsal", "GET /media", "GET /halls"))


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

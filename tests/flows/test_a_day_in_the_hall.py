"""A story across kiosk, counter and TV, rendered from the state as the screens render it after each fact."""

import re

import counter_ui.greeter.routes
import counter_ui.routes
import display_ui.routes
import kiosk_ui.routes
from app.hall.day import Instant
from app.hall.state import Hall
from shared_ui.picture import Place as ScreenPlace
from shared_ui.picture import Screen, allowed_look, render
from tests.house import Place, home

MODULES = (kiosk_ui.routes, counter_ui.routes, counter_ui.greeter.routes, display_ui.routes)


def screens() -> dict[str, Screen]:
    found = [value for module in MODULES for value in vars(module).values()]
    return {screen.name: screen for screen in found if isinstance(screen, Screen)}


async def seen(one, name: str, counter: int | None = None, query: str = "") -> str:
    screen = screens()[name]
    place = ScreenPlace(screen, "dongcheng", counter)

    def picture(hall: Hall, now: Instant) -> str:
        return render(place, hall, now, allowed_look(screen, query))

    return await one.house.desk.read("dongcheng", picture)


def tickets(html: str) -> set[str]:
    return set(re.findall(r'data-ticket="(\w+)"', html))


async def test_li_is_a_vip_and_wang_is_told_nothing_of_it(place: Place):
    clock = [2_000_000_000_000]

    def tick() -> int:
        clock[0] += 1
        return clock[0]

    async with home(place, tick) as one:
        kiosk, greeter, clerk = one.as_("kiosk"), one.as_("greeter"), one.as_(("counter", 1))
        wang = (await kiosk.post("/tickets", service="pay-bill")).json()["number"]
        li = (await greeter.post("/tickets", service="pay-bill", level="vip")).json()["number"]
        zhao = (await kiosk.post("/tickets", service="open-account")).json()["number"]
        assert (wang, li, zhao) == ("B001", "B002", "A001")

        await clerk.post("/counters/1/open")
        console = await seen(one, "counter", 1)
        assert console.index(li) < console.index(wang)
        called = (await clerk.post("/counters/1/call-next", expected_current=None)).json()
        assert called["number"] == li
        tv = await seen(one, "display")
        assert tickets(tv) == {li}
        assert tickets(await seen(one, "window", 1)) == {li}
        for picture in (tv, await seen(one, "kiosk"), await seen(one, "kiosk", query=f"page=ticket&number={li}")):
            assert "vip" not in picture.lower()
            assert "普通" not in picture

        assert (await clerk.post("/counters/1/no-show")).json()["state"] == "missed"
        clock[0] += 30_000
        assert li not in await seen(one, "display")
        assert li in await seen(one, "greeter", query="list=missed")

        for number in (wang, zhao):
            assert (await clerk.post("/counters/1/call-next", expected_current=None)).json()["number"] == number
            await clerk.post("/counters/1/start")
            await clerk.post("/counters/1/finish")
        await greeter.post(f"/tickets/{li}/rejoin")
        assert (await clerk.post("/counters/1/call-next", expected_current=None)).json()["number"] == li
        await one.check_replay()


async def test_what_a_replayed_hall_shows_is_what_was_shown(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        for n in (1, 2):
            await manager.post(f"/counters/{n}/open")
        for n in range(8):
            await manager.post("/tickets", service="pay-bill", level="vip" if n % 3 == 0 else "ordinary")
        for n in (1, 2):
            await manager.post(f"/counters/{n}/call-next", expected_current=None)
        await manager.post("/counters/1/hold", minutes=10)
        folded = one.house.log.load("dongcheng")
        for name, counter in (
            ("kiosk", None),
            ("counter", 1),
            ("counter", 2),
            ("display", None),
            ("window", 2),
            ("greeter", None),
        ):
            screen = ScreenPlace(screens()[name], "dongcheng", counter)
            now = one.house.desk.clock()
            live = await one.house.desk.read("dongcheng", lambda hall, _, screen=screen, now=now: render(screen, hall, now, {}))
            assert render(screen, folded, now, {}) == live

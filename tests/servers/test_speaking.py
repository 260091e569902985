"""Displays of one hall hang at two servers: all the same one of them speaks."""

import asyncio
from collections.abc import Iterator

import pytest

from app.claims import Claims
from app.speaking import CONFIRMED, LASTS, REFUSED, Speaking
from app.wishes import Unavailable
from tests.desk.test_speaking import Window
from tests.house import Place


@pytest.fixture
def servers(shared_hall: Place) -> Iterator[tuple[Speaking, Speaking]]:
    Window.now = 1000.0
    claims = [Claims(place.data.engine) for place in (shared_hall, shared_hall.another())]
    yield tuple([Speaking(None, each, clock=lambda: Window.now) for each in claims])  # type: ignore[arg-type, misc]
    for each in claims:
        each.close()


async def test_one_display_speaks_whichever_server_it_hangs_at(servers: tuple[Speaking, Speaking]):
    here, there = Window("a"), Window("b")
    for _ in range(3):
        assert await here.asks(servers[0])
        assert not await there.asks(servers[1])
        Window.now += CONFIRMED


async def test_two_that_ask_at_once_do_not_both_speak(servers: tuple[Speaking, Speaking]):
    here, there = Window("a"), Window("b")
    assert sorted(await asyncio.gather(here.asks(servers[0]), there.asks(servers[1]))) == [False, True]


async def test_a_display_at_the_other_server_takes_over_when_the_first_is_gone(servers: tuple[Speaking, Speaking]):
    here, there = Window("a"), Window("b")
    await here.asks(servers[0])
    Window.now += LASTS
    await servers[0].sweep()
    assert await there.asks(servers[1])
    assert not await here.asks(servers[0])


async def test_the_claim_dies_with_its_server(servers: tuple[Speaking, Speaking]):
    here, there = Window("a"), Window("b")
    await here.asks(servers[0])
    assert not await there.asks(servers[1])
    servers[0]._claims.close()
    for _ in range(50):  # PostgreSQL takes a moment to see that the connection is gone
        Window.now += REFUSED
        if await there.asks(servers[1]):
            break
        await asyncio.sleep(0.05)
    assert await there.asks(servers[1])
    Window.now += CONFIRMED
    assert not await here.asks(servers[0]), "it finds that the claim is another's now"


async def test_nobody_speaks_who_cannot_ask_whose_turn_it_is(servers: tuple[Speaking, Speaking], monkeypatch):
    def unreachable(self, name: str) -> bool:
        raise Unavailable

    monkeypatch.setattr(Claims, "take", unreachable)
    assert not await Window("a").asks(servers[0])

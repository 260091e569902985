"""One display of a zone speaks at a time; another takes over when it is gone."""

import asyncio

import pytest
from structlog.testing import capture_logs

from app.claims import Claims
from app.speaking import LASTS, NOTED, Speaking
from tests.house import Home, Place, home

HALL = ("dongcheng", "")


class Window:
    """A connected display, and the clock that all look at."""

    now = 1000.0

    def __init__(self, name: str) -> None:
        self.name, self.is_there = name, True
        self.present = lambda: self.is_there

    async def asks(self, speaking: Speaking, zone: tuple[str, str] = HALL) -> bool:
        return await speaking.may_speak(zone, self.name, self.present)


@pytest.fixture
def speaking(place: Place) -> Speaking:
    Window.now = 1000.0
    return Speaking(None, Claims(place.data.engine), clock=lambda: Window.now)  # type: ignore[arg-type]


async def test_the_first_display_that_asks_speaks_for_as_long_as_it_goes_on_asking(speaking: Speaking):
    first, second = Window("a"), Window("b")
    for _ in range(5):
        assert await first.asks(speaking)
        assert not await second.asks(speaking)
        Window.now += LASTS - 0.1


async def test_another_takes_over_some_seconds_after_the_last_word(speaking: Speaking):
    first, second = Window("a"), Window("b")
    await first.asks(speaking)
    Window.now += LASTS
    assert await second.asks(speaking)
    assert not await first.asks(speaking), "it may come back, and is silent then"


async def test_a_display_that_loads_its_page_anew_goes_on_speaking(speaking: Speaking):
    before, after, other = Window("a"), Window("a"), Window("b")
    await before.asks(speaking)
    before.is_there = False
    assert not await other.asks(speaking)
    assert await after.asks(speaking)
    assert not await other.asks(speaking)


async def test_two_windows_of_one_name_do_not_speak_both(speaking: Speaking):
    first, copy = Window("a"), Window("a")
    assert await first.asks(speaking)
    assert not await copy.asks(speaking)


async def test_a_display_whose_sound_fails_lets_another_speak_at_once(speaking: Speaking):
    first, second = Window("a"), Window("b")
    await first.asks(speaking)
    speaking.give_up(HALL, second.present)
    assert not await second.asks(speaking), "only its own turn can be given up"
    speaking.give_up(HALL, first.present)
    assert await second.asks(speaking)


async def test_each_zone_and_hall_has_a_speaker_of_its_own(speaking: Speaking):
    displays = [Window(name) for name in "abc"]
    zones = [HALL, ("dongcheng", "upstairs"), ("xicheng", "")]
    assert [await display.asks(speaking, zone) for display, zone in zip(displays, zones, strict=True)] == [True] * 3


async def test_a_call_that_was_spoken_is_a_fact_once_and_an_unknown_one_is_none(place: Place):
    async with home(place) as here:
        await _call(here)
        call = await here.house.desk.read("dongcheng", lambda hall, now: hall.calls[0].id)
        for id in (call, call, "c999999"):
            await here.house.speaking.spoken("dongcheng", id)
        assert await here.house.desk.read("dongcheng", lambda hall, now: hall.calls[0].spoken_at) is not None
        events = (await here.as_("integration").get("/log")).json()["events"]
        assert [event["type"] for event in events].count("CallSpoken") == 1
        await here.check_replay()


async def _call(here: Home) -> None:
    clerk = here.as_(("counter", 1))
    await here.as_("integration").post("/tickets", service="pay-bill")
    await clerk.post("/counters/1/open")
    assert (await clerk.post("/counters/1/call-next", expected_current=None)).status_code == 200


async def test_a_turn_that_begins_while_others_are_given_back_is_kept(speaking: Speaking, monkeypatch: pytest.MonkeyPatch):
    gone, west, other = Window("a"), Window("b"), Window("c")
    zones = ("dongcheng", "east"), ("dongcheng", "west")
    await gone.asks(speaking, zones[0])
    Window.now += LASTS
    await west.asks(speaking, zones[1])
    speaking.give_up(zones[1], west.present)
    loop, given_back = asyncio.get_running_loop(), Claims.give_back

    def meanwhile(self: Claims, name: str) -> None:
        """In a thread: the sound is there again."""
        if name.endswith("east"):
            assert asyncio.run_coroutine_threadsafe(west.asks(speaking, zones[1]), loop).result(5)
        given_back(self, name)

    monkeypatch.setattr(Claims, "give_back", meanwhile)
    await speaking.sweep()
    assert not await other.asks(speaking, zones[1])


async def test_a_display_cannot_fill_the_log_with_clips_that_it_misses(speaking: Speaking):
    with capture_logs() as lines:
        for _ in range(50):
            speaking.missing("dongcheng", ["zh/n023"])
        Window.now += NOTED
        speaking.missing("dongcheng", ["zh/n024"])
    assert [line["clips"] for line in lines] == [["zh/n023"], ["zh/n024"]]


async def test_after_a_start_whoever_had_the_turn_is_waited_for_before_another_speaks_what_is_waiting(speaking: Speaking):
    """It may have begun to speak these calls, and could not say so any more."""
    had, other = Window("a"), Window("b")
    assert not await speaking.may_speak(HALL, other.name, other.present, unsure=True)
    Window.now += LASTS - 0.1
    assert not await speaking.may_speak(HALL, other.name, other.present, unsure=True)
    assert await had.asks(speaking)
    assert not await speaking.may_speak(HALL, other.name, other.present, unsure=True)


async def test_it_is_not_waited_for_in_vain(speaking: Speaking):
    other = Window("b")
    assert not await speaking.may_speak(HALL, other.name, other.present, unsure=True)
    Window.now += LASTS
    assert await speaking.may_speak(HALL, other.name, other.present, unsure=True)


async def test_a_display_that_falls_silent_here_is_waited_for_once(speaking: Speaking):
    had, other = Window("a"), Window("b")
    assert await had.asks(speaking)
    Window.now += LASTS
    await speaking.sweep()
    assert await speaking.may_speak(HALL, other.name, other.present, unsure=True)

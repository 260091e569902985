"""What the lobby TV shows. Numbers, counters and services; never who somebody is or of which level."""

from dataclasses import dataclass
from typing import Literal

from app.hall.counter import CounterState
from app.hall.day import Instant, greeting, is_open, takes_tickets
from app.hall.plan import Plan
from app.hall.state import Hall
from app.hall.zones import zone_of
from display_ui.bilingual import Both, both, both_of
from display_ui.calls import Shown, called_now, recent
from display_ui.speech import Speech, speech
from display_ui.waits import Line, lines
from shared_ui.picture import Look
from shared_ui.sentences import sentence
from shared_ui.times import opening

Scene = Literal["calls", "welcome", "closed"]

LINES, LINES_AND_NOTE = 8, 6
"""How many services fit beside the calls, and how many together with the note that no tickets are issued."""
LONG_NOTICE = 46
"""From so many characters on, a Latin one counted as half of one, a notice is written smaller."""
CROWD, BOARD = 4, 9
"""From so many calls at once on, they fill the screen; from so many on, as a board of smaller cells."""


@dataclass(frozen=True, slots=True)
class Header:
    name: Both
    greeting: Both
    zone: Both | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What the duty manager has to say to everybody; it takes the place of the courtesy line."""

    text: Both
    long: bool


@dataclass(frozen=True, slots=True)
class Lobby:
    scene: Scene
    header: Header
    now: list[Shown]
    recent: list[Shown]
    waits: list[Line]
    issues: bool
    opening: Both | None
    all_day: Both | None
    notice: Notice | None
    words: dict[str, Both]
    speech: Speech

    @property
    def layout(self) -> str:
        """How the calls are laid out: 0 to 3 of them, a crowd, a board."""
        count = len(self.now)
        return str(count) if count < CROWD else "crowd" if count < BOARD else "board"


def header(plan: Plan, now: Instant, look: Look) -> Header:
    told = sentence(f"times.greeting.{greeting(plan, now)}")
    zone = zone_of(plan, look.get("zone"))
    zone_name = both_of(look, zone.name) if zone and zone.name else None
    return Header(both_of(look, plan.name), both(look, "display.hello", greeting=told), zone_name)


def at_work(hall: Hall) -> bool:
    """Somebody serves or is being served; after hours too, until the last one has been."""
    return any(counter.state == CounterState.OPEN or counter.ticket for counter in hall.counters.values())


def opens(plan: Plan, now: Instant, look: Look) -> Both | None:
    """When the hall opens next, as people say it: today, tomorrow, or the day."""
    told = opening(plan, now)
    if told is None:
        return None
    day = {"month": told.wall.month, "day": told.wall.day, "weekday": told.weekday}
    return both(look, f"display.opens.{told.code}", time=told.time, **day)


def all_day(plan: Plan, look: Look) -> Both | None:
    """Where one is served at any hour, if the hall says so."""
    places = [way.where for service in plan.services for way in service.elsewhere if way.channel == "all-day" and way.where]
    return both(look, "display.all_day", where=places[0]) if places else None


def notice(hall: Hall, look: Look) -> Notice | None:
    if hall.notice is None:
        return None
    return Notice(both_of(look, hall.notice), max(len(hall.notice.zh), len(hall.notice.en) / 2) > LONG_NOTICE)


WORDS = ("calling", "recent", "courtesy", "waiting", "preparing", "ended", "welcome", "after", "closed")


def words(plan: Plan, look: Look) -> dict[str, Both]:
    """The screen's own sentences, by name."""
    return {name: both(look, f"display.words.{name}") for name in WORDS} | {
        "to": both(look, "display.to", word=plan.counter_word)
    }


def lobby(hall: Hall, now: Instant, look: Look) -> Lobby:
    plan, open_now = hall.plan, is_open(hall.plan, now)
    zone = zone_of(plan, look.get("zone"))
    calls, issues = called_now(hall, now, zone), takes_tickets(plan, now)
    scene: Scene = "calls" if calls else "welcome" if open_now or at_work(hall) else "closed"
    return Lobby(
        scene=scene,
        header=header(plan, now, look),
        now=calls,
        recent=recent(hall, calls, zone),
        waits=lines(hall, look, LINES if issues else LINES_AND_NOTE, zone),
        issues=issues,
        opening=opens(plan, now, look) if scene == "closed" else None,
        all_day=all_day(plan, look) if scene == "closed" else None,
        notice=notice(hall, look),
        words=words(plan, look),
        speech=speech(hall, now, look),
    )

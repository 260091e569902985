"""What the lobby TV shows. Numbers, counters and services; never who somebody is or of which level."""

from dataclasses import dataclass
from typing import Literal

from app.hall.counter import CounterState
from app.hall.day import Instant, is_open, takes_tickets
from app.hall.plan import Plan
from app.hall.playlist import is_night
from app.hall.state import Hall
from app.hall.zones import zone_of
from display_ui.bilingual import Both, both, both_of
from display_ui.calls import Shown, called_now, is_new, recent
from display_ui.header import Header, header
from display_ui.hours import Hours, hours
from display_ui.playing import Item, items, lines
from display_ui.speech import Speech, speech
from display_ui.waits import Line
from display_ui.waits import lines as waits
from shared_ui.picture import Look
from shared_ui.times import opening

Scene = Literal["calls", "welcome", "closed"]

LINES, LINES_AND_NOTE = 8, 6
"""How many services fit beside the calls, and how many together with the note that no tickets are issued."""
LONG_NOTICE = 46
"""From so many characters on, a Latin one counted as half of one, a notice is written smaller."""
CROWD, BOARD = 4, 9
"""From so many calls at once on, they fill the screen; from so many on, as a board of smaller cells."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the duty manager has to say to everybody; it takes the place of the courtesy line."""

    text: Both
    long: bool


@dataclass(frozen=True, slots=True)
class Lobby:
    """`plays`: the playlist has the middle of the screen; a new call takes it at once. `pair`: which of two screens beside each
    other this is: the left one has the calls, the right one the waits and the playlist, and both what is called now."""

    scene: Scene
    header: Header
    now: list[Shown]
    recent: list[Shown]
    waits: list[Line]
    issues: bool
    opening: Both | None
    hours: list[Hours]
    all_day: Both | None
    notice: Notice | None
    lines: list[Both]
    playlist: list[Item]
    plays: bool
    night: bool
    pair: str
    slogan: Both | None
    words: dict[str, Both]
    speech: Speech

    @property
    def layout(self) -> str:
        """How the calls are laid out: 0 to 3 of them, a crowd, a board."""
        count = len(self.now)
        return str(count) if count < CROWD else "crowd" if count < BOARD else "board"


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


WORDS = ("calling", "recent", "courtesy", "waiting", "preparing", "ended", "welcome", "after", "closed", "rests")


def words(plan: Plan, look: Look) -> dict[str, Both]:
    """The screen's own sentences, by name."""
    return {name: both(look, f"display.words.{name}") for name in WORDS} | {
        "to": both(look, "display.to", word=plan.counter_word)
    }


def lobby(hall: Hall, now: Instant, look: Look) -> Lobby:
    plan, pair = hall.plan, look.get("pair", "")
    zone = zone_of(plan, look.get("zone"))
    calls, issues = called_now(hall, now, zone), takes_tickets(plan, now)
    scene: Scene = "calls" if calls else "welcome" if is_open(plan, now) or at_work(hall) else "closed"
    shown = items(hall, now, look) if pair != "left" and scene != "closed" else []
    plays = bool(shown) and not is_new(hall, now, calls)
    told = words(plan, look)
    return Lobby(
        scene=scene,
        header=header(hall, now, look),
        now=calls,
        recent=[] if plays or pair == "right" else recent(hall, calls, zone),
        waits=waits(hall, look, LINES if issues else LINES_AND_NOTE, zone),
        issues=issues,
        opening=opens(plan, now, look) if scene == "closed" else None,
        hours=hours(plan, look) if scene == "closed" else [],
        all_day=all_day(plan, look) if scene == "closed" else None,
        notice=notice(hall, look),
        lines=lines(hall, now, look, told["courtesy"]) if scene != "closed" else [],
        playlist=shown,
        plays=plays,
        night=is_night(plan, now),
        pair=pair,
        slogan=both_of(look, plan.brand.slogan) if plan.brand.slogan else None,
        words=told,
        speech=speech(hall, now, look),
    )

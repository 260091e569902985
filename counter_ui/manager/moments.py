"""The moments of truth of a day, as a page: what was due and kept by script and post, each single one, how guidance ended."""

import asyncio
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.hall.plan import Plan
from app.hall.state import Hall
from app.house import House
from app.moments import Guided, Moment, Wanted, guided, moments
from counter_ui.manager.durations import lasting
from counter_ui.manager.names import place_name
from counter_ui.manager.telling import Teller
from shared_ui.sentences import label
from shared_ui.times import clock_second

AT_MOST = 400
"""Single facts on a page; narrower filters show the others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is asked for; None: any. `day` is None for today."""

    day: str | None
    wanted: Wanted

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """What can't be understood is not asked for."""
        found = {name: value.strip()[:60] or None for name, value in query.items()}
        counter = found.get("counter") or ""
        number = int(counter) if counter.isascii() and counter.isdecimal() and len(counter) <= 3 else None
        return cls(_day(found.get("day")), Wanted(found.get("post"), number, found.get("script"), found.get("step")))


def _day(given: str | None) -> str | None:
    try:
        return date.fromisoformat(given or "").isoformat()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Total:
    script: str
    place: str
    due: int
    kept: int

    @property
    def share(self) -> int:
        return round(100 * self.kept / self.due)


@dataclass(frozen=True, slots=True)
class Single:
    moment: Moment
    at: str
    script: str
    step: str
    place: str
    stood_in: str | None
    took: str | None
    how: str


@dataclass(frozen=True, slots=True)
class Report:
    """`more`: so many single facts stand on no page of this kind."""

    day: str
    today: bool
    due: int
    kept: int
    choices: dict[str, list[Choice]]
    totals: list[Total]
    singles: list[Single]
    more: int
    outcomes: list[tuple[str, int]]
    channels: list[tuple[str, int]]


async def report(house: House, hall: str, language: str, asked: Asked) -> Report:
    """Reads the log in a thread of its own, then tells it with the words of the hall as it is now."""
    today = await house.desk.read(hall, lambda state, now: state.day)
    day = asked.day or today
    found = await asyncio.to_thread(moments, house.log, hall, day, Wanted())
    ways = await asyncio.to_thread(guided, house.log, hall, day)
    return await house.desk.read(hall, lambda state, now: told(state, language, day, asked.wanted, found, ways))


def told(hall: Hall, language: str, day: str, wanted: Wanted, found: list[Moment], ways: Guided) -> Report:
    words = _Words(hall, language)
    taken = [moment for moment in found if wanted.takes(moment)]
    return Report(
        day=day,
        today=day == hall.day,
        due=len(taken),
        kept=sum(moment.kept for moment in taken),
        choices=_choices(words, found, wanted),
        totals=_totals(words, taken),
        singles=[words.single(moment) for moment in reversed(taken[-AT_MOST:])],
        more=max(0, len(taken) - AT_MOST),
        outcomes=_counted(ways.outcomes, lambda code: label(language, "manager.outcome", code)),
        channels=_counted(ways.channels, lambda code: label(language, "channels", code)),
    )


def _counted(tally: Mapping[str, int], name: Callable[[str], str]) -> list[tuple[str, int]]:
    return [(name(code), count) for code, count in sorted(tally.items(), key=lambda one: (-one[1], one[0]))]


def _totals(words: "_Words", taken: list[Moment]) -> list[Total]:
    """Both posts carry a moment that one did in the other's place."""
    due: Tally[tuple[str, str]] = Tally()
    kept: Tally[tuple[str, str]] = Tally()
    for moment in taken:
        for post in {moment.post, moment.stood_in or moment.post}:
            due[moment.script, post] += 1
            kept[moment.script, post] += moment.kept
    return [Total(words.script(script), words.place(post), due[script, post], kept[script, post]) for script, post in sorted(due)]


def _choices(words: "_Words", found: list[Moment], wanted: Wanted) -> dict[str, list[Choice]]:
    """Only what the day has, and what is chosen already. Of steps, those of the chosen script."""
    within = [moment for moment in found if wanted.script in (None, moment.script)]
    posts = [post for moment in found for post in (moment.post, moment.stood_in) if post]
    steps = {moment.step: words.step(moment) for moment in within}
    counter = None if wanted.counter is None else str(wanted.counter)
    return {
        "script": _choice((moment.script for moment in found), wanted.script, words.script),
        "step": _choice(steps, wanted.step, lambda step: steps.get(step, step)),
        "post": _choice(posts, wanted.post, words.place),
        "counter": _choice((str(moment.counter) for moment in found if moment.counter is not None), counter, str),
    }


def _choice(values: Iterable[str], chosen: str | None, name: Callable[[str], str]) -> list[Choice]:
    all_ = {*values, *([chosen] if chosen else [])}
    return [Choice(value, name(value), value == chosen) for value in sorted(all_, key=lambda value: (len(value), value))]


class _Words:
    """Scripts, steps and places by their names now; what the hall no longer has, by its code."""

    def __init__(self, hall: Hall, language: str) -> None:
        self._plan: Plan = hall.plan
        self._language = language
        self._tellers = {id: (Teller(hall, one.script, language), one.script) for id, one in hall.scripts.items()}

    def script(self, id: str) -> str:
        return self._tellers[id][1].title.in_(self._language) if id in self._tellers else id

    def step(self, moment: Moment) -> str:
        if moment.script not in self._tellers:
            return moment.step
        teller, script = self._tellers[moment.script]
        return next((teller.first_words(step) for step in script.steps if step.id == moment.step), moment.step)

    def place(self, post: str) -> str:
        return place_name(self._plan, self._language, post)

    def single(self, moment: Moment) -> Single:
        return Single(
            moment,
            clock_second(self._plan, moment.at),
            self.script(moment.script),
            self.step(moment),
            self.place(moment.post),
            moment.stood_in and self.place(moment.stood_in),
            None if moment.took is None else lasting(self._language, moment.took),
            label(self._language, "manager.how", moment.how),
        )

"""What is told to staff and departments elsewhere: to whom, of what, and how it went."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app import devices
from app.hall.day import Instant
from app.hall.state import Hall
from app.house import House
from app.notices import office
from app.notices.addressees import Addressee
from app.notices.matters import MATTERS
from app.notices.rows import Standing
from counter_ui.devices import NOBODY
from counter_ui.manager.durations import moment_of
from counter_ui.manager.names import addressee_name
from shared_ui.sentences import label, say


@dataclass(frozen=True, slots=True)
class Watched:
    """What the manager's page shows beside the hall."""

    known: devices.Known
    notices: office.Known

    @property
    def at(self) -> Instant:
        return self.known.at + self.notices.at


NOTHING = Watched(NOBODY, office.Known(0))


@dataclass(frozen=True, slots=True)
class Told:
    """`services`: through which; `about`: of what; `last`: the latest that was told; `troubles`: what is being tried again or was
    given up, a line for each matter."""

    id: str
    name: str
    services: str
    about: str
    last: str | None
    troubles: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Notices:
    told: list[Told]
    fault: str | None


async def watched_of(house: House, hall: str) -> Watched:
    return Watched(await house.devices.known(hall), await house.notices.known(hall))


def notices(hall: Hall, now: Instant, known: office.Known, language: str) -> Notices | None:
    """None: nobody is told anything."""
    if not known.addressees and known.fault is None:
        return None
    return Notices([_told(hall, now, one, known.standing, language) for one in known.addressees], known.fault)


def _told(hall: Hall, now: Instant, who: Addressee, standing: Sequence[Standing], language: str) -> Told:
    mine = [one for one in standing if one.who == who.name]
    sent = next((one for one in mine if one.outcome == "sent" and one.done_at is not None), None)
    everything = len(who.about) == len(MATTERS)
    troubles = [one for one in mine if one.outcome == "given-up" or (one.outcome is None and one.tries)]
    about = [label(language, "notices.matter", one) for one in MATTERS if one in who.about and one != "test"]
    return Told(
        id=who.name,
        name=addressee_name(hall.plan, who.name, language),
        services=" · ".join(dict.fromkeys(label(language, "notices.service", one.service) for one in who.addresses)),
        about=say(language, "notices.all_about") if everything else say(language, "spoken.list").join(about),
        last=None if sent is None else _line(hall, now, "well", sent, language),
        troubles=list(_troubles(hall, now, troubles, language)),
    )


def _troubles(hall: Hall, now: Instant, troubles: Sequence[Standing], language: str) -> Iterator[tuple[str, bool]]:
    """The latest of each matter, and how many there are."""
    count = Counter((one.matter, one.outcome) for one in troubles)
    for (matter, outcome), times in count.items():
        latest = next(one for one in troubles if (one.matter, one.outcome) == (matter, outcome))
        line = _line(hall, now, "given_up" if outcome else "trying", latest, language)
        yield (line if times == 1 else say(language, "notices.several", line=line, count=times)), outcome is not None


def _line(hall: Hall, now: Instant, how: str, one: Standing, language: str) -> str:
    at = moment_of(hall.plan, now, one.done_at or one.at, language)
    return say(language, f"notices.{how}", matter=label(language, "notices.matter", one.matter), at=at, tries=one.tries)

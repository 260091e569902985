"""The analyst's bulletin: drafted, edited, published as a version. What others read in it has nothing personal."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.hall import events
from app.hall.bulletin import Bulletin, Check, Measure
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import Named
from app.hall.refusals import PersonalWords, StaleBulletin, UnknownClass
from app.hall.state import Hall

_DATES = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERS = re.compile(r"\d(?:[ -]?\d){6,}")
"""So many digits in a row are somebody's number and no figure."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What the analyst has written. `seen`: when that was saved which it was written on; None: there was nothing."""

    text: str
    measures: tuple[Measure, ...]
    checks: tuple[Check, ...]
    seen: Instant | None
    readers: tuple[str, ...] = ()
    """The staff numbers of those who get a copy."""


def save(
    hall: Hall,
    now: Instant,
    *,
    bulletin: str,
    first: str,
    last: str,
    figures: Mapping[str, Mapping[str, int]],
    edited: Edited,
    publish: bool,
    by: str,
) -> list[Fact]:
    """Raises StaleBulletin if somebody else has saved it since, PersonalWords, UnknownClass for a branch that there isn't."""
    there = newest(hall, bulletin)
    if (there.at if there else None) != edited.seen:
        raise StaleBulletin(bulletin=bulletin)
    impersonal([edited.text, *(one.text for one in edited.measures), *(one.note for one in edited.checks)])
    known = [one.id for one in branches(hall)]
    for check in edited.checks:
        if check.branch not in known:
            raise UnknownClass(given=check.branch, known=known)
    before = hall.published.get(bulletin)
    return [
        events.BulletinSaved(
            at=now,
            bulletin=bulletin,
            version=(before.version if before else 0) + 1,
            first=first,
            last=last,
            figures={name: dict(counts) for name, counts in figures.items()},
            text=edited.text,
            measures=edited.measures,
            checks=edited.checks,
            published=publish,
            readers=edited.readers if publish else (),
            by=by,
        )
    ]


def impersonal(texts: Sequence[str]) -> None:
    for text in texts:
        if (found := _NUMBERS.search(_DATES.sub("", text))) is not None:
            raise PersonalWords(found=f"{found[0][:3]}…")


def newest(hall: Hall, bulletin: str) -> Bulletin | None:
    """The draft, else what is published."""
    return hall.bulletins.get(bulletin) or hall.published.get(bulletin)


def branches(hall: Hall) -> tuple[Named, ...]:
    """This hall, if none is named."""
    return hall.plan.complaints.branches or (Named(hall.plan.hall, hall.plan.name),)

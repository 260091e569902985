"""How versions and changes of settings are told to a manager."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.hall.events import ScriptSet
from app.hall.walk import is_own
from app.hall_file_changes import Change, changes
from app.hall_file_written import hall_tree
from app.plan_versions import PlanVersion
from app.stamps import stamp
from shared_ui.sentences import SENTENCES, label, say


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words: where, what it was, what it is."""

    where: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Edition:
    """A version in the list; `lines`: what it changed, None: it is the first that there is."""

    version: int
    at: str
    by: str
    back_to: str
    current: bool
    lines: tuple[Line, ...] | None


def hand(language: str, by: str | None) -> str:
    """Whose hand it was: a role by its name, a member of staff by the number."""
    return say(language, "settings.by_nobody") if by is None else label(language, "settings.hand", by)


def when(timezone: str, at: int) -> str:
    return stamp(timezone, at)[:16].replace("T", " ")


def told(language: str, found: Iterable[Change]) -> tuple[Line, ...]:
    return tuple(Line(where(language, one.way), one.old, one.new) for one in found)


def where(language: str, way: tuple[str, ...]) -> str:
    """The way to a value, its keys in words: what has an id of its own keeps it."""
    words = SENTENCES[language]
    return " › ".join(words.get(f"settings.key.{one}", one) for one in way)


@dataclass(frozen=True, slots=True)
class Set:
    """A version of a script in the list."""

    version: int
    at: str
    by: str
    back_to: int | None
    own: bool
    current: bool


def script_editions(language: str, versions: list[ScriptSet], timezone: str) -> list[Set]:
    """The newest first. What came from the folder has nobody's hand."""
    return [
        Set(
            one.version,
            when(timezone, one.at),
            say(language, "settings.by_file") if one.by is None else hand(language, one.by),
            one.back_to,
            is_own(one.digest),
            place == 0,
        )
        for place, one in enumerate(versions)
    ]


def editions(language: str, versions: list[PlanVersion]) -> list[Edition]:
    """The newest first, each with what it changed."""
    before = [*versions[1:], None]
    zone = versions[0].plan.timezone
    at = {one.version: when(zone, one.at) for one in versions}
    return [
        Edition(
            one.version,
            at[one.version],
            hand(language, one.by),
            "" if one.back_to is None else at.get(one.back_to, str(one.back_to)),
            place == 0,
            None if older is None else told(language, changes(hall_tree(older.plan), hall_tree(one.plan))),
        )
        for place, (one, older) in enumerate(zip(versions, before, strict=True))
    ]

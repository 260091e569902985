"""Changing a hall's plan or a script from a page: on top of what its author had seen, and of nothing else."""

from collections.abc import Sequence

from app.hall import decide
from app.hall.day import Instant
from app.hall.events import Fact, ScriptSet
from app.hall.plan import Plan
from app.hall.refusals import Refusal, UnknownScript
from app.hall.script import Script
from app.hall.state import Hall
from app.hall.walk import Edition, is_own


class BadSettings(Refusal):
    """`faults`: each with its line and a sentence; `line` and `sentence` are the first one's."""

    code = "bad_settings"


class SettingsChanged(Refusal):
    """Somebody else has published meanwhile: their change is looked at first."""

    code = "settings_changed"


def publish_plan(hall: Hall, now: Instant, plan: Plan, *, based_on: Plan, by: str, back_to: int | None = None) -> Sequence[Fact]:
    """Nothing, if the hall is like that already."""
    if plan == hall.plan:
        return []
    if hall.plan != based_on:
        raise SettingsChanged()
    return decide.set_plan(hall, now, plan, by=by, back_to=back_to)


def edition_of(hall: Hall, script: str) -> Edition:
    """The script as it is in force. Raises UnknownScript."""
    found = hall.scripts.get(script)
    if found is None:
        raise UnknownScript(script=script[:40], scripts=sorted(hall.scripts))
    return found


def publish_script(
    hall: Hall, now: Instant, script: Script, digest: str, *, based_on: int, by: str, back_to: int | None = None
) -> Sequence[Fact]:
    """The hall's own edition, or with the digest of a file that of the file again. Nothing, if it is like that already."""
    current = edition_of(hall, script.id)
    if current.script == script and is_own(current) == is_own(digest):
        return []
    if current.version != based_on:
        raise SettingsChanged()
    version = hall.versions[script.id] + 1
    return [ScriptSet(at=now, script=script, version=version, digest=digest, by=by, back_to=back_to)]

"""A hall's own editions of service scripts: checked, published, taken back, given back to the file."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import Principal
from app.api.commands import Asked, Body, allowed, describe, grant, once, parse
from app.api.plan import Back, Publish, Text, Version, change_shape
from app.api.problems import documented
from app.api.reads import allowed as may_read
from app.api.reads import answer
from app.api.shapes import Shape, dump
from app.engine import changing
from app.file_check import check_script
from app.hall.day import Instant
from app.hall.events import Fact, ScriptSet
from app.hall.publishing import BadSettings, SettingsChanged, edition_of, publish_script
from app.hall.refusals import UnknownScript
from app.hall.script import Script
from app.hall.state import Hall
from app.hall.walk import OWN, is_own
from app.hall_file_changes import changes, merged
from app.house import House
from app.plan_versions import MOST, UnknownVersion
from app.script_file_written import script_text, script_tree
from app.stamps import stamp
from app.wishes import Answer, Once, Wish
from app.yaml_written import written
from shared_ui.checks import said_in

router = APIRouter(tags=["settings"])


class Check(Body):
    yaml: Text
    based_on: Version


class BackTo(Back):
    version: Version


# ------------------------------------------------------------ reading
@router.get("/halls/{hall}/scripts/{script}", response_model=None, responses=documented(401, 403, 404, 422, 429, 503))
async def get_script(
    request: Request, hall: str, script: str, version: Annotated[int | None, Query(ge=1, lt=1 << 31)] = None
) -> Response:
    """A script as the hall has it, and the versions before it, the newest first; or an earlier version of it."""
    house, _ = await may_read(request, hall)
    current, zone = await house.desk.read(hall, lambda state, now: (edition_of(state, script), state.plan.timezone), newest=True)
    versions = await asyncio.to_thread(script_versions, house, hall, script)
    wanted = current.script if version is None else _version(versions, version).script
    told = {"script": script, "version": version or current.version, "own": is_own(current), "yaml": script_text(wanted)}
    return answer(told | {"versions": [version_shape(one, zone) for one in versions]})


def script_versions(house: House, hall: str, script: str) -> list[ScriptSet]:
    """The newest first."""
    found = house.log.settings(hall, ScriptSet, MOST, script)
    return [one.fact for one in found if isinstance(one.fact, ScriptSet)]


def _version(versions: Sequence[ScriptSet], version: int) -> ScriptSet:
    """Raises UnknownVersion."""
    found = next((one for one in versions if one.version == version), None)
    if found is None:
        raise UnknownVersion(version=version)
    return found


def version_shape(one: ScriptSet, timezone: str) -> Shape:
    told = {"version": one.version, "at": stamp(timezone, one.at), "by": one.by, "back_to": one.back_to}
    return told | {"own": is_own(one.digest)}


def changes_between(old: Script, new: Script) -> list[Shape]:
    return [change_shape(one) for one in changes(script_tree(old), script_tree(new))]


# ------------------------------------------------------------ checking
async def _checked(asked: Asked, text: str) -> tuple[Script | None, list[Shape]]:
    now, plan, others = await asked.house.desk.read(
        asked.hall, lambda state, _: (edition_of(state, asked.which), state.plan, sorted(state.scripts)), newest=True
    )
    found, faults = await asyncio.to_thread(check_script, text, now.script, plan, others)
    told = [{"line": one.line, "sentence": said_in(asked.language, one.sentence)} for one in faults]
    return (found if not faults else None), told


async def _check(asked: Asked) -> Answer:
    """Changes nothing."""
    once(await allowed(asked), asked)
    body, house = parse(Check, asked.raw), asked.house
    script, faults = await _checked(asked, body.yaml)
    versions = await asyncio.to_thread(script_versions, house, asked.hall, asked.which)
    base = _version(versions, body.based_on)
    told: Shape = {"yaml": body.yaml, "faults": faults, "changes": [], "newer": None}
    if script is not None:
        told["changes"] = changes_between(base.script, script)
    if versions[0].version != base.version:
        told["newer"] = await _newer(asked, versions, base.script, script)
    return Answer(200, dump(told))


async def _newer(asked: Asked, versions: Sequence[ScriptSet], base: Script, mine: Script | None) -> Shape:
    """What somebody else has published meanwhile, and one's own changes on top of it."""
    newest = versions[0]
    zone = await asked.house.desk.read(asked.hall, lambda state, now: state.plan.timezone)
    told = version_shape(newest, zone) | {"changes": changes_between(base, newest.script)}
    if mine is not None:
        both = merged(script_tree(base), script_tree(mine), script_tree(newest.script))
        told |= {"yaml": written(both.pairs), "clashes": [list(way) for way in both.clashes]}
    return told


# ------------------------------------------------------------ publishing
async def _publish(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Publish, asked.raw)
    script, faults = await _checked(asked, body.yaml)
    if script is None:
        raise BadSettings(faults=faults, **faults[0])
    return await _set(asked, principal, script, _own_digest(script), body.based_on, same)


async def _back(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(BackTo, asked.raw)
    await asked.house.desk.read(asked.hall, lambda state, now: edition_of(state, asked.which))
    versions = await asyncio.to_thread(script_versions, asked.house, asked.hall, asked.which)
    earlier = _version(versions, body.version)
    digest = _own_digest(earlier.script)
    return await _set(asked, principal, earlier.script, digest, body.based_on, same, back_to=earlier.version)


async def _give_back(asked: Asked) -> Answer:
    """The file in the folder is in force again, and whatever becomes of it."""
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Back, asked.raw)
    filed = asked.house.shelf.filed(asked.which)
    if filed is None:
        raise UnknownScript(script=asked.which[:40])
    return await _set(asked, principal, filed.script, filed.digest, body.based_on, same)


def _own_digest(script: Script) -> str:
    return OWN + hashlib.sha256(script_text(script).encode()).hexdigest()[:48]


async def _set(
    asked: Asked, principal: Principal, script: Script, digest: str, based_on: int, same: Once, back_to: int | None = None
) -> Answer:
    """Raises SettingsChanged with what the other one changed."""
    by, published = principal.staff or principal.role, []

    def decided(hall: Hall, now: Instant) -> Sequence[Fact]:
        return publish_script(hall, now, script, digest, based_on=based_on, by=by, back_to=back_to)

    def shown(hall: Hall, facts: Sequence[Fact], now: Instant) -> Answer:
        edition = edition_of(hall, script.id)
        if facts:
            published.append(edition.version)
        told = {"version": edition.version, "changed": bool(facts), "own": is_own(edition)}
        return Answer(200, dump(told))

    try:
        done = await grant(asked, Wish(asked.hall, decided, shown, same))
    except SettingsChanged:
        versions = await asyncio.to_thread(script_versions, asked.house, asked.hall, asked.which)
        base = _version(versions, based_on).script
        raise SettingsChanged(**await _newer(asked, versions, base, script)) from None
    for version in published:
        await asyncio.to_thread(_note, asked, principal.who, version)
    return done


def _note(asked: Asked, who: str, version: int) -> None:
    """The fact says it too; here it is sealed."""
    house = asked.house
    with changing(house.log.engine) as connection:
        house.audit.note(connection, who=who, act="script published", hall=asked.hall, script=asked.which[:40], version=version)


_TOLD = {200: "`version`, `changed`, `own`"}
describe(
    router,
    "/scripts/{script}/publish",
    "publish-script",
    Publish,
    _publish,
    _TOLD,
    "From now on the hall has this edition of its own; the file in the folder doesn't take its place until it is given back.",
)
describe(
    router,
    "/scripts/{script}/check",
    "check-script",
    Check,
    _check,
    {200: "`yaml`, `faults`, `changes`, `newer`"},
    "What would be wrong with this edition, and what it would change. Nothing is changed.",
)
describe(router, "/scripts/{script}/back", "go-back-to-script", BackTo, _back, _TOLD, "An earlier version, as a new one.")
describe(
    router,
    "/scripts/{script}/give-back",
    "give-script-back",
    Back,
    _give_back,
    _TOLD,
    "The script of the folder is in force again, and follows its file.",
)

"""The hall's settings: the hall file as it stands, checked, published, taken back."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import Principal
from app.api.commands import Asked, Body, allowed, describe, grant, once, parse
from app.api.problems import documented
from app.api.reads import allowed as may_read
from app.api.reads import answer
from app.api.shapes import Shape, dump
from app.engine import changing
from app.file_check import check_hall
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import Plan
from app.hall.publishing import BadSettings, SettingsChanged, publish_plan
from app.hall.state import Hall
from app.hall.walk import is_own
from app.hall_file_changes import Change, changes, merged
from app.hall_file_written import hall_text, hall_tree
from app.house import House
from app.plan_versions import PlanVersion, UnknownVersion, plan_version, plan_versions
from app.script_file_written import script_text
from app.stamps import stamp
from app.wishes import Answer, Once, Wish
from app.yaml_file import Fault
from app.yaml_written import Tree, Written, written
from shared_ui.checks import said_in

router = APIRouter(tags=["settings"])

Version = Annotated[int, Field(ge=1, lt=1 << 31)]
Text = Annotated[str, Field(max_length=64 * 1024)]


class Publish(Body):
    yaml: Text
    based_on: Version


class Check(Body):
    """The file as text, or as the values of a form."""

    yaml: Text | None = None
    tree: dict[str, Any] | None = None
    based_on: Version

    @model_validator(mode="after")
    def _one(self) -> "Check":
        if (self.yaml is None) == (self.tree is None):
            raise ValueError("give the settings as `yaml` or as `tree`")
        return self


class Back(Body):
    based_on: Version


# ------------------------------------------------------------ reading
@router.get("/halls/{hall}/plan", response_model=None, responses=documented(401, 403, 404, 422, 429, 503))
async def get_plan(request: Request, hall: str, version: Annotated[int | None, Query(ge=1, lt=1 << 31)] = None) -> Response:
    """The hall file as it stands, and the versions before it, the newest first; or an earlier version of it."""
    house, _ = await may_read(request, hall)
    found = await asyncio.to_thread(plan_versions, house.log, hall)
    wanted = found[0] if version is None else await asyncio.to_thread(plan_version, house.log, hall, version)
    listed = [version_shape(one, found[0].plan.timezone) for one in found]
    return answer({"hall": hall, "version": wanted.version, "yaml": hall_text(wanted.plan), "versions": listed})


def version_shape(one: PlanVersion, timezone: str) -> Shape:
    return {"version": one.version, "at": stamp(timezone, one.at), "by": one.by, "back_to": one.back_to}


def change_shape(one: Change) -> Shape:
    return {"way": list(one.way), "old": one.old, "new": one.new}


def changes_between(old: Plan, new: Plan) -> list[Shape]:
    return [change_shape(one) for one in changes(hall_tree(old), hall_tree(new))]


# ------------------------------------------------------------ checking
@dataclass(frozen=True, slots=True)
class Checked:
    """`plan` None: it can't be published, for `faults`."""

    text: str
    plan: Plan | None
    faults: list[Shape]


def tidy(value: Any) -> Any:
    """What a form left empty isn't there."""
    if isinstance(value, Mapping):
        return {key: made for key, one in value.items() if (made := tidy(one)) not in (None, "") and key}
    if isinstance(value, list):
        return [made for one in value if (made := tidy(one)) not in (None, "")]
    return value.strip() if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Now:
    """The hall as it is: its plan, and its own editions of scripts as text."""

    plan: Plan
    own: Mapping[str, str]

    @classmethod
    def of(cls, hall: Hall) -> "Now":
        own = {id: script_text(edition.script) for id, edition in hall.scripts.items() if is_own(edition)}
        return cls(hall.plan, own)


def _checked(body: Check | Publish, hall: Now, house: House, language: str) -> Checked:
    folder, now = house.shelf.folder, hall.plan
    if isinstance(body, Publish) or body.tree is None:
        plan, faults = check_hall(text := body.yaml or "", now, folder, hall.own)
        return Checked(text, plan if not faults else None, [_fault_shape(one, now, language) for one in faults])
    tree: dict[str, Tree] = tidy(body.tree)
    plan, faults = check_hall((spread := Written.of(tree, 0)).text, now, folder, hall.own)
    ways = {line: way for way, line in spread.places.items()}
    shown = Written.of(tree)
    found = [_in_form(_fault_shape(one, now, language), ways.get(one.line, ""), shown) for one in faults]
    return Checked(shown.text, plan if not faults else None, found)


def _fault_shape(one: Fault, now: Plan, language: str) -> Shape:
    """A fault that shows in a script stands in no line of the hall file."""
    said = said_in(language, one.sentence)
    own = one.file == f"{now.hall}.yaml"
    return {"line": one.line, "sentence": said} if own else {"line": None, "sentence": f"{one.file}:{one.line}: {said}"}


def _in_form(fault: Shape, way: str, shown: Written) -> Shape:
    if fault["line"] is None:
        return fault | {"at": None}
    return fault | {"line": shown.places.get(way, 1), "at": way}


async def _check(asked: Asked) -> Answer:
    """Changes nothing."""
    once(await allowed(asked), asked)
    body, house, hall = parse(Check, asked.raw), asked.house, asked.hall
    base = await asyncio.to_thread(plan_version, house.log, hall, body.based_on)
    now = await house.desk.read(hall, lambda state, _: Now.of(state), newest=True)
    checked = await asyncio.to_thread(_checked, body, now, house, asked.language)
    told: Shape = {"yaml": checked.text, "faults": checked.faults, "changes": [], "newer": None}
    if checked.plan is not None:
        told["changes"] = changes_between(base.plan, checked.plan)
    if now.plan != base.plan:
        told["newer"] = await asyncio.to_thread(_newer, house, hall, base.plan, checked.plan)
    return Answer(200, dump(told))


def _newer(house: House, hall: str, base: Plan, mine: Plan | None) -> Shape:
    """What somebody else has published meanwhile, and one's own changes on top of it."""
    [newest] = plan_versions(house.log, hall, 1)
    told = version_shape(newest, base.timezone) | {"changes": changes_between(base, newest.plan)}
    if mine is not None:
        both = merged(hall_tree(base), hall_tree(mine), hall_tree(newest.plan))
        told |= {"yaml": written(both.pairs), "clashes": [list(way) for way in both.clashes]}
    return told


# ------------------------------------------------------------ publishing
async def _publish(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body, house = once(principal, asked), parse(Publish, asked.raw), asked.house
    base = await asyncio.to_thread(plan_version, house.log, asked.hall, body.based_on)
    now = await house.desk.read(asked.hall, lambda state, _: Now.of(state))
    checked = await asyncio.to_thread(_checked, body, now, house, asked.language)
    if checked.plan is None:
        first = checked.faults[0]
        raise BadSettings(faults=checked.faults, line=first["line"], sentence=first["sentence"])
    return await _set(asked, principal, base, checked.plan, same)


async def _back(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body, which = once(principal, asked), parse(Back, asked.raw), asked.which
    if not (which.isascii() and which.isdecimal() and len(which) < 10 and int(which)):
        raise UnknownVersion(version=which[:20])
    versions = [await asyncio.to_thread(plan_version, asked.house.log, asked.hall, one) for one in (body.based_on, int(which))]
    return await _set(asked, principal, versions[0], versions[1].plan, same, back_to=versions[1].version)


async def _set(
    asked: Asked, principal: Principal, base: PlanVersion, plan: Plan, same: Once, back_to: int | None = None
) -> Answer:
    """Raises SettingsChanged with what the other one changed."""
    by, published = principal.staff or principal.role, []

    def decided(hall: Hall, now: Instant) -> Sequence[Fact]:
        return publish_plan(hall, now, plan, based_on=base.plan, by=by, back_to=back_to)

    def shown(hall: Hall, facts: Sequence[Fact], now: Instant) -> Answer:
        if facts:
            published.append(hall.version)
        version = hall.version if facts else base.version
        return Answer(200, dump({"version": version, "changed": bool(facts), "changes": changes_between(base.plan, plan)}))

    try:
        done = await grant(asked, Wish(asked.hall, decided, shown, same))
    except SettingsChanged:
        raise SettingsChanged(**await asyncio.to_thread(_newer, asked.house, asked.hall, base.plan, plan)) from None
    for version in published:
        await asyncio.to_thread(_note, asked, principal.who, version, back_to)
    return done


def _note(asked: Asked, who: str, version: int, back_to: int | None) -> None:
    """The fact says it too; here it is sealed."""
    house = asked.house
    with changing(house.log.engine) as connection:
        house.audit.note(connection, who=who, act="settings published", hall=asked.hall, version=version, back_to=back_to)


describe(
    router,
    "/plan",
    "publish-plan",
    Publish,
    _publish,
    {200: "`version`, `changed`, `changes`"},
    "The hall is from now on as this hall file says. `based_on` is the version that its author had before them: if somebody else "
    "has published meanwhile, nothing is changed and their changes are told.",
)
describe(
    router,
    "/plan-check",
    "check-plan",
    Check,
    _check,
    {200: "`yaml`, `faults`, `changes`, `newer`"},
    "What would be wrong with these settings, and what they would change. Nothing is changed.",
)
describe(
    router,
    "/plan/{version}/back",
    "go-back-to-plan",
    Back,
    _back,
    {200: "`version`, `changed`, `changes`"},
    "The hall is from now on as an earlier version said.",
)

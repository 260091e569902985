"""The rehearsal's page: hall, now, look → the list of cases, the scene, or the end."""

from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.plan import Text
from app.hall.rehearsal import Rehearsal, TraineeRole, real_name, real_of
from app.hall.state import Hall
from app.rehearsal.case import Case
from app.rehearsal.reading import cases, playable
from counter_ui.rehearsal.scene import Line, lines, prompts
from shared_ui.picture import Look, language
from shared_ui.sentences import say


@dataclass(frozen=True, slots=True)
class Choice:
    """A case that this hall can play."""

    case: Case
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Role:
    id: TraineeRole
    begin: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a case before it begins."""

    case: Case
    minutes: tuple[int, int]
    roles: list[Role]
    watch: list[str]
    cast: list[str]


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of the rehearsal hall, to be opened beside this page."""

    kind: str
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Scene:
    rehearsal: Rehearsal
    case: Case
    role: str
    own: list[Screen]
    beside: list[Screen]
    lines: list[Line]
    prompts: list[Line]
    watch: list[str]


@dataclass(frozen=True, slots=True)
class Page:
    """One of `scene` (it runs), `over` (it has ended) and the list of cases. `real`, `name`: the hall that is rehearsed."""

    real: str
    name: Text
    choices: list[Choice]
    told: Told | None
    absent: int
    scene: Scene | None = None
    over: Scene | None = None


def page(hall: Hall, now: Instant, look: Look) -> Page:
    spoken, rehearsal = language(look), hall.rehearsal
    case = cases().get(rehearsal.case) if rehearsal is not None else None
    scene = _scene(hall, now, rehearsal, case, spoken) if rehearsal is not None and case is not None else None
    runs = rehearsal is not None and rehearsal.runs
    if scene is not None and (runs or look.get("page") != "choose"):
        return Page(
            real_of(hall.plan.hall), real_name(hall.plan.name), [], None, 0, scene if runs else None, None if runs else scene
        )
    return _chooser(hall, look, spoken)


# ------------------------------------------------------------ choose
def _chooser(hall: Hall, look: Look, spoken: str) -> Page:
    found = [case for case in cases().values() if playable(case, hall)]
    wished = next((case for case in found if case.id == look.get("case")), None)
    shown = wished or (found[0] if found else None)
    choices = [Choice(case, case.title.in_(spoken), case is shown) for case in found]
    told = _told(hall, shown, spoken) if shown else None
    return Page(real_of(hall.plan.hall), real_name(hall.plan.name), choices, told, len(cases()) - len(found))


def _told(hall: Hall, case: Case, spoken: str) -> Told:
    most = max(2, int(case.minutes))
    return Told(
        case=case,
        minutes=(max(1, most // 2), most),
        roles=[Role(role, _begin(hall, case, role, spoken)) for role in case.roles],
        watch=[text.in_(spoken) for text in case.watch],
        cast=_cast(case, spoken),
    )


def _begin(hall: Hall, case: Case, role: TraineeRole, spoken: str) -> str:
    called = say(spoken, f"rehearsal.role.{role}")
    if role != "clerk":
        return say(spoken, "rehearsal.begin", role=called)
    word = hall.plan.counter_word.in_(spoken)
    return say(spoken, "rehearsal.begin_at", role=called, counter=case.counter, word=word)


def _cast(case: Case, spoken: str) -> list[str]:
    """A crowd is told by its first and its last."""
    told = [customer.who.in_(spoken) for customer in case.customers]
    return told if len(told) <= 4 else [told[0], "…", told[-1]]


# ------------------------------------------------------------ the scene
def _scene(hall: Hall, now: Instant, rehearsal: Rehearsal, case: Case, spoken: str) -> Scene:
    return Scene(
        rehearsal=rehearsal,
        case=case,
        role=say(spoken, f"rehearsal.role.{rehearsal.role}"),
        own=_screens(hall, case, {"clerk": "counter", "greeter": "greeter", "duty-manager": "manager"}[rehearsal.role], spoken),
        beside=[*_screens(hall, case, "display", spoken), *_screens(hall, case, "kiosk", spoken)],
        lines=lines(case, hall, spoken),
        prompts=prompts(case, hall, now, spoken) if rehearsal.runs else [],
        watch=[text.in_(spoken) for text in case.watch],
    )


def _screens(hall: Hall, case: Case, kind: str, spoken: str) -> list[Screen]:
    id, word = hall.plan.hall, hall.plan.counter_word.in_(spoken)
    path = f"/counter/{id}/{case.counter}" if kind == "counter" else f"/{kind}/{id}"
    return [Screen(kind, path, say(spoken, f"rehearsal.screen.{kind}", n=case.counter, word=word))]

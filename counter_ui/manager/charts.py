"""The hall's service scripts as pages: the list of them, and each as a flowchart."""

from dataclasses import dataclass
from pathlib import Path

from app.hall.script import Script
from app.hall.state import Hall
from app.hall.walk import Edition
from app.yaml_file import Fault
from counter_ui.manager.drawing import Box, Drawing, Row, draw
from counter_ui.manager.telling import Teller


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault of a file; `used`: the version by which the hall goes on, None: there is none."""

    file: str
    line: int
    sentence: str
    used: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """`limits`: each step that has one and each promise to the customer, with its time."""

    edition: Edition
    services: tuple[str, ...]
    moments: int
    limits: tuple[tuple[str, str], ...]
    broken: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the chart; of a way: what is answered, what happens, where it leads, and how it ends; `moves`: the customer goes
    on with another script, service or counter."""

    row: Row
    answer: str | None = None
    effect: str | None = None
    outcome: str | None = None
    to: str | None = None
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box with its words."""

    box: Box
    id: str
    moment: bool
    manner: str
    text: str | None
    items: tuple[str, ...]
    cue: str | None
    within: str | None
    by: str | None
    when: str | None
    effect: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    edition: Edition
    drawing: Drawing
    steps: tuple[Drawn, ...]
    services: tuple[str, ...]
    broken: tuple[Broken, ...]


def faults(hall: Hall, found: list[Fault]) -> tuple[Broken, ...]:
    return tuple(_broken(hall, Path(fault.file), fault) for fault in found)


def _broken(hall: Hall, file: Path, fault: Fault) -> Broken:
    edition = hall.scripts.get(file.stem)
    return Broken(f"{file.parent.name}/{file.name}", fault.line, fault.sentence, edition.version if edition else None)


def listed(hall: Hall, language: str, found: list[Fault]) -> list[Listed]:
    """Those that services use first, in the hall's order; then the others by id."""
    order = {service.script: place for place, service in reversed(list(enumerate(hall.plan.services)))}
    broken = {Path(fault.file).stem for fault in found}
    editions = sorted(hall.scripts.values(), key=lambda one: (order.get(one.script.id, len(order)), one.script.id))
    return [_listed(hall, edition, language, edition.script.id in broken) for edition in editions]


def _listed(hall: Hall, edition: Edition, language: str, broken: bool) -> Listed:
    script = edition.script
    teller = Teller(hall, script, language)
    limits = [(teller.first_words(step), told) for step in script.steps if (told := teller.within(step))]
    times = (*limits, *teller.promises())
    return Listed(edition, _services(hall, script, language), sum(s.moment for s in script.steps), times, broken)


def _services(hall: Hall, script: Script, language: str) -> tuple[str, ...]:
    return tuple(service.name.in_(language) for service in hall.plan.services if service.script == script.id)


def chart(hall: Hall, edition: Edition, language: str, found: list[Fault]) -> Chart:
    script = edition.script
    drawing, teller = draw(script), Teller(hall, script, language)
    broken = tuple(one for one in faults(hall, found) if Path(one.file).stem == script.id)
    steps = tuple(_drawn(script, box, teller) for box in drawing.boxes)
    return Chart(edition, drawing, steps, _services(hall, script, language), broken)


def _drawn(script: Script, box: Box, teller: Teller) -> Drawn:
    step = box.step
    return Drawn(
        box=box,
        id=step.id,
        moment=step.moment,
        manner=teller.manner(step),
        text=teller.says(step.text) if step.text else None,
        items=tuple(map(teller.says, step.items)),
        cue=teller.says(step.cue) if step.cue else None,
        within=teller.within(step),
        by=teller.by(step),
        when=teller.when(step),
        effect=teller.effect(step.effect),
        lines=tuple(_line(script, box, row, teller) for row in box.rows),
    )


def _line(script: Script, box: Box, row: Row, teller: Teller) -> Line:
    way = row.way
    if way is None:
        return Line(row)
    effect = way.answer.effect if way.answer else None
    ending = effect if effect is not None and effect.name in ("end", "transfer") else box.step.effect
    return Line(
        row,
        answer=teller.answer(way.answer) if way.answer else None,
        effect=teller.effect(effect),
        outcome=teller.outcome(ending) if way.leaves else None,
        to=script.steps[way.to].id if way.to is not None else None,
        moves=way.leaves and ending is not None and ending.name == "transfer",
    )

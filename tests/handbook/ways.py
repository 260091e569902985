"""Finds every way through a service script: each combination of what its conditions look at, each answer at each question."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from app.hall.plan import Plan
from app.hall.script import Circumstances, Condition, Script, Step, arrive
from app.hall_file import read_hall
from app.script_file import read_folder

ROOT = Path(__file__).parents[2]
SCRIPTS: dict[str, Script] = {id: filed.script for id, filed in read_folder(ROOT / "service_scripts")[0].items()}
DEMO: Plan = read_hall(ROOT / "halls" / "dongcheng.yaml")

FLAGS = {
    "important": "important",
    "others-waiting": "others_waiting",
    "vip-arrived-while-busy": "vip_arrived",
    "vip-claimed": "vip_claimed",
    "lounge-free": "lounge_free",
    "elsewhere-possible": "elsewhere",
    "self-service-possible": "self_service",
    "documents-needed": "documents",
    "offer-left": "offer_left",
}
State = tuple[str, tuple[tuple[str, str], ...]]
"""A step, and those answers so far that a condition of the script looks at."""


def conditions(script: Script) -> set[Condition]:
    return {condition for step in script.steps for condition in step.when}


def circumstances(script: Script) -> Iterator[Circumstances]:
    """Every combination of what the script's conditions look at, answers apart."""
    used = conditions(script)
    flags = sorted({FLAGS[one.name] for one in used if one.name in FLAGS})
    levels = ["ordinary", *sorted({str(one.value) for one in used if one.name == "level"} - {"ordinary"})]
    settings = sorted({str(one.value) for one in used if one.name == "setting"})
    runners = ("kiosk", "greeter", "counter") if any(one.name == "at" for one in used) else ("counter",)
    for runner, level, *truths in product(runners, levels, *[(False, True)] * (len(flags) + len(settings))):
        told = dict(zip(flags, truths[: len(flags)], strict=True))
        given = dict(zip(settings, truths[len(flags) :], strict=True))
        yield Circumstances(runner=runner, level=level, settings=given, **told)


@dataclass
class Explored:
    """What was come by in one combination. `onward`: from each state to the next ones; None is the end."""

    steps: set[str] = field(default_factory=set)
    answers: set[tuple[str, str]] = field(default_factory=set)
    onward: dict[State | None, set[State | None]] = field(default_factory=dict)

    def dead_ends(self) -> set[State]:
        """States from which no way leads to the end."""
        good: set[State | None] = {None}
        while more := {at for at, nexts in self.onward.items() if at not in good and nexts & good}:
            good |= more
        return {at for at in self.onward if at is not None} - good


def explore(script: Script, now: Circumstances) -> Explored:
    asked = {one.of for one in conditions(script) if one.name == "answer"}
    found = Explored()
    first = arrive(script, script.steps[0].id, now)
    todo: list[State] = [(first.id, ())] if first else []
    while todo:
        state = todo.pop()
        if state in found.onward:
            continue
        step = script.step(state[0])
        found.steps.add(step.id)
        nexts = found.onward[state] = set()
        for answer, following in _exits(script, step, dict(state[1]), now, asked, found):
            nexts.add(following and (following, answer))
            if following is not None:
                todo.append((following, answer))
    return found


def _exits(script: Script, step: Step, before: dict[str, str], now: Circumstances, asked: set[str | None], found: Explored):
    for answer in step.answers or (None,):
        id = answer.id if answer else "done"
        if answer:
            found.answers.add((step.id, id))
        after = before | ({step.id: id} if step.id in asked else {})
        next = arrive(script, script.following(step, answer), replace(now, answers=after))
        yield tuple(sorted(after.items())), next.id if next else None

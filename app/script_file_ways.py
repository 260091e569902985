"""The ways through a service script: each step can be reached, and from each the walk can end."""

from app.hall.script import Script
from app.yaml_file import Sheet, quoted

Exits = dict[str, list[str | None]]
"""By step: the steps that may follow it; None is the end."""


def check_ways(sheet: Sheet, script: Script) -> None:
    """Only once every step that is named is there: else a slip of the pen would look like a wrong way."""
    ids = {step.id for step in script.steps}
    if "" in ids or len(ids) < len(script.steps) or not _targets(script) <= ids or not script.steps:
        return
    exits = {step.id: list(script.exits(step)) for step in script.steps}
    reached = _reached(exits, script.steps[0].id)
    for step in script.steps:
        if step.id not in reached:
            _tell(sheet, [step.id], "no way leads to the step {}: let an answer or a `then` lead there, or delete it")
    endless = _traps(exits, reached)
    for trap in endless:
        _tell(sheet, trap, "the walk can't end, no way leads out of {}: let an answer or a `then` lead on")
    if not endless:
        unmet = exits | {step.id: [script.skipped(step)] for step in script.steps if step.when}
        for trap in _traps(unmet, reached):
            _tell(sheet, trap, "when no condition holds the walk goes in a circle, {}: let a step without `when` lead out")


def _targets(script: Script) -> set[str]:
    """The steps that are named as the next one."""
    thens = [then for step in script.steps for then in (step.then, *(answer.then for answer in step.answers))]
    return {then for then in thens if then is not None}


def _reached(exits: Exits, first: str) -> set[str]:
    reached, new = {first}, [first]
    while new:
        for id in exits[new.pop()]:
            if id is not None and id not in reached:
                reached.add(id)
                new.append(id)
    return reached


def _ending(exits: Exits) -> set[str | None]:
    """The steps from which some way leads to the end."""
    before: dict[str | None, list[str]] = {}
    for id, following in exits.items():
        for one in following:
            before.setdefault(one, []).append(id)
    ending: set[str | None] = {None}
    new: list[str | None] = [None]
    while new:
        for id in before.get(new.pop(), ()):
            if id not in ending:
                ending.add(id)
                new.append(id)
    return ending


def _traps(exits: Exits, reached: set[str]) -> list[list[str]]:
    """The steps, in the order of the file, that lead to one another and to nothing else."""
    ending = _ending(exits)
    after = {id: _reached(exits, id) for id in exits if id in reached and id not in ending}
    closed = [steps for steps in after.values() if all(after[step] == steps for step in steps)]
    return [list(trap) for trap in dict.fromkeys(tuple([id for id in exits if id in steps]) for steps in closed)]


def _tell(sheet: Sheet, ids: list[str], sentence: str) -> None:
    """One fault for all, at the last of them: there the way goes back."""
    named = ", ".join(map(quoted, ids[:8])) + (" …" if len(ids) > 8 else "")
    sheet.fault(sheet.names("step")[ids[-1]], sentence.format(named))

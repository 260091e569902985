"""A service script written back as the file that says it. Reading it gives the same script."""

from app.hall.plan import Text
from app.hall.script import EFFECTS, Answer, Condition, Effect, Script, Step
from app.hall_file_written import duration
from app.yaml_written import Tree, written


def script_text(script: Script) -> str:
    return written(script_tree(script))


def script_tree(script: Script) -> dict[str, Tree]:
    """What stands in the file, as plain values."""
    return {"id": script.id, "title": dict(script.title), "steps": [_step(one) for one in script.steps]}


def _step(one: Step) -> dict[str, Tree]:
    told: dict[str, Tree | None] = {
        "id": one.id,
        "kind": one.kind,
        "degree": one.degree,
        "when": [_condition(condition) for condition in one.when] or None,
        one.verb: [dict(item) for item in one.items] if one.verb == "checklist" else _text(one.text),
        "cue": _text(one.cue),
        "enter": one.enter,
        "answers": {answer.id: _answer(answer) for answer in one.answers} or None,
        "effect": _effect(one.effect),
        "within": None if one.within is None else duration(one.within),
        "each": one.each or None,
        "by": one.by,
        "moment": one.moment or None,
        "then": one.then,
    }
    return {key: value for key, value in told.items() if value is not None}


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else dict(text)


def _condition(one: Condition) -> str:
    value = f"{one.of}={one.value}" if one.of is not None else one.value
    return one.name if value is None else f"{one.name}:{value}"


def _answer(one: Answer) -> Tree:
    """The short form, if it says all."""
    if one.then is not None and one.label is None and one.effect is None:
        return one.then
    told = {"label": _text(one.label), "then": one.then, "effect": _effect(one.effect)}
    return {key: value for key, value in told.items() if value is not None}


def _effect(one: Effect | None) -> Tree | None:
    if one is None or not one.arguments:
        return None if one is None else one.name
    forms = EFFECTS[one.name]
    arguments = {key: _argument(forms[key], value) for key, value in one.arguments.items()}
    return {one.name: arguments}


def _argument(form: str, value: str | int) -> str | int:
    return duration(value) if form == "duration" and isinstance(value, int) else value

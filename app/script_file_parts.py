"""What a service script may say, part by part, and the script made of it."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import get_args

from yaml.nodes import Node

from app.hall.plan import Text
from app.hall.script import VERBS, Answer, Degree, Entry, Kind, Script, Step, Verb
from app.hall_file_times import duration
from app.script_file_effects import effect
from app.script_file_texts import label, said, staff_text
from app.script_file_ways import check_ways
from app.script_file_when import condition, note_answers
from app.yaml_file import Sheet, quoted
from app.yaml_values import ID, NO_TEXT, Fields, Read, ident, items, named, one_of, pairs, reference, several, tag_of, truth

MOST_STEPS = 200
SCRIPT_KEYS = ("id", "title", "steps")
STEP_KEYS = (
    "id",
    *VERBS,
    *("kind", "degree", "cue", "moment", "answers", "enter", "then", "effect", "within", "each", "by", "when"),
)
ANSWER_KEYS = ("label", "then", "effect")
KINDS: tuple[Kind, ...] = get_args(Kind)
DEGREES: tuple[Degree, ...] = get_args(Degree)
ENTRIES: tuple[Entry, ...] = get_args(Entry)

BELONGS: Mapping[str, tuple[Verb, ...]] = {"kind": ("say", "ask"), "answers": ("ask",), "enter": ("ask", "do")}
"""Keys that only some steps may have."""
_TEXTS: Mapping[Verb, Read[Text]] = {"say": said, "ask": said, "do": staff_text}


def script(sheet: Sheet, node: Node) -> Script:
    """The script that the file describes; worth nothing if the sheet has faults then."""
    fields = Fields(sheet, node, "a service script", SCRIPT_KEYS)
    found = Script(
        id=fields.get("id", file_name, ""),
        title=fields.get("title", said, NO_TEXT),
        steps=fields.get("steps", steps, ()),
    )
    note_answers(sheet, found.steps)
    sheet.resolve()
    check_ways(sheet, found)
    return found


def file_name(sheet: Sheet, node: Node) -> str:
    """The script's id is the name of its file."""
    word, file = ident(sheet, node), PurePath(sheet.file)
    if ID.fullmatch(word) and file.name != f"{word}.yaml":
        instead = f"write `id: {file.stem}`, or " if ID.fullmatch(file.stem) and file.stem != word else ""
        sheet.fault(node, f"the id {quoted(word)} isn't the file's name: {instead}call the file {word}.yaml")
    return word


def steps(sheet: Sheet, node: Node) -> tuple[Step, ...]:
    found = items(sheet, node)
    if len(found) > MOST_STEPS:
        sheet.fault(node, f"a script has at most {MOST_STEPS} steps, this one has {len(found)}: make two scripts of it")
    return tuple([step(sheet, item) for item in found[:MOST_STEPS]])


def step(sheet: Sheet, node: Node) -> Step:
    fields = Fields(sheet, node, "a step", STEP_KEYS[:1], STEP_KEYS[1:])
    texts = {verb: fields.get(verb, _TEXTS[verb], None) for verb in _TEXTS}
    verb = _verb(sheet, node, fields)
    found = Step(
        id=fields.get("id", named("step"), ""),
        verb=verb,
        text=texts.get(verb),
        items=fields.get("checklist", several(staff_text), ()),
        kind=fields.get("kind", one_of("kind", KINDS), None),
        degree=fields.get("degree", one_of("degree", DEGREES), None),
        cue=fields.get("cue", staff_text, None),
        moment=fields.get("moment", truth, False),
        answers=fields.get("answers", answers, ()),
        enter=fields.get("enter", one_of("entry", ENTRIES), None),
        then=fields.get("then", reference("step"), None),
        effect=fields.get("effect", effect, None),
        within=fields.get("within", duration, None),
        each=fields.get("each", truth, False),
        by=fields.get("by", ident, None),
        when=fields.get("when", several(condition), ()),
    )
    _fit_together(sheet, node, fields, found)
    return found


def _verb(sheet: Sheet, node: Node, fields: Fields) -> Verb:
    """What the step does. Without any, a stand-in."""
    verbs = [verb for verb in VERBS if verb in fields]
    for verb in verbs[1:]:
        fields.fault(verb, f"a step does one thing, not both `{verbs[0]}` and `{verb}`: make two steps of it")
    return verbs[0] if verbs else "do"


def _fit_together(sheet: Sheet, node: Node, fields: Fields, found: Step) -> None:
    name = f"the step {quoted(found.id)}"
    if not any(verb in fields for verb in VERBS):
        sheet.fault(node, f"{name} does nothing: give it one of {', '.join(f'`{verb}`' for verb in VERBS)}")
        return
    for key, verbs in BELONGS.items():
        if key in fields and found.verb not in verbs:
            fields.fault(key, f"`{key}` belongs to {' and '.join(f'`{verb}`' for verb in verbs)}, not to `{found.verb}`")
    if found.verb in BELONGS["kind"] and "kind" not in fields:
        fields.fault(found.verb, f"every sentence to a customer is of a kind: add `kind` ({', '.join(KINDS)})")
    if "degree" in fields and found.kind != "thanks":
        fields.fault("degree", "`degree` belongs to `kind: thanks`: leave it out")
    if found.verb == "ask" and "answers" not in fields and "enter" not in fields:
        fields.fault("ask", f"{name} asks, but nothing can be answered: add `answers` or `enter`")
    if found.each and "within" not in fields:
        fields.fault("each", "`each` says that `within` is meant for every account: add `within`, or leave `each` out")


def answers(sheet: Sheet, node: Node) -> tuple[Answer, ...]:
    found = [answer(sheet, key, value) for key, value in pairs(sheet, node, "`answers`")]
    if not node.value:
        sheet.fault(node, "`answers` is empty: write at least one answer")
    return tuple(found)


def answer(sheet: Sheet, key: Node, node: Node) -> Answer:
    """`have: check`, or the long form `{label, then, effect}`."""
    id = ident(sheet, key)
    if tag_of(node) == "str":
        return Answer(id, then=reference("step")(sheet, node))
    fields = Fields(sheet, node, f"the answer {quoted(id)}", (), ANSWER_KEYS)
    return Answer(
        id,
        then=fields.get("then", reference("step"), None),
        label=fields.get("label", label, None),
        effect=fields.get("effect", effect, None),
    )

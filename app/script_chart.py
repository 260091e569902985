"""A service script as people look at it: an outline, and a flowchart in mermaid's notation. Nothing is read or written here."""

from collections.abc import Iterator

from app.hall.plan import Millis
from app.hall.script import EFFECTS, Answer, Condition, Effect, Script, Step
from app.languages import First

MOMENT = "◆"
LONGEST = 60
"""Characters of a text in a box of the flowchart."""
_UNITS = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"))


# ------------------------------------------------------------ words
def span(millis: Millis) -> str:
    """As a file has it: 90s, 3m, 6h, 30d."""
    return next(f"{millis // size}{unit}" for size, unit in _UNITS if millis % size == 0 or unit == "s")


def told(condition: Condition) -> str:
    """As a file has it."""
    value = condition.value if condition.of is None else f"{condition.of}={condition.value}"
    return condition.name if value is None else f"{condition.name}:{value}"


def effect_told(effect: Effect) -> str:
    """Its name, and what it is told."""
    forms = EFFECTS[effect.name]
    arguments = [f"{name} {span(int(value)) if forms[name] == 'duration' else value}" for name, value in effect.arguments.items()]
    return f"{effect.name} ({', '.join(arguments)})" if arguments else effect.name


def limit(step: Step) -> str | None:
    return None if step.within is None else f"within {span(step.within)}{' each' if step.each else ''}"


def notes(step: Step) -> list[str]:
    """What a step has beside its words: its limit, its post, what is entered, its effect, its conditions."""
    found = [
        limit(step),
        f"by {step.by}" if step.by else None,
        f"enters {step.enter}" if step.enter else None,
        f"effect {effect_told(step.effect)}" if step.effect else None,
        f"when {' and '.join(map(told, step.when))}" if step.when else None,
    ]
    return [note for note in found if note is not None]


# ------------------------------------------------------------ outline
def outline(script: Script, language: First) -> str:
    """Every step with its words, its ways on and its notes, in the order of the file."""
    lines = [f"{script.id}: {script.title.in_(language)}", ""]
    for place, step in enumerate(script.steps, 1):
        lines += _step(script, place, step, language)
    return "\n".join([*lines, "", f"{MOMENT} a moment of truth"]) + "\n"


def _step(script: Script, place: int, step: Step, language: First) -> Iterator[str]:
    kind = f" ({' '.join(filter(None, (step.degree, step.kind)))})" if step.kind else ""
    words = f": {step.text.in_(language)}" if step.text else ":"
    yield f"{place:>3} {MOMENT if step.moment else ' '} {step.id}: {step.verb}{kind}{words}"
    yield from (f"        [ ] {item.in_(language)}" for item in step.items)
    if step.cue:
        yield f"        cue: {step.cue.in_(language)}"
    if found := notes(step):
        yield f"        {'; '.join(found)}"
    for answer in step.answers:
        yield f"        {_answer(answer, language)} → {script.following(step, answer) or 'end'}"
    if not step.answers and (step.then or step.ends):
        yield f"        → {script.following(step) or 'end'}"
    if step.when and script.skipped(step) != script.following(step):
        yield f"        else → {script.skipped(step) or 'end'}"


def _answer(answer: Answer, language: First) -> str:
    label = f" «{answer.label.in_(language)}»" if answer.label else ""
    return answer.id + label + (f", effect {effect_told(answer.effect)}" if answer.effect else "")


# ------------------------------------------------------------ flowchart
def mermaid(script: Script, language: First) -> str:
    """A flowchart: a rounded box is said, a rhombus asked, a box done, a double box ticked off. A dotted way skips a step."""
    name: dict[str | None, str] = {step.id: f"s{place}" for place, step in enumerate(script.steps, 1)} | {None: "over"}
    lines = [f"  {name[step.id]}{_box(step, language)}" for step in script.steps]
    ways = [f"  {name[step.id]} {way} {name[to]}" for step in script.steps for way, to in _ways(script, step, language)]
    begin = f"  begin(({_quoted(script.title.in_(language))})) --> s1"
    return "\n".join(["flowchart TD", begin, *lines, '  over(("■"))', *ways]) + "\n"


def _box(step: Step, language: First) -> str:
    texts = [text.in_(language) for text in ([step.text] if step.text else step.items)]
    first = f"{MOMENT} {step.id}" if step.moment else step.id
    label = _quoted("\n".join([first, *map(_short, texts), *notes(step)]))
    begin, end = {"say": ("([", "])"), "ask": ("{", "}"), "do": ("[", "]"), "checklist": ("[[", "]]")}[step.verb]
    return f"{begin}{label}{end}"


def _ways(script: Script, step: Step, language: First) -> Iterator[tuple[str, str | None]]:
    for answer in step.answers:
        label = answer.label.in_(language) if answer.label else answer.id
        more = f"\n{effect_told(answer.effect)}" if answer.effect else ""
        yield f"-->|{_quoted(_short(label) + more)}|", script.following(step, answer)
    if not step.answers:
        yield "-->", script.following(step)
    if step.when:
        yield "-.->", script.skipped(step)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _quoted(text: str) -> str:
    """A label in which nothing has a meaning of its own; lines are kept."""
    for sign, code in (("#", "#35;"), ("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;")):
        text = text.replace(sign, code)
    return '"' + text.replace("\n", "<br/>") + '"'

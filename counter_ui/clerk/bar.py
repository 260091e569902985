"""The buttons of each state: one is filled, and each tells its key. While a panel is open the keys belong to it."""

from dataclasses import replace

from app.hall.plan import Plan
from counter_ui.clerk.action import DONE, Action, Note, Weight, body
from counter_ui.clerk.looks import LEAVE
from counter_ui.clerk.standing import Standing
from shared_ui.picture import Look, after, language

RECALLS = 2
"""So many recalls before a no-show is suggested; it is possible from the first call."""


def bar(at: Standing, look: Look, *, slim: bool, finishes: bool = False) -> tuple[Action, ...]:
    """The main action first. A strip has room for what is needed every day; the rest stands behind one key. `finishes`: the
    step of the script that is shown has the Space bar for the end of the service."""
    actions = _of_stand(at, look, slim=slim, finishes=finishes)
    if slim:
        actions = actions[:1] if at.panel else [*actions, *_system(at), _opener(at, "more", "A"), _slim(look)]
    else:
        actions = [*actions, *rarely(at), *_system(at)]
    return tuple(keyless(action) if at.panel else action for action in actions)


def top(at: Standing, look: Look, plan: Plan) -> tuple[Action, ...]:
    """What stands at the top of the full console."""
    actions = [_missed(at), _pauses(at), _language(look, plan), _slim(look)]
    return tuple(keyless(action) if at.panel else action for action in actions if action is not None)


def more(at: Standing) -> tuple[Action, ...]:
    """What a strip has no room for."""
    found = [*rarely(at), *(_changes(at) if at.ticket else []), *filter(None, [_pauses(at)]), _missed(at)]
    return tuple(replace(one, weight="choice", on=None) for one in found)


def main(at: Standing, look: Look) -> Action:
    """What is left to do at the last step of a service: its Space bar."""
    return keyless(_call_next(at, look)) if at.panel else _call_next(at, look)


def undo_leaving(at: Standing) -> Action | None:
    if at.leaving is None:
        return None
    undo = _open(at, "stay", "plain")
    return keyless(undo) if at.panel else undo


def keyless(action: Action) -> Action:
    return replace(action, key=None)


def _of_stand(at: Standing, look: Look, *, slim: bool, finishes: bool) -> list[Action]:
    """While a script is under way its step has the Space bar, and the end of the service a key of its own."""
    calling = _call_next(at, look) if at.walk is None else replace(_call_next(at, look), key="E", weight="plain")
    changes = [] if slim else _changes(at)
    match at.stand:
        case "closed":
            return [_open(at, "open", "main")]
        case "paused":
            close = Action("close", "Q", command="close", post=at.spot.at("close"), then=DONE)
            return [_open(at, "return", "main"), close]
        case "free":
            return [calling, _opener(at, "call", "C")]
        case "called":
            return [_start(at), *_recalls(at, slim=slim), *_with_customer(at), *changes]
        case _:
            finish = Action("finish", "F", command="finish", post=at.spot.at("finish"), then=DONE)
            ends = [*([] if finishes else [calling]), *([] if at.leaving else [finish])]
            return [*ends, *_with_customer(at), *changes]


def rarely(at: Standing) -> list[Action]:
    """What is done for a customer besides the script, and a call for the manager."""
    if at.stand in ("closed", "paused"):
        return []
    seat = _opener(at, "seat", "L") if at.stand == "serving" and at.counter.away_since is None else None
    offer = _opener(at, "recommend", "Y") if at.by_number else None
    scripts = _opener(at, "scripts", "I") if at.stand == "free" and at.walk is None else None
    found = (scripts, seat, offer, _paper(at), _opener(at, "page", "W"))
    return [one for one in found if one is not None]


def _paper(at: Standing) -> Action | None:
    """The customer's paper once more."""
    if not at.prints or not at.by_number:
        return None
    return Action("print", "U", "quiet", command="print", value=at.number, post=at.spot.of(at.number, "print"))


def _system(at: Standing) -> list[Action]:
    """Told with one key; what is told already has its key where its clock runs."""
    if at.counter.fault_since is not None or at.stand == "closed":
        return []
    return [Action("fault", "B", "quiet", command="fault", post=at.spot.at("fault"))]


def _open(at: Standing, name: str, weight: Weight) -> Action:
    return Action(name, "O", weight, command="open", post=at.spot.at("open"), then=DONE)


def _call_next(at: Standing, look: Look) -> Action:
    """Says which number the clerk sees, so that a press meant for another picture does nothing."""
    if at.leaving:
        return Action(f"finish_{at.leaving}", "Space", "main", command="finish", post=at.spot.at("finish"), then=DONE)
    return Action(
        "finish_next" if at.ticket else "call_next",
        "Space",
        "main",
        command="call-next",
        post=at.spot.at("call-next"),
        body=body(expected_current=at.number or None),
        then=f"{LEAVE}&asked={2 if look.get('asked') == '1' else 1}",
    )


def _start(at: Standing) -> Action:
    return Action("start", "Space", "main", command="start", post=at.spot.at("start"))


def _recalls(at: Standing, *, slim: bool) -> list[Action]:
    count = at.ticket.recalls if at.ticket else 0
    notes = (Note("recalled", {"n": count}),) if count and not slim else ()
    return [
        Action("recall", "R", command="recall", post=at.spot.at("recall")),
        Action(
            "no_show",
            "N",
            "urged" if count >= RECALLS else "quiet",
            command="no-show",
            post=at.spot.at("no-show"),
            notes=notes,
            then=DONE,
        ),
    ]


def _with_customer(at: Standing) -> list[Action]:
    return [_opener(at, "hold", "H"), _opener(at, "transfer", "T")]


def _changes(at: Standing) -> list[Action]:
    return [_opener(at, "change", "S"), _opener(at, "cancel", "X", quiet=True)] if at.by_number else []


def _opener(at: Standing, panel: str, key: str, *, quiet: bool = False) -> Action:
    """Opens a panel for the customer in hand, or closes it again."""
    opened = at.panel == panel
    show = LEAVE if opened else f"{LEAVE}&panel={panel}&for={at.number}"
    return Action(f"open_{panel}", key, "quiet" if quiet else "plain", show=show, on=opened)


def _missed(at: Standing) -> Action:
    return _opener(at, "missed", "M", quiet=True)


def _pauses(at: Standing) -> Action | None:
    return _opener(at, "pause", "P") if at.stand not in ("closed", "paused") and not at.leaving else None


def _slim(look: Look) -> Action:
    slim = "slim" in look
    return Action("full" if slim else "slim", "\\", "quiet", show="slim=" if slim else "slim=1")


def _language(look: Look, plan: Plan) -> Action:
    turned = after(language(look), plan)
    return Action("language", weight="quiet", text=turned.name, show=f"lang={turned.code}")

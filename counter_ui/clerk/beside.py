"""The panels of what happens beside the service: a step left out, the manager paged, the seat left, a script without a ticket."""

from app.hall.counter import CounterState
from app.hall.plan import CounterPlan
from app.hall.script import Script
from app.hall.state import Hall
from app.hall.walking import GUIDANCE
from app.hall.walks import ARRIVAL, OPENING
from counter_ui.clerk.action import DONE, Action, Note, body, numbered
from counter_ui.clerk.groups import Group, Panel, back
from counter_ui.clerk.standing import Standing
from shared_ui.picture import Look

SKIPS = ("not-needed", "customer-refused", "already-done", "no-time", "other")
PAGES = ("exception", "dispute", "safety", "other")
INQUIRY = "inquiry"
ELSEWHERE = (GUIDANCE, ARRIVAL, OPENING, "seat-leave", "system-fault", "vip-reception", "waiting-area", "number-trouble")
"""Scripts that begin at other posts, or without being asked for."""


def beside(hall: Hall, at: Standing, look: Look, name: str) -> Panel | None:
    match name:
        case "skip":
            return _skip(at)
        case "page":
            return _page(at, look)
        case "seat":
            return _seat(hall, at)
        case "scripts":
            return _scripts(hall, at)
        case _:
            return None


def _skip(at: Standing) -> Panel | None:
    if at.walk is None:
        return None
    post, step = at.spot.walk(at.walk.id, "skip"), at.walk.step
    choices = tuple(
        Action(
            "skip",
            numbered(place),
            "choice",
            code=reason,
            command="skip",
            value=reason,
            post=post,
            body=body(step=step, reason=reason),
            then=DONE,
            at=at.step,
        )
        for place, reason in enumerate(SKIPS, 1)
    )
    return Panel("skip", at.number, (Group("list", choices),), back(), lead="skip")


# ------------------------------------------------------------ the manager
def _page(at: Standing, look: Look) -> Panel:
    who = look.get("who", "duty-manager")
    other = "" if who == "hall-manager" else "hall-manager"
    told: dict[str, object] = {"counter": at.counter.number, "who": who}
    if at.by_number:
        told["number"] = at.number
    choices = tuple(
        Action(
            "page",
            numbered(place),
            "choice",
            code=reason,
            command="page-manager",
            value=reason,
            post=at.spot.hall_wide("pages"),
            body=body(reason=reason, **told),
            then=DONE,
        )
        for place, reason in enumerate(PAGES, 1)
    )
    whom = Action(f"to_{who.replace('-', '_')}", "0", "choice", show=f"who={other}", on=bool(look.get("who")))
    return Panel("page", at.number, (Group("keys", (whom,)), Group("list", choices, "page")), back())


# ------------------------------------------------------------ the seat
def _seat(hall: Hall, at: Standing) -> Panel:
    post = at.spot.at("leave-seat")
    plain = Action("leave_seat", "L", "choice", command="leave-seat", value="", post=post, then=DONE)
    there = [one for one in hall.works.values() if one.number != at.counter.number]
    standing_open = [one for one in there if hall.counters[one.number].state != CounterState.CLOSED]
    counters = tuple(_seat_at(hall, at, one, post) for one in standing_open)
    groups = [Group("list", (plain,)), *([Group("tiles", counters, "seat")] if counters else [])]
    return Panel("seat", at.number, tuple(groups), back(), lead="seat")


def _seat_at(hall: Hall, at: Standing, plan: CounterPlan, post: str) -> Action:
    note = Note("busy" if hall.counters[plan.number].ticket else "free")
    number = plan.number
    return Action(
        "transfer_counter",
        numbered(number),
        "choice",
        fields={"n": number},
        notes=(note,),
        command="leave-seat",
        value=str(number),
        post=post,
        body=body(to_counter=number),
        then=DONE,
    )


# ------------------------------------------------------------ scripts without a ticket
def _scripts(hall: Hall, at: Standing) -> Panel:
    found = scripts(hall)
    choices = tuple(_begin(at, script, place) for place, script in enumerate(found, 1))
    return Panel("scripts", "", (Group("list", choices),), back(), lead="scripts", empty=None if found else "no_scripts")


def scripts(hall: Hall) -> list[Script]:
    """What a clerk may begin for somebody without a ticket: no service's script, and none that others lead into. The inquiry
    comes first."""
    taken = {service.script for service in hall.plan.services} | {*ELSEWHERE}
    current = [edition.script for edition in hall.scripts.values()]
    led_into = {into for script in current for into in _leads_into(script) if into != script.id}
    found = [script for script in current if script.id not in taken | led_into]
    return sorted(found, key=lambda script: (script.id != INQUIRY, script.id))


def _leads_into(script: Script) -> set[str]:
    effects = [step.effect for step in script.steps] + [answer.effect for step in script.steps for answer in step.answers]
    return {str(effect.arguments["script"]) for effect in effects if effect is not None and "script" in effect.arguments}


def _begin(at: Standing, script: Script, place: int) -> Action:
    """The key that opened the panel begins the inquiry."""
    return Action(
        "begin",
        "I" if script.id == INQUIRY else numbered(place),
        "choice",
        text=script.title,
        command="begin-walk",
        value=script.id,
        post=at.spot.hall_wide("walks"),
        body=body(script=script.id, counter=at.counter.number),
        then=DONE,
    )

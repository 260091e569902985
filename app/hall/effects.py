"""The effects of a script that stand beside the walk: what is counted, promised, asked of others. Those that move a ticket or
end the walk stand in `moving.py`."""

from datetime import date
from typing import Any

from app.hall import complaints, events
from app.hall.complaint import REPLY, SUPERVISOR, Complaint
from app.hall.day import Instant, instant, local, minute_of_day
from app.hall.events import Fact
from app.hall.pages import page
from app.hall.plan import MINUTE, Channel, Plan
from app.hall.script import Effect
from app.hall.state import Hall
from app.hall.walk import Walk, said_of


def beside(hall: Hall, now: Instant, effect: Effect, walk: Walk, *, minutes: int | None = None, position: int = 0) -> list[Fact]:
    """`minutes`: until when something was promised, from now, if that was entered."""
    told = effect.arguments
    match effect.name:
        case "self-service":
            return _diverted(hall, now, walk, told.get("channel"))
        case "call-helper":
            return _help(hall, now, walk, position)
        case "page-manager":
            return _page(hall, now, walk, str(told.get("who", "duty-manager")), str(told.get("reason", walk.script)), position)
        case "recommend":
            return [_recommended(now, walk, str(told.get("outcome", "not-interested")))]
        case "leaflet":
            return [events.LeafletHanded(at=now, offer=walk.offer, **_whose(walk))]
        case "follow-up":
            due = _due(hall.plan, now, effect, minutes)
            return _promised(hall, now, walk, str(told.get("what", walk.script)), due, position)
        case "work-order":
            return _order(hall, now, walk, str(told.get("to", "department")), position)
        case "complaint":
            return complaints.of_walk(hall, now, walk, str(told.get("step", "recorded")), _who(hall, walk), position)
        case _:
            return []


def _promised(hall: Hall, now: Instant, walk: Walk, what: str, due: Instant, position: int) -> list[Fact]:
    """A reply is promised for the walk's case if it has one."""
    case = _case(hall, walk) if what == REPLY else None
    over = complaints.agreed(case, now, _who(hall, walk))
    return [
        *over,
        events.FollowUpSet(
            at=now,
            follow_up=f"f{hall.version + 1 + position + len(over)}",
            what=what,
            due=due,
            walk=walk.id,
            complaint=case.id if case is not None else None,
            **_whose(walk),
        ),
    ]


def _order(hall: Hall, now: Instant, walk: Walk, to: str, position: int) -> list[Fact]:
    """For the walk's case if it has one: a department then has the hall's time to answer."""
    case = _case(hall, walk)
    if case is None or to not in ("department", SUPERVISOR):
        return [events.WorkOrderRaised(at=now, work_order=f"o{hall.version + 1 + position}", to=to, **_whose(walk))]
    return complaints.ordered(hall, now, case, walk, to, _who(hall, walk), position)


def _case(hall: Hall, walk: Walk) -> Complaint | None:
    """Which was begun in this walk and is open."""
    case = complaints.in_walk(hall, walk.id)
    return case if case is not None and case.open else None


def _who(hall: Hall, walk: Walk) -> str:
    """Whoever opened the counter, else the post."""
    counter = hall.counters.get(walk.counter or 0)
    return (counter.staff if counter else None) or walk.post


def _whose(walk: Walk) -> dict[str, Any]:
    day, number = walk.ticket or (None, None)
    return {"post": walk.post, "counter": walk.counter, "number": number, "day": day}


def _diverted(hall: Hall, now: Instant, walk: Walk, told: str | int | None) -> list[Fact]:
    """To the channel that the script names, else to the service's first."""
    service = hall.plan.service.get(walk.service or "")
    if service is None:
        return []
    channel: Channel | None = told or next((one.channel for one in service.elsewhere), None)  # type: ignore[assignment]
    if channel is None:
        return []
    return [events.CustomerDiverted(at=now, service=service.id, channel=channel, **said_of(walk))]


def _help(hall: Hall, now: Instant, walk: Walk, position: int) -> list[Fact]:
    """A greeter is the helper."""
    if walk.runner == "greeter":
        return []
    kiosk = walk.post.removeprefix("kiosk-")
    if any(help.kiosk == kiosk for help in hall.helps.values()):
        return []
    return [events.HelperCalled(at=now, help=f"h{hall.version + 1 + position}", kiosk=kiosk)]


def _page(hall: Hall, now: Instant, walk: Walk, who: str, reason: str, position: int) -> list[Fact]:
    number = walk.ticket and walk.ticket[1]
    about = f"{walk.id}:{reason}"
    return page(
        hall,
        now,
        reason=reason,
        about=about,
        who=who,
        post=walk.post,
        counter=walk.counter,
        number=number,
        position=position,
    )


def _recommended(now: Instant, walk: Walk, outcome: str) -> Fact:
    return events.Recommended(at=now, offer=walk.offer, outcome=outcome, **_whose(walk))  # type: ignore[arg-type]


def _due(plan: Plan, now: Instant, effect: Effect, minutes: int | None) -> Instant:
    if minutes is not None:
        return now + minutes * MINUTE
    months, within = effect.arguments.get("months"), effect.arguments.get("within")
    if months is not None:
        return _months_on(plan, now, int(months))
    return now + int(within or 24 * 60 * MINUTE)


def _months_on(plan: Plan, now: Instant, months: int) -> Instant:
    """The same day of a later month, or its last one, at this time of the wall clock."""
    wall = local(plan, now)
    year, month = divmod(wall.month - 1 + months, 12)
    year, month = wall.year + year, month + 1
    first_after = date(year + month // 12, month % 12 + 1, 1)
    last = (first_after - date(year, month, 1)).days
    return instant(plan, date(year, month, min(wall.day, last)), minute_of_day(wall))

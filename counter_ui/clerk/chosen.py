"""A chosen number: found by typing a part of it, then called with a reason, which shows in the report of jumps."""

from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from counter_ui.clerk.action import DONE, Action, Note, body, numbered
from counter_ui.clerk.groups import Find, Group, Panel, back
from counter_ui.clerk.standing import Standing
from shared_ui.picture import Look

SHOWN = 40


def chosen(hall: Hall, at: Standing, look: Look) -> Panel:
    picked = hall.tickets.get(look.get("pick", ""))
    if picked is not None and picked.state == State.WAITING:
        return _reasons(hall, at, picked)
    part = look.get("find", "").upper()
    found = _found(hall, at, part)
    choices = tuple(_pick(hall, at, ticket) for ticket in found[:SHOWN])
    find = Find(part, max(0, len(found) - SHOWN))
    empty = None if found else "not_found" if part else "nobody"
    return Panel("call", "", (Group("tiles", choices),), back(), lead="call", find=find, empty=empty)


def _found(hall: Hall, at: Standing, part: str) -> list[Ticket]:
    """With a part of a number: all of the hall's that hold it. Without: this counter's, in their order."""
    if part:
        waiting = [ticket for service in hall.plan.services for ticket in hall.queues.of_service(service.id)]
        return sorted((ticket for ticket in waiting if part in ticket.number), key=lambda ticket: ticket.place)
    mine = hall.queues.open_to(at.counter.number, at.plan.services)
    return sorted((entry[-1] for _, _, lane in mine for entry in lane), key=lambda ticket: ticket.place)


def _pick(hall: Hall, at: Standing, ticket: Ticket) -> Action:
    notes = () if ticket.service in at.plan.services else (Note("not_here", tone="soon"),)
    return Action(
        "pick",
        weight="choice",
        text=hall.plan.service[ticket.service].name,
        ticket=ticket.number,
        notes=notes,
        show=f"pick={ticket.number}",
    )


def _reasons(hall: Hall, at: Standing, ticket: Ticket) -> Panel:
    choices = tuple(
        Action(
            "call_reason",
            numbered(place),
            "choice",
            code=reason,
            command="call",
            value=reason,
            post=at.spot.at("call"),
            body=body(number=ticket.number, reason=reason),
            then=DONE,
        )
        for place, reason in enumerate(hall.plan.call_reasons, 1)
    )
    service = hall.plan.service[ticket.service].name
    return Panel("call_reason", ticket.number, (Group("list", choices),), back("pick=&find="), lead="recorded", service=service)

"""The panels beside the work: where a choice is to be made. Services are chosen by the letter of their tickets, the rest
by number; the key that opened a panel chooses what needs no choice."""

from app.hall.counter import CounterState
from app.hall.day import Instant
from app.hall.plan import CounterPlan, Service
from app.hall.state import Hall
from app.hall.ticket import Ticket
from counter_ui.clerk.action import DONE, Action, Note, body, numbered
from counter_ui.clerk.bar import more
from counter_ui.clerk.beside import beside
from counter_ui.clerk.chosen import chosen
from counter_ui.clerk.groups import Group, Panel, back
from counter_ui.clerk.recommending import recommend
from counter_ui.clerk.standing import Standing
from shared_ui.picture import Look
from shared_ui.times import clock

MINUTES = (5, 10, 15, 30)
MISSED = 30


def panel(hall: Hall, now: Instant, at: Standing, look: Look) -> Panel | None:
    match at.panel:
        case "transfer":
            return _transfer(hall, at, look)
        case "change":
            return _change(hall, at)
        case "hold":
            return _hold(at)
        case "cancel":
            return _cancel(at)
        case "pause":
            return _pause(hall, at)
        case "missed":
            return _missed(hall, at)
        case "call":
            return chosen(hall, at, look)
        case "recommend":
            return recommend(hall, now, at, look)
        case "more":
            return Panel("more", at.number, (Group("list", more(at)),), back())
        case name:
            return beside(hall, at, look, name) if name else None


# ------------------------------------------------------------ for the customer in hand
def _transfer(hall: Hall, at: Standing, look: Look) -> Panel:
    keep = look.get("keep") != "0"
    place = Action("keep_place" if keep else "lose_place", "0", "choice", show="keep=0" if keep else "keep=", on=keep)
    counters = [one for one in hall.works.values() if one.number != at.counter.number]
    standing_open = [one for one in counters if hall.counters[one.number].state != CounterState.CLOSED]
    groups = (
        Group("keys", (place,)),
        Group("list", tuple(_to_service(hall, at, one, keep) for one in hall.plan.services), "services"),
        Group("tiles", tuple(_to_counter(hall, at, one, keep) for one in standing_open), "counters"),
    )
    return Panel("transfer", at.number, groups, back(), empty=None if standing_open else "no_counters")


def _to_service(hall: Hall, at: Standing, service: Service, keep: bool) -> Action:
    notes = [Note("waiting", {"n": hall.queues.waiting(service.id)})]
    if not hall.serving(service.id):
        notes.append(Note("no_counter", tone="late"))
    if at.ticket and at.ticket.service == service.id:
        notes.append(Note("same_service"))
    return Action(
        "transfer_service",
        service.letter,
        "choice",
        text=service.name,
        notes=tuple(notes),
        command="transfer",
        value=service.id,
        post=at.spot.at("transfer"),
        body=body(service=service.id, keep_place=keep),
        then=DONE,
    )


def _to_counter(hall: Hall, at: Standing, plan: CounterPlan, keep: bool) -> Action:
    there = hall.counters[plan.number]
    doing = Note("busy" if there.ticket else "free")
    notes = [Note("paused", tone="soon") if there.state == CounterState.PAUSED else doing]
    if at.ticket and at.ticket.service not in plan.services:
        notes.append(Note("other_services", tone="soon"))
    return Action(
        "transfer_counter",
        numbered(plan.number),
        "choice",
        fields={"n": plan.number},
        text=None,
        notes=tuple(notes),
        command="transfer",
        value=str(plan.number),
        post=at.spot.at("transfer"),
        body=body(counter=plan.number, keep_place=keep),
        then=DONE,
    )


def _change(hall: Hall, at: Standing) -> Panel:
    others = [one for one in hall.plan.services if at.ticket and one.id != at.ticket.service]
    post = at.spot.of(at.number, "change")
    choices = tuple(
        Action(
            "change",
            one.letter,
            "choice",
            text=one.name,
            notes=() if one.id in at.plan.services else (Note("not_here", tone="soon"),),
            command="change",
            value=one.id,
            post=post,
            body=body(service=one.id),
            then=DONE,
        )
        for one in others
    )
    return Panel("change", at.number, (Group("list", choices),), back(), lead="change")


def _hold(at: Standing) -> Panel:
    post = at.spot.at("hold")
    forever = Action("hold", "H", "choice", command="hold", value="", post=post, then=DONE)
    timed = [
        Action(
            "hold_minutes",
            numbered(place),
            "choice",
            fields={"n": minutes},
            command="hold",
            value=str(minutes),
            post=post,
            body=body(minutes=minutes),
            then=DONE,
        )
        for place, minutes in enumerate(MINUTES, 1)
    ]
    return Panel("hold", at.number, (Group("list", (forever, *timed)),), back(), lead="hold")


def _cancel(at: Standing) -> Panel:
    sure = Action("cancel", "X", "choice", command="cancel", value=at.number, post=at.spot.of(at.number, "cancel"), then=DONE)
    return Panel("cancel", at.number, (Group("list", (sure,)),), back(), lead="cancel")


# ------------------------------------------------------------ for the counter
def _pause(hall: Hall, at: Standing) -> Panel:
    post = at.spot.at("pause")
    plain = Action("pause", "P", "choice", command="pause", value="", post=post, then=DONE)
    reasons = [
        Action(
            "pause_reason",
            numbered(place),
            "choice",
            code=reason,
            command="pause",
            value=reason,
            post=post,
            body=body(reason=reason),
            then=DONE,
        )
        for place, reason in enumerate(hall.plan.pause_reasons, 1)
    ]
    close = Action("close", "Q", "choice", command="close", post=at.spot.at("close"), then=DONE)
    groups = Group("list", (plain, *reasons), "pause"), Group("list", (close,), "close")
    return Panel("pause", at.number, groups, back(), lead="after_this" if at.ticket else None)


def _missed(hall: Hall, at: Standing) -> Panel:
    choices = tuple(_rejoin(hall, at, ticket, place) for place, ticket in enumerate(hall.missed()[:MISSED], 1))
    behind = hall.plan.missed_return
    return Panel(
        "missed",
        at.number,
        (Group("list", choices),),
        back(),
        lead="behind" if behind else "old_place",
        lead_fields={"n": behind} if behind else {},
        empty=None if choices else "nobody_missed",
    )


def _rejoin(hall: Hall, at: Standing, ticket: Ticket, place: int) -> Action:
    return Action(
        "rejoin",
        numbered(place),
        "choice",
        text=hall.plan.service[ticket.service].name,
        ticket=ticket.number,
        notes=(Note("missed_at", {"at": clock(hall.plan, ticket.ended_at or ticket.taken_at)}),),
        command="rejoin",
        value=ticket.number,
        post=at.spot.of(ticket.number, "rejoin"),
        then=DONE,
    )

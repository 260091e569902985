"""What the interface says of a hall, a counter, a ticket: the shapes of docs/api.md."""

from dataclasses import asdict
from typing import Any

import orjson

from app.api.sight import EVERYTHING, Sight
from app.assessment import Mark, Score
from app.hall import wait
from app.hall.counter import Counter
from app.hall.day import WEEKDAYS, Instant, clock_time, is_open, opens_at, takes_tickets
from app.hall.events import Fact
from app.hall.plan import Plan, Span, Text
from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from app.moments import Moment
from app.ratings import Mean, Rating
from app.stamps import stamp, stamp_or_none

Shape = dict[str, Any]


def dump(shape: Any) -> bytes:
    return orjson.dumps(shape)


def ticket_shape(hall: Hall, ticket: Ticket, now: Instant) -> Shape:
    zone = hall.plan.timezone
    ahead = hall.queues.ahead(ticket) if ticket.state == State.WAITING else None
    expected = None if ahead is None else wait.behind(hall, ticket.service, ahead)
    return {
        "number": ticket.number,
        "hall": hall.plan.hall,
        "day": ticket.day,
        "service": ticket.service,
        "level": ticket.level,
        "state": ticket.state,
        "taken_at": stamp(zone, ticket.taken_at),
        "due_at": stamp(zone, ticket.due),
        "counter": ticket.counter,
        "ahead": ahead,
        "wait": expected and {"p50_at": stamp(zone, now + expected.p50), "p90_at": stamp(zone, now + expected.p90)},
        "called_at": stamp_or_none(zone, ticket.called_at),
        "started_at": stamp_or_none(zone, ticket.started_at),
        "ended_at": stamp_or_none(zone, ticket.ended_at),
        "version": hall.version,
    }


def counter_shape(hall: Hall, counter: Counter) -> Shape:
    plan = hall.works[counter.number]
    return {
        "number": counter.number,
        "name": plan.name and text_shape(plan.name),
        "services": list(plan.services),
        "first": list(plan.first),
        "state": counter.state,
        "staff": counter.staff,
        "ticket": counter.ticket and counter.ticket[1],
        "leaving": counter.leaving,
        "reason": counter.reason,
        "since": stamp(hall.plan.timezone, counter.since),
        "version": hall.version,
    }


def hall_shape(hall: Hall, now: Instant, *, public: bool = False) -> Shape:
    """`public`: without what only staff may know (levels of tickets, staff numbers)."""
    plan = hall.plan
    counters = [counter_shape(hall, hall.counters[counter.number]) for counter in plan.counters]
    if public:
        counters = [
            {key: value for key, value in counter.items() if key not in ("staff", "first", "reason")} for counter in counters
        ]
    return {
        "hall": plan.hall,
        "name": text_shape(plan.name),
        "timezone": plan.timezone,
        "day": hall.day,
        "now": stamp(plan.timezone, now),
        "open": is_open(plan, now),
        "takes_tickets": takes_tickets(plan, now),
        "opens": opening_hours(plan),
        "opens_at": stamp_or_none(plan.timezone, opens_at(plan, now)) if not is_open(plan, now) else None,
        "levels": [
            {"id": level.id, "name": text_shape(level.name), "promise_ms": level.promise, "important": level.important}
            for level in plan.levels
        ],
        "services": [
            {
                "id": service.id,
                "letter": service.letter,
                "name": text_shape(service.name),
                "group": service.group,
                "waiting": hall.queues.waiting(service.id),
            }
            for service in plan.services
        ],
        "counters": counters,
        "call_reasons": list(plan.call_reasons),
        "pause_reasons": list(plan.pause_reasons),
        "version": hall.version,
    }


def opening_hours(plan: Plan) -> dict[str, list[str]] | None:
    """By day, as the hall file writes them; None: always open."""
    if plan.opens is None:
        return None
    return {day: [_span(span) for span in spans] for day, spans in zip(WEEKDAYS, plan.opens, strict=True)}


def _span(span: Span) -> str:
    return "-".join(map(clock_time, span))


def text_shape(text: Text) -> Shape:
    return dict(text)


_INSTANTS = ("due", "until", "entered")


def event_shape(seq: int, fact: Fact, timezone: str, sight: Sight = EVERYTHING) -> Shape:
    """An event: type, time, and the fields of the fact; of one that isn't to be seen the `seq`."""
    if not sight.sees(fact):
        return {"seq": seq}
    return {"seq": seq, "type": type(fact).__name__, "at": stamp(timezone, fact.at), "data": _data(fact, timezone, sight)}


def _data(fact: Fact, timezone: str, sight: Sight) -> Shape:
    data: Shape = {}
    for name in fact.__dataclass_fields__:
        if name != "at" and sight.shows(name):
            value = getattr(fact, name)
            data[name] = stamp_or_none(timezone, value) if name in _INSTANTS else value
    return data


def walk_shape(hall: Hall, id: str) -> Shape:
    """A walk as it is now; one that is over has `outcome` and no `step`."""
    walk = hall.walks.get(id)
    if walk is None:
        over = next(ended for ended in hall.ended if ended.walk == id)
        ticket = over.ticket and over.ticket[1]
        return {"walk": id, "step": None, "outcome": over.outcome, "number": ticket, "version": hall.version}
    return {
        "walk": id,
        "script": walk.script,
        "script_version": walk.version,
        "runner": walk.runner,
        "post": walk.post,
        "counter": walk.counter,
        "number": walk.ticket and walk.ticket[1],
        "service": walk.service,
        "step": walk.step,
        "entered_at": stamp(hall.plan.timezone, walk.entered),
        "outcome": None,
        "version": hall.version,
    }


def moment_shape(moment: Moment, timezone: str) -> Shape:
    return {
        "seq": moment.seq,
        "at": stamp(timezone, moment.at),
        "script": moment.script,
        "script_version": moment.version,
        "step": moment.step,
        "post": moment.post,
        "stood_in_for": moment.stood_in,
        "counter": moment.counter,
        "who": moment.who,
        "number": moment.number,
        "took_ms": moment.took,
        "kept": moment.kept,
        "how": moment.how,
    }


def rating_shape(rating: Rating, timezone: str) -> Shape:
    return asdict(rating) | {"at": stamp(timezone, rating.at)}


def mean_shape(mean: Mean) -> Shape:
    return {"count": mean.count, "mean": mean.mean, "satisfied": mean.satisfied}


def score_shape(score: Score, marks: list[Mark]) -> Shape:
    """`marks`: those of the post or person. `facts`: the seqs behind each sum."""
    sums = {
        source: {"count": one.count, "percent": one.percent, "facts": [mark.seq for mark in marks if mark.source == source]}
        for source, one in score.sums.items()
    }
    return {"name": score.name, "score": score.score, "sums": sums}

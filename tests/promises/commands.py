"""Every command of the product, one after the other in any order, through the real desk; whoever may sends it, as the interface
describes it.

After each: the snapshot before it and the facts since give the hall as it is in memory; so does the log from its checkpoint; and
a client that follows the stream's events sees what a fresh one is given.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from app.api.commands import HANDLERS
from app.api.shapes import event_shape, hall_shape, ticket_shape
from app.codec import encode_snapshot
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, State
from tests.promises.follower import Follower, Seen, on_their_way
from tests.promises.inputs import _bytes, example, filled, who_may
from tests.promises.referee import Referee
from tests.promises.stage import Stage

STEPS = 6
"""Commands in a row of one example."""


def the_commands(stage: Stage) -> dict[tuple[str, str], Any]:
    """Each handler with what the OpenAPI says of it; one of which it says nothing is missing here."""
    schema, found = schemathesis.openapi.from_dict(stage.server.app.openapi()), {}
    for one in schema.get_all_operations():
        operation = one.ok()
        parts = operation.path.removeprefix("/api/v1/halls/{hall}/").split("/")
        command = parts[0], parts[2] if len(parts) > 2 else ""
        if operation.method.upper() == "POST" and command in HANDLERS:
            found[command] = operation
    return found


# ------------------------------------------------------------ what fits
def fits(hall: Hall, counter: int | None) -> dict[str, list[Any]]:
    """What may stand in a field of a command now. Of what the schema alone allows nearly all is refused."""
    plan, told = hall.plan, hall.plan.complaints
    steps = [hall.script_of(walk).step(walk.step) for walk in hall.walks.values()]
    at = hall.counters.get(counter) if counter else None
    return {
        "service": [service.id for service in plan.services],
        "services": [[service.id for service in plan.services]],
        "level": [level.id for level in plan.levels],
        "number": [ticket.number for ticket in hall.everyone()][-40:],
        "counter": list(hall.counters),
        "to_counter": list(hall.counters),
        "expected_current": [at.ticket[1] if at and at.ticket else None],
        "reason": [*plan.pause_reasons, *plan.call_reasons],
        "outcome": ["done", "accepted", "not-today", "satisfied", "withdrawn"],
        "step": [step.id for step in steps],
        "answer": [answer.id for step in steps for answer in step.answers],
        "script": sorted(hall.scripts),
        "language": ["zh", "en"],
        "post": [post.id for post in plan.posts],
        "kiosk": ["1"],
        "phone": ["13912345678"],
        "minutes": [1, 5, 30],
        "count": [1, 3],
        "staff": ["1001"],
        "offer": [offer.id for offer in plan.offers],
        "department": [one.id for one in told.departments],
        "about": [one.id for one in told.classes],
        "cause": [one.id for one in told.causes],
        "text": ["您好，请稍候。"],
        "note": ["请轻声。"],
        "zh": ["请稍候"],
        "en": ["One moment"],
        "satisfied": [True, False],
        "score": [1, 5],
        "first": [None, "vip"],
    }


def required(operation: Any) -> set[str]:
    return {name for body in operation.body for name in body.optimized_schema.get("required", ())}


def made_fitting(body: Any, needed: set[str], pool: dict[str, list[Any]], data: DataObject) -> Any:
    """Most fields as they fit, and of the others only what must be there; now and then the body as it is."""
    body = {} if body is None else body
    if not isinstance(body, dict) or data.draw(st.integers(0, 7)) == 7:
        return body
    which, fewer = data.draw(st.integers(0, 999)), data.draw(st.booleans())
    names = [name for name in body if pool.get(name) and (name in needed or not fewer)]
    fitting = {name: pool[name][which % len(pool[name])] for name in names}
    return {name: fitting.get(name, value) for name, value in body.items() if name in fitting or name in needed}


@dataclass
class Played:
    steps: int = 0
    by: Counter[tuple[str, str]] = field(default_factory=Counter)
    took_effect: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def figure(self) -> str:
        return (
            f"commands: {self.steps} steps with {len(self.by)} commands of {len(HANDLERS)}, {self.took_effect.total()} of them"
            f" took effect ({sum(map(bool, self.took_effect.values()))} different ones), mismatches {len(self.wrong)}"
        )


def played(stage: Stage, number: int, steps: int) -> Played:
    """Each command once, and then any."""
    played, commands = Played(), the_commands(stage)
    names = sorted(commands)
    bodies = {name: commands[name].as_strategy() for name in names}

    def play(order: st.SearchStrategy[list[tuple[str, str]]], rows: int) -> None:
        @example(number, rows)
        @given(order, st.data())
        def act(row: list[tuple[str, str]], data: DataObject) -> None:
            for name in row:
                _step(stage, played, name, commands[name], bodies[name], data)

        act()

    for at in range(0, len(names), STEPS):
        play(st.just(names[at : at + STEPS]), 1)
    play(st.lists(st.sampled_from(names), min_size=STEPS, max_size=STEPS), steps // STEPS)
    return played


def _step(stage: Stage, played: Played, name: tuple[str, str], operation: Any, bodies: Any, data: DataObject) -> None:
    before = stage.hall.snapshot()
    follower = Follower(tickets=fresh(stage.hall, stage.hall.last_at))
    case, path = data.draw(bodies), filled(stage, operation.path, data)
    at = path.split("/")
    pool = fits(stage.hall, int(at[-2]) if at[-3] == "counters" and at[-2].isdecimal() else None)
    fitting = made_fitting(case.body, required(operation), pool, data)
    body = b"" if case.body.__class__.__name__ == "NotSet" else _bytes(fitting)
    role = data.draw(st.sampled_from(who_may(f"POST {operation.path.removeprefix('/api/v1')}")))
    reply = stage.ask(role, "POST", path, body)
    played.steps += 1
    played.by[name] += 1
    played.took_effect[name] += reply.status in (200, 201)
    if wrong := differs(stage, before, follower):
        played.wrong.append(f"after {name} {body!r}, answered {reply.status}: {wrong}")


def differs(stage: Stage, before: Any, follower: Follower) -> str | None:
    log, live, folded = stage.server.house.log, stage.hall, Hall.restored(before)
    for recorded in log.since("dongcheng", before.version):
        folded.apply(recorded.fact)
        follower.hear(event_shape(recorded.seq, recorded.fact, live.plan.timezone))
    now = encode_snapshot(live.snapshot())
    if encode_snapshot(folded.snapshot()) != now:
        return "the snapshot and the facts since give another hall"
    if encode_snapshot(log.load("dongcheng").snapshot()) != now:
        return "the log gives another hall"
    given = fresh(live, live.last_at)
    return None if follower.tickets == given else f"who follows the events sees {follower.tickets}, and who comes now {given}"


def fresh(hall: Hall, now: int) -> Seen:
    active = (State.WAITING, State.HELD, *AT_COUNTER)
    tickets = [ticket_shape(hall, ticket, now) for ticket in hall.everyone() if ticket.state in active]
    return on_their_way({"hall": hall_shape(hall, now), "tickets": tickets})


def by_the_rules(stage: Stage) -> list[str]:
    """The whole log, held against the promises."""
    facts = [recorded.fact for recorded in stage.server.house.log.since("dongcheng", 0)]
    return Referee(stage.hall.plan).read(facts).wrong

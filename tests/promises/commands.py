"""Every command of the product, one after the other in any order, through the real desk; whoever may sends it.

Most are sent as they fit the hall as it is, after others that lead there (`fitting.py`), and so take effect; the others go
anywhere, or have any body that the interface's description allows, and are mostly refused.

After each: the snapshot before it and the facts since give the hall as it is in memory; and a client that follows the stream's
events sees what a fresh one is given. That the log from its checkpoint gives it too, and so it is with the rehearsal hall, is
looked at after every fifth, for it takes as long as all the rest, and whenever a command has taken effect for the first time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any
from urllib.parse import quote

import schemathesis
from hypothesis import given

from app.api.commands import HANDLERS
from app.api.shapes import event_shape, hall_shape, ticket_shape
from app.codec import encode_snapshot
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, State
from app.rights import row
from tests.notices.services import webhook
from tests.promises import fitting, fitting_office
from tests.promises.fitting import Order, Scene, Way
from tests.promises.follower import Follower, Seen, on_their_way
from tests.promises.inputs import API, as_bytes, example, filled, hall_in_full_swing, who_may
from tests.promises.referee import Referee
from tests.promises.stage import Stage

Command = tuple[str, str]

WITH_LOG = 5
"""After so many commands the log is looked at."""
TRIES = 6
"""So often at most a command is sent at first, until it takes effect."""
DEEP = 6
"""So many commands at most lead to one."""
BODIES = 12
"""So many by the description are drawn for each command."""
AFAR = """
printers:
  - {id: front, paper: 80mm, connection: "usb:///dev/usb/no-printer"}
"""
"""A printer that is away."""
BESIDE_THE_LOG = {
    *(("codes", ""), ("screens", ""), ("screens", "allow"), ("screens", "move"), ("screens", "rename"), ("screens", "revoke")),
    *(("devices", "forget"), ("devices", "name"), ("devices", "reload"), ("notices", "test"), ("surveys", "answer")),
    *(("tickets", "reveal"), ("complaints", "reveal"), ("follow-ups", "reveal"), ("personal-export", "")),
    *(("plan-check", ""), ("scripts", "check"), ("rehearsal", ""), ("rehearsal", "end"), ("rehearsal-hall", "")),
}
"""What these do, or tell, is no fact of the hall; all others have taken effect only if there is one."""


def ways() -> dict[Command, Way]:
    tables = (
        *(fitting.COUNTERS, fitting.TICKETS, fitting.WALKS, fitting.FLOOR, fitting_office.CASES, fitting_office.VOICES),
        *(fitting_office.SIGNAGE, fitting_office.SETTINGS, fitting_office.DEVICES, fitting_office.BESIDES),
    )
    return {named(name): way for table in tables for name, way in table.items()}


def named(name: str) -> Command:
    noun, _, verb = name.partition(" ")
    return noun, verb


def the_commands(stage: Stage) -> dict[Command, Any]:
    """Each handler with what the OpenAPI says of it; one of which it says nothing is missing here."""
    schema, found = schemathesis.openapi.from_dict(stage.server.app.openapi()), {}
    for one in schema.get_all_operations():
        operation = one.ok()
        parts = operation.path.removeprefix("/api/v1/halls/{hall}/").split("/")
        command = parts[0], parts[2] if len(parts) > 2 else ""
        if operation.method.upper() == "POST" and command in HANDLERS:
            found[command] = operation
    return found


@contextmanager
def hall_with_everything() -> Iterator[Stage]:
    """In full swing, with a printer, and somebody who is told of things elsewhere."""
    with webhook() as heard, hall_in_full_swing(AFAR) as stage:
        file = stage.server.data.directory / "notices.yaml"
        file.write_text(f"notices:\n  {fitting_office.ADDRESSEE}: {{to: ['json://127.0.0.1:{heard.port}/']}}\n")
        file.chmod(0o600)
        yield stage


# ------------------------------------------------------------ playing
@dataclass
class Played:
    steps: int = 0
    by: Counter[Command] = field(default_factory=Counter)
    took_effect: Counter[Command] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def never(self) -> list[Command]:
        """Those that never took effect."""
        return sorted(HANDLERS.keys() - +self.took_effect)

    @property
    def figure(self) -> str:
        return (
            f"commands: {self.steps} steps with {len(self.by)} commands of {len(HANDLERS)}, {self.took_effect.total()} of them"
            f" took effect ({len(+self.took_effect)} different ones), mismatches and 5xx {len(self.wrong)}"
        )


def played(stage: Stage, number: int, steps: int) -> Played:
    """Each command until it takes effect, and then any."""
    play = Play(stage, number)
    for name in sorted(play.commands):
        for _ in range(TRIES):
            if not play.told.took_effect[name]:
                play.fitting(name)
    while play.told.steps < steps:
        play.any(play.chance.choice(sorted(play.commands)))
    return play.told


class Play:
    def __init__(self, stage: Stage, number: int) -> None:
        self.stage, self.number, self.chance, self.told = stage, number, Random(number), Played()
        self.scene, self.commands, self.ways = Scene(stage, self.chance), the_commands(stage), ways()
        self.bodies = cache(self._bodies)

    def any(self, name: Command) -> None:
        """Mostly what fits; now and then that is sent anywhere, or anything is."""
        kind = self.chance.randrange(8)
        if kind < 5:
            self.fitting(name)
            return
        order = self.ways[name].find(self.scene) if kind == 5 else None
        path = filled(self.stage, self.commands[name].path, self.chance.randint)
        body = as_bytes(order.body) if order is not None else self.chance.choice(self.bodies(name))
        self._step(name, self.chance.choice(who_may(_route(self.commands[name]))), path, body, {})

    def fitting(self, name: Command, deep: int = DEEP) -> None:
        """Sends what fits, if there is anything, after whatever leads to it."""
        order = self._led(name, deep)
        if order is None:
            return
        path = self.commands[name].path.replace("{hall}", "dongcheng")
        before, brace, rest = path.partition("{")
        if brace:
            path = before + quote(str(order.which), safe="") + rest.partition("}")[2]
        roles = order.roles or tuple(sorted(row(_route(self.commands[name])).roles - {"kiosk", "counter"}))
        role = None if order.headers else self.chance.choice(roles)
        self._step(name, role, path, as_bytes(order.body), order.headers)

    def _led(self, name: Command, deep: int) -> Order | None:
        way = self.ways[name]
        if (order := way.find(self.scene)) is not None or not deep:
            return order
        for before in way.after:
            self.fitting(named(before), deep - 1)
            if (order := way.find(self.scene)) is not None:
                return order
        return None

    def _bodies(self, name: Command) -> list[bytes]:
        """By the description."""
        found: list[bytes] = []

        @example(self.number, BODIES)
        @given(self.commands[name].as_strategy())
        def draw(case: Any) -> None:
            found.append(b"" if case.body.__class__.__name__ == "NotSet" else as_bytes(case.body))

        draw()
        return found

    def _step(self, name: Command, role: str | None, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        stage, told = self.stage, self.told
        before = stage.hall.snapshot()
        follower = Follower(tickets=fresh(stage.hall, stage.hall.last_at))
        reply = stage.ask(role, "POST", path, body, **headers)
        told.steps += 1
        told.by[name] += 1
        about = f"after {name} {path} {body!r} by {role}, answered {reply.status}"
        if reply.status >= 500:
            told.wrong.append(f"{about}: {reply.body[:300]!r}")
            stage.ask("manager", "GET", API)  # brings a hall back that left memory by the fault
            return
        took = reply.status in (200, 201) and (name in BESIDE_THE_LOG or stage.hall.version > before.version)
        first = took and not told.took_effect[name]
        told.took_effect[name] += took
        if wrong := differs(stage, before, follower, with_log=first or told.steps % WITH_LOG == 0):
            told.wrong.append(f"{about}: {wrong}")


def _route(operation: Any) -> str:
    return f"POST {operation.path.removeprefix('/api/v1')}"


# ------------------------------------------------------------ comparing
def differs(stage: Stage, before: Any, follower: Follower, *, with_log: bool = True) -> str | None:
    log, live, folded = stage.server.house.log, stage.hall, Hall.restored(before)
    for recorded in log.since("dongcheng", before.version):
        folded.apply(recorded.fact)
        follower.hear(event_shape(recorded.seq, recorded.fact, live.plan.timezone))
    if encode_snapshot(folded.snapshot()) != encode_snapshot(live.snapshot()):
        return "the snapshot and the facts since give another hall"
    given = fresh(live, live.last_at)
    if follower.tickets != given:
        return f"who follows the events sees {follower.tickets}, and who comes now {given}"
    halls = stage.server.house.desk.writer.halls if with_log else {}
    others = [id for id, hall in halls.items() if encode_snapshot(log.load(id).snapshot()) != encode_snapshot(hall.snapshot())]
    return f"the log gives another hall for {others}" if others else None


def fresh(hall: Hall, now: int) -> Seen:
    active = (State.WAITING, State.HELD, *AT_COUNTER)
    tickets = [ticket_shape(hall, ticket, now) for ticket in hall.everyone() if ticket.state in active]
    return on_their_way({"hall": hall_shape(hall, now), "tickets": tickets})


def by_the_rules(stage: Stage) -> list[str]:
    """The whole log, held against the promises."""
    facts = [recorded.fact for recorded in stage.server.house.log.since("dongcheng", 0)]
    return Referee(stage.hall.plan).read(facts).wrong

"""Clerks and kiosks that work at several servers at once, and what the log says of their day.

Whoever gets no answer asks again with the same key, at the next server: as a screen does, or a proxy.
"""

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

WAITS = 5.0
"""Seconds for one answer."""
GIVE_UP = 30.0
"""Seconds after which a command that nobody answers counts as a failure of the whole."""


@dataclass
class Told:
    """What was answered: `issued` and `called` tickets, and «nobody is waiting», with the instants (s) of asking and answer."""

    issued: list[tuple[str, float, float]] = field(default_factory=list)
    called: list[tuple[str, int, float, float]] = field(default_factory=list)
    nobody: list[tuple[int, float, float]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    again: int = 0


class Person:
    """Sends commands to `addresses[0]`, and to the next one while that doesn't answer."""

    keys = itertools.count()

    def __init__(
        self, http: httpx.AsyncClient, addresses: Sequence[str], token: str, told: Told, hall: str = "dongcheng"
    ) -> None:
        self._http, self._addresses, self._token, self.told, self._hall = http, list(addresses), token, told, hall
        self.clock = asyncio.get_running_loop().time

    async def post(self, path: str, **body: Any) -> tuple[httpx.Response, float, float]:
        """The answer, when it was asked for and when it came. As a screen does it says until when it waits: a server that wakes
        up later must not do what another has answered meanwhile."""
        key, began = f"crowd-{next(self.keys)}", self.clock()
        while self.clock() - began < GIVE_UP:
            try:
                answer = await self._http.post(
                    f"{self._addresses[0]}/api/v1/halls/{self._hall}{path}",
                    json=body,
                    headers={
                        "Authorization": f"Bearer {self._token}",
                        "Idempotency-Key": key,
                        "Yingbin-Deadline": str(int((time.time() + WAITS) * 1000)),
                    },
                )
                if answer.status_code < 500:
                    return answer, began, self.clock()
                self.told.faults[f"{answer.status_code}"] += 1
            except httpx.HTTPError as error:
                self.told.faults[type(error).__name__] += 1
            self.told.again += 1
            self._addresses.append(self._addresses.pop(0))
            await asyncio.sleep(0.02)
        raise AssertionError(f"nobody answered {path} for {GIVE_UP} s")


async def kiosk(
    person: Person, services: Sequence[str], tickets: int, chance: random.Random, beside: "asyncio.Task[None] | None" = None
) -> None:
    """So many tickets, and more as long as something goes on beside it."""
    for n in itertools.count():
        if n >= tickets and (beside is None or beside.done()):
            return
        level = "vip" if chance.random() < 0.2 else "ordinary"
        answer, asked, answered = await person.post("/tickets", service=chance.choice(services), level=level)
        assert answer.status_code == 201, answer.text
        person.told.issued.append((answer.json()["number"], asked, answered))
        await asyncio.sleep(0.02 * chance.random() if beside else 0)


async def clerk(person: Person, counter: int, enough: asyncio.Event, pause: float = 0.0) -> None:
    """Opens the counter, then calls, starts, and calls the next, until there have been enough."""
    await person.post(f"/counters/{counter}/open")
    current: str | None = None
    while not enough.is_set():
        answer, asked, answered = await person.post(f"/counters/{counter}/call-next", expected_current=current)
        if answer.status_code == 204:
            person.told.nobody.append((counter, asked, answered))
            current = None
            await asyncio.sleep(0.005)
            continue
        assert answer.status_code == 200, answer.text
        current = answer.json()["number"]
        person.told.called.append((current, counter, asked, answered))
        started, *_ = await person.post(f"/counters/{counter}/start")
        assert started.status_code == 200, started.text
        await asyncio.sleep(pause)


@dataclass
class History:
    """What the log says. `false_nobody`: answers «nobody is waiting» though a ticket was waiting for that counter from before the
    question until after the answer."""

    tickets: int = 0
    calls: int = 0
    called_twice: int = 0
    two_at_once: int = 0
    gaps: int = 0
    lost: int = 0
    doubled: int = 0
    false_nobody: int = 0

    @property
    def clean(self) -> bool:
        return not any((self.called_twice, self.two_at_once, self.gaps, self.lost, self.doubled, self.false_nobody))


def history(events: Sequence[dict[str, Any]], told: Told) -> History:
    found = History()
    found.gaps += sum(event["seq"] != seq for seq, event in enumerate(events, 1))
    issued: Counter[str] = Counter()
    calls: Counter[str] = Counter()
    at: dict[int, str] = {}
    letters: dict[str, int] = {}
    for event in events:
        data, kind = event["data"], event["type"]
        if kind == "TicketTaken":
            issued[data["number"]] += 1
            letter = data["number"][0]
            letters[letter] = letters.get(letter, 0) + 1
            found.gaps += int(data["number"][1:]) != letters[letter]
        elif kind == "TicketCalled":
            calls[data["number"]] += 1
            found.two_at_once += data["counter"] in at
            at[data["counter"]] = data["number"]
        elif kind in ("ServiceFinished", "TicketMissed", "TicketCancelled") and at.get(data.get("counter")) == data["number"]:
            del at[data["counter"]]
    found.tickets, found.calls = issued.total(), calls.total()
    found.called_twice = sum(count > 1 for count in calls.values())
    answers = Counter(number for number, *_ in told.issued)
    found.lost = sum(number not in issued for number in answers) + sum(number not in calls for number, *_ in told.called)
    found.doubled = found.tickets - len(told.issued) + sum(count > 1 for count in answers.values())
    found.false_nobody = _false_nobody(told)
    return found


def _false_nobody(told: Told) -> int:
    """A ticket waited for certain from the moment its number was answered until somebody asked for the call that it got. Every
    counter serves every service here."""
    asked_for = {number: asked for number, _, asked, _ in told.called}
    waits = [(answered, asked_for.get(number, float("inf"))) for number, _, answered in told.issued]
    return sum(any(since < asked and answered < until for since, until in waits) for _, asked, answered in told.nobody)

"""The product in this process: its data directory, and the way in for everybody, which is its HTTP interface."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, TypeVar

from fastapi import FastAPI

from app.accounts import Accounts
from app.database import create_data
from app.founding import found
from app.hall.day import Instant
from app.hall.plan import Plan
from app.hall.state import Hall
from app.log import Log
from app.main import create_app
from app.settings import Settings
from app.staff.passwords import Hasher
from app.staff.roster import Roster
from app.wishes import Answer, Wish
from demo.direct import Headers, post
from demo.till import Refused, Shape
from demo.week.clock import Clock
from demo.week.people import STAFF, Person

T = TypeVar("T")
ROLES = ("kiosk", "display", "greeter", "integration")
SCRIPTS = Path(__file__).parents[2] / "service_scripts"
HOST = "localhost"
PASSWORD = "week of the hall"
"""Of everybody in a simulated week. Each changes it at the first sign-in, as everybody must."""


@dataclass
class House:
    app: FastAPI
    plan: Plan
    clock: Clock

    def __post_init__(self) -> None:
        self._keys = itertools.count(1)
        self._headers: dict[str, Headers] = {}
        self.desk = self.app.state.house.desk
        self.desk.clock = self.clock

    @classmethod
    def founded(cls, directory: Path, plan: Plan, clock: Clock) -> "House":
        data = create_data(directory, None)
        log, accounts = Log(data.engine), Accounts(data.engine, data.key)
        with log.write() as writing:
            found(writing, plan, clock.now)
        log.close()
        roster, secret = Roster(data.engine, data.key), Hasher().hash(PASSWORD)
        for person in STAFF:
            roster.add(person.number, person.name, plan.hall, person.duties, secret, by="simulated week")
        settings = Settings(
            scripts=SCRIPTS, kiosk_tickets_a_minute=60_000, kiosk_burst=1_000, lock_after_elsewhere=43_200, hosts=(HOST,)
        )
        house = cls(create_app(data, settings), plan, clock)
        for role in ROLES:
            house._headers[role] = [(b"authorization", b"Bearer " + accounts.issue(role, plan.hall).encode())]
        return house

    # ------------------------------------------------------------ asking
    async def press(self, who: str, path: str, **body: Any) -> Shape | None:
        """A command at the hall, by a role or by somebody who has signed in. None: nobody is waiting. Raises Refused."""
        return await self._post(self._headers[who], f"/api/v1/halls/{self.plan.hall}/{path}", body)

    async def see(self, question: Callable[[Hall], T]) -> T:
        """What stands on everybody's screen."""
        seen: T = await self.desk.read(self.plan.hall, lambda hall, now: question(hall))
        return seen

    async def let_pass(self, until: Instant) -> None:
        """What the hall's clock alone brings about, each at its time."""
        timers: dict[str, Instant] = self.desk.writer.timers
        while (at := timers.get(self.plan.hall, until + 1)) <= until:
            self.clock.now = max(self.clock.now, at)
            await self.desk.do(Wish(self.plan.hall, lambda hall, now: [], lambda hall, facts, now: Answer(204, b"")))
            if timers.get(self.plan.hall) == at:
                return

    async def sign_in(self, person: Person) -> None:
        """With a password of their own, which everybody has to choose at the first time."""
        headers = [(b"origin", f"http://{HOST}".encode())]
        cookie = await self._cookie(headers, "/api/v1/sign-in", {"number": person.number, "secret": PASSWORD})
        chosen = {"now": PASSWORD, "password": f"{PASSWORD}, {person.number}"}
        headers.append((b"cookie", cookie))
        headers[-1] = (b"cookie", await self._cookie(headers, "/api/v1/account", chosen))
        self._headers[person.number] = headers

    async def _cookie(self, headers: Headers, path: str, body: Shape) -> bytes:
        _, told, _ = await self._ask(headers, path, body)
        cookies: SimpleCookie = SimpleCookie(dict(told).get(b"set-cookie", b"").decode())
        return "; ".join(f"{name}={one.value}" for name, one in cookies.items()).encode()

    async def _post(self, headers: Headers, path: str, body: Shape) -> Shape | None:
        status, _, content = await self._ask(headers, path, body)
        if status == 204:
            return None
        told: Shape = json.loads(content)
        if status >= 400:
            raise Refused(str(told.get("code")))
        return told

    async def _ask(self, headers: Headers, path: str, body: Shape) -> tuple[int, Headers, bytes]:
        key = b"week-%d" % next(self._keys)
        return await post(self.app, HOST, path, [(b"idempotency-key", key), *headers], body)

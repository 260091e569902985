"""Who may come in: tokens and what they are for. Only their SHA-256 is stored."""

import asyncio
import hashlib
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sqlalchemy import Engine, insert, select

from app.audit import Audit
from app.device_tokens import DeviceTokens
from app.engine import changing, reading
from app.staff.sessions import Session
from app.tables import tokens

Role = Literal["kiosk", "display", "greeter", "counter", "manager", "integration"]
ROLES: tuple[str, ...] = get_args(Role)
ALL = "all"
"""The role behind the link that opens every screen of this machine: it acts as the role of the screen it is on."""

TRUSTED_FOR = 5.0
"""Seconds for which a token that was found is not looked up again, unless `app/cuts.py` sees that it has changed."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever sent a request. `id` names the token without giving it away. `staff`: the number of whoever has signed in, with
    their `duties`; who comes with a token alone has none."""

    id: bytes
    role: str
    hall: str | None
    counter: int | None = None
    staff: str | None = None
    duties: frozenset[str] = frozenset()
    kind: str = "token"
    session: Session | None = None

    @property
    def by_duty(self) -> bool:
        """Signed in by themselves, at no device of the hall, and no manager: they may do what their duties say, nothing more."""
        return self.role == "staff"

    @property
    def of_all_halls(self) -> bool:
        """As is the link that opens every screen, whichever hall's it is on."""
        return self.hall is None or self.kind == "link"

    @property
    def who(self) -> str:
        """For the audit."""
        return f"staff:{self.staff}" if self.staff else f"{self.role}:{self.id.hex()[:12]}"


def _now() -> int:
    return time.time_ns() // 1_000_000


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def new_token() -> str:
    """256 random bits."""
    return "yb_" + secrets.token_urlsafe(32)


class Accounts:
    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine, self._audit = engine, Audit(key)
        self._devices = DeviceTokens(engine, self._audit)
        self._found: dict[bytes, Found] = {}
        self._asking = ThreadPoolExecutor(2, "tokens")
        """Apart from all else: whoever tries many tokens keeps other questions waiting for nothing."""

    def issue(self, role: str, hall: str | None, counter: int | None = None, name: str | None = None) -> str:
        """A new token; this is the only time that it can be read. Whoever may read the directory's key may make one. `name`: what
        it is for, as people call it."""
        token = new_token()
        kind = "link" if role == ALL else "token"
        hash = digest(token)
        row = {"hash": hash, "hall": hall, "role": role, "counter": counter, "name": name, "created_at": _now(), "kind": kind}
        with changing(self._engine) as connection:
            connection.execute(insert(tokens), row)
            named = {"role": role, "counter": counter, "token": hash[:6].hex()}
            self._audit.note(connection, who="command line", act="token issued", hall=hall, **named)
        return token

    def known(self, token: str) -> Principal | None:
        """Without asking the database: who sent this, if that was asked a moment ago; but never a paired device."""
        found = self._fresh(digest(token))
        return found.principal if found is not None and found.bound is None else None

    async def find(self, token: str, address: str = "") -> Principal | None:
        """`address`: where it comes from. A paired device is let in from its own only."""
        return (await self.met(token, address))[0]

    async def met(self, token: str, address: str) -> tuple[Principal | None, bool]:
        """As `find`, and whether it is a paired device's that came from another address; that is reported too."""
        hash = digest(token)
        asking = asyncio.get_running_loop()
        found = self._fresh(hash) or await asking.run_in_executor(self._asking, self._look_up, hash, address)
        if found is None:
            return None, False
        if found.bound is None or found.bound.address == address:
            return found.principal, False
        if address not in found.reported:
            found.reported.add(address)
            await asking.run_in_executor(self._asking, self._devices.came_from_elsewhere, found.bound, address)
        return None, True

    def forget(self, hash: bytes) -> None:
        """What was found of this token holds no longer."""
        self._found.pop(hash, None)

    def _fresh(self, hash: bytes) -> "Found | None":
        found = self._found.get(hash)
        return found if found is not None and found.until > time.monotonic() else None

    def _look_up(self, hash: bytes, address: str) -> "Found | None":
        with reading(self._engine) as connection:
            row = connection.execute(select(tokens).where(tokens.c.hash == hash)).first()
        if row is None or row.revoked_at is not None:
            self.forget(hash)
            if row is not None and row.device is not None:
                self._devices.came_with_an_old_token(row)
            return None
        if row.device is None:
            found = Found(Principal(hash[:16], row.role, row.hall, row.counter, kind=row.kind))
        else:
            self._devices.came(row, address)
            found = Found(Principal(row.device, row.role, row.hall, row.counter, kind=row.kind), row)
        self._found[hash] = found
        return found


@dataclass(slots=True)
class Found:
    """`bound`: the row of a paired device, which is bound to an address. `reported`: other addresses, of which it is known."""

    principal: Principal
    bound: Any = None
    until: float = field(default_factory=lambda: time.monotonic() + TRUSTED_FOR)
    reported: set[str] = field(default_factory=set)

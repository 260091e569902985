"""Who may come in: tokens and what they are for. Only their SHA-256 is stored."""

import asyncio
import hashlib
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Engine, insert, select

from app.audit import Audit
from app.engine import changing, reading
from app.staff.sessions import Session
from app.tables import tokens

Role = Literal["kiosk", "display", "greeter", "counter", "manager", "integration"]
ROLES: tuple[str, ...] = get_args(Role)
ALL = "all"
"""The role behind the link that opens every screen of this machine: it acts as the role of the screen it is on."""

TRUSTED_FOR = 5.0
"""Seconds for which a token that was found is not looked up again."""


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
    def who(self) -> str:
        """For the audit."""
        return f"staff:{self.staff}" if self.staff else f"{self.role}:{self.id.hex()[:12]}"


def _now() -> int:
    return time.time_ns() // 1_000_000


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class Accounts:
    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine, self._audit = engine, Audit(key)
        self._found: dict[bytes, tuple[Principal, float]] = {}
        self._asking = ThreadPoolExecutor(2, "tokens")
        """Apart from all else: whoever tries many tokens keeps other questions waiting for nothing."""

    def issue(self, role: str, hall: str | None, counter: int | None = None) -> str:
        """A new token; this is the only time that it can be read. Whoever may read the directory's key may make one."""
        token = "yb_" + secrets.token_urlsafe(32)
        kind = "link" if role == ALL else "token"
        hash = digest(token)
        row = {"hash": hash, "hall": hall, "role": role, "counter": counter, "created_at": _now(), "kind": kind}
        with changing(self._engine) as connection:
            connection.execute(insert(tokens), row)
            named = {"role": role, "counter": counter, "token": hash[:6].hex()}
            self._audit.note(connection, who="command line", act="token issued", hall=hall, **named)
        return token

    def known(self, token: str) -> Principal | None:
        """Without asking the database: who sent this, if that was asked a moment ago."""
        found = self._found.get(digest(token))
        return found[0] if found is not None and found[1] > time.monotonic() else None

    async def find(self, token: str) -> Principal | None:
        known = self.known(token)
        return known or await asyncio.get_running_loop().run_in_executor(self._asking, self._look_up, digest(token))

    def _look_up(self, hash: bytes) -> Principal | None:
        wanted = select(tokens.c.role, tokens.c.hall, tokens.c.counter, tokens.c.kind).where(
            tokens.c.hash == hash, tokens.c.revoked_at.is_(None)
        )
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
        if row is None:
            self._found.pop(hash, None)
            return None
        principal = Principal(hash[:16], row.role, row.hall, row.counter, kind=row.kind)
        self._found[hash] = principal, time.monotonic() + TRUSTED_FOR
        return principal

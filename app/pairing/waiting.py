"""Screens that wait to be let in: a code to show, a secret to ask with, ten minutes, one use."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.access import TooMany
from app.accounts import digest
from app.audit import Audit
from app.engine import changing, reading
from app.hall.day import Instant
from app.hall.refusals import Refusal
from app.pairing.code import as_typed, new_code
from app.pairing.paired import Paired, begin
from app.tables import pairings
from app.wishes import wall_clock

VALID = 600_000
"""Milliseconds for which a code may be typed."""
KEPT = 3_600_000
"""Milliseconds for which it is known that a code was used, or is too old."""
AN_ADDRESS, IN_ALL = 50, 2_000
"""So many screens wait at a time. A hall behind one address has fewer."""
TRIES = 5


class UnknownCode(Refusal):
    """No screen shows it."""

    code = "unknown_code"


class CodeExpired(Refusal):
    code = "code_expired"


class CodeUsed(Refusal):
    code = "code_used"


class PairingOver(Refusal):
    """What a screen asks with is too old, was used, or never was."""

    code = "pairing_over"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen gets: `secret` to ask with, `code` to show, until when."""

    secret: str
    code: str
    until: Instant


@dataclass(frozen=True, slots=True)
class Asking:
    """What a manager sees of the screen that shows a code."""

    address: str
    since: Instant
    about: dict[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """What a manager makes of a screen."""

    hall: str
    role: str
    counter: int | None
    name: str | None


class Waiting:
    """Whichever server a screen or a manager reaches: all of it lies in the database. Called in threads."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine, self._key, self._audit = engine, key, Audit(key)

    def show(self, address: str, about: dict[str, str]) -> Shown:
        """A new code. Raises TooMany, Unavailable."""
        now, secret = wall_clock(), secrets.token_urlsafe(32)
        row = {"device": digest(secret), "at": now, "address": address[:64], "about": json.dumps(about, ensure_ascii=False)}
        with changing(self._engine) as connection:
            connection.execute(delete(pairings).where(pairings.c.at < now - KEPT))
            _room(connection, address, now)
            for _ in range(TRIES):
                code = new_code()
                try:
                    with connection.begin_nested():
                        connection.execute(insert(pairings), row | {"code": self._hash(code)})
                except IntegrityError:  # the same code is shown elsewhere
                    continue
                return Shown(secret, code, now + VALID)
        raise TooMany(retry_after=5)

    def asking(self, typed: str) -> Asking:
        """Raises UnknownCode, CodeExpired, CodeUsed, Unavailable."""
        with reading(self._engine) as connection:
            row = self._found(connection, typed)
        return Asking(row.address, row.at, json.loads(row.about))

    def let_in(self, typed: str, place: Place, by: str) -> None:
        """The screen that shows this code is what the manager says, once. Raises as `asking`."""
        with changing(self._engine) as connection:
            row = self._found(connection, typed)
            made = {"hall": place.hall, "role": place.role, "counter": place.counter, "name": place.name, "by": by[:80]}
            this = (pairings.c.device == row.device) & pairings.c.role.is_(None)
            if not connection.execute(update(pairings).where(this).values(made)).rowcount:
                raise CodeUsed()
            told = {"role": place.role, "counter": place.counter, "device": row.device[:16].hex(), "address": row.address}
            self._audit.note(connection, who=by, act="screen let in", hall=place.hall, **told)

    def ask(self, secret: str, address: str) -> tuple[Paired, str, dict[str, str]] | None:
        """Has it been let in? Then, once: what it is, its token, what it told of itself. None: not yet. Raises PairingOver."""
        hash, now = digest(secret), wall_clock()
        with reading(self._engine) as connection:
            row = connection.execute(select(pairings).where(pairings.c.device == hash)).first()
        if row is None or row.used_at is not None or row.at < now - VALID:
            raise PairingOver()
        if row.role is None:
            return None
        with changing(self._engine) as connection:
            this = (pairings.c.device == hash) & pairings.c.used_at.is_(None)
            if not connection.execute(update(pairings).where(this).values(used_at=now)).rowcount:
                raise PairingOver()
            about = json.loads(row.about)
            paired, token = begin(connection, row, address, about.get("browser_id"), now)
        return paired, token, about

    def _found(self, connection: Connection, typed: str) -> Any:
        code = as_typed(typed)
        row = code and connection.execute(select(pairings).where(pairings.c.code == self._hash(code))).first()
        if not row:
            raise UnknownCode()
        if row.role is not None:
            raise CodeUsed()
        if row.at < wall_clock() - VALID:
            raise CodeExpired()
        return row

    def _hash(self, code: str) -> bytes:
        """With the directory's key, which isn't in the database: a code is too short to be kept by a plain hash."""
        return hashlib.blake2b(code.encode(), digest_size=32, key=self._key, person=b"code").digest()


def _room(connection: Connection, address: str, now: Instant) -> None:
    """Raises TooMany."""
    fresh = pairings.c.at >= now - VALID
    count = select(func.count()).select_from(pairings).where(fresh, pairings.c.used_at.is_(None))
    if connection.execute(count.where(pairings.c.address == address[:64])).scalar_one() >= AN_ADDRESS:
        raise TooMany(retry_after=60)
    if connection.execute(count).scalar_one() >= IN_ALL:
        raise TooMany(retry_after=60)

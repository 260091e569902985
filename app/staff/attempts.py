"""Whoever guesses waits: longer after each failure, by account and by address, and never for good.

An attempt is counted before it is tried, in the database: many at the same moment, or at several servers, are as many failures.
"""

import hashlib
import time
from dataclasses import dataclass
from math import ceil

from sqlalchemy import Connection, Engine, delete, select, text, update

from app.audit import Audit
from app.engine import changing
from app.hall.refusals import Refusal
from app.tables import attempts

FORGOTTEN = 900.0
"""Seconds without a failure after which it begins anew; also the end of what whoever fails leaves behind."""
LONGEST = 300.0
ACCOUNT, ADDRESS = 3, 20
"""So many failures cost nothing: people mistype, and a hall behind one address has many of them."""
NOTED = (1, 3, 10, 30, 100, 300, 1000)
"""At these counts of failures the audit gets a row; one for each would let a stranger fill the disk."""


class TooManyAttempts(Refusal):
    code = "too_many"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that was counted, until it turns out well."""

    account: bytes
    address: bytes


def wait(failed: int, free: int) -> float:
    """Seconds to wait after so many failures."""
    return 0.0 if failed < free else min(LONGEST, 2.0 ** min(failed - free, 20))


class Attempts:
    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine, self._key, self._audit = engine, key, Audit(key)

    def begin(self, number: str, address: str, *, paired: bool) -> Attempt:
        """Counts an attempt. Raises TooManyAttempts while whoever tries has to wait. Failures elsewhere keep nobody waiting at a
        paired device, though all of a hall may have one address."""
        now, where = time.time(), "paired" if paired else "elsewhere"
        attempt = Attempt(self._print(f"{where} {number}"), self._print(f"{where}, address {address}"))
        with changing(self._engine) as connection:
            left = 0.0
            counts = []
            for whose, free in ((attempt.account, ACCOUNT), (attempt.address, ADDRESS)):
                failed, at = _row(connection, whose)
                failed = 0 if now - at > FORGOTTEN else failed
                left = max(left, at + wait(failed, free) - now)
                counts.append((whose, failed + 1))
            if left > 0:
                raise TooManyAttempts(retry_after=max(1, ceil(left)))
            for whose, failed in counts:
                connection.execute(update(attempts).where(attempts.c.whose == whose).values(failed=failed, at=int(now * 1000)))
        return attempt

    def failed(self, attempt: Attempt, number: str | None, hall: str | None) -> None:
        """Notes it, now and then. `number`: of whom, if there is such a one; what was typed else may be a password."""
        with changing(self._engine) as connection:
            count, _ = _row(connection, attempt.account)
            if count in NOTED:
                who = f"staff:{number}" if number else "unknown number"
                self._audit.note(connection, who=who, act="sign-in failed", hall=hall, times=count)

    def succeeded(self, connection: Connection, attempt: Attempt) -> None:
        """In the transaction of the sign-in: it was no failure, and those before it at this account are forgiven."""
        connection.execute(delete(attempts).where(attempts.c.whose == attempt.account))
        _take_back(connection, attempt.address)

    def untried(self, attempt: Attempt) -> None:
        """Too many came at once, and nothing was compared: it was no failure."""
        with changing(self._engine) as connection:
            for whose in (attempt.account, attempt.address):
                _take_back(connection, whose)

    def forget(self) -> None:
        """Those that count no longer."""
        with changing(self._engine) as connection:
            connection.execute(delete(attempts).where(attempts.c.at < int((time.time() - FORGOTTEN) * 1000)))

    def _print(self, what: str) -> bytes:
        return hashlib.blake2b(what.encode(), digest_size=16, key=self._key, person=b"attempt").digest()


def _row(connection: Connection, whose: bytes) -> tuple[int, float]:
    """Held until the end of the transaction: failures, and when the last one was, in seconds."""
    connection.execute(_THERE, {"whose": whose})
    row = connection.execute(select(attempts.c.failed, attempts.c.at).where(attempts.c.whose == whose).with_for_update()).one()
    return row.failed, row.at / 1000


def _take_back(connection: Connection, whose: bytes) -> None:
    failed, _ = _row(connection, whose)
    connection.execute(update(attempts).where(attempts.c.whose == whose).values(failed=max(0, failed - 1)))


_THERE = text("INSERT INTO attempts (whose, failed, at) VALUES (:whose, 0, 0) ON CONFLICT DO NOTHING")

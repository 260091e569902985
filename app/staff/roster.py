"""The roster: members of staff, their duties, and what they sign in with. Every change is noted, and ends what it must end."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from app.audit import Audit
from app.engine import changing, reading
from app.hall.refusals import Refusal
from app.staff.duties import read, written
from app.tables import sessions, staff

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
ONE_TIME_HOLDS = 7 * 86_400_000
"""Milliseconds: whoever is entered on a Friday may begin on the Monday after the next holiday."""


class UnknownStaff(Refusal):
    code = "unknown_staff"


class StaffExists(Refusal):
    """The number is somebody's, also if disabled: what was done under it stays that person's."""

    code = "staff_exists"


class LastAdministrator(Refusal):
    """Nobody could let an administrator in any more."""

    code = "last_administrator"


@dataclass(frozen=True, slots=True)
class Member:
    """`hall` None: every hall. `password` and `pin` are hashes; `must_change`: the password is a one-time one."""

    number: str
    name: str
    hall: str | None
    duties: frozenset[str]
    password: str | None
    pin: str | None
    must_change: bool
    disabled: bool
    changed_at: int
    """Milliseconds since 1970."""

    @property
    def lapsed(self) -> bool:
        """The one-time password was not changed in time: whoever finds the note on which it stood doesn't come in with it."""
        return self.must_change and now_ms() - self.changed_at > ONE_TIME_HOLDS


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Roster:
    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine, self._audit = engine, Audit(key)

    # ------------------------------------------------------------ reading
    def anybody(self) -> bool:
        with reading(self._engine) as connection:
            return connection.execute(select(staff.c.number).limit(1)).first() is not None

    def find(self, number: str) -> Member | None:
        """What can be no number takes as long as one that is nobody's."""
        if not NUMBER.fullmatch(number):
            number = "-"
        with reading(self._engine) as connection:
            return member(connection, number)

    def of(self, hall: str | None) -> list[Member]:
        """Those of a hall; None: of all, and those who belong to none."""
        wanted = select(staff).order_by(staff.c.hall, staff.c.number)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted if hall is None else wanted.where(staff.c.hall == hall))
            return [_member(row) for row in rows]

    # ------------------------------------------------------------ changing
    def add(self, number: str, name: str, hall: str | None, duties: Iterable[str], password: str, *, by: str) -> None:
        """With a one-time password, as a hash. Raises StaffExists."""
        with changing(self._engine) as connection:
            enter(connection, number, name, hall, duties, password, must_change=True)
            self._note(connection, by, "staff added", hall, number, duties=" ".join(sorted(set(duties))))

    def assign(self, number: str, duties: Iterable[str], *, by: str) -> None:
        with changing(self._engine) as connection:
            found = self._held(connection, number)
            self._leave_one(connection, found, duties)
            self._set(connection, number, duties=written(duties))
            self._note(connection, by, "duties changed", found.hall, number, duties=" ".join(sorted(set(duties))))

    def disable(self, number: str, *, by: str) -> None:
        """At once: all sessions end."""
        with changing(self._engine) as connection:
            found = self._held(connection, number)
            self._leave_one(connection, found, ())
            self._set(connection, number, disabled_at=now_ms())
            end_all(connection, number)
            self._note(connection, by, "staff disabled", found.hall, number)

    def reset(self, number: str, password: str, *, by: str) -> None:
        """A new one-time password; the PIN goes, all sessions end, and whoever was disabled may come again."""
        with changing(self._engine) as connection:
            found = self._held(connection, number)
            self._set(connection, number, password=password, pin=None, must_change=True, disabled_at=None)
            end_all(connection, number)
            self._note(connection, by, "new password", found.hall, number, one_time=1)

    def change(self, number: str, *, password: str | None, pin: str | None) -> None:
        """By whoever it belongs to; all sessions end."""
        with changing(self._engine) as connection:
            found = self._held(connection, number)
            given = {"password": password, "pin": pin}
            self._set(connection, number, **{name: value for name, value in given.items() if value is not None})
            if password is not None:
                self._set(connection, number, must_change=False)
            end_all(connection, number)
            for name, value in given.items():
                if value is not None:
                    self._note(connection, f"staff:{number}", f"new {'PIN' if name == 'pin' else name}", found.hall, number)

    def _held(self, connection: Connection, number: str) -> Member:
        """Nobody else changes it until the end of the transaction. Raises UnknownStaff."""
        found = member(connection, number, hold=True)
        if found is None:
            raise UnknownStaff(staff=number)
        return found

    def _leave_one(self, connection: Connection, found: Member, duties: Iterable[str]) -> None:
        """Raises LastAdministrator."""
        if "administrator" not in found.duties or "administrator" in duties or found.disabled:
            return
        rows = connection.execute(select(staff).where(staff.c.disabled_at.is_(None)).with_for_update())
        if not [row for row in rows if row.number != found.number and "administrator" in read(row.duties)]:
            raise LastAdministrator(staff=found.number)

    def _set(self, connection: Connection, number: str, **values: Any) -> None:
        connection.execute(update(staff).where(staff.c.number == number).values(changed_at=now_ms(), **values))

    def _note(self, connection: Connection, by: str, act: str, hall: str | None, number: str, **about: str | int | None) -> None:
        self._audit.note(connection, who=by, act=act, hall=hall, staff=number, **about)


def enter(
    connection: Connection,
    number: str,
    name: str,
    hall: str | None,
    duties: Iterable[str],
    password: str,
    *,
    must_change: bool,
) -> None:
    """Raises StaffExists."""
    if member(connection, number) is not None:
        raise StaffExists(staff=number)
    at = now_ms()
    row = {"number": number, "name": name, "hall": hall, "duties": written(duties), "password": password}
    connection.execute(insert(staff), {**row, "must_change": must_change, "created_at": at, "changed_at": at})


def end_all(connection: Connection, number: str, *, but: bytes | None = None) -> None:
    """All sessions of a member; whoever has their sockets cuts them."""
    open_ones = (sessions.c.staff == number) & sessions.c.ended_at.is_(None)
    if but is not None:
        open_ones &= sessions.c.hash != but
    connection.execute(update(sessions).where(open_ones).values(ended_at=now_ms()))


def member(connection: Connection, number: str, *, hold: bool = False) -> Member | None:
    wanted = select(staff).where(staff.c.number == number)
    row = connection.execute(wanted.with_for_update() if hold else wanted).first()
    return None if row is None else _member(row)


def _member(row: Any) -> Member:
    return Member(
        row.number,
        row.name,
        row.hall,
        read(row.duties),
        row.password,
        row.pin,
        bool(row.must_change),
        row.disabled_at is not None,
        row.changed_at,
    )

"""What is to be told to whom, as rows: a notice is there once, whichever server finds it, until it is told or given up."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select, text, update

from app.hall.day import Instant
from app.hall.plan import DAY, MINUTE, Millis
from app.notices.addressees import Address, Addressee
from app.notices.matters import Notice
from app.tables import notices

GIVEN_UP: Millis = DAY
KEPT: Millis = 7 * DAY
FIRST_AGAIN: Millis = 5_000
LAST_AGAIN: Millis = 10 * MINUTE
SHOWN = 50
"""So many rows a hall are looked at for a page."""
row = notices.c


@dataclass(frozen=True, slots=True)
class Due:
    """One notice for one address."""

    hall: str
    about: str
    address: str
    who: str
    notice: Notice
    tries: int

    @property
    def key(self) -> tuple[str, str, str]:
        return self.hall, self.about, self.address


@dataclass(frozen=True, slots=True)
class Standing:
    """How a notice stands: `outcome` is sent, given-up, over, or None: it is being tried."""

    about: str
    address: str
    who: str
    matter: str
    at: Instant
    tries: int
    done_at: Instant | None
    outcome: str | None
    error: str | None


def again_after(tries: int) -> Millis:
    """Three times as long each time, ten minutes at most."""
    return min(LAST_AGAIN, FIRST_AGAIN * int(3 ** min(tries - 1, 10)))


_PUT = text(
    "INSERT INTO notices (hall, about, address, who, data, at, tries, next_at)"
    " VALUES (:hall, :about, :address, :who, :data, :at, 0, :at) ON CONFLICT DO NOTHING"
)


def put(connection: Connection, hall: str, found: Iterable[Notice], addressees: Sequence[Addressee]) -> None:
    """What is there already stays as it is."""
    made = [
        _row(hall, one, who.name, address)
        for one in found
        for who in addressees
        if who.hears(hall, one.matter) and (not one.to or who.name in one.to)
        for address in who.addresses
    ]
    for one in made:
        connection.execute(_PUT, one)


def _row(hall: str, notice: Notice, who: str, address: Address) -> dict[str, Any]:
    data = json.dumps({name: told for name, told in asdict(notice).items() if name != "to"})
    return {"hall": hall, "about": notice.about[:80], "address": address.id, "who": who, "data": data, "at": notice.at}


def close(connection: Connection, hall: str, abouts: Collection[str], now: Instant) -> None:
    """These matters are over: whoever hasn't heard of them needn't any more."""
    mine = (row.hall == hall, row.about.in_(abouts), row.done_at.is_(None))
    connection.execute(update(notices).where(*mine).values(done_at=now, outcome="over"))


def due(connection: Connection, now: Instant, limit: int) -> list[Due]:
    wanted = select(notices).where(row.done_at.is_(None), row.next_at <= now).order_by(row.next_at).limit(limit)
    return [
        Due(one.hall, one.about, one.address, one.who, Notice(**json.loads(one.data)), one.tries)
        for one in connection.execute(wanted)
    ]


def tried(connection: Connection, one: Due, now: Instant, error: str | None) -> str | None:
    """Notes how it went; what became of it, None: it is tried again."""
    given_up = error is not None and now - one.notice.at >= GIVEN_UP
    outcome = "sent" if error is None else "given-up" if given_up else None
    tries = one.tries + 1
    values = {"tries": tries, "error": error, "next_at": now + again_after(tries), "outcome": outcome}
    mine = (row.hall == one.hall, row.about == one.about, row.address == one.address, row.done_at.is_(None))
    connection.execute(update(notices).where(*mine).values(**values, done_at=now if outcome else None))
    return outcome


def standing(connection: Connection, hall: str) -> list[Standing]:
    """The latest first."""
    wanted = select(notices).where(row.hall == hall).order_by(func.coalesce(row.done_at, row.at).desc()).limit(SHOWN)
    return [
        Standing(
            one.about,
            one.address,
            one.who,
            json.loads(one.data)["matter"],
            one.at,
            one.tries,
            one.done_at,
            one.outcome,
            one.error,
        )
        for one in connection.execute(wanted)
    ]


def tidy(connection: Connection, now: Instant) -> None:
    connection.execute(delete(notices).where(row.at < now - KEPT))

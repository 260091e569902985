"""The tokens that the command line has issued: which there are, and that one holds no longer. Paired devices: `app/pairing/`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Select, or_, select, update

from app.accounts import digest
from app.audit import Audit
from app.engine import changing, reading
from app.hall.day import Instant
from app.tables import tokens
from app.wishes import wall_clock

row = tokens.c


@dataclass(frozen=True, slots=True)
class Issued:
    """`id`: the first twelve digits of the token's hash, as the audit names it. `hall` None: it opens all halls."""

    id: str
    hall: str | None
    role: str
    counter: int | None
    name: str | None
    at: Instant


def issued(engine: Engine, hall: str | None) -> list[Issued]:
    """Those that hold, the oldest first: of a hall and of all halls, or all that there are. Raises Unavailable."""
    mine = _holding() if hall is None else _holding().where(or_(row.hall == hall, row.hall.is_(None)))
    with reading(engine) as connection:
        return [_issued(one) for one in connection.execute(mine.order_by(row.created_at, row.hash))]


def revoke(engine: Engine, key: bytes, told: str, who: str) -> Issued | None:
    """`told`: an id, or the token itself. Running servers refuse it and cut its sockets within a second, as `cuts` looks for it.
    None: there is no such one. Raises Unavailable."""
    with changing(engine) as connection:
        wanted = digest(told)
        found = next((one for one in connection.execute(_holding()) if one.hash == wanted or _id(one) == told.lower()), None)
        if found is None:
            return None
        now = wall_clock()
        connection.execute(update(tokens).where(row.hash == found.hash).values(revoked_at=now, changed_at=now))
        about = {"role": found.role, "counter": found.counter, "token": _id(found)}
        Audit(key).note(connection, who=who, act="token revoked", hall=found.hall, **about)
    return _issued(found)


def _holding() -> Select[Any]:
    return select(tokens).where(row.device.is_(None), row.revoked_at.is_(None))


def _id(found: Any) -> str:
    return str(found.hash[:6].hex())


def _issued(found: Any) -> Issued:
    return Issued(_id(found), found.hall, found.role, found.counter, found.name, found.created_at)

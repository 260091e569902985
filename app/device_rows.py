"""The rows of devices: one a device, written anew each time, whichever server hears it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from app.hall.day import Instant
from app.hall.refusals import Refusal
from app.tables import devices, halls

MOST = 200
"""Devices of a hall: one more takes the place of the one that was unseen for longest."""
FORGOTTEN = 14 * 86_400_000
"""Milliseconds after which a device that was not seen is forgotten."""


class UnknownDevice(Refusal):
    """No device is known under this id."""

    code = "unknown_device"


@dataclass(frozen=True, slots=True)
class Device:
    """`told`: what it said of itself last. `name`: what a manager calls it. `reload_at`: it was asked to load its page anew and
    hasn't yet."""

    id: str
    kind: str
    first_at: Instant
    seen_at: Instant
    told: dict[str, Any]
    name: str | None = None
    reload_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a server has heard of one device. `loaded_at`: since when its page has been there, as far as that is known."""

    hall: str
    id: str
    kind: str
    first_at: Instant
    seen_at: Instant
    loaded_at: Instant
    told: Mapping[str, Any]


def put(connection: Connection, heard: Sequence[Heard]) -> None:
    """In the order of their ids, so that two servers never wait for each other."""
    connection.execute(_upsert(connection.dialect.name), [_row(one) for one in sorted(heard, key=lambda one: (one.hall, one.id))])


def of(connection: Connection, hall: str) -> list[Device]:
    row = devices.c
    wanted = (row.id, row.kind, row.first_at, row.seen_at, row.data, row.name, row.reload_at)
    return [_device(found) for found in connection.execute(select(*wanted).where(row.hall == hall))]


def wishes(connection: Connection) -> dict[tuple[str, str], Instant]:
    """By hall and id: the devices that were asked to load their page anew and haven't yet, and when."""
    row = devices.c
    found = connection.execute(select(row.hall, row.id, row.reload_at).where(row.reload_at.is_not(None)))
    return {(one.hall, one.id): one.reload_at for one in found}


def tidy(connection: Connection, halls: Collection[str], now: Instant) -> None:
    """Forgets what was not seen for long, and what is too much: those without a name first."""
    row = devices.c
    for hall in sorted(halls):
        connection.execute(delete(devices).where(row.hall == hall, row.seen_at < now - FORGOTTEN))
        order = (row.name.is_(None), row.seen_at.desc())
        beyond = connection.execute(select(row.id).where(row.hall == hall).order_by(*order).offset(MOST)).scalars().all()
        if beyond:
            connection.execute(delete(devices).where(row.hall == hall, row.id.in_(beyond)))


def _device(row: Any) -> Device:
    return Device(row.id, row.kind, row.first_at, row.seen_at, json.loads(row.data), row.name, row.reload_at)


def _row(one: Heard) -> dict[str, Any]:
    data = json.dumps(dict(one.told), ensure_ascii=False, sort_keys=True)
    return {
        "b_hall": one.hall,
        "b_id": one.id,
        "b_kind": one.kind,
        "b_first": one.first_at,
        "b_seen": one.seen_at,
        "b_data": data,
        "b_loaded": one.loaded_at,
    }


def _upsert(dialect: str) -> Any:
    """The newest of a device that may have told of itself at two servers; nothing for a hall that is not in this database (any
    more). A page that was loaded after the wish has fulfilled it."""
    row = devices.c
    given = select(
        *(bindparam(f"b_{name}", type_=column.type) for name, column in _GIVEN.items()),
    ).where(exists().where(halls.c.id == bindparam("b_hall", type_=row.hall.type)))
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(devices).from_select([column.name for column in _GIVEN.values()], given)
    new = statement.excluded
    loaded = bindparam("b_loaded", type_=row.reload_at.type)
    changed = {
        "kind": new.kind,
        "seen_at": new.seen_at,
        "data": new.data,
        "reload_at": case((row.reload_at > loaded, row.reload_at), else_=None),
    }
    return statement.on_conflict_do_update(index_elements=[row.hall, row.id], set_=changed, where=row.seen_at <= new.seen_at)


_GIVEN = {
    "hall": devices.c.hall,
    "id": devices.c.id,
    "kind": devices.c.kind,
    "first": devices.c.first_at,
    "seen": devices.c.seen_at,
    "data": devices.c.data,
}

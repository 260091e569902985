"""Paired devices: who they are, and what a manager does with them. A device keeps its id while its tokens change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, insert, select, update

from app.accounts import digest, new_token
from app.audit import Audit
from app.device_rows import UnknownDevice
from app.engine import changing, reading
from app.hall.day import Instant
from app.tables import tokens
from app.wishes import wall_clock

RENEWED = 86_400_000
"""Milliseconds after which a page that is loaded gets a new token."""

row = tokens.c
KEPT = (
    "hall",
    "role",
    "counter",
    "name",
    "by",
    "device",
    "browser",
    "paired_at",
    "address",
    "kind",
    "seen_at",
    "elsewhere",
    "replayed_at",
)
"""What a device's next token takes over from the one before."""


@dataclass(frozen=True, slots=True)
class Paired:
    """`elsewhere`: the other address from which it was asked for and refused. `replayed_at`: when somebody came with a token that
    had been replaced."""

    device: bytes
    hall: str
    role: str
    counter: int | None
    name: str | None
    browser: str | None
    address: str
    by: str
    paired_at: Instant
    seen_at: Instant | None = None
    elsewhere: str | None = None
    replayed_at: Instant | None = None

    @property
    def id(self) -> str:
        return self.device.hex()

    @property
    def suspicious(self) -> bool:
        return self.elsewhere is not None or self.replayed_at is not None


def begin(connection: Connection, pairing: Any, address: str, browser: str | None, now: Instant) -> tuple[Paired, str]:
    """The first token of a device, in the transaction in which its pairing is used up."""
    token = new_token()
    place = (pairing.hall, pairing.role, pairing.counter, pairing.name)
    paired = Paired(pairing.device[:16], *place, browser, address[:64], pairing.by, now, now)
    told = {"device": paired.device, "hall": paired.hall, "role": paired.role, "counter": paired.counter, "name": paired.name}
    told |= {"browser": browser, "address": paired.address, "by": paired.by, "paired_at": now, "seen_at": now}
    connection.execute(insert(tokens), told | {"hash": digest(token), "kind": "device", "created_at": now, "changed_at": now})
    return paired, token


class PairedDevices:
    """Called in threads. What is changed here is known to all servers within a second: they look for `changed_at`."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine, self._audit = engine, Audit(key)

    def of(self, hall: str | None) -> tuple[Paired, ...]:
        """Those of a hall, or all. Raises Unavailable."""
        with reading(self._engine) as connection:
            return paired_of(connection, hall)

    # ------------------------------------------------------------ what a manager does
    def revoke(self, hall: str | None, id: str, who: str) -> Paired:
        """It is let in no longer. Raises UnknownDevice, Unavailable."""
        return self._change(hall, id, who, "screen revoked", revoked_at=wall_clock())

    def call(self, hall: str, id: str, who: str, name: str | None) -> Paired:
        return self._change(hall, id, who, "screen named", name=name)

    def move(self, hall: str, id: str, who: str, role: str, counter: int | None) -> Paired:
        """To another role or counter of its hall."""
        return self._change(hall, id, who, "screen moved", role=role, counter=counter)

    def allow(self, hall: str, id: str, who: str) -> Paired:
        """It has moved to the address from which it was refused; and what was reported of it is settled."""
        with reading(self._engine) as connection:
            found = _one(connection, hall, id)
        return self._change(
            hall, id, who, "screen allowed", address=found.elsewhere or found.address, elsewhere=None, replayed_at=None
        )

    def _change(self, hall: str | None, id: str, who: str, act: str, **values: Any) -> Paired:
        with changing(self._engine) as connection:
            found = _one(connection, hall, id)
            valid = (row.device == found.device) & row.revoked_at.is_(None)
            connection.execute(update(tokens).where(valid).values(changed_at=wall_clock(), **values))
            told = {key: value for key, value in values.items() if key in ("role", "counter", "address")}
            self._audit.note(connection, who=who, act=act, hall=found.hall, device=id, **told)
        return found

    # ------------------------------------------------------------ rotation
    def renew(self, token: str) -> str | None:
        """The next token of a device whose own is a day old; None: it isn't, or it is none. The old one holds until the next one
        has been used. Raises Unavailable."""
        now = wall_clock()
        mine = (row.hash == digest(token)) & row.revoked_at.is_(None) & (row.kind == "device")
        due = select(tokens).where(mine, row.created_at <= now - RENEWED)
        with reading(self._engine) as connection:
            if connection.execute(due).first() is None:
                return None
        with changing(self._engine) as connection:
            old = connection.execute(due).first()
            if old is None:
                return None
            fresh = new_token()
            kept = {name: getattr(old, name) for name in KEPT}
            connection.execute(insert(tokens), kept | {"hash": digest(fresh), "created_at": now, "changed_at": now})
        return fresh


def paired_of(connection: Connection, hall: str | None) -> tuple[Paired, ...]:
    """In the order in which they were paired; of each its newest token."""
    wanted = _valid() if hall is None else _valid().where(row.hall == hall)
    newest = {found.device: found for found in connection.execute(wanted.order_by(row.created_at))}
    return tuple(sorted(map(_paired, newest.values()), key=lambda one: (one.paired_at, one.device)))


def _valid() -> Select[Any]:
    return select(tokens).where(row.kind == "device", row.revoked_at.is_(None))


def _one(connection: Connection, hall: str | None, id: str) -> Paired:
    """Raises UnknownDevice."""
    try:
        device = bytes.fromhex(id)
    except ValueError:
        raise UnknownDevice(device=id[:40]) from None
    wanted = _valid().where(row.device == device).order_by(row.created_at.desc())
    found = connection.execute(wanted if hall is None else wanted.where(row.hall == hall)).first()
    if found is None:
        raise UnknownDevice(device=id[:40])
    return _paired(found)


def _paired(found: Any) -> Paired:
    return Paired(
        found.device,
        found.hall,
        found.role,
        found.counter,
        found.name,
        found.browser,
        found.address,
        found.by or "",
        found.paired_at or found.created_at,
        found.seen_at,
        found.elsewhere,
        found.replayed_at,
    )


def suspicious(all: Sequence[Paired]) -> tuple[Paired, ...]:
    return tuple(one for one in all if one.suspicious)

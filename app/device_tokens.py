"""What happens to a paired device's token when somebody comes with it: the first use replaces the one before, and what can't be
right is refused and reported."""

import time
from typing import Any

from sqlalchemy import Engine, select, update

from app.audit import Audit
from app.engine import changing, reading
from app.tables import tokens

SEEN_EVERY = 3_600_000
"""Milliseconds between two times that it is written that a device was seen; screens tell of themselves more often."""
REPORTED_EVERY = 60_000
"""Milliseconds between two reports that an old token of the same device was used."""

mine = tokens.c


class DeviceTokens:
    """Called in threads, when a token isn't known any more or not yet; not at each request."""

    def __init__(self, engine: Engine, audit: Audit) -> None:
        self._engine, self._audit = engine, audit

    def came(self, row: Any, address: str) -> None:
        """With a valid token. From its own address for the first time: the tokens before it hold no longer."""
        now = time.time_ns() // 1_000_000
        if row.address != address or (row.used_at is not None and now - (row.seen_at or 0) < SEEN_EVERY):
            return
        with changing(self._engine) as connection:
            if row.used_at is None:
                older = (mine.device == row.device) & (mine.created_at <= row.created_at) & (mine.hash != row.hash)
                gone = {"revoked_at": now, "changed_at": now}
                connection.execute(update(tokens).where(older, mine.revoked_at.is_(None)).values(gone))
            used = {"seen_at": now, "used_at": row.used_at or now}
            connection.execute(update(tokens).where(mine.hash == row.hash).values(used))

    def came_from_elsewhere(self, row: Any, address: str) -> None:
        """With a valid token, but not from the device's address."""
        valid = (mine.device == row.device) & mine.revoked_at.is_(None)
        news = mine.elsewhere.is_(None) | (mine.elsewhere != address[:64])
        with changing(self._engine) as connection:
            if connection.execute(update(tokens).where(valid, news).values(elsewhere=address[:64])).rowcount:
                told = {"device": row.device.hex(), "address": address[:64], "own": row.address}
                self._audit.note(connection, who="nobody", act="screen refused elsewhere", hall=row.hall, **told)

    def came_with_an_old_token(self, row: Any) -> None:
        """It was replaced, and the device has a newer one; of a device that was revoked nothing needs to be said."""
        now = time.time_ns() // 1_000_000
        valid = (mine.device == row.device) & mine.revoked_at.is_(None)
        with reading(self._engine) as connection:
            newest = connection.execute(select(mine.replayed_at).where(valid)).first()
        if newest is None or now - (newest.replayed_at or 0) < REPORTED_EVERY:
            return
        with changing(self._engine) as connection:
            if connection.execute(update(tokens).where(valid).values(replayed_at=now)).rowcount:
                told = {"device": row.device.hex(), "token": row.hash[:6].hex()}
                self._audit.note(connection, who="nobody", act="replaced token used", hall=row.hall, **told)

"""The first start: a link by which the first administrator enters. There is no default account."""

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, Engine, delete, insert, select

from app.audit import Audit
from app.engine import changing
from app.hall.refusals import Refusal
from app.staff.roster import enter, now_ms
from app.tables import agreed, staff

VALID = 24 * 3_600_000
"""Milliseconds."""
NAME = "set-up"


class SetUpOver(Refusal):
    """The link was used, is too old, or there is staff already."""

    code = "set_up_over"


def new_key(engine: Engine, key: bytes) -> str | None:
    """In the place of an earlier one; None: there is staff, nobody needs it."""
    with changing(engine) as connection:
        if _anybody(connection):
            return None
        token = secrets.token_urlsafe(32)
        connection.execute(delete(agreed).where(agreed.c.name == NAME))
        connection.execute(insert(agreed), {"name": NAME, "value": f"{_print(token)}:{now_ms() + VALID}"})
        Audit(key).note(connection, who="command line", act="set-up link made")
        return token


def holds(connection: Connection, token: str) -> bool:
    """Whoever asks within a transaction that writes keeps others from using it meanwhile."""
    row = connection.execute(select(agreed.c.value).where(agreed.c.name == NAME).with_for_update()).first()
    print, _, until = row.value.partition(":") if row is not None else ("", "", "0")
    return hmac.compare_digest(print, _print(token)) and now_ms() < int(until) and not _anybody(connection)


def use(connection: Connection, token: str, number: str, name: str, password: str, audit: Audit) -> None:
    """The first administrator, of all halls. `password` is a hash. Raises SetUpOver."""
    if not holds(connection, token):
        raise SetUpOver()
    connection.execute(delete(agreed).where(agreed.c.name == NAME))
    enter(connection, number, name, None, ("administrator",), password, must_change=False)
    audit.note(connection, who=f"staff:{number}", act="set up", staff=number)


def _anybody(connection: Connection) -> bool:
    return connection.execute(select(staff.c.number).limit(1)).first() is not None


def _print(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

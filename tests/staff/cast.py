"""Members of staff, paired devices, and browsers that sign in at them."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import insert, select, text

from app.access import cookie_name
from app.accounts import digest
from app.engine import changing, reading
from app.staff.duties import written
from app.staff.passwords import Hasher
from app.staff.roster import now_ms
from app.tables import audit, staff, tokens
from tests.house import Home, Place

PASSWORD, PIN = "horse-battery-9", "739164"
HASHES: dict[str, str] = {}


def hashed(secret: str) -> str:
    """Made once for all tests: a hash takes a tenth of a second."""
    if secret not in HASHES:
        HASHES[secret] = Hasher().hash(secret)
    return HASHES[secret]


def member(place: Place, number: str, *duties: str, hall: str | None = "dongcheng", **more: Any) -> str:
    """Somebody who has chosen password and PIN long ago."""
    now = now_ms()
    row = {"number": number, "name": f"王{number}", "hall": hall, "duties": written(duties), "must_change": False}
    with changing(place.data.engine) as connection:
        connection.execute(
            insert(staff),
            {**row, "password": hashed(PASSWORD), "pin": hashed(PIN), "created_at": now, "changed_at": now, **more},
        )
    return number


def device(place: Place, role: str, counter: int | None = None, hall: str = "dongcheng") -> dict[str, str]:
    """The cookie of a screen that has been paired."""
    token = "yd_" + secrets.token_urlsafe(32)
    row = {"hash": digest(token), "hall": hall, "role": role, "counter": counter, "created_at": now_ms(), "kind": "device"}
    row |= {"device": secrets.token_bytes(16), "address": "127.0.0.1", "used_at": now_ms(), "seen_at": now_ms()}
    with changing(place.data.engine) as connection:
        connection.execute(insert(tokens), row)
    return {cookie_name(role, hall, counter): token}


@dataclass
class Browser:
    """A browser at a place: a paired screen, or none."""

    home: Home
    cookies: dict[str, str] = field(default_factory=dict)
    at: str = ""
    site: str = "http://hall"

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(transport=self.home.http._transport, base_url="http://hall", cookies=self.cookies)

    async def post(self, path: str, **body: Any) -> httpx.Response:
        where = {"Yingbin-Screen": self.at} if self.at else {}
        key = secrets.token_hex(8)
        return await self.http.post(path, json=body, headers={"Origin": self.site, "Idempotency-Key": key, **where})

    async def sign_in(self, number: str, secret: str = PIN) -> httpx.Response:
        return await self.post("/api/v1/sign-in", number=number, secret=secret)

    async def command(self, verb: str, **body: Any) -> httpx.Response:
        _, hall, counter = self.at.split("/")
        return await self.post(f"/api/v1/halls/{hall}/counters/{counter}/{verb}", **body)


def at_counter(home: Home, counter: int = 1) -> Browser:
    return Browser(home, device(home.place, "counter", counter), f"counter/dongcheng/{counter}")


def at_desk(home: Home) -> Browser:
    """A machine that isn't paired."""
    return Browser(home)


def acts(place: Place, *wanted: str) -> list[tuple[str, str, str]]:
    """Who, act, about: of these acts, in the order of the audit."""
    with reading(place.data.engine) as connection:
        rows = connection.execute(select(audit.c.who, audit.c.act, audit.c.about).order_by(audit.c.seq))
        return [(row.who, row.act, row.about) for row in rows if row.act in wanted]


def hours_ago(place: Place, hours: float) -> None:
    """All sessions are so much older."""
    with changing(place.data.engine) as connection:
        connection.execute(text("UPDATE sessions SET created_at = created_at - :by"), {"by": int(hours * 3_600_000)})

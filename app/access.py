"""Who sends a request, and whether they may. A token comes as `Authorization: Bearer` or as a screen's cookie."""

import time
from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import Scope

from app.accounts import ALL, Accounts, Principal
from app.hall.refusals import Refusal
from app.hall.rehearsal import is_rehearsal, real_of, rehearsal_of
from app.rights import Row, row
from app.seats import place_of
from app.staff.duties import FITTING, MANAGERS, fits
from app.staff.people import Post
from app.staff.sessions import Session, Sessions

_ALONE = ("manager",)
"""Screens that somebody may open at a machine that isn't paired, with a password."""


class Unauthorized(Refusal):
    """No valid token."""

    code = "unauthorized"


class Moved(Unauthorized):
    """A paired device, from another address than its own."""

    code = "device_moved"


class Forbidden(Refusal):
    """Outside the role, the counter or the hall of the token. `state`: duty, if somebody has signed in."""

    code = "forbidden"


class NotSignedIn(Refusal):
    """A member of staff has to sign in first. `state`: locked, or change if a one-time password is to be changed."""

    code = "not_signed_in"

    def __init__(self, session: Session | None = None, place: str = "") -> None:
        self.session, self.place = session, place
        """Whose it is, and the paired screen, as it names itself in a command; empty: none."""
        state = "" if session is None else "locked" if session.locked else "change"
        super().__init__(**({"state": state} if state else {}))


class TooMany(Refusal):
    """Past a limit; `retry_after` in seconds."""

    code = "too_many"


def cookie_name(role: str, hall: str | None = None, counter: int | None = None) -> str:
    """Each screen has a cookie of its own, so that one browser can hold several."""
    return "-".join(["yingbin", role, *([hall] if hall else []), *([str(counter)] if counter else [])])


def session_cookie(role: str | None = None, hall: str | None = None, counter: int | None = None) -> str:
    """That of whoever is signed in at a paired screen; without a role, at a machine that isn't paired."""
    return "-".join(["yb-in", *([role] if role else []), *([hall] if hall else []), *([str(counter)] if counter else [])])


def address_of(connection: HTTPConnection) -> str:
    """Where a request comes from; behind a proxy that we know, the client's own address."""
    return connection.client.host if connection.client else ""


def came_in(scope: Scope) -> None:
    """A valid token or link came over this connection: it isn't counted at the door any more."""
    seat = scope.get("state", _NOTHING).get("seat")
    if seat is not None:
        seat.give_up()


_NOTHING: dict[str, Any] = {}


class Strangers:
    """Counts requests without a valid token, by address. A full minute's worth at once, then one by one."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._seen: dict[str, tuple[float, float]] = {}

    def count(self, address: str) -> None:
        """Raises TooMany when the address has used up its share."""
        now, address = time.monotonic(), place_of(address)
        left, at = self._seen.get(address, (float(self._a_minute), now))
        left = min(self._a_minute, left + (now - at) * self._a_minute / 60)
        if left < 1:
            raise TooMany(retry_after=max(1, ceil((1 - left) * 60 / self._a_minute)))
        if len(self._seen) > 10_000:
            self._seen.clear()
        self._seen[address] = left - 1, now


class Access:
    def __init__(self, accounts: Accounts, strangers: Strangers, sessions: Sessions) -> None:
        self._accounts, self._strangers, self._sessions = accounts, strangers, sessions

    def of_bearer(self, headers: Mapping[bytes, bytes]) -> Principal | None:
        """Whoever sent this, if a token says so that was asked about a moment ago; else `principal` is to look closer."""
        bearer = headers.get(b"authorization", b"")
        if bearer[:7] != b"Bearer ":
            return None
        return self._accounts.known(bearer[7:].decode("latin-1"))

    async def principal(self, connection: HTTPConnection) -> Principal:
        """Whoever sent this. Raises Unauthorized, TooMany."""
        headers = connection.headers
        bearer = headers.get("authorization", "")
        if bearer[:7].lower() == "bearer ":
            token = bearer[7:].strip()
            found = self._accounts.known(token) or await self._find(connection, token)
            if found is not None:
                came_in(connection.scope)
                return await self._staffed(connection, found)
        elif (screen := await self._of_screen(connection)) is not None:
            came_in(connection.scope)
            return screen
        raise self._unknown(connection)

    def stranger(self, connection: HTTPConnection) -> None:
        """Counts a request without a valid token. Raises TooMany."""
        self._strangers.count(address_of(connection))

    async def _find(self, connection: HTTPConnection, token: str) -> Principal | None:
        """Whose token it is; that of a paired device only if it comes from the address of the device."""
        found, moved = await self._accounts.met(token, address_of(connection))
        if moved:
            connection.scope["moved"] = True
        return found

    def _unknown(self, connection: HTTPConnection) -> Unauthorized:
        """Raises TooMany."""
        self.stranger(connection)
        return Moved() if connection.scope.get("moved") else Unauthorized()

    async def _of_screen(self, connection: HTTPConnection) -> Principal | None:
        """A screen's cookie. The screen names itself, as a browser may hold several: `Yingbin-Screen: counter/HALL/3`."""
        role, hall, counter = _screen(connection.headers.get("yingbin-screen", ""))
        names = (
            [*(cookie_name(role, one, counter) for one in _same(hall)), cookie_name(ALL)]
            if role
            else sorted(name for name in connection.cookies if name.startswith("yingbin-"))
        )
        for name in names:
            if (token := connection.cookies.get(name)) and (found := await self._find(connection, token)) is not None:
                staffed = await self._staffed(connection, found)
                return acting(staffed, role, hall, counter) if role else staffed
        if role in (*_ALONE, ""):
            return await self._alone(connection)
        return None

    # ------------------------------------------------------------ who has signed in
    async def _staffed(self, connection: HTTPConnection, found: Principal) -> Principal:
        """At a paired screen of the staff somebody has to be signed in, who then acts as its role. Raises NotSignedIn."""
        if found.kind != "device" or found.role not in FITTING:
            return found
        session = await self._at(connection, found)
        place = "/".join([found.role, found.hall or "", *([str(found.counter)] if found.counter else [])])
        if session is None or not fits(session.duties, found.role) or session.hall not in (None, found.hall):
            raise NotSignedIn(None, place)
        if session.locked or session.must_change:
            raise NotSignedIn(session, place)
        if connection.scope["type"] == "http" and connection.scope["method"] == "POST":
            self._sessions.touch(session.hash)
        return replace(found, staff=session.staff, duties=session.duties, session=session)

    async def _at(self, connection: HTTPConnection, device: Principal) -> Session | None:
        token = connection.cookies.get(session_cookie(device.role, device.hall, device.counter), "")
        session = await self._sessions.find(token) if token else None
        return session if session is not None and session.device == device.id else None

    async def _alone(self, connection: HTTPConnection) -> Principal | None:
        """Whoever signed in with a password, at any machine: managers have their pages, others what concerns themselves.
        Raises NotSignedIn."""
        session = await self._elsewhere(connection)
        if session is None:
            return None
        if session.locked or session.must_change:
            raise NotSignedIn(session)
        if connection.scope["type"] == "http" and connection.scope["method"] == "POST":
            self._sessions.touch(session.hash)
        role = "staff" if MANAGERS.isdisjoint(session.duties) else "manager"
        return Principal(session.hash[:16], role, session.hall, None, session.staff, session.duties, "session", session)

    async def _elsewhere(self, connection: HTTPConnection) -> Session | None:
        token = connection.cookies.get(session_cookie(), "")
        session = await self._sessions.find(token) if token else None
        return session if session is not None and session.device is None else None

    async def post(self, connection: HTTPConnection, place: str) -> Post | None:
        """The paired screen of the staff that names itself so; None: this machine isn't it."""
        role, hall, counter = _screen(place)
        if role not in FITTING or hall is None:
            return None
        hall = real_of(hall)
        token = connection.cookies.get(cookie_name(role, hall, counter), "")
        found = await self._find(connection, token) if token else None
        if found is None or found.kind != "device" or (found.role, found.hall, found.counter) != (role, hall, counter):
            return None
        return Post(found.id, role, hall)

    async def session(self, connection: HTTPConnection, place: str) -> Session:
        """Whoever is signed in at a screen, locked or not; without a place, at this machine. Raises NotSignedIn, or Forbidden
        without a duty of the row."""
        if (post := await self.post(connection, place)) is None:
            found = await self._elsewhere(connection)
        else:
            role, _, counter = _screen(place)
            found = await self._at(connection, Principal(post.device, role, post.hall, counter))
        if found is None:
            raise NotSignedIn(None, place if post is not None else "")
        if not found.duties & row_of(connection).duties:
            raise Forbidden(role="staff", hall=found.hall, state="duty")
        return found

    async def on_screen(
        self, connection: HTTPConnection, role: str, hall: str, counter: int | None = None
    ) -> tuple[Principal, str]:
        """Who opens a screen, and the token that its cookie shall hold; empty: none. Raises as `principal`, and Forbidden."""
        wanted = row_of(connection)
        bearer = connection.headers.get("authorization", "")
        tokens = [bearer[7:].strip()] if bearer[:7].lower() == "bearer " else []
        names = [cookie_name(role, one, counter) for one in _same(hall)]
        tokens += [connection.cookies.get(name, "") for name in (*names, cookie_name(ALL))]
        stranger = True
        for token in filter(None, tokens):
            if (found := await self._find(connection, token)) is None:
                continue
            stranger = False
            came_in(connection.scope)
            if _fits(found, wanted, hall, counter):
                visitor = await self._staffed(connection, found)
                may(visitor, wanted, hall, counter)  # by what device it is, and then by who has signed in there
                return acting(visitor, role, hall, counter), token
        if role in _ALONE and (alone := await self._alone(connection)) is not None:
            came_in(connection.scope)
            may(alone, wanted, hall, counter)
            return acting(alone, role, hall, counter), ""
        if stranger:
            raise self._unknown(connection)
        raise Forbidden(role=role, hall=hall)

    async def of_device(
        self, connection: HTTPConnection, role: str, hall: str, counter: int | None
    ) -> tuple[Principal, str] | None:
        """The paired device that has come to a screen with the cookie of that screen, though it may be another one by now."""
        token = connection.cookies.get(cookie_name(role, hall, counter), "")
        found = await self._find(connection, token) if token else None
        return (found, token) if found is not None and found.kind == "device" else None

    async def in_hall(self, connection: HTTPConnection, hall: str) -> None:
        """Whoever has a token for this hall, of whichever role, may see its pictures. Raises as `principal`, and Forbidden."""
        bearer = connection.headers.get("authorization", "")
        tokens = [bearer[7:].strip()] if bearer[:7].lower() == "bearer " else []
        tokens += [value for name, value in connection.cookies.items() if name.startswith("yingbin-")]
        stranger = True
        for token in tokens:
            if (found := await self._find(connection, token)) is not None:
                stranger = False
                came_in(connection.scope)
                if _fits(found, row_of(connection), hall, None):
                    return
        if (alone := await self._alone(connection)) is not None and _fits(alone, row_of(connection), hall, None):
            return
        if stranger:
            raise self._unknown(connection)
        raise Forbidden(hall=hall)


def acting(principal: Principal, role: str, hall: str | None, counter: int | None) -> Principal:
    """The link that opens every screen acts as the role of the screen that it is on; a screen of a rehearsal acts in it only."""
    if principal.role == ALL and (hall is None or _holds(principal, hall)):
        return replace(principal, role=role, hall=hall, counter=counter)
    if hall is not None and is_rehearsal(hall) and _holds(principal, hall):
        return replace(principal, hall=hall)
    return principal


def _holds(principal: Principal, hall: str) -> bool:
    """Whether a token is for this hall: its own, or the rehearsal of its own. The reverse doesn't hold."""
    return principal.hall in (None, hall) or (principal.hall is not None and rehearsal_of(principal.hall) == hall)


def _same(hall: str | None) -> list[str | None]:
    """The halls whose cookies may open a screen of this one: a rehearsal is opened with what the machine has."""
    real = real_of(hall) if hall is not None else None
    return [hall] if real == hall else [hall, real]


def row_of(connection: HTTPConnection) -> Row:
    """The row of the table of rights for the route that was asked for."""
    method = "LIVE" if connection.scope["type"] == "websocket" else connection.scope["method"]
    return row(f"{method} {connection.scope['route'].path.removeprefix('/api/v1')}")


def _fits(principal: Principal, wanted: Row, hall: str, counter: int | None) -> bool:
    try:
        may(principal, wanted, hall, counter)
    except Forbidden:
        return False
    return True


def _screen(named: str) -> tuple[str, str | None, int | None]:
    role, _, rest = named.partition("/")
    hall, _, counter = rest.partition("/")
    return role, hall or None, int(counter) if counter.isdecimal() and len(counter) <= 3 else None


def may(principal: Principal, wanted: Row, hall: str | None, counter: int | None = None) -> None:
    """Raises Forbidden unless the row has the role or a duty, in this hall and, for a counter, at this counter."""
    named = {"role": principal.role, "hall": hall} | ({"state": "duty"} if principal.staff is not None else {})
    if hall is not None and not _holds(principal, hall):
        raise Forbidden(**named)
    if principal.role != ALL and not wanted.lets(principal.role, principal.duties):
        raise Forbidden(**named)
    if principal.role == "counter" and counter is not None and principal.counter != counter:
        raise Forbidden(**named, counter=counter)

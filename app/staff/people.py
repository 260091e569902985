"""Signing in and out, and the staff's own and their managers' changes: what lies between a request and the roster."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine, select, update

from app.audit import Audit
from app.engine import changing, reading
from app.hall.refusals import Refusal
from app.staff import set_up
from app.staff.attempts import Attempt, Attempts
from app.staff.duties import fits
from app.staff.passwords import Crowded, Hasher, good_password, good_pin, is_pin, one_time
from app.staff.roster import Member, Roster, UnknownStaff, end_all, member, now_ms
from app.staff.sessions import Session, Sessions, begin, digest
from app.tables import sessions

T = TypeVar("T")
TIDIED_EVERY = 3600.0


class WrongSecret(Refusal):
    """The number, or what goes with it: it isn't said which."""

    code = "wrong_secret"


class OneTimeOver(Refusal):
    """The right one, which wasn't changed in time: only who knows it is told."""

    code = "one_time_over"


class OtherPost(Refusal):
    """Signed in rightly, but this screen is another duty's or another hall's."""

    code = "other_post"


class NotYours(Refusal):
    """A hall manager looks after the own hall, and makes no administrators."""

    code = "not_yours"


@dataclass(frozen=True, slots=True)
class Post:
    """The paired device at which somebody signs in: the hash of its token, what it is for."""

    device: bytes
    role: str
    hall: str


class People:
    def __init__(self, engine: Engine, key: bytes, held: Sessions) -> None:
        self._engine, self._audit, self.sessions = engine, Audit(key), held
        self.roster, self._attempts, self._hasher = Roster(engine, key), Attempts(engine, key), Hasher()
        self._threads = ThreadPoolExecutor(2, "people")
        self._tidying: asyncio.Task[None] | None = None

    def open(self) -> None:
        self.sessions.open()
        self._tidying = asyncio.create_task(self._keep_tidy())

    async def close(self) -> None:
        if self._tidying is not None:
            self._tidying.cancel()
        await self.sessions.close()
        self._hasher.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _keep_tidy(self) -> None:
        while True:
            await asyncio.sleep(TIDIED_EVERY)
            try:
                await asyncio.to_thread(self._attempts.forget)
                await asyncio.to_thread(self.sessions.sweep)
            except Refusal:
                pass

    # ------------------------------------------------------------ in and out
    async def sign_in(self, number: str, secret: str, address: str, post: Post | None, former: str = "") -> str:
        """The token of a new session. Raises WrongSecret, OneTimeOver, OtherPost, TooManyAttempts; takes as long for an unknown
        number.

        Whoever was signed in at the device before is so no longer; elsewhere `former` is the token that this browser had.
        """
        attempt = await self._do(lambda: self._attempts.begin(number, address, paired=post is not None))
        found = await self._verified(number, secret, attempt, pin=post is not None)
        refusal = self._refusal(found, post)
        if refusal is not None:
            await self._do(lambda: self._forgive(attempt))
            raise refusal
        token = await self._do(lambda: self._let_in(found, attempt, post, digest(former)))
        self.sessions.forget()
        return token

    @staticmethod
    def _refusal(found: Member, post: Post | None) -> Refusal | None:
        """Why somebody doesn't come in here who knows the password."""
        if found.lapsed:
            return OneTimeOver()
        if post is not None and not (found.hall in (None, post.hall) and fits(found.duties, post.role)):
            return OtherPost(role=post.role)
        return None

    async def _verified(self, number: str, secret: str, attempt: Attempt, *, pin: bool) -> Member:
        """A PIN counts at paired devices only; what has its form isn't compared with a password."""
        found = await self._do(lambda: self.roster.find(number))
        hash = None
        if found is not None and not found.disabled:
            hash = (found.pin if pin else None) if is_pin(secret) else found.password
        try:
            right = await self._hasher.verify(hash, secret)
        except Crowded:
            await self._do(lambda: self._attempts.untried(attempt))
            raise
        if not right or found is None:
            known = (found.number, found.hall) if found is not None else (None, None)
            await self._do(lambda: self._attempts.failed(attempt, *known))
            raise WrongSecret()
        return found

    def _forgive(self, attempt: Attempt) -> None:
        with changing(self._engine) as connection:
            self._attempts.succeeded(connection, attempt)

    def _let_in(self, found: Member, attempt: Attempt, post: Post | None, former: bytes) -> str:
        with changing(self._engine) as connection:
            self._attempts.succeeded(connection, attempt)
            if member(connection, found.number, hold=True) != found:  # disabled or changed at this very moment
                raise WrongSecret()
            act, about = self._relieve(connection, found.number, post, former)
            hall = post.hall if post is not None else found.hall
            self._audit.note(connection, who=f"staff:{found.number}", act=act, hall=hall, **about)
            return begin(connection, found.number, hall, post.device if post is not None else None)

    def _relieve(
        self, connection: Connection, number: str, post: Post | None, former: bytes
    ) -> tuple[str, dict[str, str | int | None]]:
        """Whoever was signed in here is so no longer; what that makes of the sign-in."""
        here = sessions.c.hash == former if post is None else sessions.c.device == post.device
        there = here & sessions.c.ended_at.is_(None)
        before = connection.execute(select(sessions.c.staff, sessions.c.locked_at).where(there)).all()
        connection.execute(update(sessions).where(there).values(ended_at=now_ms()))
        about: dict[str, str | int | None] = {}
        if post is not None:
            about = {"device": post.device.hex(), "role": post.role}
        if others := [row.staff for row in before if row.staff != number]:
            return "took over", about | {"from": others[0]}
        return ("unlocked" if any(row.locked_at is not None for row in before) else "signed in"), about

    async def sign_out(self, session: Session) -> None:
        """Everywhere: all sessions of whoever signs out end."""

        def end() -> None:
            with changing(self._engine) as connection:
                end_all(connection, session.staff)
                self._audit.note(connection, who=f"staff:{session.staff}", act="signed out", hall=session.hall)

        await self._do(end)
        self.sessions.forget()

    # ------------------------------------------------------------ what is one's own
    async def change(self, session: Session, now: str, address: str, *, password: str | None, pin: str | None) -> str:
        """A new password, PIN, or both, by whoever knows the present password. All sessions end; the token is a new one's."""
        if password is not None:
            password = good_password(password, session.staff)
        if pin is not None:
            pin = good_pin(pin, session.staff)
        attempt = await self._do(lambda: self._attempts.begin(session.staff, address, paired=session.device is not None))
        await self._verified(session.staff, now, attempt, pin=False)
        hashes = {
            name: None if secret is None else await self._hasher.hashed(secret)
            for name, secret in (("password", password), ("pin", pin))
        }

        def keep() -> str:
            self.roster.change(session.staff, **hashes)
            with changing(self._engine) as connection:
                self._attempts.succeeded(connection, attempt)
                return begin(connection, session.staff, session.hall, session.device)

        token = await self._do(keep)
        self.sessions.forget()
        return token

    # ------------------------------------------------------------ the staff's managers
    async def listed(self, by: Session) -> list[Member]:
        return await self._do(lambda: self.roster.of(None if everywhere(by) else by.hall))

    async def add(self, by: Session, number: str, name: str, hall: str | None, duties: Iterable[str]) -> str:
        """The one-time password. Raises NotYours, StaffExists."""
        self._looks_after(by, hall, duties)
        password = one_time()
        hash = await self._hasher.hashed(password)
        await self._do(lambda: self.roster.add(number, name, hall, duties, hash, by=f"staff:{by.staff}"))
        return password

    async def assign(self, by: Session, number: str, duties: Iterable[str]) -> None:
        await self._own(by, number, duties)
        await self._do(lambda: self.roster.assign(number, duties, by=f"staff:{by.staff}"))
        self.sessions.forget()

    async def disable(self, by: Session, number: str) -> None:
        await self._own(by, number)
        await self._do(lambda: self.roster.disable(number, by=f"staff:{by.staff}"))
        self.sessions.forget()

    async def reset(self, by: Session, number: str) -> str:
        """The one-time password."""
        await self._own(by, number)
        password = one_time()
        hash = await self._hasher.hashed(password)
        await self._do(lambda: self.roster.reset(number, hash, by=f"staff:{by.staff}"))
        self.sessions.forget()
        return password

    async def _own(self, by: Session, number: str, duties: Iterable[str] = ()) -> None:
        """Raises UnknownStaff; NotYours, also before what the member has now."""
        found = await self._do(lambda: self.roster.find(number))
        if found is None:
            raise UnknownStaff(staff=number)
        self._looks_after(by, found.hall, [*duties, *found.duties])

    def _looks_after(self, by: Session, hall: str | None, duties: Iterable[str]) -> None:
        """Raises NotYours."""
        if not everywhere(by) and (hall is None or hall != by.hall or "administrator" in duties):
            raise NotYours()

    # ------------------------------------------------------------ the first start
    async def may_set_up(self, token: str) -> bool:
        def ask() -> bool:
            with reading(self._engine) as connection:
                return set_up.holds(connection, token)

        return await self._do(ask)

    async def set_up(self, token: str, number: str, name: str, password: str) -> str:
        """The token of the first administrator's session. Raises SetUpOver, WeakPassword."""
        good = good_password(password, number)
        if not await self.may_set_up(token):
            raise set_up.SetUpOver()
        hash = await self._hasher.hashed(good)

        def enter() -> str:
            with changing(self._engine) as connection:
                set_up.use(connection, token, number, name, hash, self._audit)
                return begin(connection, number, None, None)

        return await self._do(enter)

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def everywhere(by: Session) -> bool:
    """An administrator looks after all halls, one of a single hall after that one."""
    return "administrator" in by.duties and by.hall is None

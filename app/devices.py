"""The devices of the halls: which browsers stand there, when each last gave a sign of life, what it told of itself.

Only the newest of each is kept. None of it is a fact and no command waits for it: it is written every few seconds, beside the
log, in a small transaction of its own, and if that fails it is tried again. What a manager wishes of a device lies in the same
row, so it reaches the server at which the device hangs.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Engine, case, delete, update

from app import device_rows
from app.device_rows import MOST, Device, Heard, UnknownDevice
from app.engine import changing, reading
from app.hall.day import Instant
from app.hall.rehearsal import is_rehearsal
from app.pairing.paired import Paired, paired_of
from app.tables import devices
from app.wishes import Unavailable

__all__ = ["Device", "Devices", "Known", "UnknownDevice"]

logger = structlog.get_logger()

EVERY = 3.0
"""Seconds between two looks at what is to be written, and at what managers wish."""
FRESH = 2.0
"""Seconds for which a reading is good enough for a screen."""
REST = 30_000
"""Milliseconds after which a sign of life is written though nothing else has changed."""
KEPT = 10 * REST
"""Milliseconds after which a device that was not seen is known to the database alone."""
TIDIED = 3_600_000
"""Milliseconds between two looks at what is to be forgotten, beside those for each device that is new."""
AT_ONCE = 100
"""Devices of one transaction."""
SETTLES = 2000
"""Milliseconds by which two tellings of when a page was loaded may differ: the way takes its time."""


@dataclass(frozen=True, slots=True)
class Known:
    """The devices of a hall, in the order of their ids, as they were known `at`; and those that are paired."""

    at: Instant
    devices: tuple[Device, ...] = ()
    paired: tuple[Paired, ...] = ()


@dataclass(slots=True)
class _Here:
    """A device that told of itself at this server. `written` and `written_at`: what stands in the database of it."""

    kind: str
    first_at: Instant
    seen_at: Instant
    told: dict[str, Any]
    written: dict[str, Any] = field(default_factory=dict)
    written_at: Instant = 0

    @property
    def loaded_at(self) -> Instant:
        return int(self.told.get("loaded_at", 0))

    def is_due(self) -> bool:
        return self.told != self.written or self.seen_at - self.written_at >= REST


class Devices:
    """Made and used on the event loop. `news`: is told of halls whose devices a manager has changed."""

    def __init__(self, engine: Engine, clock: Callable[[], Instant], news: Callable[[str], object]) -> None:
        self._engine, self._clock, self._news = engine, clock, news
        self._here: dict[str, dict[str, _Here]] = {}
        self._known: dict[str, tuple[float, Known]] = {}
        self._listening: dict[tuple[str, str], list[Callable[[], object]]] = {}
        self._tidied: dict[str, Instant] = {}
        self._going_on: asyncio.Task[None] | None = None
        self._looking: dict[str, asyncio.Task[None]] = {}
        self._one_writes = asyncio.Lock()
        self._trouble = False

    def open(self) -> None:
        self._going_on = asyncio.create_task(self._keep_on())

    async def close(self, *, in_touch: bool) -> None:
        """What was told last is written too, if the database is there."""
        tasks = [*([self._going_on] if self._going_on else []), *self._looking.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if in_touch:
            await self._try(self.write())

    def forget_hall(self, hall: str) -> None:
        """It has left this server."""
        for kept in (self._here, self._known, self._tidied):
            kept.pop(hall, None)

    # ------------------------------------------------------------ hearing
    def report(self, hall: str, id: str, kind: str, *, up: int | None = None, **told: Any) -> None:
        """A sign of life, with what is new; None takes something back. `up`: since so many seconds its page has been there. From
        the event loop; costs nothing but memory."""
        if is_rehearsal(hall):
            return
        now, here = self._clock(), self._here.setdefault(hall, {})
        device = here.get(id)
        if device is None:
            while len(here) >= MOST:
                del here[min(here, key=lambda one: here[one].seen_at)]
            device = here[id] = _Here(kind, now, now, {})
        device.kind, device.seen_at = kind, now
        device.told = {key: value for key, value in {**device.told, **told}.items() if value is not None}
        if up is not None and abs(now - up * 1000 - device.loaded_at) > SETTLES:
            device.told["loaded_at"] = now - up * 1000

    @contextmanager
    def listening(self, hall: str, id: str, reload: Callable[[], object]) -> Iterator[None]:
        """While this device hangs at this server: `reload` is called, again and again, while its page is to be loaded anew."""
        calls = self._listening.setdefault((hall, id), [])
        calls.append(reload)
        try:
            yield
        finally:
            calls.remove(reload)
            if not calls and self._listening.get((hall, id)) is calls:
                del self._listening[hall, id]

    # ------------------------------------------------------------ writing behind
    async def _keep_on(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self._try(self.write())
            await self._try(self.pass_wishes_on())

    async def _try(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
            self._trouble = False
        except Unavailable as error:
            if not self._trouble:
                logger.warning("devices_not_written", exc_info=error.__cause__ or error)
            self._trouble = True
        except Exception:  # the hall goes on without it
            logger.exception("devices_failed")

    async def write(self) -> None:
        """What has changed since, a few at a time. Raises Unavailable."""
        async with self._one_writes:
            due = [(hall, id, one) for hall, here in self._here.items() for id, one in here.items() if one.is_due()]
            for at in range(0, len(due), AT_ONCE):
                await self._write_some(due[at : at + AT_ONCE])
            self._let_go(self._clock())

    async def _write_some(self, some: list[tuple[str, str, _Here]]) -> None:
        now = self._clock()
        stale = {hall for hall, _, one in some if not one.written_at or now - self._tidied.get(hall, 0) > TIDIED}
        heard = [Heard(hall, id, one.kind, one.first_at, one.seen_at, one.loaded_at, one.told) for hall, id, one in some]
        await asyncio.to_thread(self._write, heard, stale, now)
        self._tidied.update(dict.fromkeys(stale, now))
        for (_, _, one), written in zip(some, heard, strict=True):
            one.written, one.written_at = dict(written.told), written.seen_at

    def _write(self, heard: Sequence[Heard], stale: Collection[str], now: Instant) -> None:
        with changing(self._engine) as connection:
            device_rows.put(connection, heard)
            device_rows.tidy(connection, stale, now)

    def _let_go(self, now: Instant) -> None:
        for hall, here in list(self._here.items()):
            for id in [id for id, one in here.items() if now - one.seen_at > KEPT and not one.is_due()]:
                del here[id]
            if not here:
                del self._here[hall]

    # ------------------------------------------------------------ knowing
    async def of(self, hall: str) -> tuple[Device, ...]:
        """What all servers know, in the order of their ids; what was told here a moment ago too. Raises Unavailable."""
        found = {device.id: device for device in await asyncio.to_thread(self._read, hall)}
        for id, one in self._here.get(hall, {}).items():
            there = found.get(id)
            if there is None and not one.written_at:
                found[id] = Device(id, one.kind, one.first_at, one.seen_at, one.told)
            elif there is not None and there.seen_at <= one.seen_at:
                found[id] = Device(id, one.kind, there.first_at, one.seen_at, one.told, there.name, there.reload_at)
        return tuple(found[id] for id in sorted(found))

    def _read(self, hall: str) -> list[Device]:
        with reading(self._engine) as connection:
            return device_rows.of(connection, hall)

    def _read_paired(self, hall: str) -> tuple[Paired, ...]:
        with reading(self._engine) as connection:
            return paired_of(connection, hall)

    async def known(self, hall: str) -> Known:
        """For a screen: what was known a moment ago. Only the first time it is waited for, and it is never a reason to show
        nothing."""
        looked_at, known = self._known.get(hall, (None, Known(0)))
        if looked_at is None:
            await self._look(hall)
        elif time.monotonic() - looked_at > FRESH and hall not in self._looking:
            looking = self._looking[hall] = asyncio.create_task(self._look(hall))
            looking.add_done_callback(lambda _: self._looking.pop(hall, None))
        return self._known.get(hall, (0.0, known))[1]

    async def _look(self, hall: str) -> None:
        try:
            found, paired = await self.of(hall), await asyncio.to_thread(self._read_paired, hall)
        except Unavailable:
            self._known.setdefault(hall, (time.monotonic(), Known(0)))
            return
        known = self._known.get(hall, (0.0, Known(0)))[1]
        self._known[hall] = (
            time.monotonic(),
            known if (known.devices, known.paired) == (found, paired) else Known(self._clock(), found, paired),
        )

    # ------------------------------------------------------------ what a manager wishes
    async def call(self, hall: str, id: str, name: str | None) -> None:
        """What a manager calls the device; None: nothing again. Raises UnknownDevice, Unavailable."""
        await self._change(hall, id, update(devices).values(name=name))

    async def forget(self, hall: str, id: str) -> None:
        """It stands there no longer; if it tells of itself again, it is known again. Raises UnknownDevice, Unavailable."""
        await self._change(hall, id, delete(devices))
        self._here.get(hall, {}).pop(id, None)
        await self.refresh(hall)

    async def reload(self, hall: str, id: str | None, key: bytes) -> None:
        """The device, or each that is known of the hall, shall load its page anew as soon as nobody is using it. The same wish
        again changes nothing. Raises UnknownDevice, Unavailable."""
        row = devices.c
        at = case((row.reload_key == key, row.reload_at), else_=self._clock())
        await self._change(hall, id, update(devices).values(reload_at=at, reload_key=key))
        await self.pass_wishes_on()

    async def _change(self, hall: str, id: str | None, change: Any) -> None:
        await self.write()
        wanted = change.where(devices.c.hall == hall)
        if id is not None:
            wanted = wanted.where(devices.c.id == id)
        if not await asyncio.to_thread(self._run, wanted) and id is not None:
            raise UnknownDevice(device=id[:40])
        await self.refresh(hall)

    async def refresh(self, hall: str) -> None:
        """What has changed is looked at, and shown, at once."""
        await self._look(hall)
        self._news(hall)

    def _run(self, change: Any) -> int:
        with changing(self._engine) as connection:
            return connection.execute(change).rowcount

    async def pass_wishes_on(self) -> None:
        """To the devices that hang at this server; a page that has been loaded since takes the wish back. Raises Unavailable."""
        if not self._listening:
            return
        for (hall, id), reload_at in (await asyncio.to_thread(self._read_wishes)).items():
            one = self._here.get(hall, {}).get(id)
            if one is not None and one.loaded_at >= reload_at:
                one.written = {}  # what is written next takes the wish back
            elif one is not None:
                for reload in list(self._listening.get((hall, id), ())):
                    reload()

    def _read_wishes(self) -> dict[tuple[str, str], Instant]:
        with reading(self._engine) as connection:
            return device_rows.wishes(connection)

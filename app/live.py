"""Who is watching a hall, and waking them. A watcher holds one flag, never a queue."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from app.log import Recorded

KEPT = 500
"""So many events a hall are kept in memory for those who come back; who missed more starts again."""


BEAT = 2.0
"""Seconds between two signs of life for the screens, which believe in none after 4.5."""
AT_ONCE = 50
"""So many watchers are dealt with before others have a turn: about a millisecond."""


class Watcher:
    """One screen or stream. `wait` returns when something has happened since the last `wait`.

    `push`, if there is one, deals with news at once, without waking anybody; False: it couldn't. `beat`, if there is one, is
    called every two seconds: it says that the server is there.
    """

    __slots__ = ("_waiting", "_woken", "beat", "closing", "cut", "ended", "push")

    def __init__(self) -> None:
        self._waiting: asyncio.Future[None] | None = None
        self._woken = False
        self.closing = False
        self.cut = False
        """Whoever looks may do so no longer."""
        self.ended = False
        """The hall has left, or its log is not the one that was told of: begin anew."""
        self.push: Callable[[], bool] | None = None
        self.beat: Callable[[], object] | None = None

    def wake(self) -> None:
        """There is news."""
        if self.push is None or not self.push():
            self.rouse()

    def cut_off(self) -> None:
        """Whoever looks may do so no longer: the socket is closed at once."""
        self.cut = True
        self.rouse()

    def rouse(self) -> None:
        """There is something else than news."""
        self._woken = True
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def wait(self, seconds: float) -> bool:
        """True if woken, False if the time is over. A bare future: an Event and a timeout weigh 1.5 KiB more."""
        if not self._woken:
            loop = asyncio.get_running_loop()
            self._waiting = loop.create_future()
            timer = loop.call_later(seconds, self._go_on)
            try:
                await self._waiting
            finally:
                timer.cancel()
                self._waiting = None
        woken, self._woken = self._woken, False
        return woken


class Channel:
    """The newest events of one hall and its watchers."""

    def __init__(self) -> None:
        self.recent: deque[Recorded] = deque(maxlen=KEPT)
        self.watchers: set[Watcher] = set()

    @property
    def head(self) -> int:
        return self.recent[-1].seq if self.recent else 0

    def after(self, seq: int) -> list[Recorded]:
        """The events behind `seq`, which must still be kept."""
        missing = self.head - seq
        return list(islice(self.recent, len(self.recent) - missing, None)) if missing > 0 else []

    def keeps(self, seq: int) -> bool:
        """Whether all events behind `seq` are still here."""
        return self.head - seq <= len(self.recent)


class Live:
    def __init__(self) -> None:
        self._channels: dict[str, Channel] = {}
        self.closing = False

    def channel(self, hall: str) -> Channel:
        return self._channels.setdefault(hall, Channel())

    def publish(self, hall: str, recorded: Sequence[Recorded]) -> None:
        channel = self.channel(hall)
        channel.recent.extend(recorded)
        self._wake(list(channel.watchers))

    def _wake(self, watchers: list[Watcher]) -> None:
        """A few at a time, so that answers and requests go between."""
        for watcher in watchers[-AT_ONCE:]:
            watcher.wake()
        del watchers[-AT_ONCE:]
        if watchers:
            asyncio.get_running_loop().call_soon(self._wake, watchers)

    @contextmanager
    def watching(self, hall: str) -> Iterator[Watcher]:
        watcher = Watcher()
        channel = self.channel(hall)
        channel.watchers.add(watcher)
        try:
            yield watcher
        finally:
            channel.watchers.discard(watcher)
            if not channel.watchers and not channel.recent and self._channels.get(hall) is channel:
                del self._channels[hall]

    async def keep_beating(self) -> None:
        """For all who want it, a few at a time; a timer and a task's turn for each of them would cost several times as much."""
        while True:
            await asyncio.sleep(BEAT)
            watchers = [watcher for channel in self._channels.values() for watcher in channel.watchers]
            for at in range(0, len(watchers), AT_ONCE):
                for watcher in watchers[at : at + AT_ONCE]:
                    if watcher.beat is not None:
                        watcher.beat()
                await asyncio.sleep(0)

    def watched(self, hall: str) -> bool:
        return hall in self._channels and bool(self._channels[hall].watchers)

    def end(self, hall: str) -> None:
        """What was told of this hall holds no longer."""
        channel = self._channels.pop(hall, None)
        for watcher in channel.watchers if channel is not None else ():
            watcher.ended = True
            watcher.rouse()

    def end_all(self) -> None:
        for hall in list(self._channels):
            self.end(hall)

    def rouse(self) -> None:
        """Something has happened that concerns every watcher."""
        for channel in self._channels.values():
            for watcher in channel.watchers:
                watcher.rouse()

    def rouse_hall(self, hall: str) -> None:
        """Something beside the hall has changed that its screens may show."""
        for watcher in list(self._channels[hall].watchers) if hall in self._channels else ():
            watcher.rouse()

    def close(self) -> None:
        """Tells every watcher that the server stops."""
        self.closing = True
        self.rouse()

    def count(self) -> Iterator[tuple[str, int]]:
        for hall, channel in self._channels.items():
            yield hall, len(channel.watchers)

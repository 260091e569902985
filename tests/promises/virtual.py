"""An event loop on which time passes only when nobody has anything to do: a day takes as long as its work.

Nothing runs beside it. What the product gives to threads is done here, a moment later; so the same beginning has the same
end. A `Life` is all that one server does: once it is over, nothing of it runs any more, as after kill -9.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from functools import partial
from typing import Any
from unittest.mock import patch

from app.hand import Order

THREAD_TAKES = 0.0005
"""Seconds after which a thread has done what it was asked."""
ROUNDS = 5
"""So often at the end everybody is asked to go: some have somebody else to see off first."""
BEGINS = 1_772_000_000.0
"""When time begins, as a server's clock shows it: a Wednesday afternoon in Shanghai."""


class Life:
    def __init__(self) -> None:
        self.over = False
        self.undone: list[Callable[[], object]] = []
        """What would have come next."""

    def go_on(self, callback: Callable[..., object], *args: Any) -> None:
        if self.over:
            self.undone.append(partial(callback, *args))
        else:
            callback(*args)


class Died(BaseException):
    """The process ends here; no `except Exception` hears of it."""


_LIFE: ContextVar[Life | None] = ContextVar("life", default=None)


class _Waiting(selectors.SelectSelector):
    """Instead of waiting the time passes."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("nobody has anything to do, and nobody ever will")
        self.loop.passed += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        waiting = _Waiting()
        super().__init__(waiting)
        waiting.loop, self.passed = self, 0.0
        self.failures: list[dict[str, Any]] = []
        self._begun: list[asyncio.Task[Any]] = []
        self._lives: set[Life] = set()
        self.set_task_factory(self._task)
        self.set_exception_handler(self._heard)

    def time(self) -> float:
        return self.passed

    # ------------------------------------------------------------ lives
    def call_soon(self, callback: Any, *args: Any, context: Context | None = None) -> asyncio.Handle:
        return super().call_soon(*_lived(callback, args, context), context=context)

    def call_at(self, when: float, callback: Any, *args: Any, context: Context | None = None) -> asyncio.TimerHandle:
        return super().call_at(when, *_lived(callback, args, context), context=context)

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Context | None = None) -> asyncio.Handle:
        return self.call_soon(callback, *args, context=context)

    def live(self, life: Life, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """A task of a server."""
        self._lives.add(life)
        context = copy_context()
        context.run(_LIFE.set, life)
        return self.create_task(work, context=context)

    def _task(self, loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> "asyncio.Task[Any]":
        """Kept until the end: what is collected earlier runs its last lines at some time of Python's choice."""
        task = asyncio.Task(work, loop=loop, **more)
        self._begun.append(task)
        return task

    def _heard(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), Died | None):
            self.failures.append(context)

    # ------------------------------------------------------------ threads
    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        future = self.create_future()

        def run() -> None:
            if future.cancelled():
                return
            try:
                result = func(*args)
            except Exception as error:
                future.set_exception(error)
            else:
                future.set_result(result)

        self.call_later(THREAD_TAKES, run)
        return future

    def end(self) -> None:
        """Whoever is still there goes; nobody cares any more what they do."""
        for life in self._lives:
            life.over = False
            for callback in life.undone:
                super().call_soon(callback)
        for _ in range(ROUNDS):
            for task in self._begun:
                task.cancel()
            self.run_until_complete(asyncio.sleep(0.01))
            self._begun = [task for task in self._begun if not task.done()]
        self.close()


def _lived(callback: Any, args: tuple[Any, ...], context: Context | None) -> tuple[Any, ...]:
    life = _LIFE.get() if context is None else context.get(_LIFE)
    return (callback, *args) if life is None else (life.go_on, callback, *args)


class VirtualHand:
    """In the place of the writer's thread. `takes`: the seconds of an order."""

    def __init__(self, loop: VirtualLoop, takes: Callable[[], float]) -> None:
        self._loop, self._takes = loop, takes

    def start(self) -> None:
        pass

    def do(self, order: Order) -> None:
        self._loop.call_later(self._takes(), order)

    async def rest(self) -> None:
        pass


@contextmanager
def virtual_time() -> Iterator[VirtualLoop]:
    """A loop whose time all clocks show."""
    loop = VirtualLoop()
    with (
        patch.object(time, "monotonic", loop.time),
        patch.object(time, "time", lambda: BEGINS + loop.passed),
        patch.object(time, "time_ns", lambda: int((BEGINS + loop.passed) * 1e6) * 1000),
    ):
        try:
            yield loop
        finally:
            loop.end()

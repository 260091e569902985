"""Several processes that serve on one socket, and the one that looks after them.

The parent binds the socket and serves nobody: what waits in the socket's queue while one worker goes is taken by another. Each
worker is a new Python, so that a restart in turn (SIGHUP) brings in a new version of the code.
"""

import asyncio
import os
import signal
import socket
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from app.cli.log_lines import Format
from app.cli.worker_process import Worker
from app.settings import Settings

logger = structlog.get_logger()

QUEUE = 2048
"""Connections that may wait for a worker to take them."""
ENDS_WITHIN = 10.0
"""Seconds that a worker may take to end, beside its drain: good-byes, requests in hand, the log's last commit."""
STEADY = 30.0
"""Seconds after which a worker that dies doesn't count as one that can't start."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0


class Workers:
    """Keeps one worker of each name, until it is over."""

    def __init__(self, settings: Settings, listener: socket.socket, form: Format) -> None:
        self._listener, self._form, self._environment = listener, form, _environment(settings, listener)
        self._ends_within = ENDS_WITHIN + settings.drain
        self._names = [str(n) for n in range(1, settings.workers + 1)]
        self._serving: dict[str, Worker] = {}
        self._alive: set[Worker] = set()
        self._died_soon: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._over, self._wished, self._one_begins = asyncio.Event(), asyncio.Event(), asyncio.Lock()

    async def run(self, ready: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        for wish in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(wish, self._over.set)
        loop.add_signal_handler(signal.SIGHUP, self._wished.set)
        for name in self._names:
            await self._begin(name)
        self._beside(self._tell(ready))
        self._beside(self._restart_when_wished())
        await self._over.wait()
        async with self._one_begins:
            await asyncio.gather(*(worker.stop(self._ends_within) for worker in self._alive))
        logger.info("stopped")

    async def _tell(self, ready: Callable[[], None]) -> None:
        """Once, when all have begun."""
        await asyncio.wait([worker.ready for worker in self._serving.values()])
        ready()

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _begin(self, name: str) -> None:
        self._serving[name] = await self._start(name)

    async def _start(self, name: str) -> Worker:
        async with self._one_begins:
            worker = await Worker.started(name, self._listener, self._form, self._environment)
            self._alive.add(worker)
        self._beside(self._tend(worker))
        return worker

    async def _tend(self, worker: Worker) -> None:
        """If it ends and nobody wished that, another takes its place."""
        code = await worker.ended()
        self._alive.discard(worker)
        if self._missing(worker):
            pause = self._pause(worker)
            logger.error("worker_died", worker=worker.name, pid=worker.process.pid, code=code, again_in=pause)
            await asyncio.sleep(pause)
            if self._missing(worker):
                await self._begin(worker.name)

    def _missing(self, worker: Worker) -> bool:
        return self._serving.get(worker.name) is worker and not self._over.is_set()

    def _pause(self, worker: Worker) -> float:
        lived = asyncio.get_running_loop().time() - worker.began
        self._died_soon[worker.name] = self._died_soon[worker.name] + 1 if lived < STEADY else 0
        return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** self._died_soon[worker.name]))

    async def _restart_when_wished(self) -> None:
        """A wish during a restart is for another one: the code may have changed since the first worker began."""
        while await self._wished.wait():
            self._wished.clear()
            logger.info("restarting_in_turn")
            for name in self._names:
                if not await self._exchange(name):
                    logger.error("restart_given_up", worker=name)
                    break
            else:
                logger.info("restarted")

    async def _exchange(self, name: str) -> bool:
        """The new worker serves before the old one is asked to go. False: it doesn't, and the old one stays."""
        fresh = await self._start(name)
        if not await fresh.ready:
            await fresh.stop(0)
            return False
        old, self._serving[name] = self._serving[name], fresh
        await old.stop(self._ends_within)
        return True


def _environment(settings: Settings, listener: socket.socket) -> dict[str, str]:
    """This one's, with what the command line said. The database's password stands here rather than among the arguments, which
    everyone may read."""
    said = {
        "HOST": settings.host,
        "PORT": listener.getsockname()[1],
        "DATA": settings.data,
        "DATABASE_URL": settings.database_url,
        "SCRIPTS": settings.scripts,
        "TLS_CERT": settings.tls_cert,
        "TLS_KEY": settings.tls_key,
        "INSECURE": settings.insecure,
    }
    return os.environ | {f"YINGBIN_{name}": str(value) for name, value in said.items() if value is not None}


def run_workers(settings: Settings, listener: socket.socket, form: Format, ready: Callable[[], None]) -> None:
    """Serves until a signal says stop."""
    listener.listen(QUEUE)
    asyncio.run(Workers(settings, listener, form).run(ready))

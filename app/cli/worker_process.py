"""A worker as its parent sees it: a process, and a lifeline to it."""

import asyncio
import socket
import sys
from contextlib import suppress

import structlog

from app.cli.log_lines import Format

logger = structlog.get_logger()

READY_WITHIN = 60.0


class Worker:
    """One process. It tells on its lifeline that it is ready, and ends when the other end of it, here, is closed."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, lifeline: socket.socket) -> None:
        self.name, self.process, self._lifeline = name, process, lifeline
        self.began = asyncio.get_running_loop().time()
        self.ready = asyncio.create_task(self._hear())

    @classmethod
    async def started(cls, name: str, listener: socket.socket, form: Format, environment: dict[str, str]) -> "Worker":
        """In a process group of its own: Ctrl-C is the parent's to pass on."""
        ours, theirs = socket.socketpair()
        with theirs:
            passed = listener.fileno(), theirs.fileno()
            words = ["-P", "-m", "app.cli.worker", name, *map(str, passed), form]
            process = await asyncio.create_subprocess_exec(
                sys.executable, *words, pass_fds=passed, env=environment, process_group=0, stdin=asyncio.subprocess.DEVNULL
            )
        ours.setblocking(False)
        return cls(name, process, ours)

    async def _hear(self) -> bool:
        """Whether it serves, in time."""
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(READY_WITHIN):
                serves = await asyncio.get_running_loop().sock_recv(self._lifeline, 1) != b""
                if serves:
                    logger.info("worker_ready", worker=self.name, pid=self.process.pid)
                return serves
        return False

    async def ended(self) -> int:
        code = await self.process.wait()
        await self.ready
        self._lifeline.close()
        return code

    async def stop(self, within: float) -> None:
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            async with asyncio.timeout(within):
                await self.process.wait()
        except TimeoutError:
            logger.error("worker_killed", worker=self.name, within=within)
            self.process.kill()
            await self.process.wait()

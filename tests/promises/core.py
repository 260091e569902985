"""The core of the house in a process of its own: desk, writer and log on a real SQLite file, asked through a socket.

`python -m tests.promises.core DIRECTORY SOCKET [FAULT]` imports what it needs once. For each line on its standard input (days by
which the clock is ahead) it starts a core, as a fork, and says its process id; the one before must be on its way out.
"""

import asyncio
import gc
import hashlib
import os
import signal
import sys
from pathlib import Path

from app.database import Data, locked, open_data
from app.desk import Desk
from app.hall import decide
from app.hall.refusals import Refusal
from app.live import Live
from app.log import Log
from app.personal import Strongbox
from app.wishes import Answer, Once, Wish, wall_clock

HALL = "dongcheng"
DAY = 86_400_000


def desk_on(data: Data, days: int = 0) -> Desk:
    """`days`: how far the clock is ahead."""
    return Desk(Log(data.engine, Strongbox(data.key)), Live(), lambda: wall_clock() + days * DAY)


def taking(key: str, service: str) -> Wish:
    """As the HTTP interface wishes it. The key is kept as the one who issued the ticket: so the log tells what each key did."""
    return Wish(
        HALL,
        lambda state, now: decide.take(state, now, service=service, by=key),
        lambda state, facts, now: Answer(201, f"{facts[0].day} {facts[0].number}".encode()),
        Once(_print(key), _print(service)),
    )


def _print(what: str) -> bytes:
    return hashlib.blake2b(what.encode(), digest_size=16).digest()


async def answer(desk: Desk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        key, service = line.decode().split()
        try:
            said = (await desk.do(taking(key, service))).body.decode()
        except Refusal as refusal:
            said = f"refused {refusal.code}"
        writer.write(f"{said}\n".encode())


async def serve(directory: Path, socket: Path, days: int) -> None:
    with locked(directory):
        desk = desk_on(open_data(directory, None), days)
        await desk.open()
        server = await asyncio.start_unix_server(lambda reader, writer: answer(desk, reader, writer), socket)
        await server.serve_forever()


def main(directory: Path, socket: Path, fault: str | None = None) -> None:
    if fault is not None:
        from tests.servers.faults import FAULTS

        FAULTS[fault]()
    gc.freeze()
    core = 0
    for line in sys.stdin:
        if core:
            os.waitpid(core, 0)
        core = os.fork()
        if core == 0:
            asyncio.run(serve(directory, socket, int(line)))
        print(core, flush=True)
    if core:
        os.kill(core, signal.SIGKILL)
        os.waitpid(core, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])

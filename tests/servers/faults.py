"""Known faults, put in on purpose: a proof that doesn't notice them proves nothing.

`python -m tests.servers.faults NAME serve …` is `yingbin serve …` with one of them.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence

from starlette.websockets import WebSocket

from app import codec, tables
from app.batch import Batch, Job
from app.cli import main, server
from app.cli.door import SocketDoor
from app.hall.events import Fact
from app.hints import Hints
from app.log import Log
from app.speaking import Speaking
from app.wishes import Answer
from app.writer import Writer
from app.writing import Held, Writing


def append_without_its_condition() -> None:
    """Each server decides on what it knows, and its facts take the next free places of the log."""

    def hold(self: Writing, halls: Collection[str], known: Mapping[str, int]) -> Held:
        return Held({hall: known[hall] for hall in halls})

    def append(self: Writing, hall: str, after: int, facts: Sequence[Fact]) -> None:
        added = "UPDATE halls SET version = version + %s WHERE id = %s RETURNING version"
        (version,) = self._cursor.execute(added, (len(facts), hall)).fetchone()
        first = version - len(facts) + 1
        rows = [(hall, seq, type(fact).__name__, codec.FORMAT, codec.encode(fact)) for seq, fact in enumerate(facts, first)]
        self._insert(tables.facts, rows)

    Writing.hold, Writing.append = hold, append  # type: ignore[method-assign]


def deaf() -> None:
    """Cut off from NOTIFY."""
    Hints.open = lambda self: None  # type: ignore[method-assign]


def answer_before_the_commit() -> None:
    """Whoever asked is told as soon as the writer has decided, on a disk that takes 200 ms."""
    decide = Writer._decide

    def early(self: Writer, jobs: list[Job], touched: set[str]) -> Batch:
        batch = decide(self, jobs, touched)
        for job in jobs:
            if isinstance(job.outcome, Answer):
                job.future.get_loop().call_soon_threadsafe(tell, job)
        time.sleep(0.2)
        return batch

    def tell(job: Job) -> None:
        if not job.future.done():
            job.future.set_result(job.outcome)  # type: ignore[arg-type]

    Writer._decide = early  # type: ignore[method-assign]


def forget_the_keys() -> None:
    """A command that is repeated is a new one."""
    Writer._first_answer = lambda self, wish, batch: None  # type: ignore[method-assign]


def trust_the_reads() -> None:
    """A commit that fails says nothing of the database."""
    Log.lost_touch = lambda self, error: False  # type: ignore[method-assign]


def plain_door() -> None:
    """uvicorn's own protocols: who is slow to ask is waited for."""
    server.Door, server.SocketDoor = "httptools", "websockets-sansio"  # type: ignore[assignment,misc]


def queue_what_is_unread() -> None:
    """Who takes nothing is sent everything all the same."""
    SocketDoor.pause_writing = lambda self: None  # type: ignore[method-assign]


def speak_to_one_after_the_other() -> None:
    """And wait for each."""
    turn, send = asyncio.Lock(), WebSocket.send_text

    async def send_text(self: WebSocket, data: str) -> None:
        async with turn:
            await send(self, data)

    WebSocket.send_text = send_text  # type: ignore[method-assign]


def let_all_speak() -> None:
    """Each display of a zone has its turn, all the time."""
    Speaking._is_anothers = lambda self, zone, display, present: False  # type: ignore[method-assign]


FAULTS: dict[str, Callable[[], None]] = {
    fault.__name__: fault
    for fault in (
        *(append_without_its_condition, deaf, answer_before_the_commit, forget_the_keys, trust_the_reads, plain_door),
        *(queue_what_is_unread, speak_to_one_after_the_other, let_all_speak),
    )
}

if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    main()

"""Known faults, to be put into the product for a while: what a proof must find, or it proves nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from app.api import stream
from app.batch import Batch
from app.desk import Desk
from app.hall import calling
from app.live import Live
from app.log import Log, Recorded, Writing
from app.writer import Writer
from tests.promises.people import Listener


@contextmanager
def forgets_its_answers() -> Iterator[None]:
    """After a restart nobody knows any more which commands took effect."""
    with patch.object(Log, "commands", lambda self, hall, after=0: {}):
        yield


@contextmanager
def resumes_one_too_far() -> Iterator[None]:
    """Whoever comes back misses the next event."""
    real = stream._first

    async def first(client: Any, hello: Any) -> int:
        seq = await real(client, hello)
        return seq + (hello.since == seq and seq < client.house.live.channel(client.hall).head)

    with patch.object(stream, "_first", first):
        yield


@contextmanager
def tells_before_it_is_durable() -> Iterator[None]:
    """The streams hear of facts when they are decided, not when they are on the disk."""
    real_run, real_publish = Desk._run, Live.publish

    def run(self: Desk, *order: Any) -> None:
        def put(writing: Writing, batch: Batch) -> None:
            Writer._put(self.writer, writing, batch)
            for hall, facts in batch.facts.items():
                self.live.publish(hall, [Recorded(seq, fact) for seq, fact in enumerate(facts, batch.after[hall] + 1)])

        self.writer._put = put  # type: ignore[method-assign]
        real_run(self, *order)

    def publish(self: Live, hall: str, recorded: Sequence[Recorded]) -> None:
        real_publish(self, hall, [one for one in recorded if one.seq > self.channel(hall).head])

    with patch.object(Desk, "_run", run), patch.object(Live, "publish", publish):
        yield


@contextmanager
def calls_by_number() -> Iterator[None]:
    """Whoever took a ticket first is called first, whatever was promised."""

    def next_for(queues: calling.Queues, rule: calling.Rule) -> calling.Choice | None:
        order = calling.upcoming(queues, rule, 99)
        return min(order, key=lambda choice: (choice.ticket.taken_at, choice.ticket.number), default=None)

    with patch.object(calling, "next_for", next_for):
        yield


@contextmanager
def begins_anew_each_time() -> Iterator[None]:
    """A listener that only connects again."""
    real = Listener.listen

    async def listen(self: Listener) -> None:
        self.follower.since = None
        await real(self)

    with patch.object(Listener, "listen", listen):
        yield

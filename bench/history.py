"""Data directories with a past: days of tickets, each called, started and finished, written as the desk writes them."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.accounts import Accounts
from app.database import Data, open_data
from app.hall import decide
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.state import Hall
from app.log import Log, checkpoint_row
from bench.hall_of_32 import COUNTERS, HALL, hall_of_32
from bench.servers import yingbin

ANSWER = b'{"number":"B001"}' + b" " * 500
"""As long as a ticket's."""
SPAN = 8 * 3600 * 1000
"""The tickets of a day come within eight hours."""


def with_history(directory: Path, past_days: int, a_day: int, today: int) -> Path:
    """A directory whose hall has so many past days of `a_day` tickets, and `today` tickets of today."""
    now = datetime.now(UTC)
    data, file = directory / "data", directory / "hall.yaml"
    file.write_text(hall_of_32(now.hour))
    yingbin("init", "--data", str(data), "--hall", str(file))
    opened = open_data(data, None)
    begins = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=11)
    Past(opened).write([(begins - timedelta(days=back), a_day) for back in range(past_days, 0, -1)], (begins, today))
    Accounts(opened.engine, opened.key).issue("integration", HALL)
    opened.engine.dispose()
    return data


class Past:
    """Writes the log of a hall anew, from the first day on."""

    def __init__(self, data: Data) -> None:
        self._log = Log(data.engine)
        self._plan = self._log.load(HALL).plan
        with data.engine.connect().execution_options(write=True) as connection, connection.begin():
            for table in ("facts", "checkpoints"):
                connection.exec_driver_sql(f"DELETE FROM {table}")
            connection.exec_driver_sql("UPDATE halls SET version = 0")

    def write(self, before: list[tuple[datetime, int]], last: tuple[datetime, int]) -> None:
        hall = Hall()
        first = _instant((before or [last])[0][0])
        hall_set = decide.set_plan(hall, first, self._plan)
        hall.apply_all(hall_set)
        self._day(hall, first, hall_set, (before or [last])[0][1], not before)
        for number, (begins, tickets) in enumerate([*before, last][1:], 2):
            self._day(hall, _instant(begins), [], tickets, number >= len(before))

    def _day(self, hall: Hall, begins: Instant, earlier: list[Fact], tickets: int, remember: bool) -> None:
        """One transaction. `remember`: the answers to its commands are still kept."""
        after = hall.version - len(earlier)
        facts = [*earlier, *_applied(hall, decide.pass_time(hall, begins))]
        checkpoint = checkpoint_row(hall)
        for n in range(tickets):
            facts += _served(hall, begins + n * SPAN // max(1, tickets), 1 + n % COUNTERS)
        with self._log.write() as writing:
            writing.append(HALL, after, facts)
            writing.begin_day(checkpoint)
            if remember:
                rows = range(after + 1, after + 1 + len(facts))
                writing.remember([(HALL, seq, os.urandom(16), hall.day, os.urandom(16), 200, ANSWER) for seq in rows])


def _instant(at: datetime) -> Instant:
    return int(at.timestamp() * 1000)


def _applied(hall: Hall, facts: list[Fact]) -> list[Fact]:
    hall.apply_all(facts)
    return facts


def _served(hall: Hall, now: Instant, counter: int) -> Iterator[Fact]:
    """A ticket's whole way; the counter opens for its first one."""
    if hall.counter(counter).state != "open":
        yield from _applied(hall, decide.open_counter(hall, now, counter=counter))
    yield from _applied(hall, decide.take(hall, now, service="pay-bill", by="kiosk"))
    yield from _applied(hall, decide.call_next(hall, now, counter=counter, expected_current=None))
    yield from _applied(hall, decide.start(hall, now, counter=counter))
    yield from _applied(hall, decide.finish(hall, now, counter=counter))

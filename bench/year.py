"""A year of a hall that works by its handbook, 1,000 tickets a day: a day is played with the product's own core, and stands in
the log 365 times, each time on its own date."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, update

from app import codec, tables
from app.database import open_data
from app.engine import changing
from app.hall import decide, rating
from app.hall.day import Instant
from app.hall.events import DayBegan, Fact, ServiceFinished
from app.hall.refusals import Refusal
from app.hall.script import Step
from app.hall.state import Hall
from app.hall.walking import Given
from app.hall_file import read_hall
from app.script_file import read_folder
from app.writing import checkpoint_row
from bench.peak_hour import ROOT, Hour, staffed
from bench.servers import yingbin

HALL = "dongcheng"
FILE = ROOT / "halls" / f"{HALL}.yaml"
DAYS, A_DAY = 365, 1000
HOURS = 8
WISHES = {
    "pay-bill": 50,
    "open-account": 15,
    "change-plan": 15,
    "replace-card": 12,
    "urgent-suspension": 2,
    "pre-cancellation": 2,
    "inquiry": 3,
    "complaint": 1,
}
"""What customers come for, of a hundred."""
A_MILLIS = re.compile(r"\b[12]\d{12}\b")
DAY_LONG = 86_400_000


class Day(Hour):
    """Its facts are kept. Every third customer rates; in the evening the counters close."""

    def __init__(self, begins: Instant) -> None:
        self.facts: list[Fact] = []
        scripts = list(read_folder(ROOT / "service_scripts", {})[0].values())
        super().__init__(staffed(read_hall(FILE)), scripts, A_DAY / HOURS / 60, 7, begins, HOURS * 3600)
        self.founded = len(self.facts) - len(self.hall.plan.counters)

    def close(self) -> None:
        for counter in list(self.hall.counters):
            self._apply(decide.close(self.hall, self._instant, counter=counter))

    def _wishes(self) -> str:
        return self.chance.choices(tuple(WISHES), tuple(WISHES.values()))[0]

    def _says(self, step: Step, given: Given) -> Given:
        """Nine of ten want nothing of what they are offered."""
        if step.enter != "offer" or self.chance.random() < 0.1:
            return given
        return replace(given, answer=step.answers[1].id, offer=given.offer)

    def _keeps(self, facts: Sequence[Fact]) -> None:
        self.facts += facts
        for fact in facts:
            if isinstance(fact, ServiceFinished) and self.chance.random() < 1 / 3:
                self._rates(fact)

    def _rates(self, fact: ServiceFinished) -> None:
        score = self.chance.choice((2, 3, 4, 4, 5, 5, 5))
        try:
            self._apply(
                rating.at_pad(self.hall, self._instant, counter=fact.counter, ticket=fact.number, score=score, about=("wait",))
            )
        except Refusal:
            pass


def year(directory: Path, days: int = DAYS) -> tuple[Path, date]:
    """A data directory with this hall, and its last day."""
    now = datetime.now(UTC)
    data = directory / "data"
    yingbin("init", "--data", str(data), "--hall", str(FILE))
    day = Day(int((now - timedelta(hours=HOURS + 2)).timestamp() * 1000))
    day.run()
    day.close()
    opened = open_data(data, None)
    try:
        with changing(opened.engine) as connection:
            for table in (tables.facts, tables.checkpoints):
                connection.execute(table.delete().where(table.c.hall == HALL))
        seq = 0
        for back in range(days - 1, -1, -1):
            rows = list(_rows(day, seq, back, first=not seq))
            seq = int(str(rows[-1]["seq"]))
            with changing(opened.engine) as connection:
                connection.execute(insert(tables.facts), rows)
                checkpoint = _checkpoint(day, rows)
                connection.execute(insert(tables.checkpoints), checkpoint)
                if not back:
                    prints = codec.prints_in(str(checkpoint["state"]))
                    connection.execute(insert(tables.scripts), [{"print": one, "data": codec.script_text(one)} for one in prints])
                connection.execute(update(tables.halls).where(tables.halls.c.id == HALL).values(version=seq))
    finally:
        opened.engine.dispose()
    return data, date.fromisoformat(day.hall.day)


def _rows(day: Day, after: int, back: int, *, first: bool) -> Iterator[dict[str, object]]:
    """The day as it is so many days before; the first one founds the hall, every other begins."""
    today = date.fromisoformat(day.hall.day)
    on = str(today - timedelta(days=back))
    began = [one for one in day.facts[: day.founded] if isinstance(one, DayBegan)]
    facts = day.facts if first else [*began, *day.facts[day.founded :]]
    for seq, fact in enumerate(facts, after + 1):
        told = A_MILLIS.sub(lambda found: str(int(found[0]) - back * DAY_LONG), codec.encode(fact)).replace(str(today), on)
        yield {"hall": HALL, "seq": seq, "type": type(fact).__name__, "format": codec.FORMAT, "data": told}


def _checkpoint(day: Day, rows: list[dict[str, object]]) -> dict[str, object]:
    """At the first moment of the day, when the hall was founded; what is read of former ones is their seq and day."""
    hall = Hall()
    hall.apply_all(day.facts[: day.founded])
    began = next(row for row in rows if row["type"] == DayBegan.__name__)
    hall.version = int(str(began["seq"]))
    return {**checkpoint_row(hall), "day": codec.decode(DayBegan.__name__, codec.FORMAT, str(began["data"])).day}

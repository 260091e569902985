"""The log of a hall, fact by fact, into the figures of its days."""

from dataclasses import dataclass, field

import orjson

from app.hall import events
from app.reports.daybook import Carried, Daybook, Share
from app.reports.figures import KEPT, Figures


@dataclass(frozen=True, slots=True)
class Row:
    """A day as it is stored: its figures up to the fact `seq`, and what was under way then."""

    day: str
    seq: int
    data: str
    carried: str


def version_of(row: Row) -> int:
    """By which version of what is counted a day was made."""
    return int(orjson.loads(row.carried).get("version", 1))


@dataclass(slots=True)
class Reckoning:
    """Goes on from where it was. `ended`: the days that ended since it was last asked."""

    day: str = ""
    seq: int = 0
    book: Daybook = field(default_factory=Daybook)
    ended: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, share: Share) -> "Reckoning":
        """From the first fact on."""
        return cls(book=Daybook(share=share))

    @classmethod
    def after(cls, row: Row) -> "Reckoning":
        return cls(row.day, row.seq, Daybook(Carried.decode(row.carried), Figures.decode(row.data, KEPT)))

    def take(self, seq: int, fact: events.Fact) -> None:
        """What comes before the first day begins counts to it."""
        if type(fact) is events.DayBegan and fact.day != self.day:
            if self.day:
                self.ended.append(self.row())
                self.book = Daybook(self.book.carried, share=self.book.share)
                self.book.carried.brands.clear()
            self.day = fact.day
        self.book.take(seq, fact)
        self.seq = seq

    def row(self) -> Row:
        """The day so far."""
        return Row(self.day, self.seq, self.book.so_far().encode(), self.book.carried.encode())

    def rows(self) -> list[Row]:
        """The days that ended, and the day so far; the next call tells only what came since."""
        found, self.ended = [*self.ended, *([self.row()] if self.day else [])], []
        return found

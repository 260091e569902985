"""One hall on its way: its story is copied and compared, then what lies beside it follows."""

from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Row

from app import codec, tables
from app.database import DataError
from app.move.ledger import AGAIN, BESIDE, FILES, KEYED, OVER, WITHIN, Ledger
from app.move.progress import Progress
from app.move.side import Option
from app.verify import verify_hall, verify_media


class Found(Enum):
    """What of the hall's log is at the target already."""

    NOTHING, THE_BEGINNING, ALL = range(3)


@dataclass(frozen=True, slots=True)
class Moved:
    """`vips_left`: so many VIPs could not be carried. `there`: it had arrived before, and only had to leave."""

    hall: str
    facts: int
    days: int
    vips_left: int
    there: bool


@dataclass
class Journey:
    """`row`: the hall's row at the source, which is held."""

    ours: Ledger
    theirs: Ledger
    row: Row[Any]
    progress: Progress

    @property
    def hall(self) -> str:
        return str(self.row.id)

    # ------------------------------------------------------------ the story
    def story(self) -> None:
        """The log, and what is written with it, is at the target as it was at the source, and leaves that. Raises DataError."""
        there = self.theirs.hold([self.hall]).get(self.hall)
        self.found = Found.NOTHING if there is None else self._known(there)
        self._refuse_others_numbers()
        self._take_scripts()
        if self.found is Found.THE_BEGINNING:
            self.theirs.delete(self.hall, WITHIN)
            self.theirs.delete_hall(self.hall)
        if self.found is not Found.ALL:
            self._copy()
            self._compare()
        elif there is not None:
            look_over(self.theirs.connection, there, "--to", self.progress)
        self._copy_files()
        self.progress.told(f"{self.hall}: it is leaving --from")
        self.ours.delete(self.hall, WITHIN)

    def _known(self, there: Row[Any]) -> Found:
        """An earlier move may have broken off, and either side may have gone on since. Raises DataError if both have."""
        facts = zip(self.ours.rows(tables.facts, self.hall), self.theirs.rows(tables.facts, self.hall), strict=False)
        if any(ours != theirs for ours, theirs in facts):
            raise DataError(f"There is another hall {self.hall} at --to, with a story of its own: nothing was changed.")
        return Found.THE_BEGINNING if there.version < self.row.version else Found.ALL

    def _refuse_others_numbers(self) -> None:
        """Somebody of another hall may have the number of one of the staff who move. Raises DataError."""
        for number in sorted(key[0] for key in self.ours.keys(tables.staff, self.hall)):
            if self.theirs.elsewhere(number, self.hall):
                raise DataError(
                    f"At --to somebody of another hall has the staff number {number} too: nothing was changed; change one first."
                )

    def _take_scripts(self) -> None:
        """Those that the checkpoints name. They are not at the target yet: other servers would have to wait for them."""
        named = [codec.prints_in(row[3]) for row in self.ours.rows(tables.checkpoints, self.hall)]
        self.days, prints = len(named), set().union(*named)
        self.scripts = self.ours.scripts(prints)
        if missing := prints - self.scripts.keys():
            raise DataError(f"{self.hall} can't be moved: a script that its checkpoints name is missing ({min(missing)}).")

    def _copy(self) -> None:
        self.theirs.put_hall(self.hall, self.row.version)
        for table in WITHIN:
            rows = self.ours.rows(table, self.hall)
            told = (
                f"{self.hall}: {{count}} of {self.row.version} facts" if table is tables.facts else f"{self.hall}: {table.name}"
            )
            self.theirs.put(table, self.progress.counting(rows, told + " are copied"))

    def _copy_files(self) -> None:
        """Those that aren't there yet; a file is known by its content."""
        late = False
        for table in FILES:
            missing = sorted(self.ours.keys(table, self.hall) - self.theirs.keys(table, self.hall))
            rows = (self.ours.row(table, key) for key in missing)
            self.theirs.put(table, self.progress.counting(rows, f"{self.hall}: {{count}} {table.name} are copied"))
            late = late or bool(missing)
        for wrong in verify_media(self.theirs.connection, self.hall) if late else ():
            raise DataError(f"What arrived of {self.hall} is not what was sent ({wrong}): nothing was changed.")

    def _compare(self) -> None:
        """Row by row: equal facts fold to equal halls."""
        for table in WITHIN:
            sent = self.progress.counting(self.ours.rows(table, self.hall), f"{self.hall}: {{count}} {table.name} are compared")
            for ours, theirs in zip_longest(sent, self.theirs.rows(table, self.hall)):
                if ours != theirs:
                    raise DataError(f"What arrived of {self.hall} is not what was sent ({table.name}): nothing was changed.")

    # ------------------------------------------------------------ the rest
    def rest(self, *, vips: bool) -> Moved:
        """What others may write meanwhile comes last; then the hall has left the source. `vips`: the list can be read there, and
        what the staff have answered to an open survey; else they are asked anew."""
        if self.found is not Found.ALL:  # it has been copied anew, and is doing otherwise than before
            self.theirs.delete(self.hall, [tables.summaries, *AGAIN])
            for table in AGAIN:
                self.theirs.put(table, self.ours.rows(table, self.hall))
        for table in BESIDE:
            if vips or table not in KEYED:
                self.theirs.put_missing(table, self.hall, self.ours.rows(table, self.hall))
        self._copy_files()
        self.theirs.put_scripts(self.scripts)
        left = 0 if vips else sum(1 for _ in self.ours.rows(tables.vips, self.hall))
        self.ours.delete(self.hall, (*BESIDE, *AGAIN, *FILES, *OVER))
        self.ours.delete_hall(self.hall)
        return Moved(self.hall, self.row.version, self.days, left, self.found is Found.ALL)


def look_over(connection: Connection, row: Row[Any], option: Option, progress: Progress) -> None:
    """Raises DataError unless all that is stored of the hall of this row agrees with its log."""
    told = f"{row.id}: {{count}} of {row.version} facts are verified"
    verified = verify_hall(connection, row.id, row.version, lambda facts: progress.counting(facts, told))
    if wrong := verified.differences:
        raise DataError(f"{row.id} at {option} doesn't agree with its log ({wrong[0]}): nothing was moved; see `yingbin verify`.")

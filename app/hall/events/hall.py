"""The hall itself: its plan, its days, what it tells everybody."""

from dataclasses import dataclass

from app.hall.events.fact import Fact
from app.hall.plan import Plan, Text
from app.hall.playlist import Entry, LogoUse
from app.hall.rehearsal import How, TraineeRole


@dataclass(frozen=True, slots=True, kw_only=True)
class HallSet(Fact):
    """The hall got this plan: at its creation and whenever a changed hall file is applied or published. `by`: whose hand it was:
    the number of a member of staff, a role, or `command-line`. `back_to`: the seq of the earlier plan that this is again."""

    plan: Plan
    by: str | None = None
    back_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VipListSet(Fact):
    """The VIP list was replaced by one of so many customers. Who they are lies beside the log. `back`: by the one before."""

    customers: int
    by: str
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBegan(Fact):
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSet(Fact):
    """A line for the customers, on the lobby's screens; None: no more."""

    text: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaylistSet(Fact):
    """From now on the screens show these between calls."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoSet(Fact):
    """The logo for the screens or for paper; None: no more. `plate`: it is dark, and stands on a light plate on dark screens."""

    use: LogoUse
    media: str | None
    plate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalBegan(Fact):
    """In a rehearsal hall: who trains plays this case in this role."""

    case: str
    role: TraineeRole


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalPlayed(Fact):
    """A beat of the case was played; `number` and `walk` if it began one."""

    beat: str
    number: str | None = None
    walk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalEnded(Fact):
    case: str
    how: How

"""A whole hall as values."""

from dataclasses import dataclass, field

from app.hall.bulletin import Bulletin
from app.hall.call import Call
from app.hall.complaint import Complaint
from app.hall.counter import Counter, Served
from app.hall.day import Instant
from app.hall.matters import Attention, Away, FollowUp, Help, Offered, Page, Print, Trouble, WorkOrder
from app.hall.plan import Plan, Text
from app.hall.playlist import Entry, Logo
from app.hall.rehearsal import Rehearsal
from app.hall.ticket import Ticket
from app.hall.voices import Questionnaire, Survey
from app.hall.walk import Edition, Ended, Walk


@dataclass(frozen=True)
class Snapshot:
    """A whole hall as values: what a checkpoint stores and what two halls are compared by."""

    plan: Plan
    version: int
    last_at: Instant
    day: str
    tickets: tuple[Ticket, ...]
    counters: tuple[Counter, ...]
    issued: dict[str, int]
    served: dict[str, Served]
    calls: tuple[Call, ...]
    helps: tuple[Help, ...]
    editions: tuple[Edition, ...] = ()
    walks: tuple[Walk, ...] = ()
    ended: tuple[Ended, ...] = ()
    pages: tuple[Page, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    work_orders: tuple[WorkOrder, ...] = ()
    offered: tuple[tuple[str, tuple[Offered, ...]], ...] = ()
    away: tuple[Away, ...] = ()
    lounge: tuple[tuple[str, str], ...] = ()
    versions: dict[str, int] = field(default_factory=dict)
    notice: Text | None = None
    rehearsal: Rehearsal | None = None
    troubles: tuple[Trouble, ...] = ()
    prints: tuple[Print, ...] = ()
    playlist: tuple[Entry, ...] = ()
    logos: dict[str, Logo] = field(default_factory=dict)
    complaints: tuple[Complaint, ...] = ()
    bulletins: tuple[Bulletin, ...] = ()
    published: tuple[Bulletin, ...] = ()
    attentions: tuple[Attention, ...] = ()
    curve: tuple[tuple[int, int, int, int], ...] = ()
    questionnaires: tuple[Questionnaire, ...] = ()
    surveys: tuple[Survey, ...] = ()

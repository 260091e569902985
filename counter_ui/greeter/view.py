"""What a greeter sees: hall, now, look → the tablet."""

from dataclasses import dataclass

from app.devices import Known
from app.hall.day import Instant
from app.hall.plan import Level, Paper, Post
from app.hall.state import Hall
from app.hall.walk import Edition
from app.hall.walking import AT_ONCE
from counter_ui.devices import NOBODY, lines, missing
from counter_ui.greeter.alerts import Alerts, alerts
from counter_ui.greeter.cards import Card, Row, card
from counter_ui.greeter.floor import Floor, Seats, floor, seats
from counter_ui.greeter.lounge import Lounge, lounge
from counter_ui.greeter.places import Places, in_hand, places, post_of, walks_of
from counter_ui.greeter.queue import Found, Queue, found, missed, queue
from counter_ui.greeter.shown import Shown, shown
from shared_ui.picture import Look, language
from shared_ui.printers import keys, outcome, own_paper

BESIDES = ("inquiry", "number-trouble", "waiting-area", "recommendation")
"""Scripts that a greeter begins besides the guidance, if the hall has them. The last needs a ticket: it begins from one."""


@dataclass(frozen=True, slots=True)
class Tablet:
    """`given`: the ticket that came of the walk just ended, or was issued without one. `besides`: other scripts to begin;
    `full`: three customers are held already. `printers`: on which a ticket may come once more; `paper`: what came of that of the
    ticket that is looked at; `own_paper`: on which this tablet's browser prints it."""

    post: Post
    alerts: Alerts
    places: Places | None
    shown: Shown | None
    given: Card | None
    level: Level
    queues: list[Queue]
    waiting: int
    late: int
    seats: Seats
    chosen: Card | None
    found: Found | None
    missed: list[Row]
    lounge: Lounge | None
    floor: Floor | None
    tab: str
    besides: list[Edition]
    full: bool
    ask: str | None
    printers: list[tuple[str, str]]
    paper: str | None
    own_paper: Paper | None

    @property
    def recommendation(self) -> bool:
        return any(one.script.id == "recommendation" for one in self.besides)

    @property
    def marks(self) -> str:
        """Changes when the keys change their places."""
        step = f"{self.shown.walk.id}.{self.shown.step.step}.{self.shown.step.place}" if self.shown else ""
        held = [one.walk.id for one in self.places.held] if self.places else []
        return " ".join([self.alerts.marks, *held, step, self.given.row.ticket.number if self.given else ""])


def tablet(hall: Hall, now: Instant, look: Look, known: Known = NOBODY) -> Tablet:
    mine, spoken = post_of(hall, look), language(look)
    walk = in_hand(hall, mine.id, look)
    queues = [queue(hall, now, service, look.get("open") == service.id) for service in hall.plan.services]
    chosen = card(hall, now, look.get("ticket"), look.get("act"))
    given = None if walk else card(hall, now, _came_of(hall, look.get("walk")) or look.get("taken"))
    tab = look.get("list", "waiting")
    return Tablet(
        post=mine,
        alerts=alerts(hall, now, mine, missing(lines(hall, now, known, spoken)), spoken),
        places=places(hall, now, mine.id, walk, spoken),
        shown=shown(hall, now, walk, look, spoken) if walk else None,
        given=given,
        level=hall.plan.level.get(look.get("level", ""), hall.plan.levels[0]),
        queues=queues,
        waiting=sum(one.people for one in queues),
        late=sum(one.late for one in queues),
        seats=seats(hall),
        chosen=chosen,
        found=found(hall, now, look.get("find")) if chosen is None else None,
        missed=missed(hall, now),
        lounge=lounge(hall, now),
        floor=floor(hall, now, mine) if tab == "floor" else None,
        tab=tab,
        besides=[hall.scripts[id] for id in BESIDES if id in hall.scripts],
        full=len(walks_of(hall, mine.id)) >= AT_ONCE,
        ask=look.get("ask"),
        printers=keys(hall.plan, spoken),
        paper=_paper(hall, chosen or given, spoken),
        own_paper=own_paper(hall.plan),
    )


def _came_of(hall: Hall, walk: str | None) -> str | None:
    """The number that a walk ended with."""
    return next((ended.ticket[1] for ended in hall.ended if ended.walk == walk and ended.ticket), None)


def _paper(hall: Hall, seen: Card | None, language: str) -> str | None:
    return outcome(hall, seen.row.ticket.day, seen.row.ticket.number, language) if seen else None

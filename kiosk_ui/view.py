"""What a kiosk shows: one page at a time, each with one question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.hall import day
from app.hall.day import Instant
from app.hall.plan import Group, Text
from app.hall.state import Hall
from app.hall.walk import Ended
from kiosk_ui.closed import Closed, closed
from kiosk_ui.on_paper import OnPaper, on_paper
from kiosk_ui.over import Over, ended_here, number_of, over
from kiosk_ui.services import Card, Density, GroupCard, density, first_page, group_page, in_group, service_card, staffed
from kiosk_ui.ticket import CustomersTicket, of_today
from kiosk_ui.walk import WalkPage, asks_for_vips, of_kiosk, walk_page
from kiosk_ui.width import width
from shared_ui.picture import Look, language
from shared_ui.times import clock

PageName = Literal["services", "group", "ticket", "closed", "walk", "over"]
THE_KIOSK = "1"
"""The name of a hall's only kiosk; others say theirs in the look's `at`."""
HOME = "page=&group=&number=&walk=&service=&lang=&large=&contrast=&reach=&read="
"""The look of the first page, for the next customer: in the hall's first language, in the usual type."""
OWN = ("large", "contrast", "reach", "read")
"""What a customer may have turned on, and the next one doesn't expect."""
SLOW = ("large", "read", "scan")
"""Whoever needs one of these needs more time."""
READING = {False: 20, True: 30}
"""Seconds for which a ticket stays, in the usual way and in a slow one."""
CHOOSING = {False: 45, True: 90}
"""Seconds after which a page that somebody left begins anew."""
WIDTHS = (9.0, 14.0, 21.0)
"""Names as wide as so many Chinese characters fit in large, middle and small type."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """`idle` is after how many seconds without a touch the kiosk returns `home`; None on the first page itself.
    `printer`: the one that the kiosk's address names.
    `helper_since`: a helper was called at this time, HH:MM, and is on the way. `vips`: whoever is a VIP may say so here."""

    page: PageName
    kiosk: str
    language: str
    ways: tuple[str, ...]
    """What the customer has turned on, of `OWN`."""
    idle: int | None
    greeting: str
    staffed: bool
    helper_since: str | None
    cards: tuple[Card, ...] = ()
    group: Group | None = None
    ticket: CustomersTicket | None = None
    paper: OnPaper | None = None
    closed: Closed | None = None
    walk: WalkPage | None = None
    over: Over | None = None
    vips: bool = False
    printer: str | None = None
    home: str = HOME

    def body(self, **told: object) -> dict[str, object]:
        """What goes with a command of this kiosk: in which language, and its printer if its address names one."""
        return self.with_printer({**told, "language": self.language})

    def with_printer(self, told: Mapping[str, object]) -> dict[str, object]:
        return {**told, **({"printer": self.printer} if self.printer else {})}

    @property
    def large(self) -> bool:
        return "large" in self.ways

    @property
    def reach(self) -> bool:
        return "reach" in self.ways

    @property
    def density(self) -> Density:
        return density(self.cards)

    @property
    def turn(self) -> str:
        """Another one for every page that wants to be read before it is touched, each step of a walk included."""
        step = (self.walk.step.walk, self.walk.step.step, str(self.walk.step.place)) if self.walk else ()
        shown = (self.group.id if self.group else "", self.ticket.number if self.ticket else "", *step)
        opened = "open" if self.walk and self.walk.grouped else ""
        return "/".join((self.page, *shown, opened, self.language, *self.ways))

    @property
    def over_lead(self) -> str:
        return self.over.lead(self.helper_since is not None) if self.over else ""

    @property
    def grouped(self) -> bool:
        return any(isinstance(card, GroupCard) for card in self.cards)

    @property
    def widest(self) -> int:
        """0 to 3: the type of all names on the page follows the longest of them, so that they are alike."""
        names = [card.group.name if isinstance(card, GroupCard) else card.service.name for card in self.cards]
        if self.ticket and self.ticket.service:
            names.append(self.ticket.service)
        widest = max((width(name.in_(self.language)) for name in names), default=0.0)
        return sum(widest > limit for limit in WIDTHS)

    def wide(self, name: Text) -> bool:
        """It needs a third line, and has that of the hint."""
        return width(name.in_(self.language)) > WIDTHS[-1]


def kiosk(hall: Hall, now: Instant, look: Look) -> Kiosk:
    """A walk goes on, and a ticket of today stays to be seen, even when the hall has closed; a page that is not there is the
    first page."""
    found = _walk(hall, now, look) or _ticket(hall, now, look) or _over(hall, now, look)
    return found or _closed(hall, now, look) or _group(hall, now, look) or _first(hall, now, look)


def _page(hall: Hall, now: Instant, look: Look, page: PageName, idle: int | None, **shown: Any) -> Kiosk:
    """What stands on every page, and what is shown on this one."""
    at = look.get("at", THE_KIOSK)
    helper = next((clock(hall.plan, help.at) for help in hall.helps.values() if help.kiosk == at), None)
    greets, open = day.greeting(hall.plan, now), staffed(hall)
    usual = page, at, language(look), tuple(way for way in OWN if way in look), idle, greets, open, helper
    return Kiosk(*usual, printer=look.get("printer"), **shown)


def _walk(hall: Hall, now: Instant, look: Look) -> Kiosk | None:
    found = of_kiosk(hall, look.get("walk"), look.get("at", THE_KIOSK)) if look.get("page") == "walk" else None
    if found is None:
        return None
    shown = walk_page(hall, now, found, language(look), look.get("group"))
    return _page(hall, now, look, "walk", CHOOSING[slow(look)], cards=shown.cards, walk=shown)


def _ticket(hall: Hall, now: Instant, look: Look) -> Kiosk | None:
    """The ticket whose number the look names, or that the look's walk has issued."""
    ended = _ended(hall, look)
    number = number_of(hall, ended) if ended else look.get("number") if look.get("page") == "ticket" else None
    ticket = of_today(hall, number, now)
    if ticket is None:
        return None
    paper = on_paper(hall, now, hall.tickets[ticket.number], look.get("printer"))
    return _page(hall, now, look, "ticket", READING[slow(look)], ticket=ticket, paper=paper)


def _over(hall: Hall, now: Instant, look: Look) -> Kiosk | None:
    ended = _ended(hall, look)
    if ended is None:
        return None
    return _page(hall, now, look, "over", READING[slow(look)], over=over(hall, now, ended, look.get("service")))


def _ended(hall: Hall, look: Look) -> Ended | None:
    return ended_here(hall, look.get("walk")) if look.get("page") == "walk" else None


def _closed(hall: Hall, now: Instant, look: Look) -> Kiosk | None:
    if day.takes_tickets(hall.plan, now):
        return None
    return _page(hall, now, look, "closed", _idle(hall, look), closed=closed(hall, now))


def _group(hall: Hall, now: Instant, look: Look) -> Kiosk | None:
    group = group_page(hall, look.get("group")) if look.get("page") == "group" else None
    if group is None:
        return None
    cards = tuple(service_card(hall, service) for service in in_group(hall, group.id))
    return _page(hall, now, look, "group", CHOOSING[slow(look)], cards=cards, group=group)


def _first(hall: Hall, now: Instant, look: Look) -> Kiosk:
    return _page(hall, now, look, "services", _idle(hall, look), cards=first_page(hall), vips=asks_for_vips(hall))


def _idle(hall: Hall, look: Look) -> int | None:
    """The first page stays, unless it is shown in another way than the next customer expects it."""
    turned = any(way in look for way in OWN) or language(look) != hall.plan.languages[0]
    return CHOOSING[slow(look)] if turned else None


def slow(look: Look) -> bool:
    return any(way in look for way in SLOW)

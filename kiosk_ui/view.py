"""What a kiosk shows: one page at a time, each with one question."""

from dataclasses import dataclass
from typing import Literal

from app.hall import day
from app.hall.day import Instant
from app.hall.plan import Group
from app.hall.state import Hall
from kiosk_ui.closed import Closed, closed
from kiosk_ui.services import Card, Density, GroupCard, density, first_page, group_page, in_group, service_card, staffed
from kiosk_ui.ticket import CustomersTicket, of_today
from shared_ui.screen import Look, language
from shared_ui.times import clock

THE_KIOSK = "1"
"""The name of a hall's only kiosk; others say theirs in the look's `at`."""
FIRST = "zh"
"""The hall's first language."""
HOME = "page=&group=&number=&lang=&large="
"""The look of the first page, for the next customer: in the hall's first language, in the usual type."""
READING = {False: 20, True: 30}
"""Seconds for which a ticket stays, in the usual and in large type."""
CHOOSING = 45
"""Seconds after which a page that somebody left begins anew."""
WIDTHS = (9.0, 14.0, 21.0)
"""Names as wide as so many Chinese characters fit in large, middle and small type; other letters are half as wide."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """`idle` is after how many seconds without a touch the kiosk returns `home`; None on the first page itself.
    `helper_since`: a helper was called at this time, HH:MM, and is on the way."""

    page: Literal["services", "group", "ticket", "closed"]
    kiosk: str
    language: str
    large: bool
    idle: int | None
    greeting: str
    staffed: bool
    helper_since: str | None
    cards: tuple[Card, ...] = ()
    group: Group | None = None
    ticket: CustomersTicket | None = None
    closed: Closed | None = None
    home: str = HOME

    @property
    def density(self) -> Density:
        return density(self.cards)

    @property
    def grouped(self) -> bool:
        return any(isinstance(card, GroupCard) for card in self.cards)

    @property
    def widest(self) -> int:
        """0 to 3: the type of all names on the page follows the longest of them, so that they are alike."""
        names = [card.group.name if isinstance(card, GroupCard) else card.service.name for card in self.cards]
        width = max((_width(name.in_(self.language)) for name in names), default=0.0)
        return sum(width > limit for limit in WIDTHS)


def _width(name: str) -> float:
    return sum(1 if letter > "\u2e7f" else 0.55 for letter in name)


def kiosk(hall: Hall, now: Instant, look: Look) -> Kiosk:
    """A ticket of today stays to be seen even when the hall has closed; a page that is not there is the first page."""
    page, at, spoken, large = look.get("page"), look.get("at", THE_KIOSK), language(look), "large" in look
    helper = next((clock(hall.plan, help.at) for help in hall.helps.values() if help.kiosk == at), None)
    idle = CHOOSING if large or spoken != FIRST else None
    told = at, spoken, large
    rest = day.greeting(hall.plan, now), staffed(hall), helper
    if page == "ticket" and (ticket := of_today(hall, look.get("number"), now)):
        return Kiosk("ticket", *told, READING[large], *rest, ticket=ticket)
    if not day.takes_tickets(hall.plan, now):
        return Kiosk("closed", *told, idle, *rest, closed=closed(hall.plan, now))
    if page == "group" and (group := group_page(hall, look.get("group"))):
        cards = tuple(service_card(hall, service) for service in in_group(hall, group.id))
        return Kiosk("group", *told, CHOOSING, *rest, cards=cards, group=group)
    return Kiosk("services", *told, idle, *rest, cards=first_page(hall))

"""What goes with a ticket that a command issues: the link of its phone page, its personal row, the allowance, the paper."""

from app.accounts import Principal
from app.api.commands import Asked, Facts
from app.api.paper import Paper
from app.hall import printers
from app.hall.day import Instant
from app.hall.events import TicketTaken
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.house import House
from app.limits import Bucket, spend_all
from app.personal import NOTHING, Content, Noted
from app.phone_link import hidden, phone_secret
from app.phones import plain


class Issuing:
    """For one command, which may issue one ticket or none. `paper`: what is to be printed once that is committed."""

    def __init__(self, asked: Asked, principal: Principal, content: Content = NOTHING, entered: str | None = None) -> None:
        """`entered`: the phone number that came with the command, whether it is kept or not."""
        self._asked, self._content, self._role = asked, content, principal.role
        kiosk = principal.role == "kiosk"
        self._bucket = asked.house.buckets.of(principal.id) if kiosk else None
        self._number = _allowance(asked, entered) if kiosk and entered is not None else None
        self.paper = Paper(asked.house)

    def spend(self, facts: Facts, now: Instant) -> None:
        """A kiosk may issue so many, counted by ticket; and customers may take so many there by one phone number, which counts
        when it is entered. What the staff issue isn't counted. Raises TooMany, PhonePastLimit."""
        issues = taken(facts) is not None
        spend_all([bucket for bucket in (self._bucket if issues else None, self._number) if bucket is not None], now)
        self._number = None  # what is decided again, after a commit that failed, costs nothing more
        if issues:
            self._bucket = None

    def on_paper(self, hall: Hall, facts: Facts, printer: str | None, *, kiosk: bool) -> Facts:
        """The facts, and that the ticket is to be printed: at a kiosk on its printer, elsewhere only if one is named."""
        issued = taken(facts)
        if issued is None or not (kiosk or printer):
            return facts
        return [*facts, *printers.with_ticket(hall.plan, issued, printer, self._role)]

    def link(self, hall: Hall, facts: Facts) -> str:
        """The address of the phone page of the ticket that was just issued; it goes on the paper too."""
        seq, issued = _issued(hall, facts)
        address = self._asked.public + phone_secret(hall.plan.hall, seq, self._random(hall, seq, issued))
        self.paper.of(hall, facts, address)
        return address

    def rows(self, hall: Hall, facts: Facts) -> list[Noted]:
        if taken(facts) is None:
            return []
        seq, issued = _issued(hall, facts)
        secret = hidden(self._random(hall, seq, issued))
        return [Noted(hall.plan.hall, seq, issued.day, issued.number, self._content, secret)]

    def _random(self, hall: Hall, seq: int, issued: TicketTaken) -> str:
        return self._asked.house.links.random(hall.plan.hall, seq, issued.at)


def _issued(hall: Hall, facts: Facts) -> tuple[int, TicketTaken]:
    """The fact that issued the ticket, and its seq; the facts are the hall's newest."""
    for seq, fact in enumerate(facts, hall.version - len(facts) + 1):
        if isinstance(fact, TicketTaken):
            return seq, fact
    raise LookupError("no ticket was issued")


def taken(facts: Facts) -> TicketTaken | None:
    return next((fact for fact in facts if isinstance(fact, TicketTaken)), None)


def _allowance(asked: Asked, number: str) -> Bucket:
    return asked.house.numbers.of(asked.house.vips.counted_as(asked.hall, number))


class BadPhone(Refusal):
    code = "bad_phone"


def phone_number(phone: str | None) -> str | None:
    """The digits of a number that was given, as it is kept and looked up. Raises BadPhone."""
    if phone is None:
        return None
    number = plain(phone)
    if number is None:
        raise BadPhone()
    return number


async def level_of(house: House, hall: str, number: str | None) -> str | None:
    """The level of a phone number on the VIP list."""
    return await house.vip_level(hall, number) if number is not None else None

"""Whether a ticket comes on paper, as its customer sees it at the kiosk."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from app.hall.day import Instant
from app.hall.plan import MINUTE, Paper
from app.hall.printers import WAITS, fails, of_kiosk
from app.hall.state import Hall
from app.hall.ticket import Ticket

FRESH = 3 * MINUTE
"""So long after it was taken a kiosk shows a ticket's code: then somebody else stands there."""
GRACE = 2000
"""Milliseconds more than a paper is waited for, until nothing more is to be expected."""
PaperState = Literal["none", "printing", "printed", "failed", "own"]


@dataclass(frozen=True, slots=True)
class OnPaper:
    """`own`: this kiosk's browser prints `slip`, a picture for paper of this `width`. `code`: the picture of the code with the
    phone page's address."""

    state: PaperState
    code: str | None
    slip: str | None = None
    width: Paper | None = None


def on_paper(hall: Hall, now: Instant, ticket: Ticket, printer: str | None) -> OnPaper:
    here = f"/kiosk/{hall.plan.hall}"
    fresh = now - ticket.taken_at < FRESH
    code = f"{here}/code/{ticket.number}.svg" if fresh else None
    own = of_kiosk(hall.plan, printer)
    if own is not None and own.by_browser and fresh:
        query = urlencode({"paper": own.paper})
        return OnPaper("own", code, f"{here}/slip/{ticket.number}.png?{query}", own.paper)
    return OnPaper(_state(hall, now, ticket), code)


def _state(hall: Hall, now: Instant, ticket: Ticket) -> PaperState:
    """A printer that fails is told of at once; if it is well again while somebody waits, the paper comes all the same."""
    asked = hall.prints.get((ticket.day, ticket.number))
    if asked is None:
        return "none"
    if asked.outcome is not None:
        return "printed" if asked.outcome == "printed" else "failed"
    return "failed" if fails(hall, asked.printer) or now - asked.at > WAITS + GRACE else "printing"

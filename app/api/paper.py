"""The paper that a command asks for: put together in the transaction that asks, printed when that is committed."""

from dataclasses import dataclass

from app.api.commands import Facts
from app.hall.events import PrintAsked
from app.hall.plan import Printer
from app.hall.printers import named
from app.hall.state import Hall
from app.house import House
from app.printing.slip import Slip
from shared_ui.slip import slip


@dataclass(slots=True)
class Paper:
    """A command that is repeated by its key asks for nothing again, so nothing is printed twice."""

    house: House
    _asked: tuple[str, Printer, PrintAsked, Slip] | None = None

    def of(self, hall: Hall, facts: Facts, address: str | None) -> None:
        """What the facts ask for, as the hall is now. Called by the writer; nothing is printed yet."""
        asked = next((fact for fact in facts if isinstance(fact, PrintAsked)), None)
        printer = named(hall.plan, asked.printer) if asked else None
        if asked is not None and printer is not None:
            ticket = hall.of_fact(asked)
            self._asked = hall.plan.hall, printer, asked, slip(hall, ticket, asked.at, address)

    def print(self) -> None:
        """After the commit."""
        if self._asked is not None:
            hall, printer, asked, words = self._asked
            self.house.printing.put(hall, printer, asked.number, asked.day, words)

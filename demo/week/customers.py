"""Customers: they come, take a number at the kiosk or from the greeter, and some lose patience."""

from contextlib import suppress

from app.hall.ticket import State
from demo.till import Refused, Shape
from demo.week.days import Day, Visit
from demo.week.house import House
from demo.week.walking import walk_on

KIOSK = {"counter": "counter", "documents": "have"}


class Customers:
    """`with_ticket`: today's, by number."""

    def __init__(self, house: House, day: Day) -> None:
        self._house, self._day, self._chance = house, day, day.chance
        self.with_ticket: dict[str, Visit] = {}

    async def come(self) -> None:
        for visit in self._day.visits:
            await self._house.clock.until(visit.at)
            self._house.clock.begin(self._visit(visit))

    async def _visit(self, visit: Visit) -> None:
        with suppress(Refused):  # after the last ticket, or turned to another way
            ticket = await (self._met(visit) if visit.level != "ordinary" else self._touches(visit))
            if ticket is not None and ticket.get("number") is not None:
                visit.number = str(ticket["number"])
                self.with_ticket[visit.number] = visit
                await self._wait(visit, visit.number)

    async def _touches(self, visit: Visit) -> Shape | None:
        told = await self._house.press(
            "kiosk", "walks", script="guidance", kiosk="1", service=visit.service, language=visit.language
        )
        return await walk_on(self._house, "kiosk", told, self._chance, visit.service, visit.story)

    async def _met(self, visit: Visit) -> Shape | None:
        """By the greeter, who asks what they need; if there are three already the ticket comes at once."""
        asked = {"service": visit.service, "level": visit.level}
        try:
            told = await self._house.press("greeter", "walks", script="guidance", post="door", **asked)
        except Refused:
            return await self._house.press("greeter", "tickets", **asked)
        told = await walk_on(self._house, "greeter", told, self._chance, visit.service, {**visit.story, **KIOSK})
        if told is not None and (number := told.get("number")) is not None:
            self._house.clock.begin(self._receive(visit, str(number)))
            if visit.level == "vip":
                with suppress(Refused):  # no seat is free, or they have been called already
                    await self._house.press("greeter", f"lounge/{number}/seat")
        return told

    async def _receive(self, visit: Visit, number: str) -> None:
        """The greeter goes on with the script for important customers."""
        found = await self._house.see(
            lambda hall: next((one.id for one in hall.walks_about((hall.day, number)) if one.runner == "greeter"), None)
        )
        if found is not None:
            step = await self._house.see(lambda hall: hall.walks[found].step)
            with suppress(Refused):  # they were called, and it is over
                await walk_on(self._house, "greeter", {"walk": found, "step": step}, self._chance, visit.service, {})

    async def _wait(self, visit: Visit, number: str) -> None:
        """Whose patience ends takes the ticket back, or just goes."""
        await self._house.clock.minutes(visit.patience)
        ticket = await self._house.see(lambda hall: hall.tickets.get(number))
        if ticket is not None and ticket.state == State.WAITING and ticket.called_at is None:
            if self._chance.random() < 0.55:
                await self._house.press("greeter", f"tickets/{number}/cancel")
            else:
                visit.gone = True

"""Clerks: each opens the own counter, serves by the script, rests, and does what clerks do when many wait."""

from contextlib import suppress

from app.hall.day import Instant
from app.hall.plan import MINUTE
from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from demo.till import Refused, Shape
from demo.week.customers import Customers
from demo.week.days import FAULT, Day, Visit
from demo.week.house import House
from demo.week.people import CLERKS
from demo.week.walking import At

CROWDED = 16
"""So many wait, and everybody hurries."""
GLANCE = 0.25
"""Minutes between two looks at the queue of whoever is free."""
JUMPS = {"elderly": 6, "pregnant": 2, "child": 4, "urgent": 3, "appointment": 2, "other": 3}
"""Why somebody is called out of turn, and how often."""
PAST_NOON, PAST_EVENING = 25, 60
"""Minutes past closing after which nobody is called any more."""


def waiting(hall: Hall) -> int:
    return sum(hall.queues.waiting(service.id) for service in hall.plan.services)


class Clerk:
    def __init__(self, house: House, day: Day, counter: int, customers: Customers) -> None:
        self._house, self._day, self._counter, self._customers = house, day, counter, customers
        self._chance = day.chance
        self._breaks = sorted(day.at(minute + self._chance.uniform(-25, 25)) for minute in (615, 945))
        self._spans = day.spans
        self._fault = FAULT[0] == day.nth and FAULT[1] == counter

    async def work(self) -> None:
        clock = self._house.clock
        await clock.until(self._day.at(self._spans[0][0] - self._chance.uniform(1, 6)))
        await self._press("open", staff=CLERKS[self._counter].number)
        await self._walk(Visit(clock.now, "", "", "", 2.0, 0))
        for _, end in self._spans[:-1]:
            await self._shift(self._day.at(end), PAST_NOON)
            await self._rest("meal", self._day.at(self._spans[1][0] - self._chance.uniform(0, 3)))
        await self._shift(self._day.at(self._spans[-1][1]), PAST_EVENING)
        await self._press("close")

    async def _shift(self, end: Instant, latest: int) -> None:
        """Until closing time, and until nobody waits any more, or it is far past it."""
        clock = self._house.clock
        while True:
            following = await self._house.see(lambda hall: hall.upcoming(self._counter, 1))
            late = clock.now - end
            if late > 0 and (not following or late > latest * MINUTE):
                return
            if self._breaks and clock.now >= self._breaks[0] and late < 0:
                self._breaks.pop(0)
                if not await self._crowded():
                    await self._rest("break", clock.now + round(MINUTE * self._chance.uniform(7, 14)))
                    continue
            if not following:
                await clock.minutes(GLANCE)
                continue
            await self._next()

    async def _press(self, verb: str, **body: object) -> Shape | None:
        return await self._house.press("integration", f"counters/{self._counter}/{verb}", **body)

    async def _crowded(self) -> bool:
        return await self._house.see(waiting) > CROWDED

    async def _rest(self, reason: str, until: Instant) -> None:
        await self._press("pause", reason=reason)
        await self._house.clock.until(until)
        await self._press("open", staff=CLERKS[self._counter].number)
        await self._walk(Visit(self._house.clock.now, "", "", "", 0.7, 0))

    # ------------------------------------------------------------ one customer
    async def _next(self) -> None:
        ticket = await self._call()
        if ticket is None:
            return
        while (visit := self._customers.with_ticket.get(ticket["number"])) is None:
            await self._house.clock.minutes(GLANCE)  # they have the number, and not yet turned round
        if not await self._came(visit):
            return
        await self._press("start")
        if self._fault and self._house.clock.now >= self._day.at(FAULT[2]):
            self._fault = False
            await self._press("fault")
            await self._house.clock.minutes(FAULT[3])
            await self._press("fault-over")
        begun, crowded = self._house.clock.now, await self._crowded()
        await self._walk(visit, hurry=crowded)
        with suppress(Refused):  # the script has sent them on, or the ticket was taken back
            await self._house.clock.until(begun + round(MINUTE * visit.minutes * (0.92 if crowded else 1)))
            if self._chance.random() < 0.015:
                await self._press("hold", minutes=self._chance.randint(2, 6))
                return
            await self._press("finish")
            await self._house.clock.minutes(self._chance.uniform(0.1, 0.3))
            await self._rates(visit, ticket)

    async def _call(self) -> Shape | None:
        """Now and then a clerk chooses whom to call; oftener while many wait and some ask for it."""
        chosen = await self._house.see(self._others)
        if chosen and self._chance.random() < (0.05 if len(chosen) > CROWDED else 0.012):
            number = chosen[self._chance.randrange(len(chosen) // 2, len(chosen))].number
            [reason] = self._chance.choices(tuple(JUMPS), tuple(JUMPS.values()))
            with suppress(Refused):
                return await self._press("call", number=number, reason=reason)
        return await self._press("call-next", expected_current=None)

    def _others(self, hall: Hall) -> list[Ticket]:
        served = hall.works[self._counter].services
        waiting = [one for one in hall.tickets.values() if one.state == State.WAITING and one.service in served]
        return sorted(waiting, key=lambda one: one.taken_at)[3:]

    async def _came(self, visit: Visit) -> bool:
        """Some come after a second call, some never; of those who were only away for a moment some come back."""
        clock = self._house.clock
        await clock.minutes(self._chance.uniform(0.25, 0.7))
        away = self._chance.random()
        if away > 0.06 and not visit.gone:
            return True
        await self._press("recall")
        await clock.minutes(0.7)
        if away > 0.035 and not visit.gone:
            return True
        await self._press("no-show")
        if not visit.gone and self._chance.random() < 0.5:
            clock.begin(self._comes_back(visit))
        return False

    async def _comes_back(self, visit: Visit) -> None:
        await self._house.clock.minutes(self._chance.uniform(2, 9))
        with suppress(Refused):
            await self._house.press("greeter", f"tickets/{visit.number}/rejoin")

    async def _walk(self, visit: Visit, hurry: bool = False) -> None:
        """Step by step, whatever the hall puts before the clerk: the script of the service, and what comes beside it."""
        for _ in range(80):
            at = await self._house.see(lambda hall: At.of(hall, hall.walk_at(self._counter)))
            if at is None:
                return
            if at.paged:
                await self._house.clock.minutes(0.4)
                continue
            await self._house.clock.minutes(at.minutes(self._chance, visit.minutes, hurry))
            with suppress(Refused):  # it has gone on without this step
                if at.left_out(self._chance, hurry):
                    await self._house.press("integration", f"walks/{at.walk.id}/skip", step=at.step.id, reason="in-a-hurry")
                else:
                    reply = at.reply(self._chance, visit.service, visit.story)
                    await self._house.press("integration", f"walks/{at.walk.id}/answer", **reply)

    # ------------------------------------------------------------ what they think of it
    async def _rates(self, visit: Visit, ticket: Shape) -> None:
        """Every fourth touches the pad; who has waited long says so."""
        if self._chance.random() > 0.26:
            return
        told = await self._house.see(lambda hall: hall.tickets.get(ticket["number"]))
        promise = self._day.plan.level[visit.level].promise
        waited = ((told.called_at or told.taken_at) - told.taken_at) / promise if told is not None else 0
        if waited > 1.2:
            score = self._chance.choices((1, 2, 3, 4), (2, 4, 5, 2) if waited > 2 else (1, 2, 5, 5))[0]
            about = ["wait"] if score <= 3 else []
        else:
            score = self._chance.choices((2, 3, 4, 5), (2, 5, 35, 58))[0]
            about = [self._chance.choice(("staff", "guidance", "speed-and-formalities", "surroundings"))] if score != 4 else []
        await self._house.press("display", f"counters/{self._counter}/rate", number=ticket["number"], score=score, about=about)

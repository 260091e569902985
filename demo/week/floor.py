"""The floor: the greeter's helpers and recommendations, the duty manager's rounds, and the promises that are to be kept."""

from contextlib import suppress

from app.hall import patrol
from app.hall.plan import MINUTE
from app.hall.state import Hall
from app.hall.ticket import State
from demo.till import Refused
from demo.week.clerks import waiting
from demo.week.days import EMPTY_DOOR, PATROLS, Day
from demo.week.house import House
from demo.week.people import DUTY_MANAGER

ROUND = 1.5
"""Minutes between two looks of the duty manager at the console."""
ALARMING = 30
"""So many wait, and the duty manager does something about it."""


class Floor:
    def __init__(self, house: House, day: Day) -> None:
        self._house, self._day, self._chance = house, day, day.chance
        self._closes = day.at(day.spans[-1][1] + 60)
        self._alarmed = False

    def begin(self) -> None:
        for life in (self._helps(), self._recommends(), self._watches(), self._patrols(), self._keeps_promises()):
            self._house.clock.begin(life)
        if EMPTY_DOOR[0] == self._day.nth:
            self._house.clock.begin(self._leaves_door())

    # ------------------------------------------------------------ the greeter
    async def _helps(self) -> None:
        while self._house.clock.now < self._closes:
            for help in await self._house.see(lambda hall: list(hall.helps)):
                await self._house.clock.minutes(self._chance.uniform(0.2, 1.2))
                with suppress(Refused):
                    await self._house.press("greeter", f"help/{help}/sent")
            for attention in await self._house.see(
                lambda hall: [one.id for one in hall.attentions.values() if not one.heeded_at]
            ):
                await self._house.press("greeter", f"attention/{attention}/heed")
            await self._house.clock.minutes(0.5)

    async def _recommends(self) -> None:
        """To somebody who waits, every quarter of an hour or so; not while the hall is crowded."""
        await self._house.clock.until(self._day.at(self._day.spans[0][0] + 20))
        while self._house.clock.now < self._closes:
            await self._house.clock.minutes(self._chance.uniform(8, 22))
            there = await self._house.see(lambda hall: [one for one in hall.tickets.values() if one.state == State.WAITING])
            if not 0 < len(there) <= ALARMING:
                continue
            one = self._chance.choice(there)
            outcome = self._chance.choices(("accepted", "not-interested", "not-today"), (1, 4, 3))[0]
            with suppress(Refused):
                offer = self._chance.choice(("family-plan", "data-pack", "home-broadband"))
                await self._house.press("greeter", f"offers/{one.number}/made", outcome=outcome, offer=offer, post="door")

    async def _leaves_door(self) -> None:
        await self._house.clock.until(self._day.at(EMPTY_DOOR[1]))
        await self._house.press("greeter", "posts/door/away")
        await self._house.clock.minutes(EMPTY_DOOR[2])
        await self._house.press("greeter", "posts/door/back")

    # ------------------------------------------------------------ the duty manager
    async def _watches(self) -> None:
        """Answers what calls, one after the other; where the hall is too full something is done from the console."""
        await self._house.clock.until(self._day.at(self._day.spans[0][0]))
        while self._house.clock.now < self._closes:
            open = await self._house.see(lambda hall: [page.id for page in hall.pages.values() if page.answered_at is None])
            for page in open[:1]:
                await self._house.clock.minutes(self._chance.uniform(0.5, 3))
                with suppress(Refused):
                    await self._house.press("integration", f"pages/{page}/answer", by="duty-manager")
            if not self._alarmed and await self._house.see(waiting) > ALARMING:
                self._alarmed = True
                await self._relieve()
            await self._house.clock.minutes(ROUND)
        if self._alarmed:
            await self._house.press("integration", "notice")

    async def _relieve(self) -> None:
        """The account manager takes payments too, counter 1 changes plans; the screens say what goes without a queue."""
        at = await self._house.see(lambda hall: {number: one.services for number, one in hall.works.items()})
        await self._house.press("integration", "counters/6/assign", services=[*at[6], "pay-bill", "invoice"])
        await self._house.press("integration", "counters/1/assign", services=[*at[1], "change-plan", "replace-card"])
        await self._house.press("integration", "attention", matter="queue", post="door")
        await self._house.press(
            "integration",
            "notice",
            zh="今天等候较久，非常抱歉。交话费、打印发票可在自助服务区办理，无需排队。",
            en="We are sorry that the wait is long today. Bills and invoices: at the self-service machines, without queueing.",
        )

    async def _patrols(self) -> None:
        """Twice a day to the door and to two counters."""
        for minute in PATROLS:
            await self._house.clock.until(self._day.at(minute + self._chance.uniform(-10, 10)))
            places: tuple[str | int, ...] = ("door", *self._chance.sample(self._day.counters, 2))
            for place in places:
                await self._house.clock.minutes(self._chance.uniform(2, 4))
                await self._looks_at(place)

    async def _looks_at(self, place: str | int) -> None:
        spot = place if isinstance(place, str) else f"counter-{place}"
        items = await self._house.see(lambda hall: [one.code for one in patrol.items(hall, spot)][:7])
        missed = 0.2 if self._day.short else 0.06
        seen = [{"item": item, "done": self._chance.random() > missed} for item in items]
        where = {"post": place} if isinstance(place, str) else {"counter": place}
        with suppress(Refused):
            await self._house.press(DUTY_MANAGER.number, "patrols", seen=seen, **where)

    # ------------------------------------------------------------ what was promised
    async def _keeps_promises(self) -> None:
        """Callbacks and suspensions are done between two customers; what is due in months is left alone."""
        await self._house.clock.until(self._day.at(self._day.spans[0][0] + 30))
        while self._house.clock.now < self._closes:
            await self._house.clock.minutes(self._chance.uniform(30, 60))
            now = self._house.clock.now
            for promise in await self._house.see(lambda hall, now=now: _due(hall, now)):  # type: ignore[misc]
                with suppress(Refused):
                    await self._house.press("integration", f"follow-ups/{promise}/done", outcome="done")


def _due(hall: Hall, now: int) -> list[str]:
    """Those without a case that are due within six hours and were made some time ago."""
    return [
        one.id
        for one in hall.follow_ups.values()
        if one.complaint is None and one.due - now < 360 * MINUTE and now - one.at > 20 * MINUTE
    ]

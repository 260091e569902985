"""A recorded day in a running hall: customers who come and leave, clerks who call and serve, all over HTTP."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from bench.hall_client import Event, HallClient, Reply
from bench.record import Arrival, Day, Shift
from bench.replay_hall import service_id

IMPATIENCE = 2.0
"""Seconds after which a free clerk looks for a customer even if the stream said nothing."""
UNKNOWN_SERVICE = 120
"""Seconds for a ticket that somebody else took."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Second `begins` of the day is `zero` of the event loop's clock; from there it runs `speed` times as fast."""

    begins: int
    zero: float
    speed: int

    async def until(self, second: float) -> None:
        await asyncio.sleep(self.zero + (second - self.begins) / self.speed - asyncio.get_running_loop().time())

    def left(self, second: float) -> float:
        """Real seconds until then; negative when it has passed."""
        return self.zero + (second - self.begins) / self.speed - asyncio.get_running_loop().time()

    @property
    def now(self) -> float:
        """The second of the day."""
        return self.begins + (asyncio.get_running_loop().time() - self.zero) * self.speed


class Staffed:
    """`refused`: how often a command was refused, by its code; a real hall has some of them too."""

    def __init__(self, client: HallClient, day: Day, clock: Clock) -> None:
        self._client, self._day, self._clock = client, day, clock
        self._takes: dict[str, int] = {}
        self._called: set[str] = set()
        self._news = {counter: asyncio.Event() for counter in day.serves}
        self._serves = {counter: {service_id(kind) for kind in kinds} for counter, kinds in day.serves.items()}
        self.refused: Counter[str] = Counter()

    async def run(self) -> None:
        """The whole day, until the last clerk has gone and nobody is left whose patience could end."""
        async with asyncio.TaskGroup() as people:
            for counter in self._day.serves:
                people.create_task(self._clerk(counter))
            people.create_task(self._arrivals(people))

    def hear(self, event: Event) -> None:
        """The stream tells clerks of arrivals, and customers that they were called."""
        data = event.get("data", {})
        if event.get("type") == "TicketCalled":
            self._called.add(data["number"])
        if event.get("type") == "TicketTaken":
            for counter, news in self._news.items():
                if data["service"] in self._serves[counter]:
                    news.set()

    def _note(self, reply: Reply) -> Reply:
        if reply.code:
            self.refused[reply.code] += 1
        return reply

    # ------------------------------------------------------------ customers
    async def _arrivals(self, people: asyncio.TaskGroup) -> None:
        for arrival in self._day.arrivals:
            await self._clock.until(arrival.at)
            people.create_task(self._customer(arrival))

    async def _customer(self, arrival: Arrival) -> None:
        level = "vip" if arrival.vip else "ordinary"
        taken = self._note(await self._client.post("/tickets", service=service_id(arrival.service), level=level))
        if taken.status != 201:
            raise RuntimeError(f"a ticket was refused: {taken.body}")
        number = taken.body["number"]
        self._takes[number] = arrival.takes
        if arrival.patience is None:
            return
        await self._clock.until(arrival.at + arrival.patience)
        if number not in self._called:
            self._note(await self._client.post(f"/tickets/{number}/cancel"))

    # ------------------------------------------------------------ clerks
    def _shifts(self, counter: int) -> Iterator[Shift]:
        return (shift for shift in self._day.shifts if shift.counter == counter)

    async def _clerk(self, counter: int) -> None:
        for shift in self._shifts(counter):
            await self._clock.until(shift.opens)
            self._note(await self._client.post(f"/counters/{counter}/open"))
            await self._work(shift)

    async def _work(self, shift: Shift) -> None:
        """Calls, serves, and calls the next in the same breath as finishing; closes when the shift is over."""
        current: str | None = None
        while self._clock.left(shift.closes) > 0:
            current = await self._call_next(shift, current)
            if current is not None:
                current = await self._serve(shift.counter, current, self._clock.now)
        if current is not None:
            self._note(await self._client.post(f"/counters/{shift.counter}/finish"))
        self._note(await self._client.post(f"/counters/{shift.counter}/close"))

    async def _call_next(self, shift: Shift, current: str | None) -> str | None:
        """The number called; None: nobody is waiting, or the clerk was mistaken about the one in hand."""
        news = self._news[shift.counter]
        news.clear()
        reply = self._note(await self._client.post(f"/counters/{shift.counter}/call-next", expected_current=current))
        if reply.status == 200:
            return str(reply.body["number"])
        if reply.code == "stale_current":
            return await self._in_hand(shift.counter)
        if reply.status != 204:
            raise RuntimeError(f"counter {shift.counter} may not call: {reply.body}")
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, min(IMPATIENCE, self._clock.left(shift.closes)))):
                await news.wait()
        return None

    async def _in_hand(self, counter: int) -> str | None:
        """The clerk looks at the screen: what does the hall say is at this counter?"""
        hall = await self._client.get()
        tickets: dict[int, str | None] = {one["number"]: one["ticket"] for one in hall.body["counters"]}
        return tickets[counter]

    async def _serve(self, counter: int, number: str, since: float) -> str | None:
        """The number that is in service at the end; None: the customer had gone, or went. The service began `since`."""
        started = self._note(await self._client.post(f"/counters/{counter}/start"))
        if started.status != 200:
            return await self._in_hand(counter)
        await self._clock.until(since + self._takes.get(number, UNKNOWN_SERVICE))
        return number

"""Which display speaks the calls of a zone: one at a time, and another one soon after it is gone.

Displays ask again and again, and speak for as long as they are told to. Of several servers the one that has the claim lets one of
its displays speak; the claim dies with that server.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from app.claims import Claims
from app.desk import Desk
from app.hall import decide
from app.hall.refusals import Refusal
from app.wishes import Answer, Wish

logger = structlog.get_logger()

LASTS = 6.0
"""Seconds for which a display's turn lasts after its last word; displays say one every 2."""
CONFIRMED = 5.0
"""Seconds for which a claim is believed in without asking the database."""
REFUSED = 1.5
"""Seconds for which it isn't asked again whether another server has let go."""
NOTED = 10.0
"""Seconds between two lines of the log about clips that a hall's displays couldn't have."""
SWEEP_EVERY = 1.0

Zone = tuple[str, str]
"""Hall and zone; the zone of a display that shows the whole hall has no name."""
Present = Callable[[], bool]
"""Whether the connection of a display is still there. It also tells one connection from another."""


@dataclass(slots=True)
class Turn:
    display: str
    present: Present
    until: float

    def belongs_to(self, display: str, present: Present) -> bool:
        """To this connection, or to the same display that has come back."""
        return self.present is present or (self.display == display and not self.present())


class Speaking:
    """Made and used on the event loop."""

    def __init__(self, desk: Desk, claims: Claims, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk, self._claims, self._clock = desk, claims, clock
        self._turns: dict[Zone, Turn] = {}
        self._claimed: dict[Zone, float] = {}
        self._refused: dict[Zone, float] = {}
        self._noted: dict[str, float] = {}
        self._vacant: dict[Zone, float] = {}
        """Since when nobody has spoken up for a zone's turn, as far as this server knows."""
        self._one_asks = asyncio.Lock()
        self._sweeping: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._sweeping = asyncio.create_task(self._keep_sweeping())

    async def close(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)

    async def may_speak(self, zone: Zone, display: str, present: Present, *, unsure: bool = False) -> bool:
        """Whether it is this display's turn, for the next seconds. `unsure`: calls wait, and it hasn't had the turn before."""
        if self._is_anothers(zone, display, present) or (unsure and self._is_early(zone)):
            return False
        if not await self._claim(zone):
            self._vacant[zone] = self._clock()
            return False
        if self._is_anothers(zone, display, present):  # it came in between
            return False
        self._turns[zone] = Turn(display, present, self._clock() + LASTS)
        self._vacant.pop(zone, None)
        return True

    def _is_early(self, zone: Zone) -> bool:
        """Whether a display that had the turn at another server, or before this one started, may still come back: it has perhaps
        begun to speak the very calls that are waiting, and couldn't say so."""
        now = self._clock()
        return zone not in self._turns and now - self._vacant.setdefault(zone, now) < LASTS

    def give_up(self, zone: Zone, present: Present) -> None:
        """This display can't speak: another one may, at once."""
        turn = self._turns.get(zone)
        if turn is not None and turn.present is present:
            turn.until = 0.0

    def missing(self, hall: str, clips: list[str]) -> None:
        """A display couldn't have these; it says so again each time that it would need them."""
        now = self._clock()
        if now - self._noted.get(hall, -NOTED) >= NOTED:
            self._noted[hall] = now
            logger.warning("clips_missing", hall=hall, clips=clips)

    def _is_anothers(self, zone: Zone, display: str, present: Present) -> bool:
        turn = self._turns.get(zone)
        return turn is not None and turn.until > self._clock() and not turn.belongs_to(display, present)

    async def _claim(self, zone: Zone) -> bool:
        now = self._clock()
        if now - self._claimed.get(zone, -CONFIRMED) < CONFIRMED:
            return True
        if now - self._refused.get(zone, -REFUSED) < REFUSED:
            return False
        taken = False
        async with self._one_asks:
            with suppress(Refusal):  # nobody knows whose it is: silence, until the database is there again
                taken = await asyncio.to_thread(self._claims.take, _name(zone))
        (self._claimed if taken else self._refused)[zone] = now
        (self._refused if taken else self._claimed).pop(zone, None)
        return taken

    async def _keep_sweeping(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            try:
                await self.sweep()
            except Exception:  # the next look tries again
                logger.exception("turns_not_swept")

    async def sweep(self) -> None:
        """Gives back the claims of zones for which no display of this server has spoken up."""
        now = self._clock()
        for zone, at in list(self._refused.items()):
            if now - at > REFUSED:
                del self._refused[zone]
        for zone in list(self._turns):
            if self._turns[zone].until > self._clock():  # it may have spoken up while another zone's was given back
                continue
            self._vacant[zone] = self._turns.pop(zone).until - LASTS
            self._claimed.pop(zone, None)
            async with self._one_asks:
                if zone not in self._claimed:  # else a display has come meanwhile
                    with suppress(Refusal):
                        await asyncio.to_thread(self._claims.give_back, _name(zone))

    async def spoken(self, hall: str, call: str) -> None:
        """A display has announced a call; whether that is news, the hall knows."""
        nothing = Answer(204, b"")
        with suppress(Refusal):
            await self._desk.do(Wish(hall, lambda state, now: decide.call_spoken(state, now, call=call), lambda *_: nothing))


def _name(zone: Zone) -> str:
    return f"speaks:{zone[0]}:{zone[1]}"

"""The live link of a phone page: after each change the newest region, as often as a phone wants it."""

import asyncio
import random
from contextlib import suppress

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.hall import by_phone
from app.hall.day import Instant
from app.hall.plan import Plan
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.hall.ticket import Ticket
from app.house import House
from app.live import Watcher
from app.phone_door import Opened, UnknownLink
from app.sockets import RESTART, TOO_SLOW, code_of, hearing, leave
from app.wishes import Unavailable
from kiosk_ui.phone import Shown, frame, look_of, shown
from kiosk_ui.phone_view import Phone as View
from shared_ui.picture import Look
from shared_ui.sentences import language_of
from shared_ui.times import clock

SEND_WITHIN = 5.0
BEAT = 6.0
"""Seconds between two signs of life: every one costs the phone's battery."""
AFTER = 0.3
"""Seconds within which a phone looks after a change, each at a moment of its own: the counters and the TV come first."""
NEAR, SOON, LATER = 3, 1.0, 5.0
"""Seconds after which the place in the queue is looked at again: soon for who is near. What happens to the ticket itself is told
at once. A hall of 300 phones would else draw 300 pages at every call."""
TAPS = 0.2
"""Seconds between two pages that one phone draws from the server, however often it is tapped: drawing one takes a millisecond."""
HELD_FOR = 300.0
"""Seconds after which it is looked again whether there still is such a link: it is erased with what is personal."""
SLOT = 30_000
"""Milliseconds after which the view is looked at again though nothing happened: the wait changes with time."""
LOST = '{"lost":true}'


async def live(socket: WebSocket, secret: str) -> None:
    await socket.accept()
    house: House = socket.app.state.house
    try:
        opened = await house.phones.open(socket, secret)
        address = socket.client.host if socket.client else ""
        with house.phones.seat(opened, address), house.live.watching(opened.hall) as watcher:
            await _show(Phone(socket, house, opened, watcher, secret))
    except Refusal as refusal:
        await leave(socket, code_of(refusal))


async def _show(phone: "Phone") -> None:
    async with hearing(phone.listen()):
        try:
            await phone.show()
        except TimeoutError:
            await leave(phone.socket, TOO_SLOW)
        except UnknownLink as refusal:
            await leave(phone.socket, code_of(refusal))


class Phone:
    """One phone that has the page open."""

    def __init__(self, socket: WebSocket, house: House, opened: Opened, watcher: Watcher, secret: str) -> None:
        self.socket = socket
        self._house, self._opened, self._watcher, self._secret = house, opened, watcher, secret
        self._look = {"lang": language_of(socket)} | look_of(socket.url.query)
        self._sent: tuple[View, Plan, Look] | None = None
        self._ticket: Ticket | None = None
        self._moment: tuple[int, int] | None = None
        self._again = self._spoke = 0.0
        """When the place is looked at again, and when something was last sent, by the loop's clock."""
        self._held = asyncio.get_running_loop().time()
        """When the link was last known to be one."""
        self._pending = False
        """Something has happened in the hall that can wait until then."""
        self._tapped = asyncio.Event()
        self._gone = False

    async def show(self) -> None:
        time = asyncio.get_running_loop().time
        while not self._gone:
            if self._house.live.closing or self._watcher.ended:
                return await leave(self.socket, RESTART)
            await self._hold(time())
            await self._newest(time())
            rest = self._again - time() if self._pending else BEAT
            if await self._watcher.wait(min(max(rest, 0.01), BEAT)) and not self._gone:
                await self._rest(random.uniform(0, AFTER))
                await asyncio.sleep(self._spoke + TAPS - time())
        return None

    async def _hold(self, moment: float) -> None:
        """Raises UnknownLink."""
        if moment - self._held > HELD_FOR:
            with suppress(Unavailable):
                await self._house.phones.still(self._secret)
            self._held = moment

    async def _rest(self, seconds: float) -> None:
        """Not for somebody who has tapped."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._tapped.wait()
        self._tapped.clear()

    async def _newest(self, moment: float) -> None:
        """Sends the region if it has changed, else now and then a sign of life; or that nobody can vouch for what it would be."""
        try:
            desk = self._house.desk
            news = await desk.read(self._opened.hall, lambda hall, now: self._news(hall, now, moment)) if desk.in_touch else LOST
        except Unavailable:
            news = LOST
        if isinstance(news, Shown):
            news = frame(news, self._look, f"/t/{self._secret}").decode()
        elif news == LOST:
            self._sent = self._moment = None
        elif moment - self._spoke < BEAT - 0.1:
            return
        self._spoke = moment
        await self._send(news)

    def _news(self, hall: Hall, now: Instant, moment: float) -> Shown | str:
        """What has changed since the last region that was sent; else the time at which all is still so."""
        still = f'{{"at":"{clock(hall.plan, now)}"}}'
        ticket, passed = by_phone.found(hall, self._opened.day, self._opened.number), (hall.in_public, now // SLOT)
        same = self._sent is not None and ticket is self._ticket and self._look == self._sent[2]
        self._pending = same and passed != self._moment and moment < self._again
        if same and (passed == self._moment or self._pending):
            return still
        found, self._moment, self._ticket = shown(hall, now, self._opened), passed, ticket
        self._again = moment + (SOON if _is_near(found.view) else LATER) * random.uniform(0.7, 1.3)
        if (found.view, found.plan, self._look) == self._sent:
            return still
        self._sent = found.view, found.plan, self._look
        return found

    async def _send(self, words: str) -> None:
        async with asyncio.timeout(SEND_WITHIN):
            await self.socket.send_text(words)

    async def listen(self) -> None:
        """A phone only says how it looks at its ticket: `{"show": "lang=en&ask=later"}`. Commands never come here."""
        with suppress(WebSocketDisconnect, RuntimeError, KeyError, orjson.JSONDecodeError):
            while True:
                message = orjson.loads(await self.socket.receive_text())
                if isinstance(message, dict) and isinstance(message.get("show"), str):
                    self._look = {"lang": self._look["lang"]} | look_of(message["show"])
                    self._tapped.set()
                    self._watcher.rouse()
        self._gone = True
        self._tapped.set()
        self._watcher.rouse()


def _is_near(view: View) -> bool:
    ahead = view.ticket.ahead if view.ticket is not None else None
    return ahead is not None and ahead <= NEAR

"""The live link of a phone page: after each change the newest region, as often as a phone wants it."""

import asyncio
import random
from contextlib import suppress

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.hall.day import Instant
from app.hall.plan import Plan
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.house import House
from app.live import Watcher
from app.phone_door import Opened
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
EVERY = 1.0
"""Seconds between two regions at least."""
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
            await _show(Phone(socket, house, opened, watcher, f"/t/{secret}"))
    except Refusal as refusal:
        await leave(socket, code_of(refusal))


async def _show(phone: "Phone") -> None:
    async with hearing(phone.listen()):
        try:
            await phone.show()
        except TimeoutError:
            await leave(phone.socket, TOO_SLOW)


class Phone:
    """One phone that has the page open."""

    def __init__(self, socket: WebSocket, house: House, opened: Opened, watcher: Watcher, link: str) -> None:
        self.socket = socket
        self._house, self._opened, self._watcher, self._link = house, opened, watcher, link
        self._look = {"lang": language_of(socket)} | look_of(socket.url.query)
        self._sent: tuple[View, Plan, Look] | None = None
        self._moment: tuple[int, int, Look] | None = None
        self._not_before = 0.0
        self._tapped = asyncio.Event()
        self._gone = False

    async def show(self) -> None:
        while not self._gone:
            if self._house.live.closing or self._watcher.ended:
                return await leave(self.socket, RESTART)
            await self._newest()
            if await self._watcher.wait(BEAT) and not self._gone:
                await self._rest(max(random.uniform(0, AFTER), self._not_before - asyncio.get_running_loop().time()))
        return None

    async def _rest(self, seconds: float) -> None:
        """Not for somebody who has tapped."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._tapped.wait()
        self._tapped.clear()

    async def _newest(self) -> None:
        """Sends the region if it has changed, else a sign of life; or that nobody can vouch for what it would be."""
        try:
            news = await self._house.desk.read(self._opened.hall, self._news) if self._house.desk.in_touch else LOST
        except Unavailable:
            news = LOST
        if isinstance(news, str):
            await self._send(news)
        else:
            await self._send(frame(news, self._look, self._link).decode())
            self._not_before = asyncio.get_running_loop().time() + EVERY
        if news == LOST:
            self._sent = self._moment = None

    def _news(self, hall: Hall, now: Instant) -> Shown | str:
        """What has changed since the last region that was sent; else the time at which all is still so."""
        moment = hall.in_public, now // SLOT, self._look
        if moment != self._moment:
            found, self._moment = shown(hall, now, self._opened), moment
            if self._sent is None or (found.view, found.plan, self._look) != self._sent:
                self._sent = found.view, found.plan, self._look
                return found
        return f'{{"at":"{clock(hall.plan, now)}"}}'

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

"""A client of one hall's HTTP interface and stream, as an integrator would write it."""

import asyncio
import itertools
import json
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

Event = dict[str, Any]
TRIES = 5


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is the ticket, the counter or the problem; empty for 204."""

    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))


class HallClient:
    """`base` is the server's address. Every command has a key of its own, also when it is sent again."""

    def __init__(self, base: str, hall: str, token: str) -> None:
        self._hall, self._head = f"/api/v1/halls/{hall}", {"Authorization": f"Bearer {token}"}
        self._stream = f"{base.replace('http', 'ws', 1)}{self._hall}/stream"
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        self._http = httpx.AsyncClient(base_url=base, headers=self._head, timeout=10, limits=limits)
        self.took: list[float] = []
        """Seconds from each command to its answer."""
        self._keys = (f"replay-{secrets.token_hex(6)}-{n}" for n in itertools.count())

    async def post(self, path: str, **body: object) -> Reply:
        """A command. Sent again, under the same key, when the answer got lost."""
        key = {"Idempotency-Key": next(self._keys)}
        for left in reversed(range(TRIES)):
            with suppress(httpx.TransportError):
                sent = time.perf_counter()
                answer = await self._http.post(self._hall + path, json=body, headers=key)
                self.took.append(time.perf_counter() - sent)
                if answer.status_code not in (429, 503):
                    return Reply(answer.status_code, answer.json() if answer.content else {})
            await asyncio.sleep(0.2 if left else 0)
        raise ConnectionError(f"no answer to POST {self._hall}{path}")

    async def get(self, path: str = "", **query: int) -> Reply:
        answer = await self._http.get(self._hall + path, params=query)
        return Reply(answer.status_code, answer.json())

    async def log(self) -> list[Event]:
        """All events from the first."""
        events: list[Event] = []
        while page := (await self.get("/log", after=len(events), limit=500)).body["events"]:
            events += page
        return events

    async def follow(self, hear: Callable[[Event], None], ready: asyncio.Event) -> None:
        """Hears each event once, until cancelled; after a lost connection it goes on where it was."""
        epoch, seq = None, None
        while True:
            with suppress(OSError, WebSocketException):
                async with connect(self._stream, additional_headers=self._head) as socket:
                    await socket.send(json.dumps({"hello": 1, "epoch": epoch, "since": seq}))
                    async for text in socket:
                        frame = json.loads(text)
                        if reset := frame.get("reset"):
                            epoch, seq = reset["epoch"], reset["seq"]
                        elif event := frame.get("event"):
                            seq = event["seq"]
                            hear(event)
                        ready.set()
            await asyncio.sleep(0.2)

    async def close(self) -> None:
        await self._http.aclose()

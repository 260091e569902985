"""The event stream: a snapshot or a resume, then every event, gapless, and a heartbeat.

A client holds a place in the log, never a queue: a slow one is closed when its place is no longer kept in memory.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app import sockets
from app.access import TooMany, may, row_of
from app.accounts import Principal
from app.api.shapes import Shape, dump, event_shape, hall_shape, ticket_shape
from app.api.sight import Sight, sight_of
from app.hall.day import Instant
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, State
from app.house import House
from app.live import KEPT, Channel, Watcher
from app.log import Recorded
from app.sockets import RESTART, TOO_SLOW, TRY_LATER, UNAUTHORIZED

HELLO_WITHIN = 5.0
HEARTBEAT = 10.0
SEND_WITHIN = 10.0
"""Seconds that one send may take before the client counts as stalled."""
BAD_HELLO, TOO_OLD = 4400, 4426

router = APIRouter(tags=["stream"])


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Hello(_Frame):
    hello: int
    epoch: Annotated[str, Field(max_length=64)] | None
    since: int | None


class Ack(_Frame):
    ack: int


class Spoken(_Frame):
    spoken: Annotated[str, Field(pattern=r"^c[0-9]{1,18}$")]


class Frames:
    """The frames of a hall's events, made once for all clients that see the same."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int, Sight], str] = {}
        self._at: Instant = 0

    def of(self, hall: str, recorded: Recorded, timezone: str, sight: Sight, now: Instant) -> str:
        """An age is exact to the millisecond: frames made in another one are thrown away."""
        if now != self._at:
            self._made.clear()
            self._at = now
        key = hall, recorded.seq, sight
        if (frame := self._made.get(key)) is None:
            shape = event_shape(recorded.seq, recorded.fact, timezone, sight)
            if "type" in shape:
                shape["age_ms"] = max(0, now - recorded.fact.at)
            frame = self._made[key] = dump({"event": shape}).decode()
        return frame


@dataclass(slots=True)
class Client:
    socket: WebSocket
    house: House
    hall: str
    principal: Principal
    sight: Sight
    watcher: Watcher
    at: int = 0
    """The seq of the newest event that it was sent."""


async def leave(socket: WebSocket, code: int, retry_ms: int = 1000) -> None:
    """Says good-bye and closes."""
    bye = dump({"bye": {"code": code, "retry_ms": retry_ms}}).decode()
    await sockets.leave(socket, code, *([] if code == BAD_HELLO else [bye]))


@router.websocket("/halls/{hall}/stream")
async def stream(socket: WebSocket, hall: str) -> None:
    house: House = socket.app.state.house
    await socket.accept()
    try:
        principal = await house.access.principal(socket)
        await house.desk.find(hall)
        may(principal, row_of(socket), hall)
        with (
            house.sockets.held_by(principal),
            house.live.watching(hall) as watcher,
            house.cuts.holding(principal, watcher.cut_off),
            house.people.sessions.watching(principal.session, watcher.cut_off),
        ):
            await _serve(Client(socket, house, hall, principal, sight_of(principal), watcher))
    except TooMany as refusal:
        await leave(socket, TRY_LATER, int(str(refusal.fields["retry_after"])) * 1000)
    except Refusal as refusal:
        await leave(socket, sockets.code_of(refusal))


async def _serve(client: Client) -> None:
    hello = await _hello(client.socket)
    if hello is None:
        return await leave(client.socket, BAD_HELLO)
    if hello.hello != 1:
        return await leave(client.socket, TOO_OLD if hello.hello < 1 else BAD_HELLO)
    async with sockets.hearing(_listen(client)):
        try:
            client.at = await _first(client, hello)
            del hello
            await _follow(client)
        except TimeoutError:
            await leave(client.socket, TOO_SLOW)
        except Refusal as refusal:
            await leave(client.socket, sockets.code_of(refusal))
    return None


async def _hello(socket: WebSocket) -> Hello | None:
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            return Hello.model_validate_json(await _text(socket))
    except (TimeoutError, ValidationError):
        return None
    except WebSocketDisconnect:
        return None


async def _text(socket: WebSocket) -> str | bytes:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text: str | bytes | None = message.get("text")
    return b"" if text is None else text


async def _first(client: Client, hello: Hello) -> int:
    """Resumes behind `since` if all that was missed is still kept, else begins anew with the whole state."""
    epoch = await client.house.epoch(client.hall)
    channel = client.house.live.channel(client.hall)
    if hello.since is not None and hello.since > channel.head:  # it may have come from a server that is a moment ahead
        await client.house.desk.read(client.hall, lambda hall, now: None, newest=True)
    reason = _reset_reason(hello, epoch, channel)
    if reason is None:
        assert hello.since is not None
        await _send(client, {"resumed": {"epoch": epoch, "since": hello.since}})
        return hello.since
    seq, state = await client.house.desk.read(
        client.hall, lambda hall, now: (hall.version, _state(hall, now, client.sight.public))
    )
    await _send(client, {"reset": {"epoch": epoch, "seq": seq, "state": state, "reason": reason}})
    return seq


def _reset_reason(hello: Hello, epoch: str, channel: Channel) -> Literal["new", "epoch", "ahead", "gap"] | None:
    if hello.epoch is None or hello.since is None:
        return "new"
    if hello.epoch != epoch:
        return "epoch"
    if hello.since < 0 or hello.since > channel.head:
        return "ahead"
    return None if channel.head - hello.since <= KEPT and channel.keeps(hello.since) else "gap"


def _state(hall: Hall, now: Instant, public: bool) -> Shape:
    """The hall and the tickets that are still on their way."""
    active = (State.WAITING, State.HELD, *AT_COUNTER)
    tickets = [ticket_shape(hall, ticket, now) for ticket in hall.everyone() if ticket.state in active]
    if public:
        tickets = [{key: value for key, value in shape.items() if key not in ("level", "due_at")} for shape in tickets]
    return {"hall": hall_shape(hall, now, public=public), "tickets": tickets}


async def _follow(client: Client) -> None:
    """Sends what the client has not seen. While it keeps up, news is pushed to it as it comes; when it doesn't, it is
    sent from here, and waited for."""
    house, watcher = client.house, client.watcher
    channel = house.live.channel(client.hall)
    frames: Frames = client.socket.app.state.frames
    timezone = await house.desk.read(client.hall, lambda hall, now: hall.plan.timezone)

    def news() -> Iterator[tuple[int, Coroutine[Any, Any, None]]]:
        now = house.desk.clock()
        for recorded in channel.after(client.at):
            yield (
                recorded.seq,
                client.socket.send_text(frames.of(client.hall, recorded, timezone, client.sight, now)),
            )

    def push() -> bool:
        for seq, sending in news():
            if not sockets.at_once(sending):
                return False
            client.at = seq
        return True

    while client.socket.client_state == WebSocketState.CONNECTED and not watcher.closing:
        if house.live.closing or watcher.ended:
            return await leave(client.socket, RESTART)
        if watcher.cut:
            return await leave(client.socket, UNAUTHORIZED)
        if not channel.keeps(client.at):
            return await leave(client.socket, TOO_SLOW)
        for seq, sending in news():
            async with asyncio.timeout(SEND_WITHIN):
                await sending
            client.at = seq
        if client.at == channel.head:
            watcher.push = push
            woken = await watcher.wait(HEARTBEAT)
            watcher.push = None
            if not woken and house.desk.in_touch:
                await _send(client, {"hb": client.at})
    return None


async def _send(client: Client, frame: dict[str, Any]) -> None:
    async with asyncio.timeout(SEND_WITHIN):
        await client.socket.send_text(dump(frame).decode())


async def _listen(client: Client) -> None:
    """Acks need no answer; a display's `spoken` becomes a fact; anything else ends the connection."""
    try:
        while True:
            text = await _text(client.socket)
            try:
                frame: Ack | Spoken = Spoken.model_validate_json(text)
            except ValidationError:
                frame = Ack.model_validate_json(text)
            if isinstance(frame, Spoken) and client.principal.role == "display":
                await client.house.speaking.spoken(client.hall, frame.spoken)
    except ValidationError:
        await leave(client.socket, BAD_HELLO)
    except (WebSocketDisconnect, RuntimeError):
        pass
    client.watcher.closing = True
    client.watcher.rouse()

"""The bare baselines, on uvicorn with the product's own settings: `python -m bench.bare PORT`.

A POST that does nothing, a WebSocket that says back what it hears, and a loop that sends one text to all sockets.
"""

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.requests import Request
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.cli.server import config as as_the_product


class Wanted(BaseModel):
    service: str
    level: str | None = None


app = FastAPI()
listeners: set[WebSocket] = set()


@app.post("/noop", status_code=201)
async def noop(wanted: Wanted) -> dict[str, str]:
    return {"number": "A001", "service": wanted.service}


@app.websocket("/echo")
async def echo(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        pass


@app.websocket("/listen")
async def listen(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text('{"listening":true}')
    listeners.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        listeners.discard(socket)


@app.post("/send")
async def send(request: Request) -> dict[str, int]:
    """The body to every listener, one after the other."""
    text = (await request.body()).decode()
    for socket in listeners:
        await socket.send_text(text)
    return {"sent": len(listeners)}


if __name__ == "__main__":
    config = as_the_product(app)
    config.port = int(sys.argv[1])
    uvicorn.Server(config).run()

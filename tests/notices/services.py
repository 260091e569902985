"""The services through which somebody is told, on this machine: a webhook and a mail server that listen, refuse or hang."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Heard:
    """What a service was told. `status`: how it answers; `hangs`: it takes what comes and says nothing."""

    port: int = 0
    status: int = 200
    hangs: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    asked: int = 0
    told: list[Any] = field(default_factory=list)


@contextmanager
def webhook() -> Iterator[Heard]:
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.asked += 1
            if heard.hangs.is_set():
                heard.over.wait(60)
                return
            if heard.status == 200:
                heard.told.append(json.loads(body))
            self.send_response(heard.status)
            self.end_headers()

        def log_message(self, *told: Any) -> None: ...

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler), heard):
        yield heard


@contextmanager
def mail() -> Iterator[Heard]:
    heard = Heard()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            heard.asked += 1
            if heard.hangs.is_set():
                heard.over.wait(60)
                return
            self.say("220 here")
            while line := self.rfile.readline():
                match line[:4].upper():
                    case b"EHLO" | b"HELO" | b"MAIL" | b"RCPT" | b"RSET":
                        self.say("250 fine")
                    case b"DATA":
                        self.say("354 go on")
                        heard.told.append(self.letter())
                        self.say("250 taken")
                    case b"QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("502 no")

        def letter(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            return b"".join(lines)

        def say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), heard):
        yield heard


@contextmanager
def _serving(server: Any, heard: Heard) -> Iterator[None]:
    server.daemon_threads, heard.port = True, server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        heard.over.set()
        server.shutdown()
        server.server_close()
        thread.join()

"""How one lamp is told: a POST, or a line of text."""

import hashlib
import hmac
import time
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

import httpx
import orjson
import structlog

from app.hall.lamps import Light
from app.hall.plan import Lamp

WITHIN = 3.0
"""Seconds for a lamp to answer."""
logger = structlog.get_logger()


class Unreached(Exception):
    """The lamp wasn't told, and why."""


class Line(Protocol):
    def tell(self, hall: str, light: Light) -> None:
        """In a thread. Raises Unreached."""

    def close(self) -> None: ...


def body_of(hall: str, light: Light, at: int) -> bytes:
    told = {"hall": hall, "counter": light.counter, "state": light.state, "number": light.number, "call": light.call, "at": at}
    return orjson.dumps(told)


def signature(secret: bytes, stamp: str, body: bytes) -> str:
    """Of the time and the body, so that one that was overheard can't be sent again later."""
    return "sha256=" + hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@dataclass
class Webhook:
    """Any answer from 200 to 299 will do. No redirect is followed, no proxy used, and nothing of the answer read."""

    url: str
    secret: bytes | None

    def __post_init__(self) -> None:
        self._client = httpx.Client(timeout=WITHIN, trust_env=False, follow_redirects=False)

    def tell(self, hall: str, light: Light) -> None:
        now = int(time.time() * 1000)
        body, stamp = body_of(hall, light, now), str(now)
        headers = {"Content-Type": "application/json", "Yingbin-Timestamp": stamp}
        if self.secret:
            headers["Yingbin-Signature"] = signature(self.secret, stamp, body)
        try:
            with self._client.stream("POST", self.url, content=body, headers=headers) as answer:
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unreached(type(error).__name__) from None
        if not 200 <= status < 300:
            raise Unreached(f"HTTP {status}")

    def close(self) -> None:
        self._client.close()


def line_of(light: Light) -> bytes:
    """`$3,called,A023*1F`: a sum of all characters between $ and *, as in NMEA 0183."""
    told = f"{light.counter},{light.state},{light.number or '-'}".encode("ascii")
    return b"$%s*%02X\r\n" % (told, reduce(lambda sum, byte: sum ^ byte, told, 0))


@dataclass
class Serial:
    """A serial line, opened when there is something to say, and again after a fault."""

    device: str
    baud: int
    _port: Any = None

    def tell(self, hall: str, light: Light) -> None:
        try:
            import serial  # type: ignore[import-untyped]
        except ImportError:
            raise Unreached("pyserial is not installed: pip install 'yingbin[lamps]'") from None
        try:
            if self._port is None:
                self._port = serial.Serial(self.device, self.baud, timeout=WITHIN, write_timeout=WITHIN, exclusive=True)
            self._port.write(line_of(light))
        except (OSError, ValueError) as error:
            self.close()
            raise Unreached(" ".join(str(error).split())[:120]) from None

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            try:
                port.close()
            except OSError:
                logger.warning("lamp_not_closed", device=self.device)


def line_to(lamp: Lamp, secret: bytes | None) -> Line:
    return Webhook(lamp.url, secret) if lamp.url else Serial(str(lamp.serial), lamp.baud)

"""A command in the server's own process: through the whole application, all but its HTTP parser."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.types import ASGIApp

Headers = Sequence[tuple[bytes, bytes]]


async def post(app: ASGIApp, host: str, path: str, headers: Headers, body: Mapping[str, Any]) -> tuple[int, Headers, bytes]:
    """Status, headers and content of the answer."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "http_version": "1.1",
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "server": (host, 80),
        "state": {},
        "headers": [(b"host", host.encode()), (b"content-type", b"application/json"), *headers],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": json.dumps(body).encode()}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], sent[0]["headers"], b"".join(one.get("body", b"") for one in sent[1:])

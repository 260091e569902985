"""The way to the server: a command is repeated with its own key until it has been answered."""

import asyncio
import secrets
from typing import Any

import httpx

Shape = dict[str, Any]


class Refused(Exception):
    """The hall said no; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Till:
    """One person's token at one hall."""

    def __init__(self, client: httpx.AsyncClient, hall: str, token: str) -> None:
        self._client, self._hall, self._token = client, hall, token

    async def press(self, path: str, **body: Any) -> Shape | None:
        """The answer; None: nobody is waiting."""
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": secrets.token_urlsafe(12)}
        while True:
            try:
                answer = await self._client.post(f"/api/v1/halls/{self._hall}/{path}", json=body, headers=headers)
            except httpx.TransportError:
                await asyncio.sleep(1)
                continue
            if answer.status_code in (429, 503):
                await asyncio.sleep(float(answer.headers.get("retry-after", 1)))
                continue
            return _content(answer)


def _content(answer: httpx.Response) -> Shape | None:
    if answer.status_code == 204:
        return None
    content: Shape = answer.json()
    if answer.is_error:
        raise Refused(str(content.get("code")))
    return content

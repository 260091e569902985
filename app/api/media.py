"""Files for the screens: they come in by the manager's hand and go out to whoever has a screen of the hall."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from app.access import may, row_of
from app.api.commands import Key
from app.api.problems import documented, problem
from app.api.shapes import Shape, dump
from app.hall.refusals import Refusal
from app.hall.signage import files_in_use
from app.house import House
from app.media.reception import MEGABYTE
from app.media.refusals import BrokenOff, MediaTooLarge, UnknownMedia
from app.media.store import PART, File
from shared_ui.sentences import language_of

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PRINT = re.compile(r"[0-9a-f]{32}")
KEPT = "private, max-age=31536000, immutable"
"""The address is that of the content: what lies there never changes."""

router = APIRouter(tags=["signage"])
files = APIRouter(include_in_schema=False)


def file_shape(file: File) -> Shape:
    return {
        "media": file.print,
        "kind": file.kind,
        "type": file.type,
        "bytes": file.bytes,
        "width": file.width,
        "height": file.height,
    }


@router.post(
    "/halls/{hall}/media",
    name="upload",
    status_code=201,
    response_model=None,
    responses=documented(400, 401, 403, 404, 409, 413, 422, 429, 503) | {201: {"description": "the file as it is kept"}},
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def upload(
    request: Request, hall: str, idempotency_key: Key, content_length: Annotated[int | None, Header(ge=0)] = None
) -> Response:
    """A picture (PNG, JPEG, WebP, GIF) or a video (MP4 with H.264, VP9 or AV1; WebM) as the body. What it is, is seen from its
    content; pictures are drawn anew, 1920 px at most. The same file again is the same file."""
    house: House = request.app.state.house
    principal = await house.access.principal(request)
    await house.desk.find(hall)
    may(principal, row_of(request), hall)
    try:
        file = await _received(house, hall, request, content_length)
    except (Refusal, TimeoutError, ClientDisconnect) as error:
        refused = problem(error if isinstance(error, Refusal) else BrokenOff(), language_of(request))
        refused.headers["Connection"] = "close"  # the rest of the body is not read
        return refused
    return Response(dump(file_shape(file)), 201, {"Cache-Control": "no-store"}, media_type="application/json")


async def _received(house: House, hall: str, request: Request, length: int | None) -> File:
    """One that says that it is too large is refused unread."""
    reception = house.media
    if length is not None and length > reception.largest_of_all * MEGABYTE:
        raise MediaTooLarge(most=reception.largest_of_all)

    async def in_use() -> frozenset[str]:
        return await house.desk.read(hall, lambda state, now: files_in_use(state), newest=True)

    return await reception.receive(hall, request.stream(), in_use, house.desk.clock())


@files.get("/media/{hall}/{media}", response_model=None)
async def file(request: Request, hall: str, media: str) -> Response:
    """The file, or the range of it that is asked for."""
    house: House = request.app.state.house
    await house.access.in_hall(request, hall[:60])
    found = await asyncio.to_thread(house.media.store.find, hall[:60], media) if _PRINT.fullmatch(media) else None
    if found is None:
        raise UnknownMedia()
    tag, size = f'"{media}"', found.bytes
    headers = {"Cache-Control": KEPT, "ETag": tag, "Accept-Ranges": "bytes", "Cross-Origin-Resource-Policy": "same-origin"}
    if request.headers.get("if-none-match") == tag:
        return Response(None, 304, headers)
    span = _span(request.headers.get("range"), size)
    if span is None:
        return Response(None, 416, {**headers, "Content-Range": f"bytes */{size}"})
    first, last = span
    headers["Content-Length"] = str(last - first + 1)
    if last - first + 1 < size:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = 206 if "Content-Range" in headers else 200
    return StreamingResponse(_sent(house, hall, found, first, last), status, headers, media_type=found.type)


def _span(wanted: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte; None: there is no such range. More than one range at once is answered with the whole."""
    match = _RANGE.fullmatch(wanted.replace(" ", "")) if wanted else None
    if match is None or match.groups() == ("", ""):
        return 0, size - 1
    begin, end = match.groups()
    if not begin:
        return (max(0, size - int(end)), size - 1) if int(end) else None
    first, last = int(begin), min(int(end or size - 1), size - 1)
    return (first, last) if first <= last else None


async def _sent(house: House, hall: str, file: File, first: int, last: int) -> AsyncIterator[bytes]:
    """Part by part; one that is missing breaks the answer off, and the screen goes on to the next file."""
    for part in range(first // PART, last // PART + 1):
        data = await asyncio.to_thread(house.media.store.part, hall, file.print, part)
        if data is None:
            raise UnknownMedia()
        begins = part * PART
        yield data[max(0, first - begins) : last - begins + 1]

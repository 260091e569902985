"""Commands of the manager's playlist and logos, and how it stands."""

import asyncio
from datetime import date
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter
from pydantic import AfterValidator, Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from app.api.commands import Asked, Body, Nothing, allowed, describe, grant, once, parse
from app.api.duties import Act, Line, courteous
from app.api.problems import UnknownPage, documented
from app.api.reads import allowed as may_read
from app.api.shapes import Shape, dump, text_shape
from app.hall import signage
from app.hall.day import WEEKDAYS, clock_time
from app.hall.plan import Text
from app.hall.playlist import Entry, Kind, LogoUse
from app.hall.signage import files_in_use
from app.hall.state import Hall
from app.media.refusals import BadPicture, UnknownMedia
from app.media.store import File
from app.wishes import Answer, Wish

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Clock = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Date = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(lambda day: date.fromisoformat(day) and day)]
Print = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
Title = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f]*$")]
USES: dict[str, LogoUse] = {"screen": "screen", "paper": "paper"}

router = APIRouter(tags=["signage"])


class Times(Body):
    """When an entry is shown: on these days, in these hours (past midnight if they end before they begin), from day to day."""

    title: Title = ""
    zh: Line | None = None
    en: Line | None = None
    seconds: Annotated[int, Field(ge=3, le=600)] = 12
    days: Annotated[list[Day], Field(max_length=7)] = []
    begins: Clock = "00:00"
    ends: Clock = "24:00"
    first: Date | None = None
    last: Date | None = None
    sound: bool = False

    @model_validator(mode="after")
    def _whole(self) -> "Times":
        if (self.zh is None) != (self.en is None):
            raise ValueError("write the text in both languages")
        if self.zh is not None and not (self.zh.strip() and self.en and self.en.strip()):
            raise ValueError("a text of blanks would be an empty screen: write some words")
        if self.begins == "24:00" or self.begins == self.ends:
            raise ValueError("the hours must have a beginning and another end")
        if self.first and self.last and self.first > self.last:
            raise ValueError("the last day must not be before the first one")
        return self

    @property
    def text(self) -> Text | None:
        return Text(self.zh, self.en) if self.zh and self.en else None

    def entry(self, kind: Kind, media: str | None = None) -> Entry:
        return Entry(
            id="",
            kind=kind,
            title=self.title,
            media=media,
            text=None if media else self.text,
            seconds=self.seconds,
            days=tuple(sorted({WEEKDAYS.index(day) for day in self.days})),
            begins=_minute(self.begins),
            ends=_minute(self.ends),
            first=self.first,
            last=self.last,
            sound=self.sound,
        )


class Show(Times):
    """A file that was uploaded, or a text; a text may stand in the line `below` instead of in the middle."""

    media: Print | None = None
    below: bool = False

    @model_validator(mode="after")
    def _one(self) -> "Show":
        if (self.media is None) == (self.zh is None):
            raise ValueError("name a file that was uploaded, or write a text")
        return self


class Move(Body):
    before: Annotated[str, Field(max_length=40)] | None = None


class Logo(Body):
    media: Print | None = None


T = TypeVar("T", bound=Body)


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def entry_shape(entry: Entry) -> Shape:
    return {
        "entry": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "media": entry.media,
        "text": entry.text and text_shape(entry.text),
        "seconds": entry.seconds,
        "days": [WEEKDAYS[day] for day in entry.days],
        "begins": clock_time(entry.begins),
        "ends": clock_time(entry.ends),
        "first": entry.first,
        "last": entry.last,
        "sound": entry.sound,
    }


def _playlist(hall: Hall) -> Answer:
    logos = {use: logo.media for use, logo in hall.logos.items()}
    return Answer(
        200, dump({"entries": [entry_shape(entry) for entry in hall.playlist], "logos": logos, "version": hall.version})
    )


@router.get("/halls/{hall}/playlist", response_model=None, responses=documented(401, 403, 404, 429, 503))
async def get_playlist(request: Request, hall: str) -> Response:
    """What the screens show between calls, and the logos."""
    house, _ = await may_read(request, hall)
    body = (await house.desk.read(hall, lambda state, now: _playlist(state), newest=True)).body
    return Response(body, 200, {"Cache-Control": "no-store"}, media_type="application/json")


async def _granted(asked: Asked, wish: Wish) -> Answer:
    """And files that nothing shows any more are taken away, a little later."""
    before = await asked.house.desk.read(asked.hall, lambda hall, now: files_in_use(hall))
    done = await grant(asked, wish)
    after = await asked.house.desk.read(asked.hall, lambda hall, now: files_in_use(hall))
    if gone := before - after:
        asked.house.media.let_go(asked.hall, gone)
    return done


async def _file(asked: Asked, media: str) -> File:
    """Raises UnknownMedia."""
    found = await asyncio.to_thread(asked.house.media.store.find, asked.hall, media)
    if found is None:
        raise UnknownMedia()
    return found


async def _show(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Show, asked.raw)
    courteous(body.text)
    kind: Kind = "line" if body.below else "message"
    if body.media is not None:
        kind = "picture" if (await _file(asked, body.media)).kind == "picture" else "video"
    entry = body.entry(kind, body.media)
    wish = Wish(asked.hall, lambda hall, now: signage.add(hall, now, entry=entry), lambda hall, *_: _playlist(hall), same)
    return await grant(asked, wish)


async def _logo(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Logo, asked.raw)
    if asked.which not in USES:
        raise UnknownPage(path=asked.scope["path"][:200])
    use, dark = USES[asked.which], False
    if body.media is not None:
        file = await _file(asked, body.media)
        if file.kind != "picture":
            raise BadPicture()
        dark = file.dark
    wish = Wish(
        asked.hall,
        lambda hall, now: signage.set_logo(hall, now, use=use, media=body.media, plate=dark),
        lambda hall, *_: _playlist(hall),
        same,
    )
    return await _granted(asked, wish)


def _command(verb: str, name: str, kind: type[T], act: Act[T], about: str) -> None:
    """A command about one entry; it answers with the playlist."""

    async def handler(asked: Asked) -> Answer:
        principal = await allowed(asked)
        same, body, which = once(principal, asked), parse(kind, asked.raw), asked.which
        courteous(body.text if isinstance(body, Times) else None)
        wish = Wish(
            asked.hall, lambda hall, now: act(hall, now, which, body, principal.role), lambda hall, *_: _playlist(hall), same
        )
        return await _granted(asked, wish)

    describe(router, f"/playlist/{{entry}}/{verb}", name, kind, handler, {200: "the playlist"}, about)


describe(
    router,
    "/playlist",
    "show",
    Show,
    _show,
    {200: "the playlist"},
    "A file or a text for the screens, as the last of the playlist.",
)
_command(
    "change",
    "change-entry",
    Times,
    lambda hall, now, which, body, role: signage.change(hall, now, id=which, entry=body.entry("message")),
    "When an entry is shown; its file stays.",
)
_command(
    "remove",
    "remove-entry",
    Nothing,
    lambda hall, now, which, body, role: signage.remove(hall, now, id=which),
    "The entry is shown no more; its file goes if nothing else shows it.",
)
_command(
    "move",
    "move-entry",
    Move,
    lambda hall, now, which, body, role: signage.move(hall, now, id=which, before=body.before),
    "The entry comes before another one, or to the end.",
)
describe(
    router,
    "/logos/{use}/set",
    "set-logo",
    Logo,
    _logo,
    {200: "the playlist"},
    "The logo for the screens (`screen`) or for paper (`paper`): a picture that was uploaded, or none.",
)

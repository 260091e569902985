"""Files and the playlist over HTTP: who may, what is refused and when, and how a file goes out again."""

import asyncio
import hashlib
import random
import socket
import time
from contextlib import suppress

import httpx
import pytest

from app.api.guard import LARGEST
from app.media.store import LEFT_BEHIND, PART, Store
from tests.api.asking import problem
from tests.house import Home, Place, home, server
from tests.media import clips

MP4 = clips.mp4(clips.track("vide", "avc1"), data=random.Random(1).randbytes(3 * PART + 100))


async def sent(one: Home, content: bytes, role="manager", hall: str = "dongcheng") -> httpx.Response:
    caller = one.as_(role, hall)
    return await one.http.post(
        f"/api/v1/halls/{hall}/media", content=content, headers=caller.headers | {"Idempotency-Key": "one"}
    )


async def kept(one: Home, content: bytes) -> str:
    answer = await sent(one, content)
    assert answer.status_code == 201, answer.text
    return answer.json()["media"]


async def test_a_picture_goes_in_and_a_screen_gets_it_drawn_anew(place: Place):
    async with home(place) as one:
        answer = await sent(one, clips.picture(size=(2400, 1200)))
        assert answer.status_code == 201
        told = answer.json()
        assert (told["kind"], told["type"], told["width"], told["height"]) == ("picture", "image/jpeg", 1920, 960)
        found = await one.http.get(f"/media/dongcheng/{told['media']}", headers=one.as_("display").headers)
        assert (found.status_code, len(found.content)) == (200, told["bytes"])
        assert found.headers["content-type"] == "image/jpeg"
        assert found.headers["x-content-type-options"] == "nosniff"
        assert "immutable" in found.headers["cache-control"]
        assert (await sent(one, clips.picture(size=(2400, 1200)))).json() == told, "the same file is the same file"


async def test_a_video_is_larger_than_a_command_may_be_and_is_read_in_ranges(place: Place):
    assert len(MP4) > LARGEST
    async with home(place) as one:
        media = await kept(one, MP4)
        headers = one.as_("display").headers

        async def part(wanted: str) -> httpx.Response:
            return await one.http.get(f"/media/dongcheng/{media}", headers=headers | {"Range": wanted})

        whole = await one.http.get(f"/media/dongcheng/{media}", headers=headers)
        assert hashlib.sha256(whole.content).digest() == hashlib.sha256(MP4).digest()
        for wanted, first, last in (
            ("bytes=0-9", 0, 9),
            (f"bytes={PART - 5}-{PART + 5}", PART - 5, PART + 5),
            (f"bytes={2 * PART}-", 2 * PART, len(MP4) - 1),
            ("bytes=-7", len(MP4) - 7, len(MP4) - 1),
            ("bytes=10-99999999999", 10, len(MP4) - 1),
        ):
            answer = await part(wanted)
            assert (answer.status_code, answer.content) == (206, MP4[first : last + 1]), wanted
            assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(MP4)}"
        assert (await part(f"bytes={len(MP4)}-")).status_code == 416
        assert (await part("bytes=9-3")).status_code == 416
        assert (await part("lines=1-2")).status_code == 200
        known = await one.http.get(f"/media/dongcheng/{media}", headers=headers | {"If-None-Match": whole.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"this is no picture", "not_media"),
        (b"", "not_media"),
        (b"<html><script>alert(1)</script></html>", "not_media"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no_svg"),
        (clips.picture()[:60], "bad_picture"),
        (clips.mp4(clips.track("vide", "hvc1")), "bad_video"),
        (clips.webm("V_MPEG4/ISO/AVC"), "bad_video"),
    ],
)
async def test_what_no_screen_can_show_is_refused_with_a_sentence(place: Place, content: bytes, code: str):
    async with home(place) as one:
        told = problem(await sent(one, content), 422, code)
        assert told["detail"].endswith((".", "."))
        assert not Store(place.data.engine).of("dongcheng"), "nothing is half done"


async def test_who_may_send_files_and_who_may_see_them(place: Place):
    async with home(place) as one:
        for role in ("kiosk", "display", "greeter", ("counter", 1)):
            problem(await sent(one, clips.picture(), role), 403, "forbidden")
        problem(await sent(one, clips.picture(), ("xicheng", "manager")), 403, "forbidden")
        bare = await one.http.post("/api/v1/halls/dongcheng/media", content=clips.picture(), headers={"Idempotency-Key": "a"})
        problem(bare, 401, "unauthorized")
        problem(
            await one.http.post("/api/v1/halls/dongcheng/media", content=clips.picture(), headers=one.as_("manager").headers),
            422,
            "invalid",
        )
        media = await kept(one, clips.picture())
        address = f"/media/dongcheng/{media}"
        for role in ("kiosk", "display", "greeter", ("counter", 1), "manager", "all"):
            assert (await one.http.get(address, headers=one.as_(role).headers)).status_code == 200
        problem(await one.http.get(address), 401, "unauthorized")
        problem(await one.http.get(address, headers=one.as_(("xicheng", "manager")).headers), 403, "forbidden")
        for wrong in ("0" * 32, "../../etc/passwd", "x", media.upper()):
            answer = await one.http.get(f"/media/dongcheng/{wrong}", headers=one.as_("display").headers)
            assert answer.status_code == 404, wrong


def test_a_video_of_two_gigabytes_is_cut_off(place: Place):
    """Once by what it says, before a byte of it came, once by what it turns out to be; meanwhile a ticket is issued as ever."""
    with server(place, video_megabytes=1) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        head = f"POST /api/v1/halls/dongcheng/media HTTP/1.1\r\nHost: {host}\r\nIdempotency-Key: a\r\n"
        head += f"Authorization: Bearer {place.tokens['manager']}\r\n"
        for more in (f"Content-Length: {2 << 30}\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"):
            with socket.create_connection((host, int(port)), 10) as line:
                line.sendall((head + more).encode())
                if "chunked" in more:
                    _pour(line, MP4[: 16 * 1024])
                answer = _all(line).decode("utf-8", "replace")
            assert " 413 " in answer.partition("\r\n")[0], answer
            assert "media_too_large" in answer
        headers = {"Authorization": f"Bearer {place.tokens['manager']}", "Idempotency-Key": "t"}
        assert (
            httpx.post(f"{url}/api/v1/halls/dongcheng/tickets", json={"service": "pay-bill"}, headers=headers).status_code == 201
        )


def _all(line: socket.socket) -> bytes:
    """An answer, up to the end of its problem; a server that breaks off may reset the line behind it."""
    answer = b""
    with suppress(OSError):
        while not answer.endswith(b"}") and (more := line.recv(65536)):
            answer += more
    return answer


def _pour(line: socket.socket, head: bytes) -> None:
    """Sends until the server closes; of the two gigabytes 24 MB, which is more than the buffers on the way hold: whoever waited
    for the end of the file would not answer then."""
    line.settimeout(0.2)
    data = head + bytes(64 * 1024 - len(head))
    for _ in range(24 * 16):
        try:
            line.sendall(b"%X\r\n%s\r\n" % (len(data), data))
        except OSError:
            return
        data = bytes(64 * 1024)


async def test_a_file_that_is_uploaded_again_is_there_to_be_shown(place: Place):
    async with home(place) as one:
        first = await kept(one, MP4)
        one.house.desk.clock = lambda: int(time.time() * 1000) + 2 * LEFT_BEHIND
        assert await kept(one, MP4) == first
        await kept(one, clips.picture())
        answer = await one.as_("manager").post("/playlist", media=first)
        assert answer.status_code == 200, answer.text


async def test_a_file_that_is_shown_while_another_comes_in_stays(place: Place):
    """A video may be on its way for minutes."""
    async with home(place) as one:
        first, clip = await kept(one, MP4), clips.picture()
        one.house.desk.clock = lambda: int(time.time() * 1000) + 2 * LEFT_BEHIND

        async def body():
            yield clip[:40]
            assert (await one.as_("manager").post("/playlist", media=first)).status_code == 200
            yield clip[40:]

        headers = one.as_("manager").headers | {"Idempotency-Key": "two"}
        answer = await one.http.post("/api/v1/halls/dongcheng/media", content=body(), headers=headers)
        assert answer.status_code == 201, answer.text
        found = await one.http.get(f"/media/dongcheng/{first}", headers=one.as_("display").headers)
        assert found.status_code == 200


async def test_a_hall_has_room_for_so_much_and_files_that_nobody_uses_make_way(place: Place):
    async with home(place, media_megabytes=1) as one:
        first = await kept(one, MP4)
        second = clips.mp4(clips.track("vide", "avc1"), data=random.Random(2).randbytes(2 * PART))
        problem(await sent(one, second), 409, "media_full")
        one.house.desk.clock = lambda: int(time.time() * 1000) + 2 * LEFT_BEHIND
        await kept(one, second)
        assert first not in [file.print for file in Store(place.data.engine).of("dongcheng")], "unused for an hour"


async def test_the_playlist_is_told_by_version_and_a_file_goes_with_its_last_entry(place: Place):
    async with home(place) as one:
        manager, media = one.as_("manager"), await kept(one, clips.picture())
        problem(await manager.post("/playlist", media="0" * 32), 404, "unknown_media")
        shown = await manager.post(
            "/playlist", media=media, title="夏.png", days=["sat"], begins="22:00", ends="02:00", seconds=9
        )
        [entry] = shown.json()["entries"]
        assert (entry["kind"], entry["days"], entry["begins"], entry["ends"]) == ("picture", ["sat"], "22:00", "02:00")
        assert (await manager.get("/playlist")).json()["entries"] == [entry]
        await manager.post("/logos/screen/set", media=media)
        await manager.post(f"/playlist/{entry['entry']}/change", seconds=20)
        [changed] = (await manager.get("/playlist")).json()["entries"]
        assert (changed["media"], changed["seconds"], changed["days"]) == (media, 20, [])
        await manager.post(f"/playlist/{entry['entry']}/remove")
        problem(await manager.post(f"/playlist/{entry['entry']}/remove"), 404, "unknown_entry")
        await asyncio.sleep(0.1)
        assert one.house.media.store.find("dongcheng", media), "the logo still has it"
        await manager.post("/logos/screen/set")
        for _ in range(100):
            if one.house.media.store.part("dongcheng", media, 0) is None:
                break
            await asyncio.sleep(0.02)
        assert one.house.media.store.find("dongcheng", media) is one.house.media.store.part("dongcheng", media, 0) is None
        await one.check_replay()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"zh": "只有中文"},
        {"zh": "甲", "en": "a", "media": "0" * 32},
        {"zh": "甲", "en": "a", "seconds": 0},
        {"zh": "甲", "en": "a", "begins": "25:00"},
        {"zh": "甲", "en": "a", "begins": "09:00", "ends": "09:00"},
        {"zh": "甲", "en": "a", "first": "2026-03-02", "last": "2026-03-01"},
        {"zh": "甲", "en": "a", "days": ["someday"]},
        {"zh": "甲\n乙", "en": "a"},
        {"zh": " ", "en": "a"},
        {"zh": "甲", "en": "a", "first": "2026-02-31"},
        {"zh": "甲", "en": "a", "first": "٢٠٢٦-02-01"},
        {"zh": "甲", "en": "a", "last": "0000-01-01"},
        {"zh": "甲", "en": "a", "begins": "0٩:00"},
        {"media": "../x"},
    ],
)
async def test_an_entry_that_makes_no_sense_is_refused(place: Place, body: dict):
    async with home(place) as one:
        problem(await one.as_("manager").post("/playlist", **body), 422, "invalid")


async def test_a_forbidden_phrase_is_not_shown_and_a_video_is_no_logo(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        problem(await manager.post("/playlist", zh="先交钱", en="Pay"), 422, "forbidden_phrase")
        problem(await manager.post("/logos/screen/set", media=await kept(one, MP4)), 422, "bad_picture")
        problem(await manager.post("/logos/hat/set"), 404, "unknown_page")


async def test_a_colour_is_a_stylesheet_and_nothing_else_is(place: Place):
    async with home(place) as one:
        answer = await one.http.get("/brand/0085d0.css")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
        assert "--brand-pure: #0085d0" in answer.text
        for wrong in ("red", "0085d0;", "zzzzzz", "%22%3E"):
            assert (await one.http.get(f"/brand/{wrong}.css")).status_code == 404


async def test_parts_that_a_server_left_when_it_died_are_swept_away(place: Place):
    store = Store(place.data.engine)
    async with home(place) as one:
        media = await kept(one, MP4)
        with place.data.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM media")
        now = one.house.desk.clock()
        store.sweep(now)
        assert store.part("dongcheng", media, 0) is not None, "somebody may be writing them"
        store.sweep(now + 2 * LEFT_BEHIND)
        assert store.part("dongcheng", media, 0) is None

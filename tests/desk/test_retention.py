"""What is personal goes when its time is over, on SQLite and on PostgreSQL, and nothing else goes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import event, select

from app import tables
from app.hall import events
from app.personal import Content, Strongbox
from app.retention import first_kept
from app.verify import verify_all
from app.wishes import Answer, Wish
from tests.house import Home, Place, home

HALL = "dongcheng"
DAY = 86_400_000
NOON = 2_000_000_000_000 // DAY * DAY + 4 * 3_600_000
"""Noon in the hall."""


def kept(place: Place, table) -> list:
    with place.data.engine.connect() as connection:
        return list(connection.execute(select(table).where(table.c.hall == HALL)))


def opened(place: Place, row) -> Content:
    return Strongbox(place.data.key).of_row(row)


async def took(one: Home, note: str | None = "red hat") -> str:
    answer = await one.as_("greeter").post("/tickets", service="pay-bill", **({"note": note} if note else {}))
    return httpx.URL(answer.json()["phone_url"]).path


def test_a_day_is_kept_by_any_halls_clock():
    at = int(datetime(2026, 3, 31, 23, 59, tzinfo=UTC).timestamp() * 1000)
    assert first_kept(at, 30) == "2026-02-28"
    assert first_kept(at + 60_000, 30) == "2026-03-01"


async def test_note_secret_and_answer_are_gone_after_their_time(place: Place):
    clock = [NOON]
    async with home(place, lambda: clock[0], retention_days=30) as one:
        page = await took(one)
        assert (await one.http.get(page)).status_code == 200
        assert page.rpartition(".")[2].encode() in kept(place, tables.commands)[0].body
        clock[0] += 4 * DAY
        await one.house.eraser.sweep()
        assert kept(place, tables.commands) == [], "answers tell the link: they go though no new day has begun"
        assert len(kept(place, tables.personal)) == 1
        clock[0] = NOON + 31 * DAY
        await one.house.eraser.sweep()
        assert len(kept(place, tables.personal)) == 1
        assert (await one.http.get(page)).status_code == 200
        clock[0] = NOON + 32 * DAY
        assert (await one.http.get(page)).status_code == 404, "before anybody has swept"
        young = await took(one)
        assert await one.house.eraser.sweep() == 1
        assert [row.day for row in kept(place, tables.personal)] == [str(day_of(clock[0]))]
        assert (await one.http.get(page)).status_code == 404
        assert (await one.http.get(young)).status_code == 200
        assert await one.house.eraser.sweep() == 0
        await one.check_replay()
    assert [hall.differences for hall in verify_all(place.data.engine)] == [[], []]


def day_of(at: int):
    return (datetime.fromtimestamp(at / 1000, UTC) + timedelta(hours=4)).date()


async def test_what_an_open_promise_needs_stays_until_it_is_kept_and_its_page_goes(place: Place):
    clock = [NOON]
    async with home(place, lambda: clock[0], retention_days=1) as one:
        owed, other = await took(one, "call back: 王女士"), await took(one)
        await promise(one, "B001")
        clock[0] += 5 * DAY
        assert await one.house.eraser.sweep() == 4, "two rows, two answers"
        [row] = kept(place, tables.personal)
        assert (row.number, opened(place, row).note, row.secret) == ("B001", "call back: 王女士", None)
        assert [(await one.http.get(page)).status_code for page in (owed, other)] == [404, 404]
        assert await one.house.eraser.sweep() == 0
        due = await one.house.desk.read(HALL, lambda hall, now: next(iter(hall.follow_ups)))
        await one.as_("manager").post(f"/follow-ups/{due}/done")
        assert await one.house.eraser.sweep() == 1
        assert kept(place, tables.personal) == []


async def promise(one: Home, number: str) -> None:
    def set_it(hall, now):
        ticket = hall.ticket(number)
        return [
            events.FollowUpSet(
                at=now, follow_up="f1", what="callback", due=now + 90 * DAY, post="counter-1", number=number, day=ticket.day
            )
        ]

    await one.house.desk.do(Wish(HALL, set_it, lambda hall, facts, now: Answer(200, b"{}")))


async def test_many_go_in_small_steps(place: Place, monkeypatch):
    monkeypatch.setattr("app.erasing.PAGE", 7)
    clock = [NOON]
    async with home(place, lambda: clock[0], retention_days=1) as one:
        for number in range(20):
            await took(one, "red hat" if number % 5 == 0 else None)
        clock[0] += 4 * DAY
        assert await one.house.eraser.sweep() == 40
        assert (kept(place, tables.personal), kept(place, tables.commands)) == ([], [])


async def test_one_server_at_a_time_erases(place: Place):
    clock = [NOON]
    async with (
        home(place, lambda: clock[0], retention_days=1) as one,
        home(place.another(), lambda: clock[0], retention_days=1) as two,
    ):
        await took(one)
        clock[0] += 4 * DAY
        assert one.house.claims.take("retention")
        if place.data.shared:
            assert await two.house.eraser.sweep() == 0
            one.house.claims.give_back("retention")
        assert await two.house.eraser.sweep() == 2
        assert await one.house.eraser.sweep() == 0


async def test_what_was_deleted_from_a_file_is_written_over(tmp_path: Path):
    clock, place = [NOON], Place.make(tmp_path / "var")
    usual_sqlite(place)
    async with home(place, lambda: clock[0], retention_days=1) as one:
        await took(one, "a very personal remark")
        clock[0] += 4 * DAY
        await one.house.eraser.sweep()
    with place.data.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"very personal" not in (place.data.directory / "yingbin.sqlite3").read_bytes()
    place.close()


def usual_sqlite(place: Place) -> None:
    """Debian's writes over by itself what is deleted; others don't unless they are told to."""
    place.data.engine.dispose()
    event.listen(place.data.engine, "connect", lambda connection, _: connection.execute("PRAGMA secure_delete = OFF"))

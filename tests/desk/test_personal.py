"""Customers' data at rest, shown, handed out and erased; on SQLite and on PostgreSQL."""

import json
import time

import pytest
from sqlalchemy import insert, select, update

from app import tables
from app.erasing import Erasing
from app.hall import events
from app.personal import Content, Noted, Strongbox, Unopened
from app.verify import verify_all
from app.wishes import Answer, Wish
from tests.desk.test_retention import DAY, HALL, NOON, kept
from tests.house import Home, Place, home

PHONE = "13812345678"
MASKED = "138****5678"


async def took(one: Home, role: str = "greeter", **given) -> str:
    answer = await one.as_(role).post("/tickets", service="pay-bill", **given)
    assert answer.status_code == 201, answer.text
    return answer.json()["number"]


def audit(place: Place) -> list:
    with place.data.engine.connect() as connection:
        mine = select(tables.audit).where(tables.audit.c.act.startswith("personal."))
        rows = connection.execute(mine.order_by(tables.audit.c.seq))
        return [(row.who.rpartition(":")[0], row.act, row.hall, json.loads(row.about)) for row in rows]


# ------------------------------------------------------------ at rest
def test_a_box_opens_with_its_key_beside_its_own_fact_only():
    box = Strongbox(b"k" * 32).close("dongcheng", 7, Content("轮椅", "王女士", PHONE))
    assert Strongbox(b"k" * 32).open("dongcheng", 7, box) == Content("轮椅", "王女士", PHONE)
    for key, hall, seq, given in (
        (b"x", "dongcheng", 7, box),
        (b"k", "xicheng", 7, box),
        (b"k", "dongcheng", 8, box),
        (b"k", "dongcheng", 7, box[:-1]),
        (b"k", "dongcheng", 7, b"\x02" + box[1:]),
        (b"k", "dongcheng", 7, b""),
    ):
        with pytest.raises(Unopened):
            Strongbox(key * 32).open(hall, seq, given)


def test_nothing_to_keep_is_no_box_and_what_is_kept_is_in_no_repr():
    assert Strongbox(b"k" * 32).close("dongcheng", 7, Content()) is None
    assert PHONE not in repr(Noted("dongcheng", 7, "2026-01-01", "A001", Content("n", "c", PHONE)))


async def test_what_a_customer_gave_lies_closed_and_is_found_by_the_numbers_hash(place: Place):
    async with home(place) as one:
        number = await took(one, note="red hat", phone="+86 138-1234-5678")
        [row] = kept(place, tables.personal)
        box = Strongbox(place.data.key)
        assert (row.note, row.customer, row.phone) == (None, None, box.print_of(PHONE))
        assert box.of_row(row) == Content(note="red hat", phone=PHONE)
        assert not any(PHONE.encode() in bytes(row.box) or b"red hat" in bytes(row.box) for _ in [0])
        masked = await one.house.desk.read(HALL, lambda hall, now: hall.masked_phone((hall.day, number), now))
        assert masked == MASKED
        await one.check_replay()
    async with home(place.another()) as again:
        masked = await again.house.desk.read(HALL, lambda hall, now: hall.masked_phone((hall.day, number), now))
        assert masked == MASKED, "after a start"
    assert [hall.differences for hall in verify_all(place.data.engine)] == [[], []]


async def test_of_a_ticket_of_which_nothing_was_noted_nothing_is_kept_in_memory(place: Place):
    """A day has twenty thousand of them."""
    async with home(place) as one:
        await took(one)
        noted = await took(one, note="red hat")
        known = await one.house.desk.read(HALL, lambda hall, now: [number for _, number in hall.known])
        assert known == [noted]


async def test_a_number_that_is_none_issues_no_ticket(place: Place):
    async with home(place) as one:
        answer = await one.as_("greeter").post("/tickets", service="pay-bill", level="vip", phone="call me")
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_phone")
        assert kept(place, tables.personal) == []


async def test_what_an_older_version_kept_open_is_closed_and_still_known(place: Place):
    async with home(place) as one:
        number = await took(one, note="x")
        with one.house.log.engine.begin() as connection:
            connection.execute(update(tables.personal).values(box=None, note="轮椅", customer="王女士"))
        assert await one.house.eraser.sweep() == 0
        [row] = kept(place, tables.personal)
        assert (row.note, row.customer) == (None, None)
        assert Strongbox(place.data.key).of_row(row) == Content("轮椅", "王女士")
    async with home(place.another()) as again:
        known = await again.house.desk.read(HALL, lambda hall, now: hall.known[hall.day, number])
        assert (known.note, known.customer) == ("轮椅", "王女士")


# ------------------------------------------------------------ shown
async def test_a_number_is_shown_in_full_to_whoever_serves_its_customer_and_the_audit_says_to_whom(place: Place):
    async with home(place) as one:
        number = await took(one, phone=PHONE)
        at = f"/tickets/{number}/reveal"
        day = await one.house.desk.read(HALL, lambda hall, now: hall.day)
        shown = {"number": number, "day": day, "phone": PHONE, "shown_s": 20}
        for role in ("greeter", "manager"):
            assert (await one.as_(role).post(at)).json() == shown
        for role in ("kiosk", "display", "integration"):
            assert (await one.as_(role).post(at)).status_code == 403, role
        for role in (("counter", 1), ("counter", 3)):
            assert (await one.as_(role).post(at)).json()["code"] == "not_in_hand", role
        counter = one.as_(("counter", 3))
        await counter.post("/counters/3/open")
        assert (await counter.post("/counters/3/call-next", expected_current=None)).status_code == 200
        assert (await counter.post(at, key="k1")).json() == shown
        assert (await counter.post(at, key="k1")).json() == shown
        assert (await one.as_(("counter", 1)).post(at)).status_code == 409
        about = {"day": day, "number": number}
        assert audit(place) == [(who, "personal.reveal", HALL, about) for who in ("greeter", "manager", "counter", "counter")], (
            "refusals showed nothing, and a repeated command shows again"
        )
        await counter.post("/counters/3/start")
        await counter.post("/counters/3/finish")
        assert (await counter.post(at)).status_code == 409, "it has the ticket in hand no more"
        assert PHONE not in "".join(str(bytes(row.body)) for row in kept(place, tables.commands))


async def test_nobody_is_shown_a_number_that_was_not_given_or_whose_time_is_over(place: Place):
    clock = [NOON]
    async with home(place, lambda: clock[0]) as one:
        with_note, with_phone = await took(one, note="x"), await took(one, phone=PHONE)
        assert (await one.as_("manager").post(f"/tickets/{with_note}/reveal")).json()["code"] == "no_phone"
        assert (await one.as_("manager").post("/tickets/Z999/reveal")).json()["code"] == "unknown_ticket"
        assert (await one.as_("manager").post("/follow-ups/none/reveal")).json()["code"] == "no_phone"
        three = one.as_(("counter", 3))
        await three.post("/counters/3/open")
        await three.post("/counters/3/call", number=with_phone, reason="known")
        await one.as_(("counter", 3)).post("/counters/3/start")
        clock[0] += DAY - 1
        assert (await one.as_("manager").post(f"/tickets/{with_phone}/reveal")).status_code == 200
        clock[0] += 1
        assert (await one.as_("manager").post(f"/tickets/{with_phone}/reveal")).status_code == 404, "before anybody has swept"


# ------------------------------------------------------------ erased in time
async def promised(one: Home, number: str) -> None:
    def set_it(hall, now):
        told = {"follow_up": "f1", "what": "callback", "due": now + 9 * DAY, "post": "counter-1"}
        return [events.FollowUpSet(at=now, number=number, day=hall.day, **told)]

    await one.house.desk.do(Wish(HALL, set_it, lambda hall, facts, now: Answer(200, b"{}")))


async def test_a_number_goes_after_the_halls_retention_and_the_note_beside_it_stays(place: Place):
    clock = [NOON]
    async with home(place, lambda: clock[0]) as one:
        await took(one, phone=PHONE, note="red hat")
        clock[0] += DAY - 1
        assert await one.house.eraser.sweep() == 0
        clock[0] += 1
        assert await one.house.eraser.sweep() == 1
        [row] = kept(place, tables.personal)
        assert (row.phone, Strongbox(place.data.key).of_row(row)) == (None, Content(note="red hat"))
        assert row.secret is not None, "the phone page lives by the server's days"
        assert await one.house.eraser.sweep() == 0
        assert PHONE.encode() not in b"".join(file.read_bytes() for file in place.data.directory.glob("*"))


async def test_a_number_that_a_promise_needs_stays_until_it_is_kept(place: Place):
    clock = [NOON]
    async with home(place, lambda: clock[0]) as one:
        owed, other = await took(one, phone=PHONE), await took(one, phone="13900000000")
        await promised(one, owed)
        clock[0] += 2 * DAY
        assert await one.house.eraser.sweep() == 1, other
        shown = await one.as_("manager").post("/follow-ups/f1/reveal")
        assert shown.json()["phone"] == PHONE
        assert (await one.as_(("counter", 1)).post("/follow-ups/f1/reveal")).json()["phone"] == PHONE, "it owes the call"
        assert (await one.as_(("counter", 2)).post("/follow-ups/f1/reveal")).status_code == 409
        await one.as_("manager").post("/follow-ups/f1/done")
        assert await one.house.eraser.sweep() == 1
        assert [row.phone for row in kept(place, tables.personal)] == [None, None]
        assert (await one.as_("manager").post("/follow-ups/f1/reveal")).status_code == 404


async def test_after_an_erasure_the_files_have_not_one_byte_of_the_rows(place: Place, monkeypatch: pytest.MonkeyPatch):
    if place.data.shared:
        return
    monkeypatch.setattr("app.retention.FIRST", 600)  # on a busy machine the server's own sweep comes before this one
    clock = [NOON]
    async with home(place, lambda: clock[0], retention_days=1) as one:
        for number in range(40):
            await took(one, phone=f"1381234{number:04}", note=f"remark {number} " * 20 if number % 3 else None)
        rows = kept(place, tables.personal)
        traces = [bytes(row.box)[13:45] for row in rows] + [bytes(row.phone) for row in rows] + [row.secret for row in rows]
        assert all(any(trace in found for found in files(place)) for trace in traces), "the search finds what is there"
        clock[0] += 4 * DAY
        assert await one.house.eraser.sweep() == 80
        left = [trace for trace in traces if any(trace in found for found in files(place))]
        assert left == []


def files(place: Place) -> list[bytes]:
    return [file.read_bytes() for file in place.data.directory.glob("yingbin.sqlite3*")]


# ------------------------------------------------------------ by number
async def test_a_manager_is_handed_all_that_is_kept_about_a_number_and_can_erase_it(place: Place):
    async with home(place) as one:
        one.house.vips.replace(HALL, {PHONE: "vip", "13900000000": "vip"})
        first, other = await took(one, phone=PHONE, note="red hat"), await took(one, phone="13900000000")
        await one.as_("greeter").post(f"/tickets/{first}/note", customer="王女士")
        day = await one.house.desk.read(HALL, lambda hall, now: hall.day)
        about = {"hall": HALL, "day": day, "number": first, "phone": True, "customer": ["王女士"], "notes": ["red hat"]}
        manager = one.as_("manager")
        exported = await manager.post("/personal-export", phone="138 1234 5678")
        assert exported.json() == {"phone": PHONE, "tickets": [about], "vip": [{"hall": HALL, "level": "vip"}]}
        for role in ("greeter", "kiosk", "integration", ("counter", 1)):
            for noun in ("export", "erase"):
                assert (await one.as_(role).post(f"/personal-{noun}", phone=PHONE)).status_code == 403
        assert (await manager.post("/personal-erase", phone="nobody")).json()["code"] == "bad_phone"
        erased = await manager.post("/personal-erase", key="e1", phone=PHONE)
        assert erased.json() == {"tickets": 1, "vip": True}
        assert (await manager.post("/personal-erase", key="e1", phone=PHONE)).json() == {"tickets": 1, "vip": True}
        assert (await manager.post("/personal-export", phone=PHONE)).json() == {"phone": PHONE, "tickets": [], "vip": []}
        assert [row.number for row in kept(place, tables.personal)] == [other]
        assert len(kept(place, tables.vips)) == 1
        assert (await manager.post(f"/tickets/{first}/reveal")).status_code == 404
        known = await one.house.desk.read(HALL, lambda hall, now: sorted(id for _, id in hall.known))
        assert known == [other], "nor is it in memory"
        told = str(audit(place))
        assert PHONE not in told
        assert "personal.export" in told
        assert "personal.erase" in told
        await one.check_replay()
    assert [hall.differences for hall in verify_all(place.data.engine)] == [[], []]


async def test_another_halls_rows_stay(place: Place):
    async with home(place) as one:
        await took(one, phone=PHONE)
        assert (await one.as_(("xicheng", "manager"), "xicheng").post("/personal-erase", phone=PHONE)).json()["tickets"] == 0
        assert len(kept(place, tables.personal)) == 1


def test_closing_what_lies_open_goes_page_by_page(place: Place, monkeypatch):
    monkeypatch.setattr("app.erasing.PAGE", 3)
    rows = [{"hall": HALL, "seq": n, "day": "2026-01-01", "number": "A001", "note": f"n{n}"} for n in range(1, 8)]
    with place.data.engine.begin() as connection:
        connection.execute(insert(tables.personal), rows)
    erasing = Erasing(place.data.engine, Strongbox(place.data.key))
    assert [erasing.close_open() for _ in range(4)] == [3, 3, 1, 0]


def test_a_box_costs_microseconds():
    box, began = Strongbox(b"k" * 32), time.perf_counter()
    for seq in range(2000):
        box.close("dongcheng", seq, Content(phone=PHONE))
    assert (time.perf_counter() - began) / 2000 < 0.0005

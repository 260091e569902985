"""Tickets on paper in a running house: a ticket is issued whatever the printer does, and everybody is told what it does."""

import asyncio
import socket
import threading
import time
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import text

from app.hall import decide, printers
from app.hall.plan import Plan
from app.hall_file import read_hall_text
from app.printing import worker
from app.wishes import Answer, Wish, wall_clock
from tests.house import HALL, Home, Place, home
from tests.media import clips
from tests.printing.reader import code_on
from tests.printing.thermal import network_printer, nobody_there

PATIENCE = 10.0


def hall_with(*connections: str, paper: str = "80mm") -> str:
    listed = ", ".join(f'{{id: p{n}, paper: {paper}, connection: "{connection}"}}' for n, connection in enumerate(connections, 1))
    return HALL + f"printers: [{listed}]\n"


@asynccontextmanager
async def hall_at(place: Place, *connections: str, paper: str = "80mm"):
    async with home(place) as one:
        await replan(one, read_hall_text(hall_with(*connections, paper=paper)))
        yield one


async def replan(one: Home, plan: Plan) -> None:
    wish = Wish("dongcheng", lambda hall, now: decide.set_plan(hall, now, plan), lambda *_: Answer(200, b""))
    await one.house.desk.do(wish)


async def take(one: Home, role: str = "kiosk", **body):
    answer = await one.as_(role).post("/tickets", service="pay-bill", **body)
    assert answer.status_code == 201
    return answer.json()


async def facts(one: Home, *kinds: str) -> list[dict]:
    """What was told about paper, without when."""
    events = (await one.as_("manager").get("/log", limit=500)).json()["events"]
    about = kinds or ("PrintAsked", "TicketPrinted", "TicketNotPrinted", "PrinterFailed", "PrinterRecovered")
    return [{"type": event["type"], **event["data"]} for event in events if event["type"] in about]


async def until(one: Home, kind: str, count: int = 1) -> list[dict]:
    deadline = time.monotonic() + PATIENCE
    while len(found := await facts(one, kind)) < count:
        assert time.monotonic() < deadline, f"{kind} didn't come: {await facts(one)}"
        await asyncio.sleep(0.02)
    return found


@pytest.fixture
def soon_gone(monkeypatch) -> None:
    """Customers who wait for their paper for a second and a half."""
    monkeypatch.setattr("app.printing.room.WAITS", 1500)
    monkeypatch.setattr("app.printing.worker.AGAIN", 0.1)


# ------------------------------------------------------------ a ticket and its paper
@pytest.mark.parametrize("paper", ["58mm", "80mm"])
async def test_a_kiosks_ticket_comes_on_paper_with_the_code_of_its_phone_page(place: Place, paper: str):
    with network_printer() as printer:
        async with hall_at(place, printer.address, paper=paper) as one:
            ticket = await take(one)
            await until(one, "TicketPrinted")
            assert [code_on(picture) for picture in printer.tickets] == [ticket["phone_url"]]
            assert printer.tickets[0].width == {"58mm": 384, "80mm": 576}[paper]
            assert [fact["type"] for fact in await facts(one)] == ["PrintAsked", "TicketPrinted"]
            assert (await one.http.get(ticket["phone_url"].removeprefix("http://hall"))).status_code == 200
            await one.check_replay()


async def test_the_event_loop_draws_no_picture_and_talks_to_no_printer(place: Place, monkeypatch):
    seen: set[str] = set()

    def noted(kind: str, work):
        def doing(*told, **more):
            seen.add(f"{kind} in {threading.current_thread().name.partition('_')[0]}")
            return work(*told, **more)

        monkeypatch.setattr(f"app.printing.worker.{kind}", doing)

    noted("picture", worker.picture)
    noted("press", worker.press)
    with network_printer() as printer:
        async with hall_at(place, printer.address) as one:
            await take(one)
            await until(one, "TicketPrinted")
    assert seen == {"picture in drawing", "press in printing"}


async def test_a_command_that_is_repeated_prints_nothing_twice(place: Place):
    with network_printer() as printer:
        async with hall_at(place, printer.address) as one:
            first, again = [await one.as_("kiosk").post("/tickets", key="same", service="pay-bill") for _ in range(2)]
            assert first.json() == again.json()
            await until(one, "TicketPrinted")
            printing = [await one.as_("greeter").post("/tickets/B001/print", key="same") for _ in range(2)]
            assert printing[0].json() == printing[1].json() == {"number": "B001", "printer": "p1"}
            await until(one, "TicketPrinted", 2)
            await asyncio.sleep(0.2)
            assert len(printer.tickets) == 2


async def test_a_kiosk_prints_on_the_printer_that_it_names_else_on_the_first(place: Place):
    with network_printer() as first, network_printer() as second:
        async with hall_at(place, first.address, second.address) as one:
            await take(one)
            await take(one, printer="p2")
            await take(one, printer="gone-since")
            await take(one, printer="none")
            await take(one, role="greeter")
            await take(one, role="integration", printer="p2")
            await until(one, "TicketPrinted", 4)
            asked = [(fact["number"], fact["printer"], fact["by"]) for fact in await facts(one, "PrintAsked")]
            assert asked == [
                ("B001", "p1", "kiosk"),
                ("B002", "p2", "kiosk"),
                ("B003", "p1", "kiosk"),
                ("B006", "p2", "integration"),
            ]
            assert (len(first.tickets), len(second.tickets)) == (2, 2)


async def test_a_ticket_printed_again_has_the_same_code(place: Place):
    with network_printer() as printer:
        async with hall_at(place, printer.address) as one:
            ticket = await take(one, role="greeter")
            for role in ("greeter", "manager", ("counter", 1), "integration"):
                assert (await one.as_(role).post("/tickets/B001/print")).status_code == 200
            await until(one, "TicketPrinted", 4)
            assert {code_on(picture) for picture in printer.tickets} == {ticket["phone_url"]}


async def test_a_print_that_is_repeated_the_next_day_has_its_first_answer(place: Place):
    clock = [wall_clock()]
    async with home(place, lambda: clock[0]) as one:
        await replan(one, read_hall_text(hall_with(nobody_there())))
        await take(one, printer="none")
        first = await one.as_("greeter").post("/tickets/B001/print", "same")
        assert first.status_code == 200
        clock[0] += 24 * 3_600_000
        assert (await one.as_("kiosk").post("/tickets", service="open-account", printer="none")).status_code == 201
        again = await one.as_("greeter").post("/tickets/B001/print", "same")
        assert (again.status_code, again.content) == (200, first.content)
        assert (await one.as_("greeter").post("/tickets/B001/print", "new")).json()["code"] == "unknown_ticket"


async def test_what_can_not_be_printed_is_refused_in_words(place: Place):
    with network_printer() as printer:
        async with hall_at(place, printer.address, "browser") as one:
            await take(one, printer="none")
            for role, path, body, status, code in (
                ("greeter", "/tickets/B009/print", {}, 404, "unknown_ticket"),
                ("greeter", "/tickets/B001/print", {"printer": "p9"}, 404, "unknown_printer"),
                ("greeter", "/tickets/B001/print", {"printer": "p2"}, 409, "browser_printer"),
                ("greeter", "/tickets/B001/print", {"printer": 7}, 422, "invalid"),
                ("greeter", "/tickets/B001/print", {"paper": "a4"}, 422, "invalid"),
                ("kiosk", "/tickets/B001/print", {}, 403, "forbidden"),
                ("display", "/tickets/B001/print", {}, 403, "forbidden"),
            ):
                answer = await one.as_(role).post(path, **body)
                assert (answer.status_code, answer.json()["code"]) == (status, code), path
            await one.as_("greeter").post("/tickets/B001/cancel")
            assert (await one.as_("greeter").post("/tickets/B001/print")).json()["code"] == "wrong_state"
            await asyncio.sleep(0.1)
            assert printer.tickets == []
    async with home(place) as one:
        plain = await one.as_(("xicheng", "greeter"), "xicheng").post("/tickets", service="pay-bill")
        assert plain.status_code == 201
        none = await one.as_(("xicheng", "greeter"), "xicheng").post("/tickets/B001/print")
        assert none.json()["code"] == "unknown_printer"


async def test_the_logo_for_paper_is_on_the_ticket_and_a_file_gone_missing_hinders_none(place: Place):
    with network_printer() as printer:
        async with hall_at(place, printer.address) as one:
            sent = one.as_("manager").headers | {"Idempotency-Key": "logo"}
            answer = await one.http.post("/api/v1/halls/dongcheng/media", content=clips.picture(size=(900, 300)), headers=sent)
            assert answer.status_code == 201
            set_it = await one.as_("manager").post("/logos/paper/set", media=answer.json()["media"])
            assert set_it.status_code == 200
            await take(one)
            await until(one, "TicketPrinted")
            one.house.printing.logos._read.clear()
            one.house.media.store.remove("dongcheng", [answer.json()["media"]])
            await take(one)
            await until(one, "TicketPrinted", 2)
            with_it, without = printer.tickets
            assert with_it.height == without.height + 12 + 96
            assert None not in (code_on(with_it), code_on(without))


async def test_a_ticket_whose_link_was_erased_is_printed_again_without_a_code(place: Place):
    with network_printer() as printer:
        async with hall_at(place, printer.address) as one:
            await take(one, role="greeter")
            with place.data.engine.begin() as connection:
                connection.execute(text("DELETE FROM personal"))
            await one.as_("greeter").post("/tickets/B001/print")
            await until(one, "TicketPrinted")
            assert [code_on(picture) for picture in printer.tickets] == [None]


# ------------------------------------------------------------ printers that fail
@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "garbled", "hangs", "cut", "runs_out", "jammed"])
async def test_a_ticket_is_issued_at_once_whatever_ails_the_printer(place: Place, soon_gone, fault):
    code = {"hangs": "offline", "cut": "offline", "runs_out": "paper_out", "jammed": "offline"}.get(fault, fault)
    with network_printer(fault=fault) as printer:
        async with hall_at(place, printer.address) as one:
            await take(one)
            [failed] = await until(one, "PrinterFailed")
            assert (failed["printer"], failed["code"]) == ("p1", code)
            [lost] = await until(one, "TicketNotPrinted")
            assert (lost["number"], lost["code"]) == ("B001", code)
            assert printer.tickets == []
            assert len(await facts(one, "PrinterFailed")) == 1, "told once, not at each try"
            await one.check_replay()


async def test_nobody_waits_at_the_kiosk_for_a_printer_that_hangs(place: Place, monkeypatch):
    monkeypatch.setattr("app.printing.press.ANSWERS_WITHIN", 30.0)
    with network_printer(fault="hangs") as printer:
        async with hall_at(place, printer.address) as one:
            began = time.monotonic()
            assert [(await take(one))["number"] for _ in range(3)] == ["B001", "B002", "B003"]
            assert time.monotonic() - began < 10


async def test_a_ticket_comes_late_but_comes_if_its_customer_still_waits(place: Place, monkeypatch):
    monkeypatch.setattr("app.printing.worker.AGAIN", 0.1)
    with network_printer(fault="cover_open") as printer:
        async with hall_at(place, printer.address) as one:
            await take(one)
            await until(one, "PrinterFailed")
            printer.fault = None
            await until(one, "TicketPrinted")
            assert [fact["type"] for fact in await facts(one)] == [
                "PrintAsked",
                "PrinterFailed",
                "PrinterRecovered",
                "TicketPrinted",
            ]
            assert len(printer.tickets) == 1


async def test_a_printer_that_is_well_again_is_noticed_without_a_ticket(place: Place, soon_gone, monkeypatch):
    monkeypatch.setattr("app.printing.worker.LOOKS_SOON", 0.1)
    with network_printer(fault="paper_out") as printer:
        async with hall_at(place, printer.address) as one:
            await take(one)
            await until(one, "TicketNotPrinted")
            printer.fault = None
            await until(one, "PrinterRecovered")
            assert printer.tickets == []


async def test_a_printer_is_looked_at_before_anybody_takes_a_ticket(place: Place, monkeypatch):
    monkeypatch.setattr("app.printing.worker.LOOKS", 0.05)
    with network_printer(fault="paper_low") as printer:
        async with hall_at(place, printer.address, nobody_there()) as one:
            await one.house.printing.look_round()
            found = {fact["printer"]: fact["code"] for fact in await until(one, "PrinterFailed", 2)}
            assert found == {"p1": "paper_low", "p2": "offline"}
            await asyncio.sleep(0.3)
            assert len(await facts(one)) == 2
            assert printer.odd == b""


async def test_one_printer_that_hangs_hinders_no_other(place: Place, monkeypatch):
    monkeypatch.setattr("app.printing.press.ANSWERS_WITHIN", 30.0)
    with network_printer(fault="hangs") as stuck, network_printer() as well:
        async with hall_at(place, stuck.address, well.address) as one:
            for _ in range(3):
                await take(one)
            await take(one, printer="p2")
            await until(one, "TicketPrinted")
            assert len(well.tickets) == 1


async def test_more_tickets_than_a_printer_can_do_in_time_are_told_of_and_not_hoarded(place: Place, soon_gone, monkeypatch):
    monkeypatch.setattr("app.printing.worker.MOST", 3)
    with network_printer(slowness=0.12) as printer:
        async with hall_at(place, printer.address) as one:
            issued = [await take(one, role="integration", printer="p1") for _ in range(9)]
            assert [ticket["number"] for ticket in issued] == [f"B{n:03d}" for n in range(1, 10)]
            lost = await until(one, "TicketNotPrinted", 5)
            assert {fact["code"] for fact in lost} == {"waited"}
            deadline = time.monotonic() + PATIENCE
            while len(over := await facts(one, "TicketPrinted", "TicketNotPrinted")) < 9 and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
            printed = [fact for fact in over if fact["type"] == "TicketPrinted"]
            assert (len(over), len(printed)) == (9, len(printer.tickets))
            assert 1 <= len(printed) <= 4


async def test_a_printer_that_is_taken_out_of_the_hall_file_is_forgotten(place: Place, soon_gone):
    async with hall_at(place, nobody_there()) as one:
        await take(one)
        await until(one, "TicketNotPrinted")
        await replan(one, read_hall_text(HALL))
        assert await one.house.desk.read("dongcheng", lambda hall, now: (hall.troubles, printers.by_server(hall.plan))) == (
            {},
            (),
        )
        await one.house.printing.look_round()
        await take(one)
        assert len(await facts(one, "PrintAsked")) == 1
        await one.check_replay()


async def test_a_rehearsal_prints_nothing(place: Place):
    with network_printer() as printer:
        async with hall_at(place, printer.address) as one:
            rehearsed = await one.house.stage.ready("dongcheng")
            answer = await one.as_("kiosk", rehearsed).post("/tickets", service="pay-bill")
            assert answer.status_code == 201
            await one.house.printing.look_round()
            assert await one.house.desk.read(rehearsed, lambda hall, now: hall.prints) == {}
            assert (printer.tickets, printer.talks) == ([], 0)


async def test_a_server_that_stops_waits_for_no_printer_that_hangs(place: Place, monkeypatch):
    monkeypatch.setattr("app.printing.press.ANSWERS_WITHIN", 30.0)
    with network_printer(fault="hangs") as printer:
        async with hall_at(place, printer.address) as one:
            await take(one)
            while not printer.talks:
                await asyncio.sleep(0.02)
            began = time.monotonic()
        while any(one.name.startswith("printing_") for one in threading.enumerate()):
            assert time.monotonic() - began < 10, "a thread was left behind"
            await asyncio.sleep(0.02)
        assert time.monotonic() - began < 10


# ------------------------------------------------------------ two servers
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_two_servers_never_mix_their_dots_on_one_printer(place: Place):
    with network_printer(slowness=0.02) as printer:
        async with hall_at(place, printer.address) as one, home(place.another()) as other:
            await asyncio.gather(*(take(each, role="integration", printer="p1") for each in (one, other) * 4))
            await until(one, "TicketPrinted", 8)
            assert {code_on(picture) is not None for picture in printer.tickets} == {True}
            assert (len(printer.tickets), printer.scraps, printer.most_at_once) == (8, [], 1)


# ------------------------------------------------------------ the kiosk's pictures
async def test_a_kiosk_shows_the_code_of_a_ticket_that_was_just_taken_and_of_no_other(place: Place):
    async with hall_at(place, "browser") as one:
        ticket = await take(one)
        headers = one.as_("kiosk").headers
        drawn = await one.http.get("/kiosk/dongcheng/code/B001.svg", headers=headers)
        assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
        slip = await one.http.get("/kiosk/dongcheng/slip/B001.png?paper=58mm", headers=headers)
        picture = Image.open(BytesIO(slip.content))
        assert (picture.width, code_on(picture)) == (384, ticket["phone_url"])
        for path in ("code/B002.svg", "slip/B002.png", "code/x.svg"):
            assert (await one.http.get(f"/kiosk/dongcheng/{path}", headers=headers)).status_code == 404
        assert (await one.http.get("/kiosk/dongcheng/code/B001.svg")).status_code == 401
        display = one.as_("display").headers
        assert (await one.http.get("/kiosk/dongcheng/code/B001.svg", headers=display)).status_code == 403
        one.house.desk.clock = lambda: wall_clock() + 200_000
        await one.as_("greeter").post("/notice")
        assert (await one.http.get("/kiosk/dongcheng/code/B001.svg", headers=headers)).status_code == 404


def test_the_control_a_printer_that_two_talk_to_at_once_is_seen():
    """What `most_at_once` counts is there to be counted."""
    with network_printer() as printer:
        host, _, port = printer.address.removeprefix("tcp://").partition(":")
        with socket.create_connection((host, int(port))), socket.create_connection((host, int(port))):
            deadline = time.monotonic() + 2
            while printer.most_at_once < 2 and time.monotonic() < deadline:
                time.sleep(0.01)
        assert printer.most_at_once == 2

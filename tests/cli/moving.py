"""A hall with two worked days, to be moved, and all that is stored of it, to be compared."""

import asyncio
import io
import random
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Table, insert, select

from app import codec, tables
from app.codec import encode_snapshot
from app.database import drop_tables
from app.engine import changing, open_engine
from app.hall import surveys
from app.log import Log
from app.media.store import PART, File, Store
from app.phones import VipList
from app.prints import print_of
from app.reports import store as reports
from app.voices.questionnaire_file import usual
from tests.cli.command import Said, yingbin
from tests.flows.story import DEMO, Story, story
from tests.house import Place, run

REAL, PLAYED = "dongcheng", "dongcheng-rehearsal"
KEPT = "asked-before-the-move"
VIP = "13800138000"
VERBS = (
    "take",
    "take",
    "take",
    "call",
    "call",
    "call",
    "start",
    "start",
    "answer",
    "answer",
    "finish",
    "hold",
    "transfer",
    "no-show",
)
Stored = dict[str, list[tuple[object, ...]]]


def url_of(directory: Path) -> str:
    return f"sqlite:///{directory / 'yingbin.sqlite3'}"


def make_worked(directory: Path, url: str | None = None) -> Place:
    """Walks by the handbook's scripts, a held ticket, notes, remembered answers, tokens, a VIP, a rehearsal hall."""
    place = Place.make(directory, (DEMO,), url)
    run(_work(place))
    VipList(place.data.engine, place.data.key).replace(REAL, {VIP: "vip", "13900139000": "ordinary"})
    _store_a_film(place)
    hire(place.data.url)
    for hall in (REAL, PLAYED):
        reports.Store(place.data.engine).catch_up(hall)
    place.data.engine.dispose()
    return place


def _store_a_film(place: Place) -> None:
    """Of three parts."""
    content = random.Random(3).randbytes(2 * PART + 5)
    film = File(print_of([content]), "video/mp4", len(content), 3, at=1)
    Store(place.data.engine).put(REAL, io.BytesIO(content), film)


def hire(url: str, hall: str = REAL) -> None:
    """Somebody with the staff number 1001."""
    named = {"number": "1001", "hall": hall, "name": "王芳", "duties": "clerk"}
    engine = open_engine(url)
    with changing(engine) as connection:
        connection.execute(insert(tables.staff), named | {"must_change": True, "created_at": 1, "changed_at": 1})
    engine.dispose()


async def _work(place: Place) -> None:
    async with story(place) as told:
        await _day(told)
        told.clock.later(minutes=24 * 60)
        await _day(told)
        await told.one.as_("integration").post("/tickets", key=KEPT, service="pay-bill")
        await told.one.house.stage.opened(REAL)
        told.one.house.devices.report(REAL, "tv.display", "display", sound="ok")
        await _ask_the_staff(told)


async def _ask_the_staff(told: Story) -> None:
    """One of them has answered."""
    manager, house = told.one.as_("manager"), told.one.house
    await manager.post("/questionnaires", source=usual("staff"))
    await manager.post("/surveys", questionnaire="staff-survey")
    [round] = await house.desk.read(REAL, lambda hall, now: surveys.running(hall))
    answers = {question.id: 1 for question in round.questions}
    await asyncio.to_thread(house.ballots.put, REAL, round, "1001", b"c" * 16, answers)


async def _day(told: Story) -> None:
    await told.touches("open-account", {"documents": "have"})
    await told.calls(1)
    await told.serves(1, {"offer": "not-today"})
    await told.finishes(1)
    walk = await told.at("greeter", "/walks", script="guidance", post="door")
    number = (await told.walks("greeter", walk, {"need": {"service": "replace-card"}}))["number"]
    await told.at("greeter", f"/tickets/{number}/note", note="轮椅，请到低台席", customer="赵女士")
    await told.at("greeter", "/tickets", service="open-account", level="vip", phone=VIP)
    await told.calls(2)
    await told.at(("counter", 2), "/counters/2/hold", minutes=30)
    await told.at("greeter", "/tickets", service="complaint")


async def work_at_random(place: Place, seed: int, commands: int = 150) -> None:
    """Whatever comes, granted or refused: tickets, calls, steps of scripts, holds, transfers, ends of days."""
    chance = random.Random(seed)
    async with story(place) as told:
        everyone = told.one.as_("integration")
        services = await told.hall(lambda hall: [service.id for service in hall.plan.services])
        for turn in range(commands):
            counter, service = chance.randint(1, 3), chance.choice(services)
            told.clock.later(minutes=24 * 60 if turn == commands // 2 else chance.choice([0, 0.1, 2, 30]))
            match chance.choice(
                ["take", "take", "call", "call", "start", "answer", "answer", "finish", "hold", "transfer", "no-show"]
            ):
                case "take":
                    await everyone.post("/tickets", service=service, note=chance.choice([None, "红帽子"]))
                case "call":
                    await everyone.post(f"/counters/{counter}/open")
                    await everyone.post(f"/counters/{counter}/call-next", expected_current=None)
                case "answer":
                    await _answer(told, counter, chance)
                case "hold":
                    await everyone.post(f"/counters/{counter}/hold", minutes=chance.randint(5, 30))
                case "transfer":
                    await everyone.post(f"/counters/{counter}/transfer", service=service)
                case verb:
                    await everyone.post(f"/counters/{counter}/{verb}")
    place.data.engine.dispose()


async def _answer(told: Story, counter: int, chance: random.Random) -> None:
    if (walk := await told.walk_at(counter)) is None or walk.step is None:
        return
    step = await told.hall(lambda hall: hall.script_of(walk).step(walk.step))
    body = {"answer": chance.choice(step.answers).id} if step.answers else {}
    await told.one.as_("integration").post(f"/walks/{walk.id}/answer", step=walk.step, **body)


# ------------------------------------------------------------ what is stored
def stored(url: str, halls: Sequence[str] = (REAL, PLAYED)) -> Stored:
    """Every row of every table, all but the epochs, and what belongs to a database and not to a hall."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            found: Stored = {}
            for table in tables.metadata.sorted_tables:
                if table not in OF_THE_DATABASE:
                    found[table.name] = sorted(map(tuple, connection.execute(_rows(table, halls))), key=repr)
            return found
    finally:
        engine.dispose()


OF_THE_DATABASE = (tables.agreed, tables.audit, tables.sessions, tables.pairings, tables.attempts, tables.notices)


def _rows(table: Table, halls: Sequence[str]):  # type: ignore[no-untyped-def]
    if table is tables.scripts:
        return select(table)
    if table is tables.halls:
        return select(table.c.id, table.c.version).where(table.c.id.in_(halls))
    return select(table).where(table.c.hall.in_(halls))


def nothing(found: Stored) -> bool:
    """Scripts may stay: they are the same for all halls."""
    return not any(rows for table, rows in found.items() if table != "scripts")


def folded(url: str, hall: str = REAL) -> str:
    """As a server finds it that has met none of its scripts."""
    engine = open_engine(url)
    try:
        with patch.dict(codec._scripts, clear=True):
            return encode_snapshot(Log(engine).load(hall).snapshot())
    finally:
        engine.dispose()


def epoch(url: str, hall: str = REAL) -> str:
    engine = open_engine(url)
    try:
        return Log(engine).epoch(hall)
    finally:
        engine.dispose()


def write(url: str, statement: str) -> None:
    """Something that Yingbin would not write."""
    engine = open_engine(url)
    with changing(engine) as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def empty(url: str) -> None:
    """The database as it was before Yingbin."""
    engine = open_engine(url)
    with changing(engine) as connection:
        drop_tables(connection)
    engine.dispose()


def move(source: str, target: str, *halls: str) -> Said:
    return yingbin("move", "--from", source, "--to", target, *(word for hall in halls for word in ("--hall", hall)))


def verified(directory: Path, url: str) -> list[str]:
    """What `verify` says of each hall there."""
    return yingbin("verify", "--data", directory, "--database-url", url).done().splitlines()

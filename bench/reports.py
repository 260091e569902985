"""Reports of a year of 1,000 tickets a day, served by the handbook: its figures made again, and each page shown."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from app.database import open_data
from app.main import create_app
from app.reports.layouts import NAMES
from app.settings import Settings
from bench.figures import Figure, figure
from bench.rig import Rig
from bench.servers import yingbin
from bench.year import DAYS, HALL, year

FILE = "yingbin.sqlite3"


def measure(rig: Rig) -> list[Figure]:
    data, last = year(rig.room())
    seen = [(_took(lambda: _read(data / FILE)), _took(lambda: _rebuild(data))) for _ in range(2)]
    (bare, facts), (rebuilt, _) = seen[-1]
    about = {"facts": float(facts), "bare_s": bare, "rebuilt_s": rebuilt, "load": os.getloadavg()[0]}
    pages = asyncio.run(shown(data, last))
    times = [rebuilt / bare for (bare, _), (rebuilt, _) in seen]
    return [
        figure("figures of a year made again, times a bare read of its log", times, 60.0, 40.0, "less", detail=about),
        figure("figures of a year made again", [one[0] for _, one in seen], 60.0, 45.0, "less", unit="s", detail=about),
        figure(
            "the slowest page of a year, of a month's assessment", [max(pages.values())], 1.0, 0.7, "less", unit="s", detail=pages
        ),
    ]


def _rebuild(data: Path) -> str:
    return yingbin("reports", "rebuild", "--data", str(data), "--hall", HALL)


def _took(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _read(file: Path) -> int:
    """The bare baseline: every row of the log goes by once."""
    with closing(sqlite3.connect(file)) as connection:
        return sum(1 for _ in connection.execute("SELECT seq, type, format, data FROM facts ORDER BY hall, seq"))


async def shown(data: Path, last: date) -> dict[str, float]:
    """The second time each is asked for, in seconds."""
    opened = open_data(data, None)
    app = create_app(opened, Settings(data=data, hosts="bench"))
    token = app.state.house.accounts.issue("manager", HALL)
    headers = {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://bench") as http:
        found = {}
        for name, path, query in _pages(last):
            for _ in range(2):
                began = time.perf_counter()
                answer = await http.get(path, headers=headers, params=query)
                assert answer.status_code == 200, answer.text
                found[name] = time.perf_counter() - began
    opened.engine.dispose()
    return found


def _pages(last: date) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each report by day, a few rows of them, and the assessment of a month with the facts behind one number."""
    whole = {"from": str(last - timedelta(days=DAYS - 1)), "to": str(last), "by": "day"}
    month = {"from": str(last - timedelta(days=30)), "to": str(last)}
    reports = f"/manager/{HALL}/reports"
    for name in NAMES:
        yield name, f"{reports}/{name}", whole
    yield "overview by hour", f"{reports}/overview", {**whole, "by": "hour"}
    yield "a clerk's services by hour", f"{reports}/services", {**whole, "by": "hour", "sheet": "by_clerk", "of": "7001"}
    yield "a clerk's steps", f"{reports}/steps", {**whole, "sheet": "by_clerk", "of": "7001"}
    yield "the facts of a day", f"{reports}/steps", {"from": str(last), "to": str(last), "sheet": "by_clerk", "of": "7001"}
    yield "complaints by class and cause", f"/complaints/{HALL}/figures", {"first": whole["from"], "last": whole["to"]}
    yield "a day looked back at", f"/manager/{HALL}/day", {"day": str(last)}
    yield "assessment of a month", f"/manager/{HALL}/assessment", month
    yield "facts of an assessment", f"/manager/{HALL}/assessment", {**month, "who": "7001", "source": "moments"}

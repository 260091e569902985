"""Reports of a year of 1,000 tickets a day: how long its figures take to make again, and each page to show."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from app.database import open_data
from app.main import create_app
from app.reports.layouts import NAMES
from app.reports.store import Store
from app.settings import Settings
from bench.figures import Figure, figure
from bench.hall_of_32 import HALL
from bench.history import with_history
from bench.rig import Rig

DAYS, A_DAY = 365, 1000
FILE = "yingbin.sqlite3"


def measure(rig: Rig) -> list[Figure]:
    data = with_history(rig.room(), DAYS, A_DAY, A_DAY)
    opened = open_data(data, None)
    seen = [(_took(lambda: _read(data / FILE)), _took(lambda: Store(opened.engine).rebuild(HALL))) for _ in range(2)]
    opened.engine.dispose()
    (bare, facts), (rebuilt, _) = seen[-1]
    about = {"facts": float(facts), "bare_s": bare, "rebuilt_s": rebuilt, "load": os.getloadavg()[0]}
    pages = asyncio.run(_pages(data))
    times = [rebuilt / bare for (bare, _), (rebuilt, _) in seen]
    return [
        figure("figures of a year made again, times a bare read of its log", times, 60.0, 40.0, "less", detail=about),
        figure("figures of a year made again", [one[0] for _, one in seen], 60.0, 30.0, "less", unit="s", detail=about),
        figure("the slowest page of a year", [max(pages.values())], 1.0, 0.5, "less", unit="s", detail=pages),
    ]


def _took(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _read(file: Path) -> int:
    """The bare baseline: every row of the log goes by once."""
    with closing(sqlite3.connect(file)) as connection:
        return sum(1 for _ in connection.execute("SELECT seq, type, format, data FROM facts ORDER BY hall, seq"))


async def _pages(data: Path) -> dict[str, float]:
    """The second time each is asked for, in seconds."""
    opened = open_data(data, None)
    app = create_app(opened, Settings(data=data, hosts="bench"))
    token = app.state.house.accounts.issue("manager", HALL)
    headers = {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://bench") as http:
        found = {}
        for name in NAMES:
            for _ in range(2):
                began = time.perf_counter()
                answer = await http.get(f"/manager/{HALL}/reports/{name}", headers=headers, params=await _year(app))
                assert answer.status_code == 200, answer.text
                found[name] = time.perf_counter() - began
    opened.engine.dispose()
    return found


async def _year(app: Any) -> dict[str, str]:
    today = await app.state.house.desk.read(HALL, lambda state, now: state.day)
    return {"from": str(date.fromisoformat(today) - timedelta(days=DAYS - 1)), "to": today, "by": "day"}

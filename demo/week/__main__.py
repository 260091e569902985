"""`python -m demo.week DIRECTORY`: plays a week into a new data directory, to be served like any other, or serves it at once."""

import argparse
import asyncio
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import uvicorn

from app.accounts import ALL
from app.cli.listener import bound
from app.cli.server import config
from app.database import DataError
from app.hall.day import instant
from app.hall_file import read_hall
from demo.week.cases import Cases
from demo.week.clerks import Clerk
from demo.week.clock import Clock
from demo.week.customers import Customers
from demo.week.days import Day, week
from demo.week.floor import Floor
from demo.week.house import House
from demo.week.people import OFFICE

HALL_FILE = Path(__file__).parents[2] / "halls" / "xicheng.yaml"
BEFORE, AFTER = 300, 1_200
"""The minutes of the day at which it begins and, on the last one, ends."""
MOST = 6


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo.week", description="A week of a hall, played through the product.")
    parser.add_argument("data", type=Path, help="the data directory to make")
    parser.add_argument(
        "--monday", type=date.fromisoformat, default=last_monday(datetime.now().astimezone().date()), help="default: of last week"
    )
    parser.add_argument("--seed", type=int, default=7, help="another week; the same one for the same seed (default 7)")
    parser.add_argument(
        "--days", type=int, choices=range(1, MOST + 1), default=MOST, help="business days from Monday on (default 6)"
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the usual number of customers (default 1)")
    parser.add_argument("--until", help="where it ends on the last day, HH:MM (default 20:00)")
    parser.add_argument("--serve", type=int, metavar="PORT", help="serve the hall afterwards, where its clock goes on")
    given = parser.parse_args()
    if given.monday.weekday() != 0:
        parser.error(f"{given.monday} is no Monday")
    return given


def last_monday(today: date) -> date:
    return today - timedelta(days=today.weekday() + 7)


async def play(house: House, days: list[Day], until: int) -> None:
    """Everybody's week; `until`: the minute of the last day at which it ends."""
    for person in OFFICE:
        await house.sign_in(person)
    for day in days:
        await house.let_pass(day.at(BEFORE))
        house.clock.now = max(house.clock.now, day.at(BEFORE))
        customers = Customers(house, day)
        house.clock.begin(customers.come())
        for counter in day.counters:
            house.clock.begin(Clerk(house, day, counter, customers).work())
        Floor(house, day).begin()
        Cases(house, day, customers).begin()
        await house.clock.run(house.let_pass, day.at(until if day is days[-1] else AFTER))


async def live(directory: Path, monday: date, seed: int, days: int, share: float, until: int, port: int | None) -> None:
    plan = read_hall(HALL_FILE)
    clock = Clock(instant(plan, monday, BEFORE))
    house = House.founded(directory, plan, clock)
    async with house.app.router.lifespan_context(house.app):
        await play(house, list(week(plan, monday, seed, days, share)), until)
        if port is not None:
            began = time.monotonic()
            stands = clock.now
            house.desk.clock = lambda: stands + round((time.monotonic() - began) * 1000)
            await served(house, port)


async def served(house: House, port: int) -> None:
    """By the same server, until Ctrl-C."""
    key = house.app.state.house.accounts.issue(ALL, None)
    with bound("127.0.0.1", port) as listener:
        print(f"http://127.0.0.1:{listener.getsockname()[1]}/enter?key={key}", flush=True)
        told = config(house.app)
        told.lifespan = "off"
        await uvicorn.Server(told).serve([listener])


def main() -> int:
    given = arguments()
    until = AFTER
    if given.until:
        hour, _, minute = given.until.partition(":")
        until = int(hour) * 60 + int(minute)
    try:
        asyncio.run(live(given.data, given.monday, given.seed, given.days, given.share, until, given.serve))
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The week lies in {given.data}: yingbin serve --data {given.data} --open-link")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m bench.replay --data FILE --speed N`: a recorded day, driven through a running server over its interface.

It ends with a table: the day as the server's own log has it, and beside it the same day by the same core on a virtual
clock, under this rule, first come first served, and strict priority for VIPs.
"""

import argparse
import asyncio
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.hall_file import read_hall_text
from bench.findings import Findings, Reader, Waits
from bench.hall_client import HallClient
from bench.record import Day, RecordError, read_day
from bench.replay_hall import FIRST_COME, HALL, OURS, STRICT_VIP, Promises, hall_text, service_id
from bench.replay_table import Notes, table
from bench.servers import NotStarted, own_server
from bench.staffed import Clock, Staffed
from bench.virtual import play

LEAD = 1.0
"""Seconds between the start of the replay and the first thing that happens."""


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.replay", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the recorded day, or days (.csv, .csv.gz)")
    parser.add_argument("--date", help="which day of the file, YYYY-MM-DD")
    parser.add_argument("--speed", type=int, default=300, help="times as fast as it was: 300 or a divisor of it")
    parser.add_argument("--url", help="a running server; by default one is started on a directory of its own")
    parser.add_argument("--token", help="an integration token of the hall `replay` on that server")
    parser.add_argument("--hall-file", type=Path, help="where to write the hall file; with it alone, nothing else is done")
    parser.add_argument("--no-server", action="store_true", help="only the columns on a virtual clock")
    return parser.parse_args()


def judge(day: Day, events: list[dict[str, object]], speed: int = 1) -> Findings:
    """All columns are judged by the promises of our rule."""
    promises = {"ordinary": OURS.ordinary / speed, "vip": OURS.vip / speed}
    serves = {counter: map(service_id, kinds) for counter, kinds in day.serves.items()}
    return Reader(serves, promises, speed).read(events)


def virtual(day: Day, promises: Promises) -> Findings:
    return judge(day, play(day, read_hall_text(hall_text(day, promises))))


def recorded(day: Day) -> dict[str, Waits]:
    """What those waited whom the bank's agents served."""
    waited = {vip: [a.waited for a in day.arrivals if a.waited is not None and a.vip == vip] for vip in (False, True)}
    return {"ordinary": Waits.of(waited[False]), "vip": Waits.of(waited[True])}


def day_starts() -> str:
    """Half a day from now, so that no business day ends during the replay."""
    return f"{(datetime.now(UTC).hour + 12) % 24:02d}:00"


async def through(day: Day, base: str, token: str, speed: int) -> tuple[Findings, Notes]:
    """Drives the day through a server; the log's findings, and notes on how it went."""
    client = HallClient(base, HALL, token)
    before = len(await client.log())
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    staffed = Staffed(client, day, Clock(day.begins, loop.time() + LEAD, speed))
    listening = asyncio.create_task(client.follow(staffed.hear, ready))
    try:
        await asyncio.wait_for(ready.wait(), LEAD)
        await staffed.run()
        events = (await client.log())[before:]
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await client.close()
    return judge(day, events, speed), Notes(dict(staffed.refused), Waits.of(client.took), speed)


def measured(options: argparse.Namespace, day: Day, text: str) -> tuple[Findings, Notes]:
    if options.url:
        return asyncio.run(through(day, options.url.rstrip("/"), options.token or "", options.speed))
    with tempfile.TemporaryDirectory(prefix="yingbin-replay-") as directory, own_server(Path(directory), text, HALL) as server:
        return asyncio.run(through(day, server.base, server.token, options.speed))


def main() -> None:
    options = asked()
    try:
        day = read_day(options.data, options.date)
        text = hall_text(day, OURS, options.speed, day_starts())
    except (RecordError, ValueError) as error:
        sys.exit(str(error))
    if options.hall_file:
        options.hall_file.write_text(text)
        if not options.url:
            return
    columns = {
        "this rule": virtual(day, OURS),
        "first come, first served": virtual(day, FIRST_COME),
        "strict VIP": virtual(day, STRICT_VIP),
    }
    notes: Notes | None = None
    if not options.no_server:
        try:
            found, notes = measured(options, day, text)
        except NotStarted as error:
            sys.exit(str(error))
        columns = {f"the server, {options.speed} times as fast": found} | columns
    print(table(day, recorded(day), columns, notes))


if __name__ == "__main__":
    main()

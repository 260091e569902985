"""`python -m demo`: starts a server on a new directory, fills its hall, and stops and removes all of it with Ctrl-C."""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import httpx

from app.hall.plan import Plan
from app.hall_file import read_hall
from demo.clerks import Clerk
from demo.customers import Customers
from demo.pace import Pace
from demo.till import Till

YINGBIN = str(Path(sys.executable).with_name("yingbin"))
ROLES = ("kiosk", "greeter", "integration")
SIMULATED = {"YINGBIN_KIOSK_TICKETS_A_MINUTE": "60000", "YINGBIN_KIOSK_BURST": "1000"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description="A lively hall with simulated customers and clerks.")
    parser.add_argument("--hall", type=Path, default=Path("halls/dongcheng.yaml"), help="the hall file")
    parser.add_argument("--speed", type=float, default=10, help="how many times as fast as the wall clock (default 10)")
    parser.add_argument("--seed", type=int, help="for the same day again")
    given = parser.parse_args()
    if given.speed <= 0:
        parser.error("--speed must be above 0")
    return given


def token(data: str, hall: str, role: str) -> str:
    issued = subprocess.run(
        [YINGBIN, "token", "--data", data, "--hall", hall, "--role", role], stdout=subprocess.PIPE, check=True
    )
    return issued.stdout.decode().strip()


async def crowd(plan: Plan, pace: Pace, address: str, tokens: dict[str, str]) -> None:
    """Everybody in the hall, until cancelled."""
    async with httpx.AsyncClient(base_url=address, timeout=10, trust_env=False) as client, asyncio.TaskGroup() as people:
        till = {role: Till(client, plan.hall, token) for role, token in tokens.items()}
        people.create_task(Customers(plan, pace, till["kiosk"], till["greeter"]).come())
        for counter in plan.counters:
            people.create_task(Clerk(plan, counter, pace, till["integration"], till["greeter"]).work())


async def run(plan: Plan, pace: Pace, data: str) -> int:
    """The server's exit code; the server and the crowd end together."""
    issued = await asyncio.gather(*(asyncio.to_thread(token, data, plan.hall, role) for role in ROLES))
    tokens = dict(zip(ROLES, issued, strict=True))
    command = (YINGBIN, "serve", "--data", data, "--open-link")
    server = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, env=os.environ | SIMULATED)
    loop = asyncio.get_running_loop()
    for wish in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(wish, stop, server)
    assert server.stdout is not None
    line = (await server.stdout.readline()).decode().strip()
    if not line:
        return await server.wait()
    print(f"{line}\nCtrl-C stops the hall and removes its data.", flush=True)
    people = asyncio.create_task(crowd(plan, pace, line.partition(": ")[2].partition("/enter")[0], tokens))
    ended = asyncio.create_task(server.wait())
    await asyncio.wait({people, ended}, return_when=asyncio.FIRST_COMPLETED)
    people.cancel()
    stop(server)
    with suppress(asyncio.CancelledError):
        await people
    return await ended


def stop(server: asyncio.subprocess.Process) -> None:
    if server.returncode is None:
        with suppress(ProcessLookupError):
            server.terminate()


def main() -> int:
    given = arguments()
    plan = read_hall(given.hall)
    with tempfile.TemporaryDirectory(prefix="yingbin-demo-") as data:
        subprocess.run([YINGBIN, "init", "--data", data, "--hall", given.hall], check=True, stdout=subprocess.DEVNULL)
        return asyncio.run(run(plan, Pace(given.speed, given.seed), data))


if __name__ == "__main__":
    sys.exit(main())

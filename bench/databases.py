"""PostgreSQL beside SQLite; two servers beside one; a call at one server and its frame at the other."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import uvloop
from websockets.asyncio.client import ClientConnection, connect

from bench.asker import Clerk
from bench.commands import Meter
from bench.figures import ROUNDS, Figure, figure, interleaved, medians, ratios
from bench.fleet import Chain, chain, postgres, servers
from bench.hall_of_32 import PATH, takes
from bench.load import Walk, drive_all, keys, post
from bench.machine import cpu_seconds
from bench.rig import Rig
from bench.servers import Server
from tests.postgres import Cluster

REQUESTS = 2000
SHARE = 0.3
"""Of a core, for each of two servers: the database and the clients have the rest of two cores."""
CALLS = 60


def measure(rig: Rig) -> list[Figure]:
    with postgres() as cluster:
        return [*_engines(rig, cluster), *_two(rig, cluster), _across(rig, cluster)]


# ------------------------------------------------------------ one server on either engine
def _engines(rig: Rig, cluster: Cluster) -> list[Figure]:
    with ExitStack() as stack:
        light = stack.enter_context(servers(chain(rig.room(), None, rig.hall_file, 1), 1))[0]
        heavy = stack.enter_context(servers(chain(rig.room(), cluster.database(), rig.hall_file, 1), 1))[0]
        return [one for connections in (8, 32) for one in _beside(light, heavy, connections)]


def _beside(light: Server, heavy: Server, connections: int) -> list[Figure]:
    key, sqlite, postgresql = keys(), Meter(light), Meter(heavy)
    seen = interleaved(
        {
            "sqlite": lambda: sqlite.rate([takes(light.token, key) for _ in range(connections)], REQUESTS, 201),
            "postgresql": lambda: postgresql.rate([takes(heavy.token, key) for _ in range(connections)], REQUESTS, 201),
        }
    )
    rates = medians(postgresql_a_second=seen["postgresql"], sqlite_a_second=seen["sqlite"])
    costs = medians(postgresql_us=postgresql.cpu[1:], sqlite_us=sqlite.cpu[1:])
    with_connections = f"at {connections} connections, PostgreSQL over SQLite"
    return [
        figure(
            f"tickets a second {with_connections}", ratios(seen["postgresql"], seen["sqlite"]), 0.5, 1.0, "more", detail=rates
        ),
        figure(
            f"server CPU a ticket {with_connections}", ratios(postgresql.cpu[1:], sqlite.cpu[1:]), 2.0, 1.3, "less", detail=costs
        ),
    ]


# ------------------------------------------------------------ two servers over one
def _two(rig: Rig, cluster: Cluster) -> list[Figure]:
    found = []
    for name, halls, floor, goal in (("different halls", 2, 1.5, 1.8), ("one hall", 1, 0.9, 1.2)):
        made = chain(rig.room(), cluster.database(), rig.hall_file, halls)
        with servers(made, 2, SHARE) as both:
            found += _over_one(name, made, both, floor, goal)
    return found


def _over_one(name: str, made: Chain, both: list[Server], floor: float, goal: float) -> list[Figure]:
    key = keys()
    cpu: dict[int, list[float]] = {1: [], 2: []}

    def rate(count: int) -> Callable[[], float]:
        def measured() -> float:
            before = [cpu_seconds(server.pid) for server in both]
            walks = [
                (server.port, _takes(made.halls[at % len(made.halls)], server.token, key))
                for at, server in enumerate(both[:count])
                for _ in range(16)
            ]
            tally = drive_all(walks, requests=REQUESTS).only(201)
            cpu[count].append(sum(cpu_seconds(s.pid) - b for s, b in zip(both, before, strict=True)) / tally.answered * 1e6)
            return tally.rate

        return measured

    seen = interleaved({"one": rate(1), "two": rate(2)})
    detail = medians(one_a_second=seen["one"], two_a_second=seen["two"], one_us=cpu[1][1:], two_us=cpu[2][1:])
    return [
        figure(
            f"tickets a second, two servers on {name} over one",
            ratios(seen["two"], seen["one"]),
            floor,
            goal,
            "more",
            detail=detail,
        ),
        figure(
            f"server CPU a ticket, two servers on {name} over one",
            ratios(cpu[2][1:], cpu[1][1:]),
            2.0,
            1.1,
            "less",
            detail=detail,
        ),
    ]


def _takes(hall: str, token: str, key: Iterator[str]) -> Walk:
    while True:
        yield post(f"/api/v1/halls/{hall}/tickets", b'{"service":"pay-bill"}', token, next(key))


# ------------------------------------------------------------ from one server to the other
def _across(rig: Rig, cluster: Cluster) -> Figure:
    with servers(chain(rig.room(), cluster.database(), rig.hall_file, 1), 2) as both:
        rounds = uvloop.run(_rounds(both))
    more = [(there - here) * 1e3 for here, there in rounds]
    detail = medians(same_ms=[here * 1e3 for here, _ in rounds], other_ms=[there * 1e3 for _, there in rounds])
    return figure(
        "a call to its frame at the other server, p50, more than at the same", more, 3.0, 1.0, "less", unit=" ms", detail=detail
    )


async def _rounds(both: list[Server]) -> list[tuple[float, float]]:
    head = {"Authorization": f"Bearer {both[0].token}"}
    streams = [f"ws://127.0.0.1:{server.port}{PATH}/stream" for server in both]
    clerk = await Clerk(both[0].token).connect(both[0].port)
    await clerk.open()
    async with connect(streams[0], additional_headers=head) as here, connect(streams[1], additional_headers=head) as there:
        for frames in (here, there):
            await frames.send('{"hello":1,"epoch":null,"since":null}')
            await frames.recv()
        found = [await _round(clerk, here, there) for _ in range(ROUNDS + 1)]
    clerk.close()
    return found[1:]


async def _round(clerk: Clerk, here: ClientConnection, there: ClientConnection) -> tuple[float, float]:
    """The p50 of both, in seconds."""
    calls = [await _call(clerk, here, there) for _ in range(CALLS)]
    return statistics.median(one for one, _ in calls), statistics.median(other for _, other in calls)


async def _call(clerk: Clerk, here: ClientConnection, there: ClientConnection) -> tuple[float, float]:
    await clerk.take()
    await asyncio.gather(_heard(here, "TicketTaken"), _heard(there, "TicketTaken"))
    began = time.perf_counter()
    calling = asyncio.create_task(clerk.call_next())
    one, other = await asyncio.gather(_heard(here, "TicketCalled"), _heard(there, "TicketCalled"))
    await calling
    await clerk.finish()
    await asyncio.gather(_heard(here, "ServiceFinished"), _heard(there, "ServiceFinished"))
    return one - began, other - began


async def _heard(frames: ClientConnection, kind: str) -> float:
    while f'"{kind}"' not in str(await frames.recv()):
        pass
    return time.perf_counter()

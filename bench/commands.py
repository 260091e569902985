"""Tickets issued, and calls, starts and finishes over 32 counters, as shares of a no-op POST; CPU a ticket."""

from dataclasses import dataclass, field

from bench.figures import Figure, figure, interleaved, medians, ratios
from bench.hall_of_32 import COUNTERS, nothing, serves, takes
from bench.load import Tally, Walk, drive, keys
from bench.machine import cpu_seconds
from bench.rig import Rig
from bench.servers import Server

REQUESTS = 3000
"""A round: at 32 connections about half a second."""
ROUNDS = 7
FLOORS = {8: (0.5, 0.8), 32: (0.7, 1.0)}


@dataclass
class Meter:
    """Runs load against one server and keeps rate (a second) and CPU (µs a request) of each round."""

    server: Server
    cpu: list[float] = field(default_factory=list)

    def rate(self, walks: list[Walk], requests: int = REQUESTS, *wanted: int) -> float:
        before = cpu_seconds(self.server.pid)
        tally: Tally = drive(self.server.port, walks, requests=requests).only(*wanted)
        self.cpu.append((cpu_seconds(self.server.pid) - before) / tally.answered * 1e6)
        return tally.rate


def measure(rig: Rig) -> list[Figure]:
    with rig.bare() as bare, rig.product() as product:
        found: list[Figure] = []
        for connections, (floor, goal) in FLOORS.items():
            found += _tickets(bare, product, connections, floor, goal)
        return [*found, _counters(bare, product)]


def _tickets(bare: Server, product: Server, connections: int, floor: float, goal: float) -> list[Figure]:
    key = keys()
    ours, base = Meter(product), Meter(bare)
    seen = interleaved(
        {
            "noop": lambda: base.rate([nothing(key) for _ in range(connections)], REQUESTS, 201),
            "tickets": lambda: ours.rate([takes(product.token, key) for _ in range(connections)], REQUESTS, 201),
        },
        ROUNDS,
    )
    mine, theirs = ours.cpu[1:], base.cpu[1:]
    detail = medians(tickets_a_second=seen["tickets"], noops_a_second=seen["noop"])
    costs = medians(us_a_ticket=mine, us_a_noop=theirs)
    return [
        figure(
            f"tickets a second at {connections} connections, share of a no-op POST",
            ratios(seen["tickets"], seen["noop"]),
            floor,
            goal,
            "more",
            detail=detail,
        ),
        figure(
            f"server CPU a ticket at {connections} connections, of that POST's",
            ratios(mine, theirs),
            2.0,
            1.3,
            "less",
            detail=costs,
        ),
    ]


def _counters(bare: Server, product: Server) -> Figure:
    """All 32 counters at once; the tickets that they call are issued before each round, outside of the measure."""
    key = keys()
    counters = [serves(product.token, number, key) for number in range(1, COUNTERS + 1)]
    ours, base = Meter(product), Meter(bare)

    def served() -> float:
        drive(product.port, [takes(product.token, key) for _ in range(32)], requests=REQUESTS // 3 + COUNTERS).only(201)
        return ours.rate(counters, REQUESTS, 200)

    seen = interleaved({"noop": lambda: base.rate([nothing(key) for _ in range(32)], REQUESTS, 201), "commands": served}, ROUNDS)
    detail = medians(commands_a_second=seen["commands"], noops_a_second=seen["noop"], us_a_command=ours.cpu, us_a_noop=base.cpu)
    return figure(
        "call, start, finish over 32 counters, share of that POST at 32 connections",
        ratios(seen["commands"], seen["noop"]),
        0.5,
        0.9,
        "more",
        detail=detail,
    )

"""What a connected screen and a waiting ticket cost in memory: the server's resident set before and after."""

import asyncio
import time

import uvloop

from bench.fanout import HELLO, LISTENING
from bench.figures import Figure, figure, medians
from bench.hall_of_32 import HALL, PATH, takes
from bench.load import drive, keys
from bench.machine import resident_bytes
from bench.rig import Rig
from bench.servers import Server, yingbin
from bench.sockets import Crowd

SOCKETS = 500
TICKETS = 20_000
ROUNDS = 5
KIB = 1024


def measure(rig: Rig) -> list[Figure]:
    """Each on a server of its own: memory that one has given back would be taken for free by the next."""
    with rig.bare() as bare:
        listeners = _sockets(bare, Crowd(bare.port, "/listen"), LISTENING)
    with rig.product() as product:
        streams = _sockets(product, Crowd(product.port, f"{PATH}/stream", product.token, HELLO), b'"reset"')
    with rig.product() as product:
        token = yingbin("token", "--data", str(product.data), "--hall", HALL, "--role", "display")
        screens = _sockets(product, Crowd(product.port, f"/display/{HALL}/live", token), b'"html"')
    with rig.product() as product:
        tickets = _tickets(product)
    base = medians(bare_socket_kib=listeners)
    return [
        figure("memory per connected stream client", streams, 40, 25, "less", unit=" KiB", detail=base),
        figure("memory per connected lobby screen", screens, 40, 25, "less", unit=" KiB", detail=base),
        figure("memory per waiting ticket", tickets, 2, 1, "less", unit=" KiB"),
    ]


def _sockets(server: Server, crowd: Crowd, first: bytes) -> list[float]:
    """KiB a socket: each round adds as many again, so that what the allocator kept from before is not taken for free."""
    return uvloop.run(_rounds(server, crowd, first))


async def _rounds(server: Server, crowd: Crowd, first: bytes) -> list[float]:
    found = []
    for step in range(ROUNDS + 1):
        before = resident_bytes(server.pid)
        await crowd.gather(SOCKETS * (step + 1), first)
        await asyncio.sleep(0.5)
        found.append((resident_bytes(server.pid) - before) / SOCKETS / KIB)
    crowd.close()
    return found[1:]


def _tickets(server: Server) -> list[float]:
    """KiB a ticket, in steps of a fifth."""
    key, found = keys(), []
    for _ in range(ROUNDS + 1):
        before = resident_bytes(server.pid)
        drive(server.port, [takes(server.token, key) for _ in range(32)], requests=TICKETS // ROUNDS).only(201)
        time.sleep(0.5)
        found.append((resident_bytes(server.pid) - before) / (TICKETS // ROUNDS) / KIB)
    return found[1:]

"""A call to the last of 100 and of 1,000 stream clients, over a bare loop that sends the same bytes to as many sockets."""

import time

import uvloop

from bench.asker import Asker, Clerk
from bench.figures import Figure, figure, medians, ratios
from bench.hall_of_32 import PATH
from bench.rig import Rig
from bench.servers import Server
from bench.sockets import Crowd

SIZES = (100, 1000)
ROUNDS = 11
"""Each is a single call, so there are more of them."""
FRAME = (
    b'{"event":{"seq":123456,"type":"TicketCalled","at":"2026-11-23T09:00:00.000+08:00","data":{"number":"B001","day":"2026-11-23",'
    b'"counter":1,"call":"c123456","why":"due","waited":1234,"passed":[],"reason":null},"age_ms":2}}'
)
LISTENING = b'"listening"'
HELLO = b'{"hello":1,"epoch":null,"since":null}'


def measure(rig: Rig) -> list[Figure]:
    with rig.bare() as bare, rig.product() as product:
        return uvloop.run(_all(bare, product))


async def _all(bare: Server, product: Server) -> list[Figure]:
    clerk, sender = await Clerk(product.token).connect(product.port), await Asker("").connect(bare.port)
    await clerk.open()
    watching = Crowd(product.port, f"{PATH}/stream", product.token, HELLO)
    listening = Crowd(bare.port, "/listen")
    found = []
    for size in SIZES:
        await watching.gather(size, b'"reset"')
        await listening.gather(size, LISTENING)
        rounds = [(await _call(clerk, watching), await _loop(sender, listening)) for _ in range(ROUNDS + 1)][1:]
        calls, loops = [call for call, _ in rounds], [loop for _, loop in rounds]
        detail = medians(call_ms=[took * 1e3 for took in calls], loop_ms=[took * 1e3 for took in loops])
        found.append(
            figure(
                f"a call to the last of {size:,} stream clients, over a bare send loop",
                ratios(calls, loops),
                2,
                1,
                "less",
                detail=detail,
            )
        )
    watching.close()
    listening.close()
    return found


async def _call(clerk: Clerk, watching: Crowd) -> float:
    """Seconds from the POST to the last client; what goes before and after has reached all of them too."""
    watching.await_(b'"TicketTaken"')
    await clerk.take()
    await watching.all_heard()
    watching.await_(b'"TicketCalled"')
    began = time.perf_counter()
    await clerk.call_next()
    await watching.all_heard()
    took = watching.last - began
    watching.await_(b'"ServiceFinished"')
    await clerk.finish()
    await watching.all_heard()
    return took


async def _loop(sender: Asker, listening: Crowd) -> float:
    listening.await_(b'"TicketCalled"')
    began = time.perf_counter()
    await sender.ask("/send", FRAME)
    await listening.all_heard()
    return listening.last - began

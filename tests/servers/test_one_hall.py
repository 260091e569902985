"""One hall at two servers: one order, whichever of them is asked."""

import asyncio
from pathlib import Path

from tests.house import Place
from tests.servers.day import worked
from tests.servers.fleet import fleet

EMPTY = Path(__file__).parent / "no-scripts"


def test_two_servers_keep_one_order(shared_hall: Place, tmp_path: Path) -> None:
    with fleet(shared_hall, tmp_path, scripts=EMPTY) as servers:
        day = asyncio.run(worked(shared_hall, [server.address for server in servers], 600))
    print(day.history, day.seconds, day.told.again, len(day.told.nobody))
    assert day.history.clean, day.history
    assert day.history.calls >= 600
    assert all(listener.gapless and listener.resets == 1 for listener in day.listeners)
    assert not day.told.faults

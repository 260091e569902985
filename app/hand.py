"""The writer's hand: a thread of its own that does one order after the other."""

import asyncio
import queue
import threading
from collections.abc import Callable

Order = Callable[[], None]


class Hand:
    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def do(self, order: Order) -> None:
        self._orders.put(order)

    async def rest(self) -> None:
        """Finishes what it was ordered."""
        self._orders.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            order()

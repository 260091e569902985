"""What goes on beside a test, in a thread, until the test has seen enough."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def beside(work: Callable[[], None], over: threading.Event) -> Iterator[None]:
    """`work` ends when `over` is set."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

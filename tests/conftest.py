import asyncio
import inspect
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.house import Place

sys.setswitchinterval(0.0005)  # client and server share this process: 5 ms a turn would be most of a test's time


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.make(tmp_path / "var")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """A test that is a coroutine runs on an event loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = pyfuncitem._fixtureinfo.argnames
    arguments = {name: pyfuncitem.funcargs[name] for name in wanted}
    with ThreadPoolExecutor(1) as thread:  # the browser's loop may be running in this one
        thread.submit(asyncio.run, pyfuncitem.obj(**arguments)).result()
    return True

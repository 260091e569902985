import asyncio
import inspect
import sys
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
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in wanted}))
    return True

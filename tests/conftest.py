import asyncio
import inspect
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import postgres
from tests.house import Place

sys.setswitchinterval(0.0005)  # client and server share this process: 5 ms a turn would be most of a test's time


@pytest.fixture
def place(tmp_path: Path, database_url: str | None) -> Iterator[Place]:
    made = Place.make(tmp_path / "var", url=database_url)
    yield made
    made.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str | None:
    """A database of the test's own: a new one of the PostgreSQL that the tests share, or None for SQLite in the directory."""
    return postgres.shared().database() if getattr(request, "param", "sqlite") == "postgresql" else None


def on_both_engines(metafunc: pytest.Metafunc) -> None:
    """For `pytest_generate_tests` of a folder whose tests run on SQLite and on PostgreSQL."""
    if "place" in metafunc.fixturenames:
        metafunc.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


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

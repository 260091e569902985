import asyncio
import inspect
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.garbage import collect_rarely
from tests import postgres
from tests.house import Place

collect_rarely()
sys.setswitchinterval(0.0005)  # client and server share this process: 5 ms a turn would be most of a test's time


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a third of a worker's time it waits for a disk, a page, a clock."""
    return len(os.sched_getaffinity(0)) + 1


LONG_FIRST = ("browser", "servers", "promises", "cli", "voice", "deploy", "staff", "rehearsal", "api")
"""A worker takes a whole file. The long ones begin, so that all workers end together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG_FIRST.index(folder) if (folder := item.path.parent.name) in LONG_FIRST else len(LONG_FIRST))


@pytest.fixture
def place(tmp_path: Path, engine: str) -> Iterator[Place]:
    directory = tmp_path / "var"
    made = Place.on(postgres.shared(), directory) if engine == "postgresql" else Place.make(directory)
    yield made
    made.close()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Where a test's data is: a database of its own in the PostgreSQL that the tests share, or SQLite in the directory."""
    return str(getattr(request, "param", "sqlite"))


def on_both_engines(metafunc: pytest.Metafunc) -> None:
    """For `pytest_generate_tests` of a folder whose tests run on SQLite and on PostgreSQL."""
    if "place" in metafunc.fixturenames:
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


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

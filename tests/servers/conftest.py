from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.house import HALL as SMALL
from tests.house import Place

COUNTERS = 16
SERVICES = ("open-account", "pay-bill")
HALL = """
hall: dongcheng
name: {zh: 东城营业厅, en: Dongcheng Hall}
timezone: Asia/Shanghai
levels:
  - {id: ordinary, name: {zh: 普通客户, en: Ordinary}, promise: 15m}
  - {id: vip, name: {zh: VIP 客户, en: VIP}, promise: 10m, important: true}
services:
  - {id: open-account, letter: A, name: {zh: 开户入网, en: Open an account}, typical: 8m}
  - {id: pay-bill, letter: B, name: {zh: 交话费, en: Pay a bill}, typical: 2m}
counters:
""" + "".join(f"  - {{number: {n}, services: [open-account, pay-bill]}}\n" for n in range(1, COUNTERS + 1))
"""Any counter serves anybody: whoever waits could have been called."""


@pytest.fixture
def shared_hall(tmp_path: Path) -> Iterator[Place]:
    """One hall of 16 counters in a PostgreSQL database of its own."""
    made = Place.on(postgres.shared(), tmp_path / "var", (HALL,))
    yield made
    made.close()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Place]:
    """Two small halls in a PostgreSQL database of their own."""
    files = (SMALL, SMALL.replace("dongcheng", "nancheng"))
    made = Place.on(postgres.shared(), tmp_path / "var", files)
    yield made
    made.close()


@pytest.fixture
def own_cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL of the test's own, to be stopped and frozen."""
    cluster = postgres.Cluster.made(**postgres.FAST).start()
    yield cluster
    cluster.kill()


@pytest.fixture
def own_hall(own_cluster: postgres.Cluster, tmp_path: Path) -> Iterator[Place]:
    """A small hall in it."""
    place = Place.make(tmp_path / "var", (SMALL,), own_cluster.database())
    place.data.engine.dispose()
    yield place
    place.close()

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.cli.command import Server, serving, yingbin
from tests.cli.moving import make_worked
from tests.house import HALL, Place


@pytest.fixture(scope="session")
def hall_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("halls") / "dongcheng.yaml"
    file.write_text(HALL)
    return file


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory, hall_file: Path) -> Path:
    directory = tmp_path_factory.mktemp("initialised") / "var"
    yingbin("init", "--data", directory, "--hall", hall_file).done()
    return directory


@pytest.fixture
def data(initialised: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own."""
    shutil.copytree(initialised, tmp_path / "var")
    return tmp_path / "var"


@pytest.fixture(scope="session")
def server(initialised: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that only need one to be there."""
    directory = tmp_path_factory.mktemp("served") / "var"
    shutil.copytree(initialised, directory)
    with serving(directory) as running:
        yield running


# ------------------------------------------------------------ moving
@pytest.fixture(scope="session")
def once_worked(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_worked(tmp_path_factory.mktemp("worked") / "var")


@pytest.fixture
def worked_hall(once_worked: Place, tmp_path: Path) -> Path:
    """The data directory of a hall with two worked days, the test's own."""
    shutil.copytree(once_worked.data.directory, tmp_path / "var")
    return tmp_path / "var"


@pytest.fixture
def chain() -> str:
    """The URL of an empty database of PostgreSQL."""
    return postgres.shared().database()

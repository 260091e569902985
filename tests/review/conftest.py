from collections.abc import Iterator
from pathlib import Path

import pytest

from app.founding import found
from app.hall_file import read_hall_text
from app.log import Log
from app.wishes import wall_clock
from tests import postgres
from tests.house import HALL, Place


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Place]:
    """dongcheng and nancheng in a PostgreSQL database of their own."""
    files = (HALL, HALL.replace("dongcheng", "nancheng"))
    made = Place.make(tmp_path / "var", files, postgres.shared().database())
    yield made
    made.close()

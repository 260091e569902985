import pytest

from tests.flows.story import DEMO
from tests.house import Place


@pytest.fixture
def demo(tmp_path) -> Place:
    """The demo hall, with tokens for its counters."""
    place = Place.make(tmp_path / "demo", (DEMO,))
    place.data.engine.dispose()
    return place

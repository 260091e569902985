import pytest

from tests.hall.floor import Floor


@pytest.fixture
def floor() -> Floor:
    """The hall of the cast, on a Monday at nine, always open, no counter open yet."""
    return Floor()

import pytest

from tests.screens.clerk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()

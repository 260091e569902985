from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import chromium
from tests.cli.conftest import chain, once_worked, worked_hall
from tests.servers.conftest import shared_hall

__all__ = ["chain", "once_worked", "shared_hall", "worked_hall"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Gone with the file: other proofs here have event loops of their own."""
    with chromium() as found:
        yield found

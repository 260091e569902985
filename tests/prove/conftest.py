from tests.browser.conftest import browser
from tests.cli.conftest import chain, once_worked, worked_hall
from tests.servers.conftest import shared_hall

__all__ = ["browser", "chain", "once_worked", "shared_hall", "worked_hall"]

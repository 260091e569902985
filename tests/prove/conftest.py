from tests.browser.conftest import browser
from tests.servers.conftest import shared_hall

__all__ = ["browser", "shared_hall"]

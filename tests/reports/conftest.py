from tests.conftest import on_both_engines as pytest_generate_tests
from tests.hall.conftest import floor
from tests.servers.conftest import shared

__all__ = ["floor", "pytest_generate_tests", "shared"]

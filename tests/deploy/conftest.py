from tests.cli.conftest import data, hall_file, initialised

__all__ = ["data", "hall_file", "initialised"]

from tests.servers.conftest import shared_hall

__all__ = ["shared_hall"]

"""One of several processes that serve on one socket. `app.cli.workers` starts it: NAME LISTENER LIFELINE FORMAT, two of them
file descriptors; the settings stand in its environment."""

import asyncio
import signal
import socket
import sys

import structlog

from app.cli import log_lines
from app.cli.encryption import encryption
from app.cli.places import settings_with
from app.cli.serve import up_to_date
from app.cli.server import Server, run
from app.cli.told import told
from app.database import locked, reach

logger = structlog.get_logger()

READY = b"r"


def main(name: str, listener: str, lifeline: str, form: log_lines.Format) -> int:
    log_lines.begin(form, worker=name)
    try:
        _serve(socket.socket(fileno=int(listener)), socket.socket(fileno=int(lifeline)))
    except Exception as error:
        for sentence in told(error).sentences:
            logger.error("not_serving", why=sentence)
        return 1
    return 0


def _serve(listener: socket.socket, lifeline: socket.socket) -> None:
    """The directory is held here too: the parent may be killed."""
    settings = settings_with()
    data = reach(settings.data, settings.database_url, serving=True, pool=settings.database_pool)

    def ready(server: Server) -> None:
        lifeline.send(READY)
        asyncio.get_running_loop().add_reader(lifeline, _parent_has_gone, lifeline, server)

    with locked(settings.data, shared=True), listener, lifeline:
        up_to_date(data)
        try:
            run(data, settings, listener, ready, encryption(settings, listener.getsockname()[0]))
        finally:
            data.engine.dispose()


def _parent_has_gone(lifeline: socket.socket, server: Server) -> None:
    """Nothing is ever said on the lifeline: it can be read when its other end is closed, by whatever death."""
    asyncio.get_running_loop().remove_reader(lifeline)
    logger.warning("parent_has_gone")
    server.handle_exit(signal.SIGTERM, None)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))  # type: ignore[arg-type]

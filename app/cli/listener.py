"""The socket on which a server listens."""

import errno
import socket

from app.cli.errors import CommandError
from app.settings import Settings


def bound(host: str, port: int) -> socket.socket:
    """A socket bound to the address; said clearly if that can't be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError:
        raise CommandError(f"{host} is not an address of this machine: choose another with --host.") from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise CommandError(_unbound(host, port, error)) from None
    return listener


def _unbound(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use by another program: stop that one, or choose another port with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has: choose one above 1023 with --port."
    return f"Port {port} on {host} can't be used: {error.strerror}."


def address_of(settings: Settings, listener: socket.socket, *, secure: bool = False) -> str:
    """Where a browser on this machine finds the server."""
    if settings.public_url:
        return settings.public_url
    port = listener.getsockname()[1]
    return at(settings.host, port, secure=secure)


def at(host: str, port: int, *, secure: bool) -> str:
    near = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"{'https' if secure else 'http'}://{f'[{near}]' if ':' in near else near}:{port}"

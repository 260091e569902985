"""By which names this server is known, and whether what sends something is a page of its own.

A page of another site can make its name point to this server when it is already open (DNS rebinding): then its requests come from
«the same origin». What it can't do is to have an address or one of our names as its own.
"""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from app.hall.refusals import Refusal
from app.settings import Settings

_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?")
REMEMBERED = 500


class ForeignHost(Refusal):
    """The request was for a name that isn't this server's."""

    code = "foreign_host"


class ForeignOrigin(Refusal):
    code = "foreign_origin"


class Hosts:
    """Addresses are always ours, and so are the machine's own names, those of its settings and of its certificate."""

    def __init__(self, settings: Settings) -> None:
        own = socket.gethostname().lower()
        short = own.partition(".")[0]
        self._names = {"localhost", own, short, f"{short}.local", *listed(settings)}
        self._ours: set[bytes] = set()

    def ours(self, host: bytes) -> bool:
        """`host` as a request names it, with or without a port."""
        if host in self._ours:
            return True
        if not self._is_ours(host.decode("latin-1").lower()):
            return False
        if len(self._ours) > REMEMBERED:
            self._ours.clear()
        self._ours.add(host)
        return True

    def _is_ours(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].rstrip(".")
        return name in self._names or name.endswith(".localhost") or is_address(name.strip("[]"))


def listed(settings: Settings) -> set[str]:
    """The names by which a server is reached, as far as its settings tell."""
    told = (urlsplit(settings.public_url or "").hostname, settings.host, *settings.hosts)
    return {name.lower().rstrip(".") for name in told if name} - {"0.0.0.0", "::"}


def own_page(origin: bytes, host: bytes, scheme: str) -> bool:
    """Whether an Origin is a page of this very address; over TLS, one that came over TLS too."""
    kind, _, site = origin.lower().partition(b"://")
    if kind not in (b"http", b"https") or (kind == b"http" and scheme in ("https", "wss")):
        return False
    usual = b":80" if kind == b"http" else b":443"
    return site != b"" and site.removesuffix(usual) == host.lower().removesuffix(usual)


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

"""The secret in the link to a ticket's phone page: hall, the fact that issued the ticket, and 128 bits that nobody can guess."""

import hashlib
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hmac import compare_digest

from starlette.types import Scope

from app.hall.day import Instant
from app.hall.ticket import Ticket
from app.log import Log

_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_SECRET = re.compile(r"([a-z0-9-]{1,40})\.([0-9]{1,15})\.([A-Za-z0-9_-]{22})")


def phone_secret(hall: str, seq: int, random: str) -> str:
    return f"{hall}.{seq}.{random}"


def pages(public_url: str | None, connection: Scope) -> str:
    """What the address of a phone page begins with: the server as customers' phones reach it, by default as it was itself
    reached. What a request gives as its host and is none goes into no address: it would be on paper."""
    host = next((value for name, value in connection["headers"] if name == b"host"), b"").decode("latin-1")
    if not _HOST.fullmatch(host):
        name, port = connection.get("server") or ("localhost", None)
        host = (f"[{name}]" if ":" in name else name) + (f":{port}" if port else "")
    return f"{public_url or connection['scheme'] + '://' + host}/t/"


def hidden(random: str) -> bytes:
    """What is stored of the random part: 16 bytes from which it can't be had back."""
    return hashlib.blake2b(random.encode(), digest_size=16, person=b"phone-page").digest()


def parts(secret: str) -> tuple[str, int, bytes] | None:
    """Hall, seq and the hash to compare; None: that is no such secret."""
    found = _SECRET.fullmatch(secret)
    if found is None or int(found[2]) >= 1 << 31:
        return None
    return found[1], int(found[2]), hidden(found[3])


@dataclass(frozen=True, slots=True)
class PhoneLinks:
    """The links of this directory: who has its key can make a ticket's link again, for a code on a kiosk or on a second paper.
    Stored is only what it is compared with, in the erasable row; when that is gone no link is made any more."""

    key: bytes
    log: Log

    def random(self, hall: str, seq: int, at: Instant) -> str:
        """The 22 characters for the ticket that this fact issued at this time."""
        told = f"{hall}.{seq}.{at}".encode()
        digest = hashlib.blake2b(told, digest_size=16, key=self.key, person=b"phone-link").digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()

    def address(self, public: str, hall: str, ticket: Ticket) -> str | None:
        """The address of a ticket's page, behind `pages`; None: it has been erased, or was made elsewhere. Asks the database."""
        issued = self.log.issued_by(hall, ticket.day, ticket.number)
        if issued is None:
            return None
        seq, stored = issued
        random = self.random(hall, seq, ticket.taken_at)
        return public + phone_secret(hall, seq, random) if compare_digest(hidden(random), stored) else None

"""The secret in the link to a ticket's phone page: hall, the fact that issued the ticket, and 128 random bits."""

import hashlib
import re
import secrets

_SECRET = re.compile(r"([a-z0-9-]{1,40})\.([0-9]{1,15})\.([A-Za-z0-9_-]{22})")


def random_part() -> str:
    """128 bits in 22 characters."""
    return secrets.token_urlsafe(16)


def phone_secret(hall: str, seq: int, random: str) -> str:
    return f"{hall}.{seq}.{random}"


def hidden(random: str) -> bytes:
    """What is stored of the random part: 16 bytes from which it can't be had back."""
    return hashlib.blake2b(random.encode(), digest_size=16, person=b"phone-page").digest()


def parts(secret: str) -> tuple[str, int, bytes] | None:
    """Hall, seq and the hash to compare; None: that is no such secret."""
    found = _SECRET.fullmatch(secret)
    if found is None or int(found[2]) >= 1 << 31:
        return None
    return found[1], int(found[2]), hidden(found[3])

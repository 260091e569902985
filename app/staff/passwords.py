"""Passwords and PINs: which are good enough, and their argon2id hashes."""

import asyncio
import re
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.hall.refusals import Refusal

SHORTEST, LONGEST = 10, 128
PIN = re.compile(r"[0-9]{6,9}")
"""Ten digits and more are a password."""
COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text("utf-8").split())
"""The commonest of ten characters and more; shorter ones are refused anyway."""
COMMON_PINS = frozenset((Path(__file__).parent / "common_pins.txt").read_text("utf-8").split())
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$HC7u0VVPuOzROwpsycoDwQ$WzmhH5knO3qVX2BRVsqt5PGFC013WDKDOwwamXQ7k0w"
"""Of a password that was thrown away: what an unknown number is compared with."""
WAITING = 32
"""So many may wait for the two threads; a hash takes about 0.1 s."""


class WeakPassword(Refusal):
    """`state`: short, long, common or number."""

    code = "weak_password"


class BadPin(Refusal):
    code = "bad_pin"


class Crowded(Refusal):
    """Too many sign in at the same moment."""

    code = "too_many"


def is_pin(secret: str) -> bool:
    return PIN.fullmatch(secret) is not None


def good_password(given: str, number: str) -> str:
    """As it is hashed. Raises WeakPassword."""
    password = unicodedata.normalize("NFC", given)
    if len(password) < SHORTEST:
        raise WeakPassword(state="short", least=SHORTEST)
    if len(password) > LONGEST:
        raise WeakPassword(state="long", most=LONGEST)
    plain = password.casefold()
    if plain in COMMON or plain.rstrip("0123456789!.@#") in COMMON or len(set(plain)) < 4 or _run(plain):
        raise WeakPassword(state="common")
    if plain.replace(number.casefold(), "") != plain and len(plain.replace(number.casefold(), "")) < 4:
        raise WeakPassword(state="number")
    return password


def good_pin(pin: str, number: str) -> str:
    """Raises BadPin."""
    if not is_pin(pin) or len(set(pin)) < 3 or pin in COMMON_PINS or _run(pin) or pin in number:
        raise BadPin()
    return pin


def _run(word: str) -> bool:
    """Each character follows the one before, upwards or downwards: 123456, 987654; 0 stands behind 9 too."""
    steps = {ord(b) - ord(a) for a, b in pairwise(word)}
    return steps <= {1, -9} or steps <= {-1, 9}


_SYLLABLES = [a + b for a in "bdfghkmnprstwz" for b in "aeou"]


def one_time() -> str:
    """A password to be changed at once, easy to read out and to type: 39 bits, and guessing is slow."""
    words = ["".join(secrets.choice(_SYLLABLES) for _ in range(2)) for _ in range(3)]
    return "-".join([*words, f"{secrets.randbelow(90) + 10}"])


class Hasher:
    """argon2id, 19 MiB, t=2, p=1: 98 ms where it was measured. In two threads: whoever signs in never holds up the hall."""

    def __init__(self) -> None:
        self._argon = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._threads = ThreadPoolExecutor(2, "passwords")
        self._waiting = 0

    def hash(self, secret: str) -> str:
        """In this thread: for the command line, and what runs in the pool."""
        return self._argon.hash(secret)

    async def hashed(self, secret: str) -> str:
        return str(await self._in_pool(self.hash, secret))

    async def verify(self, hash: str | None, secret: str) -> bool:
        """Takes as long where there is nothing to compare with. Raises Crowded."""
        return bool(await self._in_pool(self._matches, hash, unicodedata.normalize("NFC", secret)))

    def _matches(self, hash: str | None, secret: str) -> bool:
        try:
            return self._argon.verify(hash or NOBODYS, secret) and hash is not None
        except (VerifyMismatchError, InvalidHashError):
            return False

    async def _in_pool(self, work: object, *given: object) -> object:
        if self._waiting >= WAITING:
            raise Crowded(retry_after=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)  # type: ignore[arg-type]
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

"""Phone numbers as they are read, and the VIP list: a hash of each number under the directory's key.

A list of 100,000 comes in beside the one that holds, in small pieces, so that the hall's own commands come between; then it holds
from one moment to the next. The list before it stays, so that it can be taken back.
"""

import hashlib
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from app.engine import changing, reading
from app.tables import vip_lists, vips
from app.wishes import Unavailable, wall_clock

_PHONE = re.compile(r"\+?[0-9]{5,15}")
PIECE, REST = 1000, 0.02
"""Rows that go in one transaction, and seconds between two: in between whoever issues tickets writes."""
BROKEN_OFF = 600_000
"""Milliseconds after which a list that doesn't hold is what an import left that was broken off."""
Beside = Callable[[Connection], None]


def plain(phone: str) -> str | None:
    """The digits of a phone number without the country code of China; None: that is no phone number."""
    bare = re.sub(r"[ ()-]", "", phone)
    if not _PHONE.fullmatch(bare):
        return None
    return re.sub(r"^(\+86|0086|\+)", "", bare)


@dataclass(frozen=True, slots=True)
class Standing:
    """The list that holds, the one before it, and how many are on each."""

    list: int | None = None
    customers: int = 0
    before: int | None = None
    customers_before: int = 0


class VipList:
    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine, self._key = engine, key

    def _hash(self, phone: str) -> bytes:
        return hashlib.blake2b(phone.encode(), digest_size=16, key=self._key, person=b"vip-list").digest()

    def counted_as(self, hall: str, phone: str) -> bytes:
        """What stands for a phone number, given as `plain` makes it, where its tickets in a hall are counted."""
        return hashlib.blake2b(f"{hall}\n{phone}".encode(), digest_size=16, key=self._key, person=b"allowance").digest()

    def level(self, hall: str, phone: str) -> str | None:
        """The level of a phone number, given as `plain` makes it; None: not on the list."""
        holds = (vip_lists.c.hall == vips.c.hall) & (vip_lists.c.list == vips.c.list)
        wanted = select(vips.c.level).join(vip_lists, holds).where(vips.c.hall == hall, vips.c.phone == self._hash(phone))
        with reading(self._engine) as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def levels(self, connection: Connection, phone: str, hall: str | None) -> list[tuple[str, str]]:
        """Hall and level wherever the number is on a list, or on the one before; `hall`: there only."""
        wanted = select(vips.c.hall, vips.c.level).where(vips.c.phone == self._hash(phone)).order_by(vips.c.hall, vips.c.level)
        found = connection.execute((wanted if hall is None else wanted.where(vips.c.hall == hall)).distinct())
        return [(row.hall, row.level) for row in found]

    def remove(self, connection: Connection, phone: str, hall: str | None) -> int:
        """From the lists of how many halls the number has gone, those before too."""
        halls = {hall for hall, _ in self.levels(connection, phone, hall)}
        gone = delete(vips).where(vips.c.phone == self._hash(phone), vips.c.hall.in_(halls))
        connection.execute(gone)
        connection.execute(update(vip_lists).where(vip_lists.c.hall.in_(halls)).values(print=None))
        return len(halls)

    # ------------------------------------------------------------ another list
    def replace(self, hall: str, members: Mapping[str, str], beside: Beside | None = None) -> bool:
        """The whole list of a hall: phone to level. Broken off before its end it leaves the one before; `beside` is written in
        the moment in which it holds. False: it holds already. Raises Unavailable."""
        rows = sorted((self._hash(phone), level) for phone, level in members.items())
        print = hashlib.blake2b(repr(rows).encode(), digest_size=16).digest()
        self._tidy(hall)
        with reading(self._engine) as connection:
            if connection.execute(select(vip_lists.c.print).where(vip_lists.c.hall == hall)).scalar() == print:
                return False
        new = wall_clock() * 1000 + secrets.randbelow(1000)
        for at in range(0, len(rows), PIECE):
            with changing(self._engine) as connection:
                piece = rows[at : at + PIECE]
                told = [{"hall": hall, "list": new, "phone": phone, "level": level} for phone, level in piece]
                connection.execute(insert(vips), told)
            time.sleep(REST)
        with changing(self._engine) as connection:
            self._hold(connection, hall, new, len(rows), print)
            if beside is not None:
                beside(connection)
        self._tidy(hall)
        return True

    def _hold(self, connection: Connection, hall: str, new: int, count: int, print: bytes) -> None:
        if _many(connection, hall, new) != count:  # an import of hours ago, of which somebody else has tidied up
            raise Unavailable()
        mine = vip_lists.c.hall == hall
        known = connection.execute(select(vip_lists).where(mine).with_for_update()).one_or_none()
        if known is None:
            connection.execute(insert(vip_lists), {"hall": hall, "list": new, "print": print})
        else:
            connection.execute(update(vip_lists).where(mine).values(list=new, before=known.list, print=print))

    def back(self, hall: str, list: int, beside: Callable[[Connection, int], None]) -> Standing | None:
        """This list, the one before, holds again, and the one that held can be taken back in its turn; if it holds already,
        nothing changes. None: there is no such list any more."""
        mine = vip_lists.c.hall == hall
        with changing(self._engine) as connection:
            known = connection.execute(select(vip_lists).where(mine).with_for_update()).one_or_none()
            if known is None or list not in (known.list, known.before):
                return None
            if known.list != list:
                connection.execute(update(vip_lists).where(mine).values(list=list, before=known.list, print=None))
                beside(connection, _many(connection, hall, list))
            return _standing(connection, hall)

    def standing(self, hall: str) -> Standing:
        with reading(self._engine) as connection:
            return _standing(connection, hall)

    def _tidy(self, hall: str) -> None:
        """Lists of long ago, and what imports left that were broken off, go piece by piece as well."""
        with reading(self._engine) as connection:
            known = connection.execute(select(vip_lists).where(vip_lists.c.hall == hall)).one_or_none()
            lists = set(connection.execute(select(vips.c.list).where(vips.c.hall == hall).distinct()).scalars())
        if known is not None:
            lists -= {known.list, known.before}
        newest = known.list if known is not None else 0
        for old in lists:
            if old < newest or old // 1000 < wall_clock() - BROKEN_OFF:
                self._delete(hall, old)

    def _delete(self, hall: str, old: int) -> None:
        mine = (vips.c.hall == hall, vips.c.list == old)
        piece = select(vips.c.phone).where(*mine).order_by(vips.c.phone).limit(PIECE)
        gone = PIECE
        while gone == PIECE:
            with changing(self._engine) as connection:
                gone = connection.execute(delete(vips).where(*mine, vips.c.phone.in_(piece))).rowcount
            time.sleep(REST if gone == PIECE else 0)


def _many(connection: Connection, hall: str, list: int) -> int:
    return connection.execute(select(func.count()).where(vips.c.hall == hall, vips.c.list == list)).scalar_one()


def _standing(connection: Connection, hall: str) -> Standing:
    known = connection.execute(select(vip_lists).where(vip_lists.c.hall == hall)).one_or_none()
    if known is None:
        return Standing()
    before = _many(connection, hall, known.before) if known.before is not None else 0
    return Standing(known.list, _many(connection, hall, known.list), known.before, before)

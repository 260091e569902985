"""Phone numbers as they are read, and the VIP list: a hash of each number under the directory's key."""

import hashlib
import re

from sqlalchemy import Connection, Engine, delete, insert, select

from app.engine import changing, reading
from app.tables import vips

_PHONE = re.compile(r"\+?[0-9]{5,15}")


def plain(phone: str) -> str | None:
    """The digits of a phone number without the country code of China; None: that is no phone number."""
    bare = re.sub(r"[ ()-]", "", phone)
    if not _PHONE.fullmatch(bare):
        return None
    return re.sub(r"^(\+86|0086|\+)", "", bare)


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
        wanted = select(vips.c.level).where(vips.c.hall == hall, vips.c.phone == self._hash(phone))
        with reading(self._engine) as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def levels(self, connection: Connection, phone: str, hall: str | None) -> list[tuple[str, str]]:
        """Hall and level wherever the number is on a list; `hall`: there only."""
        wanted = select(vips.c.hall, vips.c.level).where(vips.c.phone == self._hash(phone)).order_by(vips.c.hall)
        found = connection.execute(wanted if hall is None else wanted.where(vips.c.hall == hall))
        return [(row.hall, row.level) for row in found]

    def remove(self, connection: Connection, phone: str, hall: str | None) -> int:
        """From how many lists the number has gone."""
        gone = delete(vips).where(vips.c.phone == self._hash(phone))
        return connection.execute(gone if hall is None else gone.where(vips.c.hall == hall)).rowcount

    def replace(self, hall: str, members: dict[str, str]) -> None:
        """The whole list of a hall: phone to level."""
        with changing(self._engine) as connection:
            self.put(connection, hall, members)

    def put(self, connection: Connection, hall: str, members: dict[str, str]) -> None:
        """The same, in a transaction of others."""
        rows = [{"hall": hall, "phone": self._hash(phone), "level": level} for phone, level in members.items()]
        connection.execute(delete(vips).where(vips.c.hall == hall))
        if rows:
            connection.execute(insert(vips), rows)

"""What one server at a time may do: a claim dies with the server that has it."""

import threading
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.wishes import Unavailable

_TRY = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_PING = text("SELECT true OR :name = ''")
_FREE = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")


class Claims:
    """On PostgreSQL a lock of one connection, which is kept for all claims of this server; SQLite has one server anyway."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._shared = engine, engine.dialect.name == "postgresql"
        self._connection: Connection | None = None
        self._mine: set[str] = set()
        self._one_asks = threading.Lock()

    def take(self, name: str) -> bool:
        """Whether it is this server's now. Raises Unavailable."""
        with self._one_asks:
            if name in self._mine and (not self._shared or self._there()):
                return True
            if self._shared and not self._ask(_TRY, name):
                return False
            self._mine.add(name)
            return True

    def give_back(self, name: str) -> None:
        with self._one_asks:
            if name in self._mine:
                self._mine.remove(name)
                if self._shared and self._connection is not None:
                    self._ask(_FREE, name)

    def close(self) -> None:
        """Gives everything back."""
        with self._one_asks:
            if self._connection is not None:
                self._connection.invalidate()
                self._connection.close()
            self._connection = None
            self._mine.clear()

    def _there(self) -> bool:
        """Whether the connection that claims is still the one that claimed."""
        try:
            return self._ask(_PING, "")
        except Unavailable:
            return False

    def _ask(self, question: Any, name: str) -> bool:
        try:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return bool(self._connection.execute(question, {"name": name}).scalar())
        except SQLAlchemyError as error:  # the connection is gone, and with it all that it had claimed
            if self._connection is not None:
                self._connection.invalidate()
                self._connection.close()
            self._connection = None
            self._mine.clear()
            raise Unavailable() from error

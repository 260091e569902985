"""The token that `yingbin key` keeps in the data directory of its own machine, in a file that only its owner reads."""

import os
from dataclasses import dataclass
from pathlib import Path

from app.cli.errors import CommandError

NEEDED = "There is no token: give one with --token or YINGBIN_TOKEN, or name a data directory of this machine with --data."


@dataclass
class KeptToken:
    """A counter's token and its file."""

    data: Path | None
    database_url: str | None
    hall: str | None
    counter: int
    token: str = ""

    @classmethod
    def found(cls, data: Path | None, database_url: str | None, hall: str | None, counter: int) -> "KeptToken":
        """The token kept for this counter, or else a new one."""
        kept = cls(data, database_url, hall, counter)
        files = list(kept._directory().glob(f"key-{hall or '*'}-{counter}.token"))
        try:
            kept.token = files[0].read_text().strip() if len(files) == 1 else ""
        except OSError:
            raise CommandError(NEEDED) from None
        if not kept.token:
            kept.renew()
        return kept

    def _directory(self) -> Path:
        return self.data or Path(os.environ.get("YINGBIN_DATA") or "var")

    def renew(self) -> None:
        """Issues a token and keeps it."""
        from app.accounts import Accounts
        from app.cli.places import opened
        from app.cli.tokens import check_counter
        from app.database import DataError
        from app.log import Log

        try:
            with opened(self._directory(), self.database_url) as found:
                hall = self.hall or _only(Log(found.engine))
                check_counter(Log(found.engine), hall, self.counter)
                self.token = Accounts(found.engine, found.key).issue("counter", hall, self.counter)
        except DataError as error:
            raise CommandError(f"{NEEDED} {error}") from None
        self._keep(self._directory() / f"key-{hall}-{self.counter}.token")

    def _keep(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
            kept.write(self.token + "\n")


def _only(log: object) -> str:
    halls = list(log.halls())  # type: ignore[attr-defined]
    if len(halls) != 1:
        raise CommandError(f"There are several halls here: name one with --hall ({', '.join(halls)}).")
    return str(halls[0])

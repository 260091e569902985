"""The answers of the staff while a round is open: how often each was given, in one closed box, and beside it who has answered.

A sheet of anybody's answers is never stored. The box has no time, always the same length, and is opened when the round is closed:
what two looks at it tell apart is one person's answers. Then who answered is forgotten too.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, text, update

from app.engine import changing, reading
from app.hall.refusals import AlreadyAnswered, SurveyOver
from app.hall.voices import Survey
from app.personal import FORMAT, NONCE
from app.tables import ballots, voters

_BEGIN = text("INSERT INTO ballots (hall, survey, box, closed) VALUES (:hall, :survey, NULL, :no) ON CONFLICT DO NOTHING")


@dataclass(frozen=True, slots=True)
class Count:
    answered: int
    counts: dict[str, dict[str, int]]


class Ballots:
    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._cipher = ChaCha20Poly1305(hashlib.blake2b(digest_size=32, key=key, person=b"ballot-box").digest())
        self._hash_key = hashlib.blake2b(digest_size=32, key=key, person=b"ballot-who").digest()

    def put(self, hall: str, round: Survey, staff: str, command: bytes, answers: Mapping[str, int]) -> None:
        """Adds one to each of these answers, of whoever hasn't answered yet. `command` names the request: the same again changes
        nothing. Raises AlreadyAnswered, SurveyOver."""
        with changing(self._engine) as connection:
            box = self._held(connection, hall, round.id)
            if (before := self._answered(connection, hall, round.id, staff)) is not None:
                if before == command:
                    return
                raise AlreadyAnswered(survey=round.id)
            who = {"hall": hall, "survey": round.id, "who": self._who(hall, round.id, staff), "command": command}
            connection.execute(insert(voters), who)
            counts = self._open(hall, round, box)
            for place, cell in enumerate(round.cells):
                counts[place] += answers[cell[0]] == cell[1]
            mine = (ballots.c.hall == hall, ballots.c.survey == round.id)
            connection.execute(update(ballots).where(*mine).values(box=self._close(hall, round, counts)))

    def so_far(self, hall: str, round: Survey) -> int:
        """So many have answered."""
        if round.closed is not None:
            return round.answered
        with reading(self._engine) as connection:
            return connection.execute(_many(hall, round.id)).scalar_one()

    def has_answered(self, hall: str, survey: str, staff: str) -> bool:
        with reading(self._engine) as connection:
            return self._answered(connection, hall, survey, staff) is not None

    def close(self, hall: str, round: Survey) -> Count:
        """Takes no more answers, and tells what they come to; asked again, the same."""
        mine = (ballots.c.hall == hall, ballots.c.survey == round.id)
        with changing(self._engine) as connection:
            box = self._held(connection, hall, round.id, still=False)
            connection.execute(update(ballots).where(*mine).values(closed=True))
            answered, counts = connection.execute(_many(hall, round.id)).scalar_one(), self._open(hall, round, box)
        told: dict[str, dict[str, int]] = {question.id: {} for question in round.questions}
        for (question, value), count in zip(round.cells, counts, strict=True):
            told[question][str(value)] = count
        return Count(answered, told)

    def remembered(self, hall: str) -> set[str]:
        """The rounds of which it is known who has answered."""
        with reading(self._engine) as connection:
            return set(connection.execute(select(voters.c.survey).where(voters.c.hall == hall).distinct()).scalars())

    def forget(self, hall: str, survey: str) -> None:
        """What they came to is in the log. The empty row stays: an answer that comes now is late."""
        with changing(self._engine) as connection:
            connection.execute(delete(voters).where(voters.c.hall == hall, voters.c.survey == survey))
            connection.execute(update(ballots).where(ballots.c.hall == hall, ballots.c.survey == survey).values(box=None))

    # ------------------------------------------------------------ who, and the box
    def _who(self, hall: str, survey: str, staff: str) -> bytes:
        return hashlib.blake2b(f"{hall}\n{survey}\n{staff}".encode(), digest_size=16, key=self._hash_key).digest()

    def _answered(self, connection: Connection, hall: str, survey: str, staff: str) -> bytes | None:
        who = self._who(hall, survey, staff)
        wanted = select(voters.c.command).where(voters.c.hall == hall, voters.c.survey == survey, voters.c.who == who)
        found = connection.execute(wanted).scalar_one_or_none()
        return bytes(found) if found is not None else None

    def _held(self, connection: Connection, hall: str, survey: str, *, still: bool = True) -> bytes | None:
        """The box, which nobody else opens until the end of the transaction. Raises SurveyOver unless it still takes answers."""
        connection.execute(_BEGIN, {"hall": hall, "survey": survey, "no": False})
        wanted = select(ballots.c.box, ballots.c.closed).where(ballots.c.hall == hall, ballots.c.survey == survey)
        found = connection.execute(wanted.with_for_update()).one()
        if still and found.closed:
            raise SurveyOver(survey=survey)
        return bytes(found.box) if found.box is not None else None

    def _open(self, hall: str, round: Survey, box: bytes | None) -> list[int]:
        """By the cells of the round."""
        if box is None:
            return [0] * len(round.cells)
        told = self._cipher.decrypt(box[1 : NONCE + 1], box[NONCE + 1 :], _place(hall, round.id))
        return list(_form(round).unpack(told))

    def _close(self, hall: str, round: Survey, counts: list[int]) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return FORMAT + nonce + self._cipher.encrypt(nonce, _form(round).pack(*counts), _place(hall, round.id))


def _many(hall: str, survey: str) -> Select[int]:
    return select(func.count()).select_from(voters).where(voters.c.hall == hall, voters.c.survey == survey)


def _form(round: Survey) -> Struct:
    return Struct(f">{len(round.cells)}I")


def _place(hall: str, survey: str) -> bytes:
    return f"{hall}\n{survey}".encode()

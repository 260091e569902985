"""How a hall is carried: looked over and then held at the source, copied to the target, compared row by row, deleted.

The fold of the log, which takes four fifths of the time, is verified before the hall is held: rows that are equal fold equally.

Both transactions are complete before either is committed, the target's first. Whatever breaks off before that leaves the hall
where it was; what breaks off between the two leaves it on both sides, and the same move again finds that and finishes.
"""

from sqlalchemy import select

from app.database import DataError
from app.hall.rehearsal import rehearsal_of
from app.move.journey import Journey, Moved, look_over
from app.move.ledger import Ledger
from app.move.progress import Progress
from app.move.side import Side
from app.tables import halls


def move(source: Side, target: Side, hall: str, progress: Progress) -> list[Moved]:
    """The hall and its rehearsal hall. Raises DataError: then they are where they were, or the sentence says otherwise."""
    _refuse_one(source, target, hall)
    _look_over(source, hall, progress)
    vips = source.key_print is not None and source.key_print == target.key_print
    arrived = False
    try:
        with source.changing() as leaving:
            ours = Ledger(source, leaving)
            held = ours.hold([hall, rehearsal_of(hall)])
            with target.changing() as arriving:
                journeys = [Journey(ours, Ledger(target, arriving), row, progress) for row in held.values()]
                moved = _carried(journeys, ours, vips)
            arrived = True
    except DataError as error:
        if arrived:
            raise DataError(f"{hall} has arrived, but could not leave --from: run this again. {error}") from error
        raise
    return moved


def _refuse_one(source: Side, target: Side, hall: str) -> None:
    """No log has the epoch of another: under two names this is one database, which would wait for itself."""
    wanted = select(halls.c.epoch).where(halls.c.id.in_([hall, rehearsal_of(hall)]))
    epochs = []
    for side in (source, target):
        with side.named(), side.engine.connect() as connection:
            epochs.append(set(connection.execute(wanted).scalars()))
    if epochs[0] & epochs[1]:
        raise DataError(f"{hall} is the same at --from and --to: this is one database, or a copy of it.")


def _look_over(source: Side, hall: str, progress: Progress) -> None:
    """While servers go on working with it."""
    with source.looking() as connection:
        wanted = select(halls).where(halls.c.id.in_([hall, rehearsal_of(hall)]))
        for row in connection.execute(wanted).all():
            look_over(connection, row, source.option, progress)


def _carried(journeys: list[Journey], ours: Ledger, vips: bool) -> list[Moved]:
    for journey in journeys:
        journey.story()
    ours.hold_beside()
    return [journey.rest(vips=vips) for journey in journeys]

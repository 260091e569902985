"""How a hall is carried: held at the source, written and verified at the target, deleted at the source.

Both transactions are complete before either is committed, the target's first. Whatever breaks off before that leaves the hall
where it was; what breaks off between the two leaves it on both sides, and the same move again finds that and finishes.
"""

from app.database import DataError
from app.hall.rehearsal import rehearsal_of
from app.move.journey import Journey, Moved
from app.move.ledger import Ledger
from app.move.progress import Progress
from app.move.side import Side


def move(source: Side, target: Side, hall: str, progress: Progress) -> list[Moved]:
    """The hall and its rehearsal hall. Raises DataError: then they are where they were, or the sentence says otherwise."""
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


def _carried(journeys: list[Journey], ours: Ledger, vips: bool) -> list[Moved]:
    for journey in journeys:
        journey.story()
    ours.hold_beside()
    return [journey.rest(vips=vips) for journey in journeys]

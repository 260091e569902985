"""Every command through the desk: what is in memory, in the log and on the stream stay one and the same."""

import os
from collections.abc import Iterator

import pytest

from app.api.commands import HANDLERS
from app.hall.events import TicketHeld
from app.hall.rules import RULES
from app.hall.state import Hall
from tests.promises.commands import BESIDE_THE_LOG, by_the_rules, differs, fresh, hall_with_everything, played, the_commands, ways
from tests.promises.follower import Follower
from tests.promises.inputs import API
from tests.promises.stage import Stage

SEED = int(os.environ.get("YINGBIN_SEED", "1"))
STEPS = 180
pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with hall_with_everything() as stage:
        yield stage


def test_every_command_of_the_product_is_played(stage: Stage) -> None:
    assert the_commands(stage).keys() == HANDLERS.keys() == ways().keys()
    assert HANDLERS.keys() >= BESIDE_THE_LOG


def test_memory_log_and_stream_stay_the_same_after_each_command(stage: Stage) -> None:
    one = played(stage, SEED, STEPS)
    print(f"{one.figure} (seed {SEED})")
    assert not one.wrong, one.wrong[:3]
    assert not one.never, f"never took effect: {one.never}"
    assert not by_the_rules(stage)


def test_a_fact_that_is_applied_otherwise_than_it_is_told_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: whoever is set aside keeps the counter in memory, and not in what is told."""
    real = RULES[TicketHeld]

    def keeps(hall: Hall, fact: TicketHeld) -> None:
        before = hall.of_fact(fact)
        real(hall, fact)
        hall.change(fact, counter=before.counter)

    monkeypatch.setitem(RULES, TicketHeld, keeps)
    called = next(ticket for ticket in stage.hall.everyone() if ticket.state == "called")
    before, follower = stage.hall.snapshot(), Follower(tickets=fresh(stage.hall, stage.hall.last_at))
    assert stage.ask("integration", "POST", f"{API}/counters/{called.counter}/hold").status == 200
    assert differs(stage, before, follower) is not None

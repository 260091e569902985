"""How long is told before a number is typed, and what staff see of one."""

from functools import partial

import pytest

from app.hall.plan import DAY, MINUTE
from app.hall.state import masked
from shared_ui.privacy import kept_for
from shared_ui.sentences import say


@pytest.mark.parametrize(
    ("retention", "told"),
    [
        (DAY, "24 hours"),
        (3 * DAY, "3 days"),
        (90 * MINUTE, "90 minutes"),
        (60 * MINUTE, "60 minutes"),
        (36 * 60 * MINUTE, "36 hours"),
        (90_500, "2 minutes"),
    ],
)
def test_the_time_is_never_told_shorter_than_it_is(retention: int, told: str) -> None:
    assert kept_for(partial(say, "en"), retention) == told


@pytest.mark.parametrize(
    ("phone", "seen"),
    [("13812345678", "138****5678"), ("1381234567", "138***4567"), ("12345", "***45"), ("447700900123", "447*****0123")],
)
def test_a_masked_number_has_no_more_than_its_ends(phone: str, seen: str) -> None:
    assert masked(phone) == seen

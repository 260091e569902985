"""Whatever happens to the wall clock, nobody loses a place, no number comes twice, each business day begins once."""

from collections.abc import Callable

from tests.promises.clocks import FEW, passed, time_may_go_back


def test_a_clock_that_is_set_forward_and_back_changes_no_order_and_repeats_no_number(
    seed: int, figure: Callable[[object], None]
) -> None:
    found = passed(FEW[:3], seed)
    figure(found)
    assert (found.overtaken, found.repeated, found.wrong) == ([], [], [])
    assert found.steps > 20
    assert found.holds > 20
    assert found.days >= 6


def test_a_desk_whose_time_goes_back_lets_customers_overtake(seed: int) -> None:
    assert passed(FEW[:1], seed, time_may_go_back()).overtaken

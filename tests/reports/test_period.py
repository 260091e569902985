"""From when to when a report is, and what a column says."""

import pytest

from app.hall.plan import MINUTE
from app.reports.columns import COLUMNS, ninetieth, with_idle
from app.reports.period import BadPeriod, Period

TODAY = "2026-03-11"


def test_without_dates_it_is_the_last_thirty_days_by_day() -> None:
    period = Period.asked(None, None, None, TODAY)
    assert (str(period.first), str(period.last), period.by, period.days) == ("2026-02-10", TODAY, "day", 30)


@pytest.mark.parametrize(
    ("since", "by"), [(TODAY, "hour"), ("2026-02-10", "day"), ("2025-12-01", "week"), ("2025-04-01", "month")]
)
def test_the_longer_the_time_the_larger_its_parts(since: str, by: str) -> None:
    assert Period.asked(since, TODAY, None, TODAY).by == by


def test_weeks_are_those_of_the_calendar_also_around_new_year() -> None:
    period = Period.asked("2025-12-28", "2026-01-05", "week", TODAY)
    assert list(period.units()) == ["2025-W52", "2026-W01", "2026-W02"]
    assert period.of("2025-12-29") == "2026-W01"


def test_days_to_come_are_left_out_and_a_time_that_is_only_to_come_is_refused() -> None:
    assert str(Period.asked("2026-03-01", "2026-03-31", None, TODAY).last) == TODAY
    with pytest.raises(BadPeriod) as refused:
        Period.asked("2026-03-12", "2026-03-31", None, TODAY)
    assert refused.value.fields["state"] == "future"


def test_a_year_is_not_too_long_and_more_than_four_hundred_days_are() -> None:
    assert Period.asked("2025-03-12", TODAY, None, TODAY).days == 365
    with pytest.raises(BadPeriod) as refused:
        Period.asked("2025-02-01", TODAY, None, TODAY)
    assert refused.value.fields["state"] == "too_long"


def test_nine_in_ten_were_called_within_the_minute_that_is_told() -> None:
    assert ninetieth({0: 9, 20: 1}) == MINUTE
    assert ninetieth({0: 8, 4: 1, 20: 1}) == 5 * MINUTE
    assert ninetieth({0: 80, 30: 20}) == 31 * MINUTE
    assert ninetieth({}) == 0
    assert COLUMNS["p90"].value({"calls": 0}) is None, "of nobody nothing is said"


def test_an_open_counter_that_neither_serves_nor_calls_is_idle() -> None:
    cell = with_idle({"open": 60, "serving": 40, "calling": 5})
    assert cell["idle"] == 15
    assert COLUMNS["use"].value(cell) == pytest.approx(2 / 3)
    assert COLUMNS["use"].value({"open": 0}) is None, "there is nothing that it could be a share of"

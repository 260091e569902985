import pytest

from tests.hall_file.small import NEXT, SMALL, changed, fault, plan


@pytest.mark.parametrize("word", ["15", "0m", "-5m", "1.5h", "15 m", "15min", "m", "true", '""', "[15m]", "999999d", "１５m"])
def test_a_duration_is_a_positive_whole_number_with_its_unit(word: str) -> None:
    line, sentence = fault(changed("promise: 10m", f"promise: {word}"))
    assert line == 6
    assert "is not a duration: write" in sentence


@pytest.mark.parametrize(("word", "millis"), [("90s", 90_000), ("15m", 900_000), ("6h", 21_600_000), ("3d", 259_200_000)])
def test_a_duration_is_in_seconds_minutes_hours_or_days(word: str, millis: int) -> None:
    assert plan(SMALL + f"last_ticket: {word}\n").last_ticket == millis


@pytest.mark.parametrize("zone", ["Asia/Beijing", "UTC+8", "asia/shanghai", "../etc/passwd", "Asia"])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    line, sentence = fault(changed("Asia/Shanghai", zone))
    assert line == 3
    assert sentence.startswith(f"there is no time zone `{zone}`")


def test_opening_hours_go_by_day_and_range_of_days() -> None:
    text = SMALL + 'opens:\n  mon-wed: ["08:30-12:00", "13:00-18:00"]\n  fri-sun: "09:00-24:00"\n'
    split, late = ((510, 720), (780, 1080)), ((540, 1440),)
    assert plan(text).opens == (split, split, split, (), late, late, late)


def test_a_range_of_days_may_go_around_the_weekend() -> None:
    opens = plan(SMALL + 'opens: {sat-mon: "10:00-12:00"}\n').opens
    assert opens is not None
    assert [bool(hours) for hours in opens] == [True, False, False, False, False, True, True]


def test_hours_that_touch_are_one_stretch() -> None:
    opens = plan(SMALL + 'opens: {mon: ["12:00-18:00", "08:00-12:00"]}\n').opens
    assert opens is not None
    assert opens[0] == ((480, 1080),)


@pytest.mark.parametrize("hours", ["8:30-12:00", "08:30", "08:30-25:00", "08:60-09:00", "closed", "830", "{a: b}", "08:30–12:00"])
def test_hours_are_written_from_to_with_two_digits(hours: str) -> None:
    line, sentence = fault(SMALL + f"opens:\n  mon: {hours}\n")
    assert line == NEXT + 1
    assert "are not opening hours" in sentence


@pytest.mark.parametrize("hours", ["18:00-09:00", "09:00-09:00", "24:00-24:00"])
def test_hours_end_after_they_begin(hours: str) -> None:
    line, sentence = fault(SMALL + f'opens:\n  mon: "{hours}"\n')
    assert (line, "ends before it begins" in sentence) == (NEXT + 1, True)


def test_hours_of_a_day_do_not_overlap() -> None:
    line, sentence = fault(SMALL + 'opens:\n  mon:\n    - "08:00-12:00"\n    - "11:00-15:00"\n')
    assert (line, sentence) == (NEXT + 3, "`11:00-15:00` overlaps other hours of this day")


def test_a_day_has_its_hours_once() -> None:
    line, sentence = fault(SMALL + 'opens:\n  mon-fri: "08:00-12:00"\n  wed: "08:00-15:00"\n')
    assert (line, sentence) == (NEXT + 2, "`wed` has its hours already: name each day once")


@pytest.mark.parametrize("day", ["monday", "Mon", "mon-", "mon-xyz", "mon,tue", "weekdays"])
def test_an_unknown_day_is_refused(day: str) -> None:
    assert "is not a day" in fault(SMALL + f'opens:\n  "{day}": "08:00-12:00"\n')[1]


def test_opening_hours_name_at_least_one_day() -> None:
    assert "leave `opens` out" in fault(SMALL + "opens: {}\n")[1]


@pytest.mark.parametrize("day", ["2027-02-30", "2027-13-01", "2027-1-1", "01.05.2027", "2027", "2027-01-01T00:00:00"])
def test_a_closed_day_is_a_day_of_the_calendar(day: str) -> None:
    assert fault(SMALL + f"closed:\n  - 2027-01-01\n  - {day}\n")[0] == NEXT + 2


def test_a_closed_day_is_listed_once_and_in_a_list() -> None:
    assert fault(SMALL + "closed: [2027-01-01, 2027-01-01]\n") == (NEXT, "`2027-01-01` stands twice in this list: keep one")
    assert "a list is needed" in fault(SMALL + "closed: 2027-01-01\n")[1]


@pytest.mark.parametrize("word", ['"4:00"', "240", '"24:00"', "4am", "true"])
def test_the_day_starts_at_a_time_of_day(word: str) -> None:
    line, sentence = fault(SMALL + f"day_starts: {word}\n")
    assert (line, "is not a time of day" in sentence) == (NEXT, True)


def test_greetings_are_morning_noon_afternoon_and_evening_in_this_order() -> None:
    assert fault(SMALL + 'greetings: {night: "22:00"}\n')[1].startswith("`night` is not a key of `greetings`")
    assert "one after the other, not morning at 12:00, noon at 11:00" in fault(SMALL + 'greetings: {morning: "12:00"}\n')[1]
    assert "evening at 12:30" in fault(SMALL + 'greetings: {evening: "12:30"}\n')[1]
    usual = {"morning": 300, "noon": 660, "afternoon": 780, "evening": 1080}
    assert plan(SMALL).greetings == usual
    assert plan(SMALL + 'greetings: {noon: "11:30"}\n').greetings == usual | {"noon": 690}


def test_a_file_that_names_three_greetings_gets_the_usual_evening() -> None:
    three = plan(SMALL + 'greetings: {morning: "06:00", noon: "11:30", afternoon: "14:00"}\n').greetings
    assert three == {"morning": 360, "noon": 690, "afternoon": 840, "evening": 1080}
    assert "evening at 18:00" in fault(SMALL + 'greetings: {afternoon: "18:30"}\n')[1]

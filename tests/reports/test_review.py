"""A day beside its usual, against figures made by hand."""

from datetime import date, timedelta

from app.hall.events import WorkOrderAnswered, WorkOrderRaised
from app.hall.plan import MINUTE
from app.reports.daybook import Daybook
from app.reports.figures import Figures
from app.reports.review import HOUR, TAKEN, Late, More, Part, Review, review

WEDNESDAY = date(2026, 11, 18)


def figures(taken: int = 100, within: int = 90, counters: int = 4, vips: int = 5, late: int = 0) -> Figures:
    """One hour, ten o'clock: nine minutes of a counter for each customer, forty begun with at four counters."""
    day = Figures()
    begun = counters * 10
    told = {"calls": 100, "promised": within, "waited": 100 * 5 * MINUTE}
    work = {"services": begun, "took": begun * 8 * MINUTE, "calling": begun * MINUTE, "open": counters * HOUR}
    day.add("hours", ("10",), taken=taken, **told, **work)
    for n in range(1, counters + 1):
        day.add("counters", (str(n), f"100{n}"), open=HOUR)
    day.add("taken", ("pay-bill", "vip"), tickets=vips)
    day.add(TAKEN, ("pay-bill", "vip", "10"), tickets=vips)
    day.add("orders", ("billing",), orders=1, answered=1, in_time=1 - late, took=92 * MINUTE, longest=92 * MINUTE)
    return day


def looked_at(day: Figures, *days_ago: int) -> Review:
    return review(WEDNESDAY, {str(WEDNESDAY): day, **{str(WEDNESDAY - timedelta(days=ago)): figures() for ago in days_ago}})


def ways(found: Review) -> dict[str, str]:
    return {sight.column: sight.way for sight in (*found.felt, *found.causes)}


def test_a_day_like_the_others_has_nothing_to_say():
    found = looked_at(figures(), 1, 2)
    assert not found.worse
    assert set(ways(found).values()) == {"usual"}
    assert (found.shut, found.levels, found.late) == ((), (), ())


def test_a_day_with_fewer_counters_names_them_and_how_many_were_lacking():
    found = looked_at(figures(within=50, counters=2), 1, 2)
    told = ways(found)
    assert (told["within"], told["open"], told["taken"]) == ("worse", "worse", "usual")
    assert found.shut == (Part("3", 0, HOUR), Part("4", 0, HOUR))
    [hour] = found.hours
    assert (hour.open, hour.usual_open) == (2.0, 4.0)
    assert hour.lacking == 12, "80 more came than were begun with, each nine minutes of a counter"


def test_where_the_promise_was_kept_nobody_was_lacking():
    assert [hour.lacking for hour in looked_at(figures(within=85, counters=2), 1).hours] == [0]


def test_a_rush_of_one_level_is_told_though_no_more_came_in_all():
    found = looked_at(figures(vips=40), 1, 2)
    assert found.levels == (More("vip", 40, 5, hour="10", most=40),)
    assert ways(found)["taken"] == "usual"


def test_late_reply_orders_are_told_with_their_department():
    assert looked_at(figures(late=1), 1).late == (Late("billing", 1, 92 * MINUTE),)


def test_three_former_days_of_the_weekday_are_the_usual_and_else_those_around():
    assert looked_at(figures(), 1, 7, 14, 21).beside == ("2026-11-11", "2026-11-04", "2026-10-28")
    assert looked_at(figures(), 1, 7, 14).beside == ("2026-11-17", "2026-11-11")


def test_without_other_days_nothing_is_out_of_the_ordinary():
    found = looked_at(figures(within=10))
    assert (found.beside, found.worse, found.shut) == ((), False, ())


def test_only_departments_have_an_hour_for_their_reply_orders():
    book = Daybook()
    for department, to in (("billing", "department"), (None, "customer-supervisor")):
        raised = {"work_order": f"o-{to}", "post": "counter-1", "department": department}
        book.take(1, WorkOrderRaised(at=0, to=to, **raised))
        book.take(1, WorkOrderAnswered(at=1, work_order=f"o-{to}", late=False, took=1, by="1", department=department))
    assert book.so_far().by("orders", "department") == {
        ("billing",): {"orders": 1, "answered": 1, "in_time": 1, "took": 1, "longest": 1}
    }

"""The figures of a small day against the same day worked out by hand."""

from app.hall import duties
from app.hall.plan import MINUTE
from app.reports.figures import BY_HOUR_TOO, TABLES, Figures, by_hour, summed
from app.reports.reckoning import Reckoning
from tests.hall.floor import ACCOUNT, BILL, LI, Floor
from tests.hall.scripted import ScriptedFloor

HOUR = 60 * MINUTE


def days(floor: Floor) -> dict[str, Figures]:
    reckoning = Reckoning()
    for seq, fact in enumerate(floor.facts, 1):
        reckoning.take(seq, fact)
    return {row.day: Figures.decode(row.data) for row in reckoning.rows()}


def day(floor: Floor) -> Figures:
    (only,) = days(floor).values()
    return only


def by(figures: Figures, table: str, *dimensions: str) -> dict[tuple[str, ...], dict[str, int]]:
    """Without what is 0."""
    return {key: {name: value for name, value in told.items() if value} for key, told in figures.by(table, *dimensions).items()}


def small_day(floor: Floor) -> None:
    """A ticket for every kind of ending, by the clock on the wall."""
    floor.open_counter(counter=1, staff="7001")
    done, cancelled, given_up = floor.take(), floor.take(service=BILL), floor.take()
    floor.clock("2026-03-09 09:04")
    assert floor.next(1) == done  # after 4 minutes
    floor.clock("2026-03-09 09:05")
    floor.start(counter=1)
    floor.clock("2026-03-09 09:12")
    floor.finish(counter=1)  # served 7 minutes
    floor.cancel(ticket=cancelled)
    floor.clock("2026-03-09 09:20")
    assert floor.next(1) == given_up  # after 20 minutes: 5 too late
    floor.clock("2026-03-09 09:22")
    floor.no_show(counter=1)
    rejoins = floor.take(service=BILL)
    assert floor.next(1) == rejoins  # at once
    floor.no_show(counter=1)
    floor.rejoin(ticket=rejoins)
    floor.clock("2026-03-09 09:29")
    passed = floor.take()
    floor.clock("2026-03-09 09:30")
    chosen = floor.take(LI)
    floor.call(counter=1, ticket=rejoins, reason="returned")
    floor.start(counter=1)
    floor.clock("2026-03-09 09:40")
    floor.transfer(counter=1, service=ACCOUNT, to_counter=None, keep_place=True)  # 10 minutes of paying
    floor.clock("2026-03-09 09:41")
    assert floor.next(1) == rejoins
    floor.start(counter=1)
    floor.clock("2026-03-09 09:44")
    floor.hold(counter=1, minutes=None)
    floor.pause(counter=1, reason="rest")
    floor.clock("2026-03-09 09:59")
    floor.open_counter(counter=1)
    floor.resume(counter=1, ticket=rejoins)
    floor.start(counter=1)
    floor.clock("2026-03-09 10:05")
    floor.finish(counter=1)
    floor.call(counter=1, ticket=chosen, reason="disabled")
    floor.start(counter=1)
    floor.clock("2026-03-09 10:15")
    floor.finish(counter=1)
    floor.close(counter=1)
    assert floor.state(passed) == "waiting"
    floor.clock("2026-03-10 04:00")
    floor.tick()


def test_a_small_day_is_as_it_was_worked_out_by_hand(floor: Floor) -> None:
    small_day(floor)
    first, second = days(floor).values()
    # taken: done, given_up, passed are ordinary for an account; cancelled, rejoins for a bill; one VIP for an account
    assert by(first, "taken", "service", "level") == {
        (ACCOUNT, "ordinary"): {"tickets": 3},
        (ACCOUNT, "vip"): {"tickets": 1},
        (BILL, "ordinary"): {"tickets": 2},
    }
    # first calls: 4 and 20 minutes; 0; 35 for the VIP, whose promise of 10 was broken. `passed` was never called
    assert by(first, "waits", "service", "level") == {
        (ACCOUNT, "ordinary"): {"calls": 2, "waited": 24 * MINUTE, "longest": 20 * MINUTE, "promised": 1},
        (ACCOUNT, "vip"): {"calls": 1, "waited": 35 * MINUTE, "longest": 35 * MINUTE},
        (BILL, "ordinary"): {"calls": 1, "promised": 1},
    }
    assert by(first, "wait_minutes", "minutes") == {
        ("0",): {"calls": 1},
        ("4",): {"calls": 1},
        ("20",): {"calls": 1},
        ("35",): {"calls": 1},
    }
    # who rejoined waited 8 minutes once more, was sent on and waited 1
    assert by(first, "waits_again", "service") == {
        (ACCOUNT,): {"calls": 1, "waited": 1 * MINUTE, "longest": 1 * MINUTE},
        (BILL,): {"calls": 1, "waited": 8 * MINUTE, "longest": 8 * MINUTE},
    }
    # 7; 3 until the hold and 6 after it; 10 of the VIP; 10 of paying
    assert by(first, "served", "who", "service") == {
        ("7001", ACCOUNT): {"services": 4, "took": 26 * MINUTE, "longest": 10 * MINUTE},
        ("7001", BILL): {"services": 1, "took": 10 * MINUTE, "longest": 10 * MINUTE},
    }
    assert by(first, "missed", "service") == {(ACCOUNT,): {"calls": 1, "lost": 1}, (BILL,): {"calls": 1, "rejoined": 1}}
    assert by(first, "jumps", "counter", "reason")[("1", "disabled")] == {"calls": 1, "passed": 1}
    assert by(first, "counters", "counter", "who") == {
        ("1", "7001"): {
            "open": 60 * MINUTE,  # 9:00 to 9:44, 9:59 to 10:15
            "paused": 15 * MINUTE,
            "serving": 36 * MINUTE,
            "calling": 3 * MINUTE,  # one for the first customer, two for nobody
        }
    }
    assert by(first, "pauses", "reason") == {("rest",): {"times": 1, "took": 15 * MINUTE}}
    # who ended when: two expired in the night, before the second day began
    assert by(first, "ends", "outcome") == {
        ("cancelled",): {"tickets": 1, "left": 1},
        ("done",): {"tickets": 3, "done": 3},
        ("expired",): {"tickets": 1, "left": 1},
        ("missed",): {"tickets": 1, "left": 1},
    }
    assert by(second, "hours") == {}


def test_hours_are_those_of_the_clock_on_the_wall(floor: Floor) -> None:
    small_day(floor)
    hours = by(next(iter(days(floor).values())), "hours", "hour")
    assert {hour: told.get("taken", 0) for (hour,), told in hours.items()} == {"09": 6, "10": 0}
    assert (hours[("09",)]["calls"], hours[("09",)]["waited"]) == (4, 59 * MINUTE)  # by the hour in which the customer came
    assert (hours[("09",)]["open"], hours[("10",)]["open"]) == (45 * MINUTE, 15 * MINUTE)
    assert (hours[("09",)]["serving"], hours[("10",)]["serving"]) == (21 * MINUTE, 15 * MINUTE)
    assert (hours[("09",)]["left"], hours[("10",)]["done"]) == (3, 2)


def test_each_table_is_told_by_the_hours_of_the_clock_too(floor: Floor) -> None:
    small_day(floor)
    first = next(iter(days(floor).values()))
    # of the clerk: 7, 10, 3 minutes begun before ten; 6 begun at 9:59, 10 at 10:05
    assert by(first, by_hour("served"), "who", "hour") == {
        ("7001", "09"): {"services": 4, "took": 26 * MINUTE, "longest": 10 * MINUTE},
        ("7001", "10"): {"services": 1, "took": 10 * MINUTE, "longest": 10 * MINUTE},
    }
    assert by(first, by_hour("counters"), "counter", "hour")["1", "10"] == {"open": 15 * MINUTE, "serving": 15 * MINUTE}
    assert by(first, by_hour("missed_at"), "who", "hour") == {("7001", "09"): {"calls": 2}}
    assert by(first, by_hour("pauses"), "reason", "hour") == {("rest", "09"): {"times": 1, "took": 15 * MINUTE}}
    for name in BY_HOUR_TOO:
        assert first.by(by_hour(name), *TABLES[name].by) == first.by(name, *TABLES[name].by), name


def test_who_is_served_past_the_end_of_the_day_counts_when_it_is_over(floor: Floor) -> None:
    floor.clock("2026-03-10 03:50")
    floor.open_counter(counter=1, staff="7001")
    floor.take()
    floor.clock("2026-03-10 03:55")
    floor.serve(1)
    floor.clock("2026-03-10 04:10")
    floor.finish(counter=1)
    floor.close(counter=1)
    first, second = days(floor).values()
    assert by(first, "waits") == {(): {"calls": 1, "waited": 5 * MINUTE, "longest": 5 * MINUTE, "promised": 1}}
    assert by(first, "served") == by(first, "ends") == {}
    assert by(first, "counters") == {(): {"open": 5 * MINUTE}}
    assert by(second, "served", "who") == {("7001",): {"services": 1, "took": 15 * MINUTE, "longest": 15 * MINUTE}}
    assert by(second, "ends", "outcome") == {("done",): {"tickets": 1, "done": 1}}
    assert by(second, "counters") == {(): {"open": 15 * MINUTE, "serving": 15 * MINUTE}}


def test_who_lets_others_pass_is_promised_to_be_called_later(floor: Floor) -> None:
    floor.open(1)
    later = floor.take()
    floor.later(minutes=1)
    floor.take()
    floor.let_pass(ticket=later, count=1)
    floor.later(minutes=14, seconds=30)
    floor.serve(1)
    floor.finish(counter=1)
    assert floor.next(1) == later
    told = day(floor).whole("waits")
    assert (told["calls"], told["promised"], told["longest"]) == (2, 2, 15 * MINUTE + 30_000)


def test_two_clerks_at_one_counter_are_told_apart(floor: Floor) -> None:
    floor.open_counter(counter=1, staff="7001")
    floor.later(minutes=30)
    floor.open_counter(counter=1, staff="7002")
    floor.later(minutes=10)
    floor.close(counter=1)
    assert by(day(floor), "counters", "who") == {("7001",): {"open": 30 * MINUTE}, ("7002",): {"open": 10 * MINUTE}}


def test_days_add_up_to_what_a_longer_time_comes_to(floor: Floor) -> None:
    small_day(floor)
    first = next(iter(days(floor).values()))
    both = summed([first, first])
    assert both.whole("waits") == {"calls": 8, "waited": 118 * MINUTE, "longest": 35 * MINUTE, "promised": 4}
    assert first.whole("waits")["calls"] == 4, "the day itself stays as it was"


def test_what_scripts_bring_about_is_counted_where_it_happened() -> None:
    hall = ScriptedFloor()
    hall.open_counter(counter=1, staff="7001")
    hall.take(service=ACCOUNT)
    hall.serve(1)
    walk = hall.at(1).id
    hall.answer(walk, "welcome")
    hall.answer(walk, "papers", "have")
    hall.answer(walk, "check", ticked=(0, 1))
    hall.later(minutes=4)
    hall.answer(walk, "system")  # one minute past its limit
    hall.answer(walk, "offer", "accepted", offer="family")  # a bill is paid at once
    hall.do(duties.report_fault, counter=1)
    hall.later(minutes=2)
    hall.do(duties.fault_over, counter=1)
    hall.finish(counter=1)  # without the goodbye, a moment of truth
    told = day(hall)
    steps = by(told, "steps", "script", "step")
    assert steps["open-account", "welcome"] == {"times": 1, "moments": 1, "kept": 1}
    assert steps["open-account", "system"] == {
        "times": 1,
        "took": 4 * MINUTE,
        "longest": 4 * MINUTE,
        "late": 1,
        "moments": 1,
    }
    assert steps["pay-bill", "bye"] == {"moments": 1}
    of_clerk = {"took": 4 * MINUTE, "longest": 4 * MINUTE, "late": 1}
    assert by(told, "posts", "who") == {("7001",): {"steps": 5, "moments": 3, "kept": 1, **of_clerk}}
    assert by(told, "post_steps", "who", "step")["7001", "system"] == {"times": 1, "moments": 1, **of_clerk}
    assert by(told, "person_marks", "who", "source") == {("7001", "moments"): {"marks": 3, "quarters": 4}}
    assert by(told, "post_marks", "post", "source") == {("counter-1", "moments"): {"marks": 3, "quarters": 4}}
    assert by(told, "offers", "offer", "outcome") == {("family", "accepted"): {"times": 1, "accepted": 1}}
    assert by(told, "faults", "kind", "place") == {("system", "1"): {"times": 1, "took": 2 * MINUTE, "longest": 2 * MINUTE}}

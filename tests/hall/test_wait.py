"""What a customer is told of the wait."""

from app.hall import wait
from app.hall.plan import MINUTE
from tests.hall.floor import ACCOUNT, BILL, SIM, WANG, Floor


def finished(floor: Floor, counter: int, **took: float) -> None:
    number = floor.take(WANG, BILL)
    floor.call(counter=counter, ticket=number, reason="other")
    floor.start(counter=counter)
    floor.later(**took)
    floor.finish(counter=counter)


def test_wait_grows_with_who_is_ahead_and_shrinks_with_open_counters(floor):
    floor.open(1)
    first, second = floor.take(), floor.take()
    assert [floor.wait(n).p50 for n in (first, second)] == [8 * MINUTE, 16 * MINUTE]
    floor.open(2, 3)
    assert [floor.wait(n).p50 for n in (first, second)] == [4 * MINUTE, 8 * MINUTE]


def test_nine_of_ten_wait_longer_than_half_and_the_more_so_the_fewer_are_ahead(floor):
    floor.open(1)
    spreads = [w.p90 / w.p50 for w in (floor.wait(floor.take()) for _ in range(4))]
    assert spreads == sorted(spreads, reverse=True)
    assert (round(spreads[0], 2), round(spreads[3], 2)) == (2.28, 1.64)


def test_wait_is_unknown_where_no_open_counter_serves(floor):
    floor.open(3)
    account, sim = floor.take(WANG, ACCOUNT), floor.take(WANG, SIM)
    assert floor.wait(account) is floor.wait(sim) is None
    floor.open(1)
    floor.pause(counter=1)
    assert floor.wait(account) is None


def test_who_is_called_waits_no_more(floor):
    floor.open(1)
    wang = floor.take()
    floor.next(1)
    assert floor.wait(wang) is None


def test_day_teaches_after_five_services(floor):
    floor.open(3)
    waiting = floor.take(WANG, BILL)
    for _ in range(4):
        finished(floor, 3, minutes=6)
    assert floor.wait(waiting).p50 == 2 * MINUTE, "the hall file's word"
    finished(floor, 3, minutes=11)
    assert floor.wait(waiting).p50 == 7 * MINUTE, "the mean of 4 × 6 and 11"


def test_what_the_day_taught_is_forgotten_over_night(floor):
    floor.open(3)
    for _ in range(5):
        finished(floor, 3, minutes=6)
    floor.later(days=1)
    assert wait.mean_service(floor.hall, BILL) == 2 * MINUTE


def test_new_customer_goes_straight_to_a_free_counter(floor):
    assert not wait.at_once(floor.hall, BILL)
    floor.open(3)
    assert wait.at_once(floor.hall, BILL)
    floor.take(WANG, BILL)
    assert not wait.at_once(floor.hall, BILL)
    floor.next(3)
    assert not wait.at_once(floor.hall, BILL)
    floor.open(1)
    assert wait.at_once(floor.hall, BILL)


def test_wait_is_told_as_a_window_of_time():
    assert wait.window(1000, wait.Wait(p50=20, p90=50)) == (1020, 1050)

"""The day's curve: quarter by quarter, fact by fact."""

from app.hall.day import local
from app.hall.plan import MINUTE
from tests.hall.floor import BILL, LI, WANG, Floor


def curve(floor: Floor) -> list[tuple[str, int, int, int]]:
    points = floor.hall.curve.points(floor.now)
    return [(f"{local(floor.hall.plan, one.at):%H:%M}", one.taken, one.called, one.waiting) for one in points]


def test_each_quarter_has_who_was_taken_who_was_called_and_who_waits_at_its_end(floor: Floor):
    floor.open(1)
    floor.crowd(3)
    floor.later(minutes=16)
    floor.next(1)
    floor.take()
    floor.later(minutes=14)
    assert curve(floor) == [("09:00", 3, 0, 3), ("09:15", 1, 1, 3), ("09:30", 0, 0, 3)]


def test_a_quarter_in_which_nothing_happens_stands_there_too(floor: Floor):
    floor.take()
    floor.later(minutes=50)
    assert curve(floor) == [("09:00", 1, 0, 1), ("09:15", 0, 0, 1), ("09:30", 0, 0, 1), ("09:45", 0, 0, 1)]


def test_who_waits_is_counted_whatever_becomes_of_the_ticket(floor: Floor):
    """Cancelled, held and come back, missed and back, transferred, changed: the line ends where the queue is."""
    floor.open(1, 2)
    for _ in range(6):
        floor.take(WANG, BILL)
    floor.cancel(ticket="B001")
    floor.serve(1)
    floor.hold(counter=1, minutes=1)
    floor.next(1)
    floor.no_show(counter=1)
    floor.rejoin(ticket="B003")
    floor.serve(2)
    floor.transfer(counter=2, to_counter=1)
    floor.change(ticket="B005", service="open-account")
    floor.take(LI, BILL)
    floor.later(minutes=2)
    floor.close(counter=1)
    waiting = sum(floor.hall.queues.waiting(service.id) for service in floor.hall.plan.services)
    assert curve(floor)[-1][3] == waiting > 3


def test_every_day_has_its_own(floor: Floor):
    floor.crowd(2)
    floor.clock("2026-03-10 09:05")
    floor.tick()
    assert curve(floor) == []
    floor.take()
    floor.now += MINUTE
    assert curve(floor) == [("09:00", 1, 0, 1)]

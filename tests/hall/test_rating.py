"""Customers rate services: once, on their own day, bound to who served them."""

import pytest

from app.hall import rating
from app.hall.events import ServiceRated
from app.hall.plan import MINUTE, Ratings, Topic
from app.hall.refusals import AlreadyRated, NotServed, UnknownTopic
from tests.hall.floor import BILL, LI, Floor, refused


def served(floor: Floor, counter: int = 1, staff: str = "1007") -> str:
    floor.open_counter(counter=counter, staff=staff)
    number = floor.take(LI, BILL)
    floor.serve(counter)
    floor.finish(counter=counter)
    return number


def by_phone(floor: Floor, number: str, score: int = 5, *about: str, day: str | None = None):
    return floor.do(rating.by_phone, day=day or floor.hall.day, ticket=number, score=score, about=about)


def at_pad(floor: Floor, number: str, counter: int = 1, score: int = 4, *about: str):
    return floor.do(rating.at_pad, counter=counter, ticket=number, score=score, about=about)


def asked(floor: Floor, counter: int = 1) -> str | None:
    ticket = rating.asked_at(floor.hall, floor.now, counter)
    return ticket and ticket.number


def test_a_rating_is_bound_to_ticket_counter_clerk_service_and_level(floor):
    number = served(floor)
    floor.close(counter=1)
    floor.open_counter(counter=1, staff="1008")
    [fact] = by_phone(floor, number, 2, "wait", "staff")
    assert fact == ServiceRated(
        at=floor.now,
        number=number,
        day=floor.hall.day,
        counter=1,
        score=2,
        service=BILL,
        level="vip",
        by="phone",
        about=("wait", "staff"),
        who="1007",
    ), "the clerk who served, not the one who sits there now"


@pytest.mark.parametrize("act", ["wait", "called", "serving", "missed", "left"])
def test_without_a_service_there_is_no_rating(floor, act):
    floor.open(1)
    number = floor.take(service=BILL)
    if act in ("called", "serving", "missed"):
        floor.next(1)
    if act == "serving":
        floor.start(counter=1)
    if act == "missed":
        floor.no_show(counter=1)
    if act == "left":
        floor.cancel(ticket=number)
    with refused(NotServed, number=number):
        by_phone(floor, number)
    with refused(NotServed, number="A077"):
        by_phone(floor, "A077")


def test_a_ticket_is_rated_once_wherever_it_is_tried_again(floor):
    number = served(floor)
    at_pad(floor, number)
    with refused(AlreadyRated, number=number):
        by_phone(floor, number)
    with refused(AlreadyRated, number=number):
        at_pad(floor, number)


def test_nobody_has_to_rate_and_the_pad_soon_rests(floor):
    number = served(floor)
    floor.later(seconds=60)
    assert asked(floor) == number
    floor.later(seconds=1)
    assert asked(floor) is None
    with refused(NotServed, number=number):
        at_pad(floor, number)
    assert by_phone(floor, number), "on the phone there is time until the day is over"


def test_the_next_day_nothing_is_rated_any_more_and_nobody_elses_ticket_instead(floor):
    number, day = served(floor), floor.hall.day
    floor.later(hours=24)
    with refused(NotServed, number=number):
        by_phone(floor, number, day=day)
    again = served(floor)
    assert again == number
    with refused(NotServed, number=number):
        by_phone(floor, number, day=day)


def test_the_pad_asks_until_the_next_service_starts_though_the_next_is_called_already(floor):
    floor.open(1)
    wang, li = floor.row(2)
    floor.serve(1)
    floor.next(1, after=wang)
    assert asked(floor) == wang
    floor.start(counter=1)
    assert asked(floor) is None
    with refused(NotServed, number=wang):
        at_pad(floor, wang)
    with refused(NotServed, number=li):
        at_pad(floor, li)


def test_a_pad_rates_nobody_of_another_counter(floor):
    number = served(floor)
    assert asked(floor, 2) is None
    with refused(NotServed, number=number):
        at_pad(floor, number, counter=2)


def test_the_pad_thanks_then_rests(floor):
    at_pad(floor, served(floor))
    assert (asked(floor), rating.thanked_at(floor.hall, floor.now, 1)) == (None, True)
    floor.later(seconds=9)
    assert not rating.thanked_at(floor.hall, floor.now, 1)


def test_what_it_is_about_is_of_the_halls_list(floor):
    number = served(floor)
    with refused(UnknownTopic, topic="parking"):
        by_phone(floor, number, 3, "parking")
    floor.replan(ratings=Ratings((Topic("parking"),), pad=MINUTE))
    [fact] = by_phone(floor, number, 3, "parking")
    assert fact.about == ("parking",)


def test_a_new_day_begins_without_the_last_service_of_the_day_before(floor):
    """A checkpoint of the day's first state is the same whether an older version made it or this one."""
    served(floor)
    floor.later(hours=24)
    assert floor.hall.counter(1).last is None

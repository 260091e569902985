"""The manager calls the attention of a counter or a post."""

from dataclasses import replace

from app.hall import attention
from app.hall.plan import MINUTE, Post
from app.hall.refusals import UnknownAttention, UnknownCounter, UnknownPost
from tests.hall.floor import PLAN, Floor, refused


def call(floor: Floor, **told: object) -> str | None:
    facts = floor.do(attention.call, **told)
    return facts[-1].attention if facts else None


def test_it_is_open_until_they_have_seen_it_and_says_how_long_that_took(floor: Floor):
    asked = call(floor, matter="come", counter=2)
    floor.later(minutes=1)
    [heeded] = floor.do(attention.heed, attention=asked, counter=2)
    assert heeded.waited == MINUTE
    assert floor.do(attention.heed, attention=asked) == [], "a second time changes nothing"
    assert floor.hall.attentions[asked].heeded_at == floor.now


def test_the_same_matter_at_the_same_place_is_called_for_once_until_it_was_seen(floor: Floor):
    asked = call(floor, matter="come", counter=2)
    assert call(floor, matter="come", counter=2) is None
    assert call(floor, matter="vip", counter=2) is not None
    assert call(floor, matter="come", counter=1) is not None
    floor.do(attention.heed, attention=asked)
    again = call(floor, matter="come", counter=2)
    assert [*floor.hall.attentions][-1] == again
    assert asked not in floor.hall.attentions, "of each the last is remembered"


def test_a_clerk_sees_to_the_own_counters_only(floor: Floor):
    asked = call(floor, matter="come", counter=2)
    with refused(UnknownAttention, attention=asked):
        floor.do(attention.heed, attention=asked, counter=1)


def test_a_post_is_one_of_the_hall_file():
    floor = Floor(replace(PLAN, posts=(Post("door", "greeter"), Post("sales-1", "sales"))))
    asked = call(floor, matter="queue", post="sales-1")
    assert floor.hall.attentions[asked].post == "sales-1"
    with refused(UnknownPost, post="roof"):
        call(floor, matter="queue", post="roof")
    with refused(UnknownCounter, counter=7):
        call(floor, matter="queue", counter=7)


def test_what_is_withdrawn_is_gone_and_what_was_seen_stays(floor: Floor):
    asked, seen = call(floor, matter="queue", counter=1), call(floor, matter="vip", counter=1)
    floor.do(attention.heed, attention=seen)
    for one in (asked, seen, asked):
        floor.do(attention.withdraw, attention=one)
    assert [*floor.hall.attentions] == [seen]
    with refused(UnknownAttention):
        floor.do(attention.heed, attention=asked)


def test_what_is_open_ends_with_the_day(floor: Floor):
    call(floor, matter="come", counter=1)
    floor.clock("2026-03-10 04:00")
    floor.tick()
    assert floor.hall.attentions == {}

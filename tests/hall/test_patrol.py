"""The duty manager walks the floor."""

from app.hall import duties, patrol
from app.hall.events import PatrolSeen
from app.hall.patrol import Tick
from app.hall.plan import Post
from app.hall.refusals import UnknownCounter, UnknownItem, UnknownPost, UnknownTicket
from tests.hall.floor import Floor, refused
from tests.hall.scripted import ScriptedFloor


def seen(floor: Floor, *ticks: tuple[str, bool], **place) -> list[PatrolSeen]:
    wishes = {"seen": [Tick(item, done) for item, done in ticks], "by": "1001"} | place
    return [fact for fact in floor.do(patrol.patrol, **wishes) if isinstance(fact, PatrolSeen)]


def test_each_tick_is_a_fact_about_the_clerk_and_the_ticket_in_hand(floor):
    floor.open_counter(counter=1, staff="1007")
    number = floor.take()
    floor.serve(1)
    first, second = seen(floor, ("smile", True), ("both-hands", False), counter=1, noted=True)
    assert (first.item, first.done, first.post, first.counter, first.who) == ("smile", True, "counter-1", 1, "1007")
    assert (first.number, first.day, first.by) == (number, floor.hall.day, "1001")
    assert (second.item, second.done) == ("both-hands", False)
    assert [first.noted, second.noted] == [False, True], "the words lie beside the last"


def test_a_ticket_may_be_named_that_is_not_in_hand_any_more(floor):
    floor.open(1)
    number = floor.take()
    floor.serve(1)
    floor.finish(counter=1)
    assert seen(floor, ("sees-off", True), counter=1, number=number)[0].number == number
    with refused(UnknownTicket, number="A077"):
        seen(floor, ("sees-off", True), counter=1, number="A077")


def test_what_nobody_looks_at_and_where_nobody_stands_is_refused_as_a_whole(floor):
    floor.open(1)
    before = len(floor.facts)
    with refused(UnknownItem, item="hat"):
        seen(floor, ("smile", True), ("hat", True), counter=1)
    with refused(UnknownCounter):
        seen(floor, ("smile", True), counter=77)
    with refused(UnknownPost):
        seen(floor, ("smile", True), post="roof")
    assert len(floor.facts) == before


def test_an_empty_door_is_carried_by_both_posts(floor):
    floor.replan(posts=(Post("door", "greeter"), Post("sales-1", "sales", "door")))
    assert [(f.post, f.stood_in) for f in seen(floor, ("greets", False), post="door")] == [("door", None)]
    floor.do(duties.leave_post, post="door")
    assert [(f.post, f.stood_in) for f in seen(floor, ("greets", False), post="door")] == [("sales-1", "door")]
    assert [(f.post, f.stood_in) for f in seen(floor, ("greets", True), post="sales-1")] == [("sales-1", "door")]
    floor.do(duties.leave_post, post="sales-1")
    assert [(f.post, f.stood_in) for f in seen(floor, ("greets", False), post="door")] == [("door", None)], "nobody is there"


def test_the_moments_of_the_script_that_is_walked_can_be_ticked():
    floor = ScriptedFloor()
    floor.serving(counter=1)
    offered = patrol.moments_at(floor.hall, 1)
    assert offered, "the script has moments of truth"
    assert seen(floor, (offered[0].code, True), counter=1)[0].item == offered[0].code
    assert patrol.moments_at(floor.hall, 2) == []

"""A plan is published on top of what its author had seen."""

from dataclasses import replace

import pytest

from app.hall.events import HallSet
from app.hall.publishing import SettingsChanged, publish_plan
from app.hall.refusals import InUse
from tests.hall.floor import Floor


def test_a_published_plan_says_whose_hand_it_was(floor: Floor) -> None:
    now = replace(floor.hall.plan, missed_return=7)
    [fact] = publish_plan(floor.hall, floor.now, now, based_on=floor.hall.plan, by="1007", back_to=1)
    assert isinstance(fact, HallSet)
    assert (fact.plan, fact.by, fact.back_to) == (now, "1007", 1)


def test_whoever_did_not_see_the_others_change_changes_nothing(floor: Floor) -> None:
    seen = floor.hall.plan
    floor.set_plan(plan=replace(seen, missed_return=7))
    with pytest.raises(SettingsChanged):
        publish_plan(floor.hall, floor.now, replace(seen, missed_return=8), based_on=seen, by="1007")


def test_what_is_so_already_is_published_by_nobody_again(floor: Floor) -> None:
    seen = floor.hall.plan
    floor.set_plan(plan=(now := replace(seen, missed_return=7)))
    assert publish_plan(floor.hall, floor.now, now, based_on=seen, by="1007") == []


def test_a_service_that_somebody_waits_for_is_not_taken_away(floor: Floor) -> None:
    floor.take()
    seen = floor.hall.plan
    rest = tuple(one for one in seen.services if one.id not in {ticket.service for ticket in floor.hall.everyone()})
    with pytest.raises(InUse):
        publish_plan(floor.hall, floor.now, replace(seen, services=rest), based_on=seen, by="manager")

"""Flow 4, the last part: whoever was satisfied is called again, at the hall's periods."""

import pytest

from app.hall.events import ComplaintClosed, ComplaintJudged, FollowUpSet
from app.hall.plan import DAY
from tests.flows.cases import case, from_the_script
from tests.flows.story import Story, story
from tests.house import Place


async def return_call(told: Story, outcome: str, days: int) -> int:
    """The one that is open is due in so many days, and made then. How late it is set, in days."""
    [call] = (await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"]
    assert call["what"] == "return-call"
    made = told.facts(FollowUpSet)[-1]
    told.clock.later(minutes=days * 1440)
    await told.at("manager", f"/follow-ups/{call['follow_up']}/done", outcome=outcome)
    return (made.due - made.at) // DAY


async def test_return_calls_go_on_at_the_halls_periods_over_restarts_until_they_were_all_made(demo: Place):
    async with story(demo) as told:
        id = await from_the_script(told, {"solvable": "here"})
        assert await return_call(told, "satisfied", 30) == 30
        assert (await case(told, id))["stage"] == "archived"
        now = told.clock.now
    async with story(demo.another()) as told:
        told.clock.now = now
        assert await return_call(told, "unreachable", 90) == 90
        assert await return_call(told, "satisfied", 1) == 1, "tried again the next day, and not counted"
        assert (await case(told, id))["stage"] == "archived"
        assert await return_call(told, "satisfied", 90) == 90
        assert (await case(told, id))["stage"] == "closed", "three are made"
        assert (await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"] == []
        assert [one.outcome for one in told.facts(ComplaintClosed)] == ["satisfied"]


async def test_who_is_satisfied_the_second_time_and_then_not_any_more_goes_to_the_supervisor_and_begins_anew(demo: Place):
    async with story(demo) as told:
        id = await from_the_script(told, {"solvable": "here"})
        await return_call(told, "satisfied", 30)
        await return_call(told, "not-satisfied", 90)
        assert (await case(told, id))["stage"] == "supervisor"
        await told.at("manager", f"/complaints/{id}/reply", text="已登门致歉")
        await told.at("manager", f"/complaints/{id}/satisfaction", satisfied=True)
        assert await return_call(told, "satisfied", 30) == 30
        assert (await case(told, id))["stage"] == "archived", "the first of three"


@pytest.mark.parametrize(
    ("outcome", "stage", "judged", "open_calls"),
    [
        ("satisfied", "archived", [True, True], 1),
        ("ended", "closed", [True, True], 0),
        ("not-satisfied", "supervisor", [True, False], 0),
        ("unreachable", "archived", [True], 1),
    ],
)
async def test_what_a_return_call_leads_to(demo: Place, outcome, stage, judged, open_calls):
    async with story(demo) as told:
        id = await from_the_script(told, {"solvable": "here"})
        told.clock.later(minutes=30 * 1440)
        await told.at("manager", f"/follow-ups/{told.facts(FollowUpSet)[0].follow_up}/done", outcome=outcome)
        assert (await case(told, id))["stage"] == stage
        assert [one.satisfied for one in told.facts(ComplaintJudged)] == judged
        assert len((await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"]) == open_calls

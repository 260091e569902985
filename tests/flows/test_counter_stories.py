"""Flows 4 to 12: what is done at the counters, from the kiosk's greeting to the farewell."""

from datetime import timedelta

from app.hall.day import local
from app.hall.events import FollowUpSet, ManagerPaged, StepDone, WorkOrderRaised
from tests.flows.story import Story, story
from tests.house import Place

HOUR = 3_600_000
CLASSIFIED = ["about", "repeat", "source", "severity", "wish"]


async def comes(told: Story, service: str, counter: int, level: str | None = None) -> str:
    """Somebody has a number and is called."""
    await told.at("greeter", "/tickets", service=service, **({"level": level} if level else {}))
    return await told.calls(counter)


# ------------------------------------------------------------ flow 4
async def test_a_complaint_that_can_be_solved_here(demo: Place):
    """Calm first, then the cause, repeated in concrete figures; classified; solved, replied, satisfied, archived."""
    async with story(demo) as told:
        await told.touches("complaint")
        await told.calls(6)
        steps = await told.serves(6, {"solvable": "here", "satisfied": "satisfied"})
        assert steps[0] == "calm"
        assert [s for s in steps if s in ("about", "repeat", "source", "severity", "wish")] == [
            "about",
            "repeat",
            "source",
            "severity",
            "wish",
        ]
        assert "archive" in steps
        assert told.facts(WorkOrderRaised) == []
        await told.finishes(6)


async def test_a_complaint_whose_customer_is_not_satisfied_goes_to_the_supervisor(demo: Place):
    async with story(demo) as told:
        await comes(told, "complaint", 6)
        await told.serves(6, {"solvable": "here", "satisfied": "not-satisfied", "contact": {"note": "周三下午方便"}})
        assert [order.to for order in told.facts(WorkOrderRaised)] == ["customer-supervisor"]
        assert "周三" not in str(told.facts(StepDone, WorkOrderRaised))


async def test_a_complaint_that_a_department_must_decide_is_promised_a_reply(demo: Place):
    async with story(demo) as told:
        await comes(told, "complaint", 6)
        await told.serves(
            6, {"solvable": "elsewhere", "severity": "severe", "record": {"note": "电话"}, "agree": {"minutes": 120}}
        )
        assert [order.to for order in told.facts(WorkOrderRaised)] == ["department"]
        promise = told.facts(FollowUpSet)[0]
        assert (promise.what, promise.due - promise.at) == ("reply", 2 * HOUR)
        assert [page.reason for page in told.facts(ManagerPaged)] == ["dispute"], "severe: the duty manager knows"


# ------------------------------------------------------------ flows 5 to 8
async def test_an_ordinary_opening_from_the_kiosk_to_the_farewell(demo: Place):
    async with story(demo) as told:
        number = (await told.touches("open-account", {"documents": "have"}))["number"]
        assert await told.calls(1) == number
        steps = await told.serves(1, {"offer": "not-today"})
        order = ["welcome", "brand", "kind", "papers", "check-private", "sign", "open", "fee", "invoice", "read-back", "offer"]
        assert [step for step in steps if step in order] == order
        assert steps[-1] == "farewell"
        await told.finishes(1)
        assert all((await told.moments(counter=1, script="open-account")).values())


async def test_an_opening_that_overruns_three_minutes_is_told_to_the_duty_manager(demo: Place):
    async with story(demo) as told:
        await comes(told, "open-account", 1)
        await told.serves(1, until="open")
        told.clock.later(minutes=4.6)
        await told.serves(1)
        assert [(page.reason, page.counter) for page in told.facts(ManagerPaged)] == [("limit", 1)]
        assert (await told.moments(counter=1))["open"] is False


async def test_a_company_without_its_letter_is_told_and_an_important_customer_asks_for_an_exception(demo: Place):
    async with story(demo) as told:
        await comes(told, "open-account", 1)
        steps = await told.serves(1, {"kind": "company", "papers": "missing"})
        assert "explain" in steps
        assert "open" not in steps
        await told.finishes(1)
        await comes(told, "open-account", 2, level="vip")
        steps = await told.serves(2, {"kind": "company", "papers": "missing", "exception": "granted"})
        page = next(page for page in told.facts(ManagerPaged) if page.reason == "exception")
        assert page.who == "either"
        assert "open" in steps
        await told.at("manager", f"/pages/{page.page}/answer", by="hall-manager")
        await told.at("manager", f"/pages/{page.page}/answer", by="duty-manager")
        assert await told.hall(lambda hall: hall.pages[page.page].answered_by) == "hall-manager", "the first answer counts"


async def test_a_batch_opening_has_a_minute_for_each_account(demo: Place):
    async with story(demo) as told:
        await comes(told, "open-account", 1)
        await told.serves(1, {"brand": "batch", "count": {"count": 3}}, until="open")
        told.clock.later(minutes=2.5)
        steps = await told.serves(1)
        assert "check-private" not in steps
        assert not [fact for fact in told.facts(StepDone) if fact.late]
        assert told.facts(ManagerPaged) == []


async def test_a_new_customer_has_everything_explained(demo: Place):
    async with story(demo) as told:
        await comes(told, "open-account", 1)
        steps = await told.serves(1, {"brand": "explain", "kind": "corporate"})
        assert {"explain", "check-corporate", "bank-call", "sim", "form"} <= set(steps)


async def test_a_bill_is_paid_in_a_few_steps(demo: Place):
    async with story(demo) as told:
        await told.touches("pay-bill", {"elsewhere": "counter"})
        await told.calls(4)
        steps = await told.serves(4, {"offer": "not-today"})
        assert len(steps) <= 6
        assert steps[-1] == "farewell"
        await told.finishes(4)


# ------------------------------------------------------------ flows 9 to 11
async def test_a_vip_who_wants_to_cancel_meets_the_duty_manager(demo: Place):
    async with story(demo) as told:
        await comes(told, "pre-cancellation", 5, level="vip")
        await told.serves(5, until="retention")
        page = told.facts(ManagerPaged)[0]
        assert (page.reason, page.who, page.counter) == ("cancellation", "duty-manager", 5)
        await told.at("manager", f"/pages/{page.page}/answer")
        steps = await told.serves(5, {"retention": "insists", "brands": "closes"})
        assert {"brands", "settle"} <= set(steps)
        promise = told.facts(FollowUpSet)[0]
        zone = await told.hall(lambda hall: hall.plan)
        months = local(zone, promise.due).month - local(zone, promise.at).month
        assert (promise.what, months % 12) == ("formal-cancellation", 3)


async def test_who_is_kept_does_not_cancel(demo: Place):
    async with story(demo) as told:
        await comes(told, "pre-cancellation", 5)
        steps = await told.serves(5, {"keep": "stays"})
        assert "stays" in steps
        assert not {"settle", "check-private"} & set(steps)
        assert told.facts(FollowUpSet) == []


async def test_three_months_on_the_account_is_closed(demo: Place):
    async with story(demo) as told:
        await comes(told, "formal-cancellation", 5)
        steps = await told.serves(5)
        assert {"check", "balance", "read-back", "archive"} <= set(steps)
        assert steps[-1] == "farewell"


async def test_a_lost_phone_is_suspended_within_six_hours(demo: Place):
    """The kiosk offers the hotline at once, or a counter."""
    async with story(demo) as told:
        number = (await told.touches("urgent-suspension", {"elsewhere": "counter"}))["number"]
        assert await told.calls(1) == number
        await told.serves(1)
        promise = told.facts(FollowUpSet)[0]
        assert (promise.what, promise.due - promise.at) == ("suspension", 6 * HOUR)
        told.clock.later(minutes=timedelta(hours=5).total_seconds() / 60)
        await told.at("manager", f"/follow-ups/{promise.follow_up}/done")
        assert await told.hall(lambda hall: hall.follow_ups) == {}


# ------------------------------------------------------------ flow 12
async def test_an_inquiry_needs_no_number_and_is_recorded(demo: Place):
    async with story(demo) as told:
        walk = await told.at("greeter", "/walks", script="inquiry", post="inquiry")
        ways = {"answered": "not-now", "callback": {"minutes": 60}, "note": {"note": "电话 1380"}, "offer": "not-today"}
        over = await told.walks("greeter", walk, ways)
        assert (over["outcome"], over["number"]) == ("finished", None)
        promise = told.facts(FollowUpSet)[0]
        assert (promise.what, promise.due - promise.at) == ("callback", HOUR)
        assert told.facts(StepDone)[0].script == "inquiry"
        assert "1380" not in str(told.facts(StepDone))

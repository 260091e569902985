"""Flow 4 after the counter: the case, the department's hour, the reply, the supervisor, the return call."""

from app.hall import decide
from app.hall.events import (
    ComplaintClosed,
    ComplaintRecorded,
    ComplaintReplied,
    Fact,
    FollowUpSet,
    ManagerPaged,
    WorkOrderAnswered,
    WorkOrderOverdue,
    WorkOrderRaised,
    WorkOrderReminded,
)
from app.hall.plan import DAY, MINUTE
from app.hall_file import read_hall_text
from app.wishes import Answer, Wish
from tests.flows.cases import HEARD, STORY, case, from_the_script, tick, written
from tests.flows.story import DEMO, Story, story
from tests.house import Place


# ------------------------------------------------------------ recorded
async def test_the_answers_of_the_script_are_the_class_of_the_case_after_calm_and_cause(demo: Place):
    async with story(demo) as told:
        id = await from_the_script(told, {"solvable": "here"})
        assert told.seen.index("calm") < told.seen.index("about") < told.seen.index("solvable")
        found = await case(told, id)
        assert {name: found[name] for name in HEARD} == HEARD
        assert [step["what"] for step in found["steps"]] == ["recorded", "solved", "satisfied"]
        assert (found["stage"], found["task"]) == ("archived", "agent")


async def test_a_complaint_of_the_hotline_is_entered_by_hand(demo: Place):
    async with story(demo) as told:
        found = await case(told, await written(told))
        assert (found["source"], found["stage"], found["task"]) == ("hotline", "recorded", "clerk")
        assert found["told"]["customer"] == "李女士"
        assert found["told"]["words"][0]["text"] == STORY


async def test_nothing_of_the_customer_is_in_a_fact(demo: Place):
    async with story(demo) as told:
        id = await written(told)
        await told.at("manager", f"/complaints/{id}/dispatch", text="约下午打电话 13800001234")
        [order] = told.facts(WorkOrderRaised)
        await told.at("manager", f"/work-orders/{order.work_order}/answer", text="退还李女士 88 元")
        log = str(told.facts(Fact))
        assert not [word for word in ("李女士", "88 元", "13800001234", "下午打电话") if word in log]


# ------------------------------------------------------------ satisfied, or not
async def test_whoever_is_satisfied_is_called_once_more_a_month_later(demo: Place):
    async with story(demo) as told:
        await from_the_script(told, {"solvable": "here", "satisfied": "satisfied"})
        [call] = told.facts(FollowUpSet)
        assert (call.what, call.due - call.at) == ("return-call", 30 * DAY)


async def test_whoever_is_not_satisfied_goes_to_the_supervisor_and_waits_at_home(demo: Place):
    async with story(demo) as told:
        id = await from_the_script(told, {"solvable": "here", "satisfied": "not-satisfied", "contact": {"note": "周三方便"}})
        [order] = told.facts(WorkOrderRaised)
        assert (order.to, order.complaint, order.due) == ("customer-supervisor", id, None)
        found = await case(told, id)
        assert (found["stage"], found["task"], found["told"]["noted"]) == ("supervisor", "supervisor", "周三方便")
        assert "home" in told.seen
        await told.at("manager", f"/complaints/{id}/reply", text="已登门致歉")
        await told.at("manager", f"/complaints/{id}/satisfaction", satisfied=True)
        assert (await case(told, id))["stage"] == "archived"


async def test_a_no_that_becomes_a_yes_leaves_no_order_and_one_call_to_make(demo: Place):
    async with story(demo) as told:
        await told.touches("complaint")
        await told.calls(6)
        await told.serves(6, HEARD, {"solvable": "here", "satisfied": "not-satisfied"}, until="contact")
        walk = await told.walk_at(6)
        await told.at(("counter", 6), f"/walks/{walk.id}/back", step="contact")
        await told.serves(6, {"satisfied": "satisfied"})
        assert await told.hall(lambda hall: list(hall.work_orders)) == []
        assert [one["what"] for one in (await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"]] == ["return-call"]


async def test_the_script_sends_no_second_order_for_what_is_at_the_department_already(demo: Place):
    async with story(demo) as told:
        await told.touches("complaint")
        await told.calls(6)
        await told.serves(6, HEARD, {"solvable": "elsewhere"}, until="record")
        [recorded] = told.facts(ComplaintRecorded)
        await told.at("manager", f"/complaints/{recorded.complaint}/dispatch", minutes=60)
        await told.serves(6, {"record": {"note": "电话"}, "agree": {"minutes": 180}})
        [order] = told.facts(WorkOrderRaised)
        assert await told.hall(lambda hall: list(hall.work_orders)) == [order.work_order]
        [promise] = (await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"]
        assert told.facts(FollowUpSet)[-1].follow_up == promise["follow_up"], "the time that was agreed last"


# ------------------------------------------------------------ the department's hour
async def test_a_department_has_an_hour_is_reminded_before_and_escalated_after(demo: Place):
    async with story(demo) as told:
        id = await from_the_script(told, {"solvable": "elsewhere", "record": {"note": "电话"}, "agree": {"minutes": 180}})
        [order] = told.facts(WorkOrderRaised)
        assert (order.complaint, order.due - order.at) == (id, 60 * MINUTE)
        told.clock.later(minutes=44)
        await tick(told)
        assert told.facts(WorkOrderReminded) == []
        told.clock.later(minutes=2)
        await tick(told)
        assert [one.work_order for one in told.facts(WorkOrderReminded)] == [order.work_order]
        assert told.facts(WorkOrderOverdue) == []
        told.clock.later(minutes=15)
        await tick(told)
        await tick(told)
        assert [one.work_order for one in told.facts(WorkOrderOverdue)] == [order.work_order]
        assert [(page.reason, page.who) for page in told.facts(ManagerPaged)] == [("work-order", "duty-manager")]
        await told.at("manager", f"/work-orders/{order.work_order}/answer", text="查清后退费", cause="system")
        [answered] = told.facts(WorkOrderAnswered)
        assert (answered.late, answered.cause) == (True, "system")
        assert await told.hall(lambda hall: [p for p in hall.pages.values() if p.answered_at is None]) == []


async def test_a_reply_order_within_the_hour_is_in_time_and_the_customer_is_told_at_once(demo: Place):
    async with story(demo) as told:
        id = await written(told)
        await told.at("manager", f"/complaints/{id}/dispatch")
        [order] = told.facts(WorkOrderRaised)
        told.clock.later(minutes=59)
        await told.at("manager", f"/work-orders/{order.work_order}/answer", text="退费")
        assert told.facts(WorkOrderAnswered)[0].late is False
        [promise] = told.facts(FollowUpSet)
        assert (promise.what, promise.complaint, promise.due - promise.at) == ("reply", id, 30 * MINUTE)
        assert (await case(told, id))["task"] == "clerk"
        await told.at("manager", f"/complaints/{id}/reply", text="已电话告知")
        assert told.facts(ComplaintReplied)[0].late is False
        assert (await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"] == []


async def test_a_reply_at_the_agreed_time_is_on_the_callback_list_until_then(demo: Place):
    async with story(demo) as told:
        id = await written(told)
        await told.at("manager", f"/complaints/{id}/dispatch", minutes=120)
        [order] = told.facts(WorkOrderRaised)
        await told.at("manager", f"/work-orders/{order.work_order}/answer", text="退费")
        [listed] = (await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"]
        assert (listed["what"], listed["complaint"], listed["overdue"]) == ("reply", id, False)
        told.clock.later(minutes=121)
        [listed] = (await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"]
        assert listed["overdue"] is True
        await told.at("manager", f"/complaints/{id}/reply", text="晚了两分钟，致歉")
        assert told.facts(ComplaintReplied)[0].late is True


async def test_a_customer_whom_the_reply_does_not_satisfy_goes_to_the_supervisor(demo: Place):
    async with story(demo) as told:
        id = await written(told)
        await told.at("manager", f"/complaints/{id}/dispatch")
        await told.at("manager", f"/work-orders/{told.facts(WorkOrderRaised)[0].work_order}/answer", text="不退")
        await told.at("manager", f"/complaints/{id}/reply", text="已告知")
        await told.at("manager", f"/complaints/{id}/satisfaction", satisfied=False)
        assert [order.to for order in told.facts(WorkOrderRaised)] == ["department", "customer-supervisor"]
        assert (await case(told, id))["task"] == "supervisor"


# ------------------------------------------------------------ days and restarts
async def test_cases_and_follow_ups_survive_days_and_restarts_with_their_words(demo: Place):
    async with story(demo) as told:
        id = await written(told)
        await told.at("manager", f"/complaints/{id}/dispatch", minutes=3 * 1440)
        now = told.clock.now
    again = demo.another()
    async with story(again) as told:
        told.clock.now = now + 2 * DAY
        found = await case(told, id)
        assert (found["stage"], found["told"]["words"][0]["text"], found["told"]["customer"]) == ("dispatched", STORY, "李女士")
        assert [one["what"] for one in (await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"]] == ["reply"]
        await tick(told)
        assert len(told.facts(WorkOrderReminded)) == len(told.facts(WorkOrderOverdue)) == 1, "the clock caught up"
        shown = await told.at("manager", f"/complaints/{id}/reveal")
        assert shown["phone"] == "13800001234", "kept longer than the hall's retention, as the case is open"


# ------------------------------------------------------------ what comes out of turn
async def refused(told: Story, path: str, **body) -> tuple[int, str]:
    answer = await told.one.as_("manager").post(path, **body)
    return answer.status_code, answer.json()["code"]


async def test_what_comes_too_late_or_to_the_wrong_place_is_said_and_loses_nothing(demo: Place):
    async with story(demo) as told:
        id = await written(told)
        assert await refused(told, f"/complaints/{id}/dispatch", department="gone") == (422, "unknown_department")
        assert await refused(told, f"/complaints/{id}/reply", text="?") == (409, "complaint_stage")
        assert await refused(told, "/complaints/k99999/solve") == (404, "unknown_complaint")
        assert await refused(told, "/work-orders/o9/answer", text="?") == (404, "unknown_work_order")
        assert await refused(told, "/follow-ups/x/done") == (404, "unknown_follow_up")
        await told.at("manager", f"/complaints/{id}/dispatch")
        [order] = told.facts(WorkOrderRaised)
        await told.at("manager", f"/complaints/{id}/close", outcome="withdrawn", text="客户撤回")
        before = len(told.facts(Fact))
        assert await refused(told, f"/work-orders/{order.work_order}/answer", text="退费") == (409, "complaint_closed")
        assert await refused(told, f"/complaints/{id}/note", text="?") == (409, "complaint_closed")
        assert len(told.facts(Fact)) == before
        assert [one.outcome for one in told.facts(ComplaintClosed)] == ["withdrawn"]


async def test_an_order_to_a_department_that_is_gone_can_be_sent_to_another(demo: Place):
    async with story(demo) as told:
        id = await written(told)
        await told.at("manager", f"/complaints/{id}/dispatch", text="请核对三月账单")
        [order] = told.facts(WorkOrderRaised)
        await with_departments(told, "accounts", "care")
        assert await refused(told, f"/work-orders/{order.work_order}/answer", text="退费") == (409, "department_gone")
        found = await told.at("manager", f"/complaints/{id}/dispatch", department="care")
        assert (found["department"], found["stage"]) == ("care", "dispatched")
        assert "请核对三月账单" in str((await case(told, id))["told"]["words"])
        assert await refused(told, f"/work-orders/{order.work_order}/answer", text="退费") == (409, "order_over")


async def with_departments(told: Story, *ids: str) -> None:
    named = ", ".join(f"{{id: {id}, name: {{zh: 部门, en: {id}}}}}" for id in ids)
    plan = read_hall_text(DEMO.partition("\ncomplaints:")[0] + f"\ncomplaints: {{departments: [{named}]}}\n")
    await told.one.house.desk.do(
        Wish("dongcheng", lambda hall, now: decide.set_plan(hall, now, plan), lambda *_: Answer(200, b"{}"))
    )


# ------------------------------------------------------------ recommendations
async def test_a_complaint_traces_back_to_the_recommendation_that_its_ticket_accepted(demo: Place):
    async with story(demo) as told:
        offer = (await told.hall(lambda hall: hall.plan.offers))[0].id
        ticket = await told.at("greeter", "/tickets", service="complaint")
        await told.at("greeter", f"/offers/{ticket['number']}/made", outcome="accepted", offer=offer)
        id = await written(told, number=ticket["number"])
        found = await case(told, id)
        assert (found["offer"], found["offered_on"]) == (offer, await told.hall(lambda hall: hall.day))
        later = await written(told, offer=offer, offered_on=found["offered_on"], offered_number=ticket["number"])
        assert (await case(told, later))["offer"] == offer, "named on another day"
        assert await refused(
            told, "/complaints", about="plan", source="hall", text="x", offered_on=found["offered_on"], offered_number="Z999"
        ) == (422, "never_recommended")
        plain = {"about": "plan", "source": "hall"}
        assert await refused(told, "/complaints", text="x", offer=offer, **plain) == (422, "never_recommended")
        refuses = await told.at("greeter", "/tickets", service="complaint")
        await told.at("greeter", f"/offers/{refuses['number']}/made", outcome="not-today", offer=offer)
        declined = {"text": "x", "offer": offer, "number": refuses["number"]}
        assert await refused(told, "/complaints", **declined, **plain) == (422, "never_recommended"), "it wasn't accepted"
        other = await written(told)
        assert await refused(told, f"/complaints/{other}/classify", offer=offer, **plain) == (422, "never_recommended")
        named = {"offer": offer, "offered_on": found["offered_on"], "offered_number": ticket["number"]}
        await told.at("manager", f"/complaints/{other}/classify", **plain, **named)
        figures = (await told.one.as_("manager").get("/complaint-figures")).json()["figures"]
        assert figures["recommended"] == {offer: 3}
        report = (await told.one.as_("manager").get("/reports/complaints", by="day")).json()
        [traced] = [one for one in report["tables"] if one["name"] == "traced"]
        assert [row["complaints"] for row in traced["rows"]] == [3], "also the one that was named later"

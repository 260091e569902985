"""Flows 1 to 3: at the kiosk, with the greeter, during the wait, and the VIP's way."""

from app.hall.events import CustomerDiverted, HelperCalled, LoungeEntered, Recommended, StepDone, TicketTaken, WalkBegan
from app.hall.ticket import State
from tests.flows.story import Story, story
from tests.house import Place

GREETER = {"script": "guidance", "post": "door"}


async def test_wang_pays_a_bill_in_the_self_service_area_with_a_helper(demo: Place):
    """The kiosk says where it can be done and what a service password is good for, and asks whether he knows how; he doesn't, and
    a helper comes. No number is taken, and the diversion is counted."""
    async with story(demo) as told:
        over = await told.touches("pay-bill", {"elsewhere": "there", "know-how": "help"})
        assert {"elsewhere", "password", "know-how"} <= set(told.seen)
        assert over["number"] is None
        assert [fact.channel for fact in told.facts(CustomerDiverted)] == ["self-service"]
        help = told.facts(HelperCalled)[0].help
        await told.at("greeter", f"/help/{help}/sent")
        assert await told.hall(lambda hall: len(hall.helps)) == 0
        assert (await told.one.as_("manager").get("/guidance")).json()["channels"] == {"self-service": 1}


async def test_zhao_has_no_papers_and_is_told_so_kindly_in_five_parts(demo: Place):
    async with story(demo) as told:
        over = await told.touches("open-account", {"documents": "missing"})
        assert over["outcome"] == "no-documents"
        parts = await told.hall(lambda hall: [hall.scripts["guidance"].script.step(step) for step in told.seen[-4:]])
        assert [part.kind for part in parts] == ["apology", "information", "request", "thanks"]
        assert "{nearby}" in parts[2].text.zh
        again = await told.touches("open-account", {"documents": "missing", "come-with": "still"})
        assert again["number"] == "A001", "and may take a number all the same"


async def test_a_service_without_questions_is_one_touch(demo: Place):
    async with story(demo) as told:
        assert (await told.touches("complaint"))["number"] == "M001"
        assert told.seen == []


async def test_the_greeter_takes_a_number_with_a_customer_and_tells_the_clerk_what_is_needed(demo: Place):
    async with story(demo) as told:
        walk = await told.at("greeter", "/walks", **GREETER)
        over = await told.walks("greeter", walk, {"need": {"service": "replace-card"}})
        assert over["number"] == "F001"
        assert "welcome" in told.seen
        await told.at("greeter", "/tickets/F001/note", note="轮椅，请到低台席", customer="赵女士")
        assert await told.calls(1) == "F001"
        known = await told.hall(lambda hall: hall.known[hall.day, "F001"])
        assert (known.note, known.customer) == ("轮椅，请到低台席", "赵女士")
        assert "轮椅" not in str(told.facts(TicketTaken, WalkBegan, StepDone))


async def test_trouble_with_the_number_has_an_answer(demo: Place):
    """The machine is dead: the tablet issues. The wrong service: changed, and the place stays. Missed: back again."""
    async with story(demo) as told:
        trouble = {"script": "number-trouble", "post": "door"}
        walk = await told.at("greeter", "/walks", **trouble)
        over = await told.walks("greeter", walk, {"sorry": "dead", "trouble": "dead", "need": {"service": "pay-bill"}})
        number = over["number"]
        due = await told.hall(lambda hall: hall.ticket(number).due)
        changed = await told.at("greeter", f"/tickets/{number}/change", service="change-plan")
        assert changed["service"] == "change-plan"
        assert await told.hall(lambda hall: hall.ticket(number).due) == due
        await told.at(("counter", 1), "/counters/1/open")
        await told.at(("counter", 1), "/counters/1/call-next", expected_current=None)
        await told.at(("counter", 1), "/counters/1/no-show")
        await told.at("greeter", f"/tickets/{number}/rejoin")
        assert await told.hall(lambda hall: hall.ticket(number).state) == State.WAITING


async def test_busy_at_the_door_three_are_held_and_none_is_lost(demo: Place):
    async with story(demo) as told:
        walks = [await told.at("greeter", "/walks", **GREETER) for _ in range(3)]
        fourth = await told.one.as_("greeter").post("/walks", **GREETER)
        assert (fourth.status_code, fourth.json()["code"]) == (409, "wrong_state")
        for walk in walks:
            assert (await told.walks("greeter", walk, {"need": {"service": "complaint"}}))["number"]
        assert (await told.moments(step="welcome"))["welcome"] is True


async def test_nobody_is_at_the_door_and_sales_stands_in(demo: Place):
    """Both posts carry the moment; an absence past the limit is an empty post."""
    async with story(demo) as told:
        await told.at("greeter", "/posts/door/away")
        walk = await told.at("greeter", "/walks", script="guidance", post="sales-1")
        await told.walks("greeter", walk, {"need": {"service": "complaint"}})
        assert [fact.stood_in for fact in told.facts(StepDone) if fact.step == "welcome"] == ["door"]
        assert await told.moments(post="door", step="welcome") == await told.moments(post="sales-1", step="welcome") != {}
        told.clock.later(minutes=4)
        await told.at("manager", "/pages", reason="other")
        assert await told.hall(lambda hall: hall.away["door"].empty)
        await told.at("greeter", "/posts/door/back")


# ------------------------------------------------------------ flow 2
async def test_what_was_offered_in_the_wait_is_not_offered_again_at_the_counter(demo: Place):
    async with story(demo) as told:
        number = (await told.touches("change-plan", {"elsewhere": "counter"}))["number"]
        offers = await told.hall(lambda hall: [offer.id for offer in hall.plan.offers])
        for offer in offers:
            await told.at("greeter", f"/offers/{number}/made", offer=offer, outcome="not-interested", post="door")
        twice = await told.one.as_("greeter").post(f"/offers/{number}/made", offer=offers[0], outcome="accepted", post="door")
        assert twice.status_code == 409
        await told.calls(1)
        assert "offer" not in await told.serves(1)
        assert len(told.facts(Recommended)) == len(offers)


async def test_an_accepted_offer_goes_on_into_its_service_on_the_same_ticket(demo: Place):
    async with story(demo) as told:
        number = (await told.touches("pay-bill", {"elsewhere": "counter"}))["number"]
        offer = await told.hall(lambda hall: next(offer for offer in hall.plan.offers if offer.service))
        await told.calls(1)
        await told.serves(1, until="offer")
        at = await told.walk_at(1)
        accepted = {"step": "offer", "answer": "accepted", "offer": offer.id}
        await told.at(("counter", 1), f"/walks/{at.id}/answer", **accepted)
        await told.serves(1, {"offer": "not-today"})
        assert await told.hall(lambda hall: hall.ticket(number).service) == offer.service
        await told.finishes(1)


# ------------------------------------------------------------ flow 3
async def vip(told: Story, service: str = "replace-card") -> str:
    """Li is received on the tablet as a VIP."""
    walk = await told.at("greeter", "/walks", **GREETER, level="vip")
    over = await told.walks("greeter", walk, {"need-important": {"service": service}, "need": {"service": service}})
    receptions = await told.hall(lambda hall: [walk for walk in hall.walks.values() if walk.script == "vip-reception"])
    for reception in receptions:
        await told.walks("greeter", {"walk": reception.id, "step": reception.step})
    return str(over["number"] or receptions[0].ticket[1])


async def test_li_is_a_vip_and_is_seated_watered_and_walked_over(demo: Place):
    async with story(demo) as told:
        number = await vip(told)
        assert "water" in told.seen
        await told.at("greeter", f"/lounge/{number}/seat")
        assert len(told.facts(LoungeEntered)) == 1
        assert await told.calls(2) == number
        assert await told.hall(lambda hall: hall.lounge) == set(), "the seat is free again"
        steps = await told.serves(2)
        assert steps[-1] == "see-off", "standing"
        await told.finishes(2)


async def test_the_lounge_is_full_and_li_is_introduced_at_the_vip_counter(demo: Place):
    async with story(demo) as told:
        for _ in range(4):
            taken = await told.at("greeter", "/tickets", service="pay-bill", level="vip")
            await told.at("greeter", f"/lounge/{taken['number']}/seat")
        await vip(told)
        assert "introduce" in told.seen
        assert "water" not in told.seen


async def test_the_kiosk_knows_li_by_the_phone_number_and_shows_nobody(demo: Place):
    async with story(demo) as told:
        told.one.house.vips.replace("dongcheng", {"13800000001": "vip"})
        walk = await told.at("kiosk", "/walks", script="guidance", kiosk="1", vip=True)
        over = await told.walks(
            "kiosk", walk, {"vip-number": {"answer": "given", "phone": "138 0000 0001"}, "need": {"service": "complaint"}}
        )
        assert await told.hall(lambda hall: hall.ticket(over["number"]).level) == "vip"
        assert "13800000001" not in str(told.facts(StepDone, TicketTaken, WalkBegan))


async def test_li_meets_wang_at_the_vip_counter(demo: Place):
    """The work in hand is finished first; Li is apologised to, then those who wait are."""
    async with story(demo) as told:
        await told.touches("replace-card", {})
        await told.calls(2)
        await told.touches("complaint")
        number = (await told.at("greeter", "/tickets", service="pay-bill", level="vip"))["number"]
        aside = await told.walk_at(2)
        assert (aside.script, aside.ticket[1]) == ("vip-arrival", number)
        await told.walks(("counter", 2), {"walk": aside.id, "step": aside.step})
        assert (await told.walk_at(2)).script == "replace-card", "and the work in hand goes on"
        await told.serves(2)
        ticket = await told.at(("counter", 2), "/counters/2/call-next", expected_current="F001")
        assert ticket["number"] == number


async def test_the_clerk_leaves_the_seat_for_li(demo: Place):
    async with story(demo) as told:
        await told.at("greeter", "/tickets", service="pay-bill", level="vip")
        await told.calls(2)
        await told.at(("counter", 2), "/counters/2/leave-seat", to_counter=5)
        assert await told.hall(lambda hall: hall.counters[2].away_to) == 5
        told.clock.later(minutes=3)
        await told.at(("counter", 2), "/counters/2/take-seat")
        assert await told.hall(lambda hall: hall.ticket("B001").state) == State.SERVING, "Li didn't queue again"

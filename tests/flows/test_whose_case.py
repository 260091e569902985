"""Each of flow 4 sees and does only what is their task; signed in by themselves, at any machine."""

from app.hall.events import FollowUpSet, WorkOrderRaised
from app.hall.plan import DAY
from app.hall.state import Hall
from app.wishes import Answer, Wish
from tests.flows.story import DEMO, Story, story
from tests.flows.test_complaint_stories import written
from tests.house import Place
from tests.staff.cast import PASSWORD, Browser, member

DEPARTMENTS = """
complaints:
  departments:
    - {id: billing, name: {zh: 计费部, en: Billing}, people: [2001], classes: [charges]}
    - {id: network, name: {zh: 网络部, en: Network}, people: [2002], classes: [network]}
"""
CASES = "/api/v1/halls/dongcheng/complaints"
ORDERS = "/api/v1/halls/dongcheng/work-orders"
CALLS = "/api/v1/halls/dongcheng/follow-ups"
PEOPLE = {
    "1001": "complaint-clerk",
    "1002": "customer-supervisor",
    "1003": "follow-up-agent",
    "1004": "complaint-analyst",
    "1005": "duty-manager",
    "1006": "clerk",
    "2001": "department-clerk",
    "2002": "department-clerk",
}


async def with_departments(tmp_path) -> Place:
    place = Place.make(tmp_path / "departments", (DEMO.partition("\ncomplaints:")[0] + DEPARTMENTS,))
    for number, duty in PEOPLE.items():
        member(place, number, duty)
    return place


async def browsers(told: Story) -> dict[str, Browser]:
    found = {}
    for number in PEOPLE:
        found[number] = Browser(told.one)
        assert (await found[number].sign_in(number, PASSWORD)).status_code == 200
    return found


async def sees(browser: Browser) -> list[str] | int:
    answer = await browser.http.get(CASES)
    return [one["complaint"] for one in answer.json()["complaints"]] if answer.status_code == 200 else answer.status_code


async def test_each_sees_only_the_cases_of_their_task(tmp_path):
    async with story(await with_departments(tmp_path)) as told:
        staff = await browsers(told)
        charged = await written(told)
        slow = await written(told, about="network")
        for id in (charged, slow):
            await told.at("manager", f"/complaints/{id}/dispatch")
        assert [order.department for order in told.facts(WorkOrderRaised)] == ["billing", "network"], "by the class"
        assert {number: await sees(one) for number, one in staff.items()} == {
            "1001": [charged, slow],
            "1002": [],
            "1003": [],
            "1004": 403,
            "1005": [charged, slow],
            "1006": 403,
            "2001": [charged],
            "2002": [slow],
        }
        assert (await staff["2002"].http.get(f"{CASES}/{charged}")).json()["code"] == "not_your_task"
        first, second = told.facts(WorkOrderRaised)
        assert (await staff["2001"].post(f"{ORDERS}/{second.work_order}/answer", text="?")).status_code == 403
        done = await staff["2001"].post(f"{ORDERS}/{first.work_order}/answer", text="退费")
        assert (done.status_code, done.json()["steps"][-1]["by"]) == (200, "2001"), "the fact names who"
        assert await sees(staff["2001"]) == [], "what is answered is no longer the department's"


async def test_the_clerk_has_a_case_until_the_customer_is_not_satisfied_then_the_supervisor(tmp_path):
    async with story(await with_departments(tmp_path)) as told:
        staff = await browsers(told)
        clerk, supervisor, agent = staff["1001"], staff["1002"], staff["1003"]
        id = (await clerk.post(CASES, about="plan", source="hall", text="套餐不符")).json()["complaint"]
        assert (await supervisor.post(f"{CASES}/{id}/solve")).json()["code"] == "not_your_task"
        await clerk.post(f"{CASES}/{id}/solve", text="已解释")
        await clerk.post(f"{CASES}/{id}/satisfaction", satisfied=False)
        assert (await sees(clerk), await sees(supervisor)) == ([], [id])
        assert (await clerk.post(f"{CASES}/{id}/reply", text="?")).json()["code"] == "not_your_task"
        await supervisor.post(f"{CASES}/{id}/reply", text="已登门")
        await supervisor.post(f"{CASES}/{id}/satisfaction", satisfied=True)
        assert await sees(agent) == [id]
        [call] = (await agent.http.get("/api/v1/halls/dongcheng/follow-ups")).json()["follow_ups"]
        assert (await clerk.http.get("/api/v1/halls/dongcheng/follow-ups")).json()["follow_ups"] == []
        told.clock.later(minutes=30 * 1440)
        done = await agent.post(f"/api/v1/halls/dongcheng/follow-ups/{call['follow_up']}/done", outcome="satisfied")
        assert done.status_code == 200


async def test_what_was_promised_is_shown_revealed_and_done_by_whose_task_it_is(tmp_path):
    place = await with_departments(tmp_path)
    member(place, "1007", "account-manager")
    async with story(place) as told:
        staff = await browsers(told)
        clerk, supervisor, accounts = staff["1001"], staff["1002"], Browser(told.one)
        await accounts.sign_in("1007", PASSWORD)

        async def listed(browser: Browser) -> list[str]:
            return [one["follow_up"] for one in (await browser.http.get(CALLS)).json()["follow_ups"]]

        async def may(browser: Browser, id: str, act: str) -> bool:
            answer = await browser.post(f"{CALLS}/{id}/{act}", **({"text": "已办理"} if act == "done" else {}))
            assert answer.status_code == 200 or answer.json()["code"] == "not_your_task", answer.text
            return answer.status_code == 200

        id = await written(told)
        await told.at("manager", f"/complaints/{id}/dispatch", minutes=60)
        [call] = await listed(clerk)
        assert (await listed(supervisor), await listed(accounts)) == ([], [])
        assert [await may(one, call, "reveal") for one in (clerk, supervisor, accounts)] == [True, False, False]
        assert [await may(one, call, "done") for one in (supervisor, accounts)] == [False, False]

        await told.at("manager", f"/work-orders/{told.facts(WorkOrderRaised)[0].work_order}/answer", text="不退")
        await told.at("manager", f"/complaints/{id}/reply", text="已告知")
        await told.at("manager", f"/complaints/{id}/satisfaction", satisfied=False)
        await told.at("manager", f"/complaints/{id}/dispatch", minutes=60)
        [call] = await listed(supervisor)
        assert (await listed(clerk), await listed(accounts)) == ([], [])
        assert [await may(one, call, "reveal") for one in (clerk, supervisor, accounts)] == [False, True, False]

        await told.one.house.desk.do(Wish("dongcheng", cancellation, lambda *_: Answer(200, b"{}")))
        [other] = await listed(accounts)
        assert [await may(one, other, "done") for one in (clerk, supervisor, accounts)] == [False, False, True]


def cancellation(hall: Hall, now: int) -> list[FollowUpSet]:
    """Promised by another script than the complaint's."""
    id = f"f{hall.version + 1}"
    return [FollowUpSet(at=now, follow_up=id, what="formal-cancellation", due=now + DAY, post="counter-1")]


async def test_each_is_led_to_the_pages_of_their_duty_and_may_open_them(tmp_path):
    async with story(await with_departments(tmp_path)) as told:
        staff = await browsers(told)
        pages = ("/complaints/dongcheng", "/follow-ups/dongcheng", "/bulletin/dongcheng")
        ways = {
            number: [page[1:].partition("/")[0] for page in pages if f'href="{page}?' in (await one.http.get("/account")).text]
            for number, one in staff.items()
        }
        assert ways == {
            "1001": ["complaints", "follow-ups"],
            "1002": ["complaints", "follow-ups"],
            "1003": ["complaints", "follow-ups"],
            "1004": ["bulletin"],
            "1005": ["complaints", "follow-ups", "bulletin"],
            "1006": [],
            "2001": ["complaints"],
            "2002": ["complaints"],
        }
        for number, one in staff.items():
            for page in pages:
                opened = (await one.http.get(page)).status_code == 200
                assert opened == (page[1:].partition("/")[0] in ways[number]), (number, page)

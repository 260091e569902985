"""Three complaints, a mystery visit, an inspection and the bulletin: each by those whose task it is."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from app.hall.complaint import Complaint
from app.hall.events import Recommended, ServiceFinished, TicketTaken
from app.hall.plan import DAY, MINUTE
from app.hall.state import Hall
from app.voices.questionnaire_file import usual
from demo.till import Refused
from demo.week.customers import Customers
from demo.week.days import FRI, MON, SAT, THU, VISIT, WED, Day, Visit
from demo.week.house import House
from demo.week.people import ANALYST, CLERKS, HALL_MANAGER, NETWORK, SERVICE, SUPERVISOR, Person

Story = Mapping[str, Any]
CLERK = CLERKS[7]
NETWORK_CASE: Story = {
    "about": "network",
    "source": "hotline",
    "severity": "minor",
    "wish": "solve",
    "solvable": "elsewhere",
    "record": {"answer": "given", "note": "家住北里小区，晚上通话常断；请打电话答复"},
    "agree": {"answer": "agreed", "minutes": 180},
}
WAITING_CASE: Story = {
    "about": "waiting",
    "source": "hall",
    "severity": "serious",
    "wish": "solve",
    "solvable": "elsewhere",
    "record": {"answer": "given", "note": "改套餐等了半个多小时，两个窗口一直没人；请打电话答复"},
    "agree": {"answer": "agreed", "minutes": 120},
}
PLAN_CASE: Story = {
    "about": "plan",
    "source": "hall",
    "severity": "serious",
    "wish": "solve",
    "solvable": "here",
    "satisfied": "satisfied",
}
COMPLAINTS = {MON: (900, NETWORK_CASE), WED: (695, WAITING_CASE), FRI: (880, PLAN_CASE)}
"""By day: at which minute they come, and what they say."""
MEASURES = ("每周五排定下周班表时确认每天至少五个综合窗口有人", "两人以上缺勤时，值班经理九点前向东城厅借调一人")
CAUSES = "主要原因："
"""What the draft leaves to the analyst."""
TEXT = (
    "本周三起投诉，其中一起针对等候：周三四号、五号窗口缺勤，等候超过承诺；该工单回单也超过一小时。"
    "一起追溯到已接受的推荐，已当场更正。"
)


class Cases:
    def __init__(self, house: House, day: Day, customers: Customers) -> None:
        self._house, self._day, self._customers = house, day, customers

    def begin(self) -> None:
        lives: dict[int, list[Callable[[], Any]]] = {
            MON: [self._questionnaire, self._network],
            WED: [self._waiting],
            THU: [self._supervisor],
            FRI: [self._plan, self._visit, self._inspection],
            SAT: [self._bulletin],
        }
        for life in lives.get(self._day.nth, []):
            self._house.clock.begin(life())
        if self._day.nth in COMPLAINTS:
            self._house.clock.begin(self._comes(*COMPLAINTS[self._day.nth]))

    async def _comes(self, minute: int, story: Story) -> None:
        """Taken to the complaint counter by the greeter."""
        await self._house.clock.until(self._day.at(minute))
        ticket = await self._house.press("greeter", "tickets", service="complaint", level="ordinary")
        if ticket is not None:
            number = str(ticket["number"])
            came = Visit(self._house.clock.now, "complaint", "ordinary", "zh", 14, 600, story, number)
            self._customers.with_ticket[number] = came

    # ------------------------------------------------------------ how a case goes
    async def _case(self, about: str, stage: str) -> Complaint:
        """As soon as there is one of this class at this stage."""
        while True:
            found = await self._house.see(lambda hall: _found(hall, about, stage))
            if found is not None:
                return found
            await self._house.clock.minutes(2)

    async def _answered(self, about: str, by: Person, after: float, text: str, cause: str) -> Complaint:
        """The department's reply order, so many minutes after the dispatch."""
        case = await self._case(about, "dispatched")
        order = await self._house.see(lambda hall: next(one for one in hall.work_orders.values() if one.complaint == case.id))
        await self._house.clock.until(order.at + round(after * MINUTE))
        await self._house.press(by.number, f"work-orders/{order.id}/answer", text=text, cause=cause)
        return case

    async def _replied(self, case: Complaint, by: str, after: float, text: str, satisfied: bool) -> None:
        await self._house.clock.minutes(after)
        await self._house.press(by, f"complaints/{case.id}/reply", text=text)
        await self._house.clock.minutes(3)
        await self._house.press(by, f"complaints/{case.id}/satisfaction", satisfied=satisfied)

    async def _network(self) -> None:
        await self._house.clock.until(self._day.at(COMPLAINTS[MON][0]))
        case = await self._answered("network", NETWORK, 34, "北里基站一块载频故障，今晚更换", "network")
        await self._replied(case, CLERK.number, 12, "已告知今晚更换设备，明天回访", True)

    async def _waiting(self) -> None:
        """Answered late: the department has an hour, and takes one and a half."""
        await self._house.clock.until(self._day.at(COMPLAINTS[WED][0]))
        case = await self._answered("waiting", SERVICE, 92, "当天缺两名营业员，未能补位；致歉并改进排班", "capacity")
        await self._replied(case, CLERK.number, 10, "已致歉并说明原因", False)

    async def _supervisor(self) -> None:
        await self._house.clock.until(self._day.at(560))
        case = await self._house.see(lambda hall: _found(hall, "waiting", "supervisor"))
        if case is not None:
            await self._replied(case, SUPERVISOR.number, 25, "登门致歉，套餐已改好，送三个月流量包", True)

    async def _plan(self) -> None:
        """Solved at the counter; the complaint clerk finds the recommendation that it comes from."""
        await self._house.clock.until(self._day.at(COMPLAINTS[FRI][0]))
        case = await self._case("plan", "archived")
        accepted = self._accepted(MON)
        if accepted is not None:
            kind = {"about": "plan", "source": "hall", "severity": "serious", "wish": "solve", "cause": "explained"}
            day = str(self._day.day - timedelta(days=FRI - MON))
            with suppress(Refused):
                told = {"offer": accepted.offer, "offered_on": day, "offered_number": accepted.number}
                await self._house.press(CLERK.number, f"complaints/{case.id}/classify", **kind, **told)

    def _accepted(self, nth: int) -> Recommended | None:
        """A recommendation that was accepted on that day of the week."""
        day = str(self._day.day - timedelta(days=self._day.nth - nth))
        told = self._house.desk.log.of_day(self._house.plan.hall, day, (Recommended,))
        facts = [one.fact for one in told if isinstance(one.fact, Recommended)]
        return next((one for one in facts if one.outcome == "accepted" and one.offer and one.number), None)

    # ------------------------------------------------------------ those who look from outside
    async def _questionnaire(self) -> None:
        await self._house.clock.until(self._day.at(500))
        await self._house.press(HALL_MANAGER.number, "questionnaires", source=usual())

    async def _visit(self) -> None:
        """Entered two days later, so that nobody guesses who it was."""
        await self._house.clock.until(self._day.at(985))
        visited = str(self._day.day - timedelta(days=FRI - VISIT[0]))
        number = await self._ticket_of_visit(visited)
        answers = {
            **dict.fromkeys(("tidy", "greeted", "asked", "welcomed"), 1),
            "farewell": 0,
            "wait-fine": 1,
            "clear": 4,
            "attitude": 4,
            "formalities": 4,
            "felt-wait": 45,
            "felt-service": 6,
        }
        told = {"number": number} if number is not None else {}
        await self._house.press(
            HALL_MANAGER.number, "visits", questionnaire="mystery-visit", visited=visited, answers=answers, **told
        )

    async def _ticket_of_visit(self, day: str) -> str | None:
        """Whoever took a number to change a plan that morning, and was served."""
        log = self._house.desk.log
        after = self._day.at(VISIT[1]) - (FRI - VISIT[0]) * DAY
        told = [one.fact for one in log.of_day(self._house.plan.hall, day, (TicketTaken, ServiceFinished))]
        done = {fact.number for fact in told if isinstance(fact, ServiceFinished)}
        taken = [one for one in told if isinstance(one, TicketTaken) and one.at > after and one.service == "change-plan"]
        return next((one.number for one in taken if one.number in done), None)

    async def _inspection(self) -> None:
        await self._house.clock.until(self._day.at(1000))
        day = str(self._day.day)
        rows = [
            {"visited": day, "post": "door", "item": "surroundings", "points": 9, "most": 10},
            {"visited": day, "post": "door", "item": "guidance", "points": 8, "most": 10},
            {"visited": day, "counter": 2, "item": "staff", "points": 10, "most": 10},
            {"visited": day, "counter": 5, "item": "speed-and-formalities", "points": 7, "most": 10},
        ]
        await self._house.press(HALL_MANAGER.number, "inspections", rows=rows)

    async def _bulletin(self) -> None:
        await self._house.clock.until(self._day.at(1000))
        period = f"{self._day.day:%Y-%m}"
        drafted = await self._house.press(ANALYST.number, f"bulletins/{period}/save")
        assert drafted is not None
        text = drafted["text"].replace(CAUSES, f"{CAUSES}\n{TEXT}")
        await self._house.press(
            ANALYST.number, f"bulletins/{period}/publish", text=text, measures=MEASURES, seen=drafted["saved"]
        )


def _found(hall: Hall, about: str, stage: str) -> Complaint | None:
    return next((one for one in hall.complaints.values() if one.kind.about == about and one.stage == stage), None)

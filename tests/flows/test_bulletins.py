"""The figures of complaints, worked out by hand, and the bulletin that the analyst makes of them."""

from datetime import date, timedelta

from app.complaint_figures import before, period_of
from app.hall.events import BulletinSaved, WorkOrderRaised
from tests.flows.story import Story, story
from tests.flows.test_complaint_stories import refused, written
from tests.house import Place
from tests.staff.cast import PASSWORD, Browser, member


async def a_small_month(told: Story) -> None:
    """Three complaints: charges, answered in time, satisfied; charges, answered late, not satisfied; staff, solved here."""
    for minutes, satisfied in ((30, True), (75, False)):
        id = await written(told)
        await told.at("manager", f"/complaints/{id}/dispatch")
        told.clock.later(minutes=minutes)
        order = told.facts(WorkOrderRaised)[-1].work_order
        await told.at("manager", f"/work-orders/{order}/answer", text="退费", cause="system")
        await told.at("manager", f"/complaints/{id}/reply", text="已告知")
        await told.at("manager", f"/complaints/{id}/satisfaction", satisfied=satisfied)
    id = await written(told, about="staff", source="hall")
    await told.at("manager", f"/complaints/{id}/solve")
    await told.at("manager", f"/complaints/{id}/satisfaction", satisfied=True)


async def today(told: Story) -> date:
    return date.fromisoformat(await told.hall(lambda hall: hall.day))


async def test_the_figures_of_a_small_month_are_those_worked_out_by_hand(demo: Place):
    async with story(demo) as told:
        first = await today(told)
        await a_small_month(told)
        manager = told.one.as_("manager")
        found = (await manager.get("/complaint-figures", first=str(first), last=str(await today(told)))).json()["figures"]
        assert found["about"] == {"charges": 2, "staff": 1}
        assert found["cause"] == {"system": 2, "unknown": 1}
        assert found["about-cause"] == {"charges/system": 2, "staff/unknown": 1}
        assert found["source"] == {"hotline": 2, "hall": 1}
        assert found["orders"] == {"sent": 2, "in-time": 1, "late": 1}
        wanted = {"recorded": 3, "solved-here": 1, "replied-in-time": 2, "satisfied": 2, "not-satisfied": 1}
        assert found["outcome"] == wanted
        report = (await manager.get("/reports/complaints", by="day")).json()
        [causes] = [one for one in report["tables"] if one["name"] == "by_cause"]
        assert [tuple(row.values()) for row in causes["rows"]] == [("charges", "system", 2)]
        backwards = await manager.get("/complaint-figures", first="2026-02-01", last="2026-01-01")
        assert (backwards.status_code, backwards.json()["code"]) == (422, "invalid")


async def test_a_cause_that_is_found_out_after_the_period_is_told_and_a_customer_called_again_counts_once(demo: Place):
    async with story(demo) as told:
        first, id = await today(told), await written(told)
        await told.at("manager", f"/complaints/{id}/solve")
        await told.at("manager", f"/complaints/{id}/satisfaction", satisfied=True)
        told.clock.later(minutes=31 * 1440)
        [call] = (await told.one.as_("manager").get("/follow-ups")).json()["follow_ups"]
        await told.at("manager", f"/complaints/{id}/classify", about="charges", source="hotline", cause="mistake")
        await told.at("manager", f"/follow-ups/{call['follow_up']}/done", outcome="satisfied")
        manager = told.one.as_("manager")
        found = (await manager.get("/complaint-figures", first=str(first), last=str(first))).json()["figures"]
        assert (found["cause"], found["outcome"]["satisfied"]) == ({"mistake": 1}, 1)
        later = str(first + timedelta(days=31))
        found = (await manager.get("/complaint-figures", first=later, last=later)).json()["figures"]
        assert (found["about"], found["outcome"]) == ({}, {"return-satisfied": 1})


async def test_a_bulletin_is_drafted_edited_published_as_a_version_and_copied_to_its_readers(demo: Place):
    member(demo, "3001", "bulletin-reader")
    member(demo, "3002", "bulletin-reader", hall="xicheng")
    member(demo, "3003", "bulletin-reader", disabled_at=1)
    async with story(demo) as told:
        await a_small_month(told)
        name = period_of(await today(told), "month")
        draft = await told.at("manager", f"/bulletins/{name}/save")
        assert "共受理投诉 3 件" in draft["text"]
        assert "话费账单 2 件" in draft["text"]
        reader = Browser(told.one)
        await reader.sign_in("3001", PASSWORD)
        listed = "/api/v1/halls/dongcheng/bulletins"
        assert (await reader.http.get(listed)).json()["bulletins"] == [], "a draft is the analyst's"
        body = {"text": draft["text"] + "计费系统升级后重复计费。", "measures": ["升级前先在测试环境核对账单", "大额账单复核"]}
        published = await told.at("manager", f"/bulletins/{name}/publish", **body, seen=draft["saved"])
        assert (published["version"], published["published"], published["readers"]) == (1, True, ["3001"])
        [seen] = (await reader.http.get(listed)).json()["bulletins"]
        assert [one["text"] for one in seen["measures"]] == body["measures"]
        again = await told.at("manager", f"/bulletins/{name}/publish", **body, seen=published["saved"])
        assert again["version"] == 2
        assert (await reader.post(f"{listed}/{name}/save")).status_code == 403
        page = (await reader.http.get("/bulletin/dongcheng")).text
        assert "升级前先在测试环境核对账单" in page
        assert "save-bulletin" not in page


async def test_the_next_bulletin_says_of_each_measure_whether_each_branch_carried_it_out(demo: Place):
    async with story(demo) as told:
        day = await today(told)
        name = before(period_of(day, "month"))
        first = await told.at("manager", f"/bulletins/{name}/publish", text="上期", measures=["复核"])
        now, measure = period_of(day, "month"), first["measures"][0]["measure"]
        check = {"measure": measure, "branch": "dongcheng", "carried": "partly", "note": "缺一人"}
        await told.at("manager", f"/bulletins/{now}/publish", text="本期", checks=[check])
        assert told.facts(BulletinSaved)[-1].checks[0].carried == "partly"
        page = await told.one.http.get(f"/bulletin/dongcheng?period={now}", headers=told.one.as_("manager").headers)
        for words in ("复核", "部分落实", "缺一人"):
            assert words in page.text
        wrong = check | {"branch": "elsewhere"}
        seen = told.facts(BulletinSaved)[-1].at
        assert await refused(told, f"/bulletins/{now}/save", text="x", checks=[wrong], seen=seen) == (422, "unknown_class")


async def test_a_bulletin_that_a_colleague_has_saved_meanwhile_is_not_written_over(demo: Place):
    async with story(demo) as told:
        name = period_of(await today(told), "month")
        draft = await told.at("manager", f"/bulletins/{name}/save", text="一")
        told.clock.later(minutes=1)
        await told.at("manager", f"/bulletins/{name}/save", text="二", seen=draft["saved"])
        assert await refused(told, f"/bulletins/{name}/save", text="三", seen=draft["saved"]) == (409, "stale_bulletin")
        assert (await told.one.as_("manager").get("/bulletins")).json()["bulletins"][0]["text"] == "二"


async def test_nobodys_number_is_in_a_bulletin_and_no_period_is_to_come(demo: Place):
    async with story(demo) as told:
        day = await today(told)
        name = period_of(day, "month")
        told_of = "客户 138 0000 1234 多次来厅"
        assert await refused(told, f"/bulletins/{name}/save", text=told_of) == (422, "personal_words")
        later = period_of(day + timedelta(days=40), "month")
        for wrong in (later, "2026", "2026-13", "2026-Q5", "x"):
            assert await refused(told, f"/bulletins/{wrong}/save", text="x") == (422, "unknown_period")

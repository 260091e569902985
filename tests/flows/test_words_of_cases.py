"""What is told of a case lies beside its facts, and goes in time."""

from sqlalchemy import select

from app import tables
from app.hall.plan import DAY
from tests.flows.cases import STORY, case, tick, written
from tests.flows.story import story
from tests.house import Place


async def test_what_was_told_stays_while_the_case_is_open_and_goes_with_the_retention_afterwards(demo: Place):
    async with story(demo) as told:
        one = told.one.house
        kept = written_rows(demo)
        id = await written(told)
        await told.at("manager", f"/complaints/{id}/note", text="补充：四月也有")
        told.clock.now += 60 * DAY
        await tick(told)
        await one.eraser.sweep()
        assert len(kept()) == 2, "open: both are kept"
        assert (await case(told, id))["told"]["customer"] == "李女士"
        await told.at("manager", f"/complaints/{id}/close", outcome="unresolved")
        told.clock.now += DAY
        await tick(told)
        await one.eraser.sweep()
        assert kept() == []
        assert (await case(told, id))["told"] == {"customer": None, "has_phone": False, "noted": None, "words": []}


async def test_all_of_a_case_goes_when_its_customer_has_everything_erased(demo: Place):
    async with story(demo) as told:
        id = await written(told)
        told.clock.now += 2 * DAY
        await told.at("manager", f"/complaints/{id}/note", text="补充")
        await told.at("manager", "/personal-erase", phone="13800001234")
        assert written_rows(demo)() == []
        assert (await case(told, id))["told"]["words"] == []
        assert (await case(told, id))["stage"] == "recorded", "the case itself is facts"


async def test_a_case_goes_with_the_number_that_was_given_with_its_ticket_also_when_it_is_closed(demo: Place):
    async with story(demo) as told:
        ticket = await told.at("greeter", "/tickets", service="complaint", phone="13800001234")
        id = await written(told, number=ticket["number"], customer=None, phone=None)
        await told.at("manager", f"/complaints/{id}/close", outcome="unresolved", text="无法解决")
        assert len((await case(told, id))["told"]["words"]) == len(written_rows(demo)()) - 1 == 2
        found = (await told.at("manager", "/personal-export", phone="13800001234"))["tickets"]
        assert [(one.get("number"), one.get("case"), one["notes"]) for one in found] == [
            (ticket["number"], None, []),
            (None, id, [STORY, "无法解决"]),
        ]
        await told.at("manager", "/personal-erase", phone="13800001234")
        assert written_rows(demo)() == []
        assert (await case(told, id))["told"] == {"customer": None, "has_phone": False, "noted": None, "words": []}


async def test_words_that_come_with_the_class_that_a_case_has_are_not_lost(demo: Place):
    async with story(demo) as told:
        id = await written(told)
        same = {"about": "charges", "source": "hotline", "severity": "minor", "wish": "solve"}
        await told.at("manager", f"/complaints/{id}/classify", **same)
        assert len((await case(told, id))["steps"]) == 1, "nothing has changed"
        await told.at("manager", f"/complaints/{id}/classify", **same, text="已核对账单")
        assert [one["text"] for one in (await case(told, id))["told"]["words"]] == [STORY, "已核对账单"]


def written_rows(place: Place):
    def rows() -> list:
        with place.data.engine.connect() as connection:
            return list(connection.execute(select(tables.personal).where(tables.personal.c.box.is_not(None))))

    return rows

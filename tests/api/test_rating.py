"""Ratings over HTTP: by the phone page's secret, with and without script, and from the pad at a counter."""

import httpx
import pytest

from tests.api.asking import problem, taken
from tests.house import Home, Place, home

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def served(one: Home, counter: int = 1) -> tuple[str, str]:
    """A customer was served at the counter. The number, and the path of the phone page."""
    manager = one.as_("manager")
    await manager.post(f"/counters/{counter}/open", staff="1007")
    ticket = (await one.as_("kiosk").post("/tickets", service="pay-bill")).json()
    await manager.post(f"/counters/{counter}/call-next", expected_current=None)
    await manager.post(f"/counters/{counter}/start")
    await manager.post(f"/counters/{counter}/finish")
    return ticket["number"], httpx.URL(ticket["phone_url"]).path


async def events(one: Home) -> list[dict]:
    log = (await one.as_("manager").get("/log")).json()["events"]
    return [event["data"] for event in log if event["type"] == "ServiceRated"]


async def rate(one: Home, page: str, key: str = "k", **body: object) -> httpx.Response:
    return await one.http.post(f"{page}/rate", json=body, headers={"Idempotency-Key": key})


async def test_a_phone_rates_once_and_a_repeat_is_the_same_rating(place: Place):
    async with home(place) as one:
        number, page = await served(one)
        first = await rate(one, page, score=4, about=["wait"])
        assert (first.status_code, first.json()["state"]) == (200, "done")
        assert (await rate(one, page, score=4, about=["wait"])).content == first.content
        problem(await rate(one, page, key="other", score=1), 409, "already_rated")
        [fact] = await events(one)
        assert (fact["number"], fact["score"], fact["about"], fact["who"], fact["by"]) == (number, 4, ["wait"], "1007", "phone")


@pytest.mark.parametrize("body", [{}, {"score": 0}, {"score": 6}, {"score": "5"}, {"score": 3, "note": "x"}, {"score": True}])
async def test_a_rating_is_one_of_five_steps_and_nothing_else(place: Place, body: dict):
    async with home(place) as one:
        _, page = await served(one)
        problem(await rate(one, page, **body), 422, "invalid")
        assert await events(one) == []


async def test_a_form_without_script_rates_and_leads_back_to_a_page_that_thanks(place: Place):
    async with home(place) as one:
        _, page = await served(one)
        html = (await one.http.get(page, headers={"Accept-Language": "zh"})).text
        assert 'value="system-faults"' in html
        sent = await one.http.post(f"{page}/rate", content="key=a&lang=zh&score=2&about=wait&about=staff", headers=FORM)
        assert (sent.status_code, sent.headers["location"]) == (303, f"{page}?lang=zh&said=rate&count=0")
        assert "感谢您的评价" in (await one.http.get(sent.headers["location"])).text
        [fact] = await events(one)
        assert (fact["score"], fact["about"]) == (2, ["wait", "staff"])
        again = await one.http.post(f"{page}/rate", content="key=b&lang=zh&score=5", headers=FORM)
        assert "已经评价过" in (await one.http.get(again.headers["location"])).text
        nothing = await one.http.post(f"{page}/rate", content="key=c&lang=zh", headers=FORM)
        assert "no=invalid" in nothing.headers["location"]


async def test_a_pad_rates_the_service_that_has_just_ended_at_its_counter(place: Place):
    async with home(place) as one:
        number, _ = await served(one)
        pad = one.as_("display")
        answer = await pad.post("/counters/1/rate", number=number, score=5)
        assert (answer.status_code, answer.json()) == (200, {"number": number})
        problem(await pad.post("/counters/1/rate", number=number, score=1), 409, "already_rated")
        problem(await pad.post("/counters/2/rate", number=number, score=1), 409, "not_served")
        problem(await pad.post("/counters/77/rate", number=number, score=1), 404, "unknown_counter")
        assert [fact["by"] for fact in await events(one)] == ["pad"]


async def test_a_clerk_cannot_rate_from_the_counters_own_screen(place: Place):
    async with home(place) as one:
        number, _ = await served(one)
        problem(await one.as_(("counter", 1)).post("/counters/1/rate", number=number, score=5), 403, "forbidden")


async def test_ratings_are_reported_by_level_service_counter_and_topic(place: Place):
    async with home(place) as one:
        for score, about in ((5, []), (2, ["wait"])):
            _, page = await served(one)
            await rate(one, page, key=page, score=score, about=about)
        told = (await one.as_("manager").get("/ratings")).json()
        assert told["count"] == 2
        assert told["by"]["level"] == {"ordinary": {"count": 2, "mean": 3.5, "satisfied": 1}}
        assert told["by"]["counter"] == {"1": {"count": 2, "mean": 3.5, "satisfied": 1}}
        assert told["by"]["about"] == {"wait": {"count": 1, "mean": 2.0, "satisfied": 0}}
        problem(await one.as_("kiosk").get("/ratings"), 403, "forbidden")


async def test_what_a_customer_says_is_told_to_no_public_screen(place: Place):
    async with home(place) as one:
        await taken(one.as_("kiosk"))
        _, page = await served(one)
        await rate(one, page, score=1)
        display = await one.http.get("/display/dongcheng", headers=one.as_("display").headers)
        assert "评价" not in display.text

"""A small day worked out by hand: the scores by post and person, and the facts behind every number."""

from base64 import b64encode

import pytest

from app.assessing import BadSpan, Chosen, assessed, period, scored, weights
from app.assessment import Mark, of_persons, of_posts, scores, sums
from app.voices.questionnaire_file import usual
from tests.api.asking import problem
from tests.house import HALL, Home, Place, home

POSTS = "posts: [{id: door, kind: greeter}, {id: sales-1, kind: sales, stands_in_for: door}]\n"
ANSWERS = {
    **dict.fromkeys(("tidy", "asked", "welcomed", "farewell"), 1),
    **dict.fromkeys(("wait-fine", "clear", "attitude", "formalities"), 5),
    "greeted": 0,
    "felt-wait": 12,
    "felt-service": 3,
}
USUAL = {"moments": 30, "patrols": 20, "visits": 20, "inspections": 15, "ratings": 15}


@pytest.fixture
def staffed(tmp_path) -> Place:
    return Place.make(tmp_path / "var", (HALL + POSTS,))


async def day_of(one: Home) -> str:
    """1007 at counter 1: one rating of 4 steps, one of 1 about the wait; two patrol ticks, one done; an inspection of 8 of 10.
    The door is empty, sales stands in, one thing seen there, not done; a mystery customer with A001."""
    manager = one.as_("manager")
    await manager.post("/counters/1/open", staff="1007")
    for score, about in ((4, []), (1, ["wait"])):
        number = (await one.as_("kiosk").post("/tickets", service="open-account")).json()["number"]
        for verb, body in (("call-next", {"expected_current": None}), ("start", {}), ("finish", {})):
            await manager.post(f"/counters/1/{verb}", **body)
        await one.as_("display").post("/counters/1/rate", number=number, score=score, about=about)
    await manager.post("/patrols", counter=1, seen=[{"item": "smile", "done": True}, {"item": "greets", "done": False}])
    await manager.post("/posts/door/away")
    await manager.post("/patrols", post="door", seen=[{"item": "greets", "done": False}], note="没有人")
    await manager.post("/questionnaires", source=usual())
    day = (await manager.get("/moments")).json()["day"]
    done = await manager.post("/visits", questionnaire="mystery-visit", visited=day, number="A001", answers=ANSWERS)
    assert done.status_code == 200, done.text
    row = f"day,post,item,points,most,who\n{day},1,staff,8,10,1007\n".encode()
    assert (await manager.post("/inspections", csv_base64=b64encode(row).decode())).status_code == 200
    return day


async def test_a_day_worked_out_by_hand(staffed: Place):
    async with home(staffed) as one:
        await day_of(one)
        told = (await one.as_("manager").get("/assessment")).json()
        posts = {post["name"]: post for post in told["posts"]}
        counter = posts["counter-1"]["sums"]
        assert (counter["ratings"]["count"], counter["ratings"]["percent"]) == (2, 38), "(0.75 + 0) / 2"
        assert (counter["patrols"]["count"], counter["patrols"]["percent"]) == (2, 50)
        assert (counter["visits"]["count"], counter["visits"]["percent"]) == (5, 100)
        assert (counter["inspections"]["count"], counter["inspections"]["percent"]) == (1, 80)
        assert posts["counter-1"]["score"] == round((37.5 * 15 + 50 * 20 + 100 * 20 + 80 * 15) / 70) == 68
        assert posts["door"]["sums"]["visits"]["percent"] == 50, "asked, but not greeted"
        [person] = told["persons"]
        assert person["name"] == "1007"
        assert (person["sums"]["ratings"]["count"], person["sums"]["ratings"]["percent"]) == (1, 75), (
            "the wait is not the clerk's"
        )


async def test_both_posts_of_an_empty_door_carry_what_was_seen_there(staffed: Place):
    async with home(staffed) as one:
        await day_of(one)
        posts = {post["name"]: post for post in (await one.as_("manager").get("/assessment")).json()["posts"]}
        assert posts["door"]["sums"]["patrols"] == posts["sales-1"]["sums"]["patrols"]
        assert posts["door"]["sums"]["patrols"]["percent"] == 0


async def test_every_number_opens_to_its_facts(staffed: Place):
    async with home(staffed) as one:
        await day_of(one)
        manager = one.as_("manager")
        log = {event["seq"]: event["type"] for event in (await manager.get("/log")).json()["events"]}
        told = (await manager.get("/assessment")).json()
        kinds = {"patrols": "PatrolSeen", "visits": "VisitEntered", "inspections": "InspectionEntered", "ratings": "ServiceRated"}
        for score in (*told["posts"], *told["persons"]):
            for source, one_sum in score["sums"].items():
                assert len(one_sum["facts"]) == one_sum["count"]
                assert {log[seq] for seq in one_sum["facts"]} == {kinds[source]}
        page = await one.http.get("/manager/dongcheng/assessment?post=door&source=patrols", headers=manager.headers)
        assert page.text.count("data-fact=") == 1
        assert "没有人" in page.text, "the note, which lies beside the log"


async def test_the_page_from_the_figures_tells_what_the_log_tells(staffed: Place):
    async with home(staffed) as one:
        day = await day_of(one)
        _, plan, found = await assessed(one.house, "dongcheng", day, day)
        for key, marks in (("post", of_posts), ("who", of_persons)):
            told = scores(sums(marks(found.marks)), weights(plan))
            assert told
            for score in told:
                for source in (*score.sums, None):
                    chosen = Chosen(key, score.name, source)  # type: ignore[arg-type]
                    _, _, page = await scored(one.house, "dongcheng", day, day, chosen, 300)
                    assert (page.posts if key == "post" else page.persons) == told
                    assert page.compared == found.compared
                    assert page.marks == chosen.among(found.marks)
                    assert page.count == len(page.marks)


async def test_a_mystery_customers_feeling_stands_beside_what_was_measured(staffed: Place):
    async with home(staffed) as one:
        await day_of(one)
        told = (await one.as_("manager").get("/assessment")).json()["compared"]
        by = {one["question"]: one for one in told}
        assert by["felt-wait"]["answer"] == 12
        assert 0 <= by["felt-wait"]["measured"] < 1, "the ticket was called at once"
        assert 0 <= by["felt-service"]["measured"] < 1
        assert by["welcomed"]["measured"] is None, "this service has no script"


async def test_no_clerk_sees_it(staffed: Place):
    async with home(staffed) as one:
        for role in (("counter", 1), "greeter", "display", "kiosk"):
            problem(await one.as_(role).get("/assessment"), 403, "forbidden")
            for page in ("assessment", "visits", "patrol"):
                answer = await one.http.get(f"/manager/dongcheng/{page}", headers=one.as_(role).headers)
                assert answer.status_code == 403
                one.http.cookies.clear()


async def test_a_period_backwards_or_too_long_is_refused(staffed: Place):
    async with home(staffed) as one:
        manager = one.as_("manager")
        for asked in ({"from": "2026-03-09", "to": "2026-03-08"}, {"from": "2026-01-01", "to": "2026-03-08"}, {"from": "x"}):
            problem(await manager.get("/assessment", **asked), 422, "bad_span")
            page = await one.http.get("/manager/dongcheng/assessment", params=asked, headers=manager.headers)
            assert 'role="alert"' in page.text
            assert f'name="from" value="{asked["from"]}"' in page.text, "what was typed stays"
        assert (await manager.get("/assessment", **{"from": "2026-03-01", "to": "2026-03-09"})).json()["posts"] == []
    assert period("2026-02-27", "2026-03-01", "2026-03-09") == ["2026-02-27", "2026-02-28", "2026-03-01"]
    with pytest.raises(BadSpan):
        period("2026-03-09", "2026-03-01", "2026-03-09")


def mark(source: str, share: float, *posts: str, who: str | None = None) -> Mark:
    return Mark(1, 0, source, "x", share, posts, who)  # type: ignore[arg-type]


def test_a_source_without_facts_leaves_its_weight_to_the_others():
    [score] = scores(sums(of_posts([mark("patrols", 1, "door"), mark("ratings", 0, "door")])), USUAL)  # type: ignore[arg-type]
    assert score.score == round(20 * 100 / 35)


def test_a_source_without_weight_is_shown_and_does_not_count():
    weights = USUAL | {"ratings": 0}
    [score] = scores(sums(of_persons([mark("ratings", 0, "counter-1", who="1007")])), weights)  # type: ignore[arg-type]
    assert (score.sums["ratings"].percent, score.score) == (0, None)
    marks = [mark("ratings", 0, "counter-1", who="1007"), mark("patrols", 1, "counter-1", who="1007")]
    assert scores(sums(of_persons(marks)), weights)[0].score == 100  # type: ignore[arg-type]

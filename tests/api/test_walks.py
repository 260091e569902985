"""Walks over HTTP: who may, what comes back, what stays out of the log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.api.shapes import event_shape
from app.api.sight import Sight
from app.hall import duties
from app.hall.duties import Filed
from app.hall.script import Effect
from app.verify import verify_all
from app.wishes import Answer, Wish
from tests.api.asking import problem
from tests.hall.scripted import SCRIPTS, ask, script, step
from tests.house import HALL, Home, Place, always_closed, home

SCRIPTED = (
    HALL.replace("typical: 8m}", "typical: 8m, script: open-account, documents: [id-card]}").replace(
        "typical: 2m}", "typical: 2m, script: pay-bill, elsewhere: [{channel: self-service}]}"
    )
    + "\noffers: [{id: family, name: {zh: 家庭套餐, en: Family plan}, service: pay-bill}]"
    + "\nlounge: {seats: 1}\nwaiting: {seats: 2}\n"
)


@pytest.fixture
def scripted(tmp_path) -> Place:
    return Place.make(tmp_path / "var", (SCRIPTED, always_closed()))


@asynccontextmanager
async def opened(place: Place, **settings) -> AsyncIterator[Home]:
    """A house whose hall has the scripts of the small handbook, with counter 1 open."""
    async with home(place, **settings) as one:
        filed = {script.id: Filed(script, script.id) for script in SCRIPTS}
        await one.house.desk.do(
            Wish("dongcheng", lambda hall, now: duties.set_scripts(hall, now, filed), lambda *_: Answer(200, b""))
        )
        await one.as_("manager").post("/counters/1/open")
        yield one


async def serving(one: Home) -> dict:
    """Counter 1 has begun to serve; its walk."""
    await one.as_("manager").post("/tickets", service="open-account")
    clerk = one.as_(("counter", 1))
    await clerk.post("/counters/1/call-next", expected_current=None)
    await clerk.post("/counters/1/start")
    walk = await one.house.desk.read("dongcheng", lambda hall, now: hall.walk_at(1).id)
    return {"clerk": clerk, "walk": walk}


async def test_a_kiosks_customer_is_walked_to_a_ticket_with_its_phone_page(scripted):
    async with opened(scripted) as one:
        kiosk = one.as_("kiosk")
        begun = await kiosk.post("/walks", script="guidance", kiosk="1", service="open-account", language="en")
        assert (begun.status_code, begun.json()["step"]) == (201, "papers")
        answered = await kiosk.post(f"/walks/{begun.json()['walk']}/answer", step="papers", answer="have")
        assert (answered.json()["outcome"], answered.json()["number"]) == ("ticket", "A001")
        page = await one.http.get(answered.json()["phone_url"].removeprefix("http://hall"))
        assert (page.status_code, "A001" in page.text) == (200, True)
        await one.check_replay()


async def test_an_answer_sent_twice_counts_once(scripted):
    async with opened(scripted) as one:
        kiosk = one.as_("kiosk")
        walk = (await kiosk.post("/walks", script="guidance", service="open-account")).json()["walk"]
        first = await kiosk.post(f"/walks/{walk}/answer", key="same", step="papers", answer="have")
        again = await kiosk.post(f"/walks/{walk}/answer", key="same", step="papers", answer="have")
        assert (again.status_code, again.content) == (200, first.content)
        problem(await kiosk.post(f"/walks/{walk}/answer", step="papers", answer="have"), 409, "walk_over")
        assert (await one.as_("manager").get()).json()["services"][0]["waiting"] == 1


async def test_bad_answers_are_refused_and_the_walk_is_unharmed(scripted):
    async with opened(scripted) as one:
        kiosk, at = one.as_("kiosk"), "/walks/{}/answer"
        walk = (await kiosk.post("/walks", script="guidance", vip=True)).json()["walk"]
        problem(await kiosk.post(at.format(walk), step="phone", answer="given", phone="twelve"), 422, "bad_phone")
        problem(await kiosk.post(at.format(walk), step="phone", answer="given"), 422, "entry_needed")
        problem(await kiosk.post(at.format(walk), step="phone", answer="perhaps"), 422, "unknown_answer")
        problem(await kiosk.post(at.format(walk), step="need"), 409, "step_passed")
        problem(await kiosk.post(at.format("w99999"), step="phone"), 404, "unknown_walk")
        problem(await kiosk.post(at.format(walk), step="phone", colour="red"), 422, "invalid")
        problem(await one.as_("greeter").post("/walks", script="nothing"), 404, "unknown_script")
        problem(await kiosk.post("/walks", script="guidance", level="vip"), 403, "level_not_allowed")
        assert (await kiosk.post(at.format(walk), step="phone", answer="given", phone="13800000001")).json()["step"] == "need"


async def test_each_walks_only_where_it_stands(scripted):
    async with opened(scripted) as one:
        at = await serving(one)
        path = f"/walks/{at['walk']}/answer"
        problem(await one.as_(("counter", 2)).post(path, step="welcome"), 403, "forbidden")
        problem(await one.as_("kiosk").post(path, step="welcome"), 403, "forbidden")
        problem(await one.as_("greeter").post(path, step="welcome"), 403, "forbidden")
        problem(await one.as_("display").post(path, step="welcome"), 403, "forbidden")
        problem(await one.as_(("counter", 2)).post("/walks", script="pay-bill", counter=1), 403, "forbidden")
        problem(await one.as_(("counter", 1)).post("/walks", script="guidance"), 403, "forbidden")
        assert (await at["clerk"].post(path, step="welcome")).json()["step"] == "papers"
        kiosks = (await one.as_("kiosk").post("/walks", script="guidance", service="pay-bill")).json()["walk"]
        assert (await one.as_("greeter").post(f"/walks/{kiosks}/answer", step="elsewhere", answer="there")).status_code == 200


async def test_a_step_may_be_skipped_and_taken_back(scripted):
    async with opened(scripted) as one:
        at = await serving(one)
        walk = f"/walks/{at['walk']}"
        assert (await at["clerk"].post(f"{walk}/skip", step="welcome", reason="no-time")).json()["step"] == "papers"
        assert (await at["clerk"].post(f"{walk}/back", step="papers")).json()["step"] == "welcome"
        problem(await at["clerk"].post(f"{walk}/back", step="welcome"), 409, "wrong_state")
        assert (await at["clerk"].post(f"{walk}/leave")).json()["outcome"] == "cut"
        await one.check_replay()


async def test_a_kiosks_tickets_are_limited_by_whatever_way_they_are_issued(scripted):
    async with opened(scripted, kiosk_burst=1, kiosk_tickets_a_minute=1) as one:
        kiosk = one.as_("kiosk")
        walk = (await kiosk.post("/walks", script="guidance", service="open-account")).json()["walk"]
        assert (await kiosk.post(f"/walks/{walk}/answer", step="papers", answer="have")).json()["number"] == "A001"
        walk = (await kiosk.post("/walks", script="guidance", service="open-account")).json()["walk"]
        problem(await kiosk.post(f"/walks/{walk}/answer", step="papers", answer="have"), 429, "too_many")


async def test_what_is_noted_of_a_customer_is_seen_at_the_counter_and_is_in_no_event(scripted):
    async with opened(scripted) as one:
        await one.as_("manager").post("/tickets", service="open-account", note="轮椅")
        await one.as_("greeter").post("/tickets/A001/note", note="耳背，请大声", customer="李先生")
        known = await one.house.desk.read("dongcheng", lambda hall, now: hall.known[hall.day, "A001"])
        assert (known.note, known.customer) == ("耳背，请大声", "李先生")
        log = (await one.as_("integration").get("/log")).text
        assert not any(word in log for word in ("轮椅", "耳背", "李先生"))
    async with opened(scripted) as again:
        known = await again.house.desk.read("dongcheng", lambda hall, now: hall.known[hall.day, "A001"])
        assert known.customer == "李先生", "it is there after a restart"


async def test_what_is_noted_for_a_callback_is_there_when_it_is_due(scripted):
    async with opened(scripted) as one:
        walk = (await one.as_("greeter").post("/walks", script="sim-card")).json()["walk"]
        answer = {"step": "want", "answer": "later", "minutes": 60, "note": "李先生，电话 1380"}
        assert (await one.as_("greeter").post(f"/walks/{walk}/answer", **answer)).status_code == 200
        assert "1380" not in (await one.as_("integration").get("/log")).text

    def told(hall, now):
        return [hall.known_of(promise).note for promise in hall.follow_ups.values()]

    async with opened(scripted) as again:
        assert await again.house.desk.read("dongcheng", told) == ["李先生，电话 1380"]


async def test_what_is_noted_before_there_is_a_ticket_goes_with_it(scripted):
    async with opened(scripted) as one:
        noting = script("guidance", ask("need", enter="note"), step("issue", effect=Effect("ticket")), step("bye"))
        filed = {"guidance": Filed(noting, "noting")}
        await one.house.desk.do(
            Wish("dongcheng", lambda hall, now: duties.set_scripts(hall, now, filed), lambda *_: Answer(200, b""))
        )
        greeter = one.as_("greeter")
        walk = (await greeter.post("/walks", script="guidance", service="pay-bill")).json()["walk"]
        await greeter.post(f"/walks/{walk}/answer", step="need", note="轮椅")
        known = await one.house.desk.read("dongcheng", lambda hall, now: hall.known)
        assert [(about[1], told.note) for about, told in known.items() if about[1] == "B001"] == [("B001", "轮椅")]


async def test_notes_before_and_with_the_ticket_both_stay(scripted):
    async with opened(scripted) as one:
        greeter = one.as_("greeter")
        walk = (await greeter.post("/walks", script="guidance", service="open-account")).json()["walk"]
        await greeter.post(f"/walks/{walk}/answer", step="welcome", note="轮椅", customer="李先生")
        last = await greeter.post(f"/walks/{walk}/answer", step="papers", answer="have", note="赶时间")
        assert last.status_code == 200
        known = await one.house.desk.read("dongcheng", lambda hall, now: hall.known[hall.day, "A001"])
        assert (known.note, known.customer) == ("赶时间", "李先生")
        assert [found.differences for found in verify_all(one.house.log.engine)] == [[], []]


async def test_a_kiosk_walks_only_the_guidance_at_itself_and_is_told_only_of_that(scripted):
    async with opened(scripted) as one:
        kiosk = one.as_("kiosk")
        problem(await kiosk.post("/walks", script="pay-bill", kiosk="1"), 403, "forbidden")
        problem(await kiosk.post("/walks", script="guidance", number="A001"), 403, "forbidden")
        problem(await kiosk.post("/walks", script="guidance", kiosk="1", counter=1), 422, "invalid")
        one.house.vips.replace("dongcheng", {"13800000001": "vip"})
        await one.as_("manager").post("/tickets", service="pay-bill")
        await one.as_("manager").post("/counters/2/open")
        await one.as_("manager").post("/counters/2/call-next", expected_current=None)
        walk = (await kiosk.post("/walks", script="guidance", vip=True, service="open-account")).json()["walk"]
        await kiosk.post(f"/walks/{walk}/answer", step="phone", answer="given", phone="13800000001")
        told = (await kiosk.post(f"/walks/{walk}/answer", step="papers", answer="have")).json()
        assert (told["walk"], told["outcome"], told["number"]) == (walk, "ticket", "A001")
        aside = await one.house.desk.read("dongcheng", lambda hall, now: hall.walk_at(2).script)
        assert aside == "vip-arrival"


async def test_the_moments_of_a_day_can_be_asked_for(scripted):
    async with opened(scripted) as one:
        at = await serving(one)
        await at["clerk"].post(f"/walks/{at['walk']}/answer", step="welcome")
        await at["clerk"].post("/counters/1/finish")
        manager = one.as_("manager")
        told = (await manager.get("/moments")).json()
        assert (told["due"], told["kept"]) == (3, 1)
        assert [(one["step"], one["how"], one["counter"]) for one in told["moments"]] == [
            ("welcome", "kept", 1), ("system", "left-out", 1), ("farewell", "left-out", 1)
        ]  # fmt: skip
        assert (await manager.get("/moments", step="welcome", counter=1, script="open-account")).json()["due"] == 1
        assert (await manager.get("/moments", counter=2)).json()["due"] == 0
        assert (await manager.get("/moments", day="2001-01-01")).json()["due"] == 0
        problem(await one.as_(("counter", 1)).get("/moments"), 403, "forbidden")


async def test_diversion_is_counted_by_channel(scripted):
    async with opened(scripted) as one:
        kiosk = one.as_("kiosk")
        walk = (await kiosk.post("/walks", script="guidance", service="pay-bill")).json()["walk"]
        for step, answer in (("elsewhere", "there"), ("know", "yes"), ("point", None), ("bye", None)):
            await kiosk.post(f"/walks/{walk}/answer", step=step, **({"answer": answer} if answer else {}))
        assert (await one.as_("manager").get("/guidance")).json()["channels"] == {"self-service": 1}
        assert (await one.as_("manager").get("/guidance")).json()["outcomes"] == {"self-service": 1}


async def test_the_floor_tells_what_it_does(scripted):
    async with opened(scripted) as one:
        greeter, manager = one.as_("greeter"), one.as_("manager")
        await manager.post("/tickets", service="pay-bill", level="vip")
        for path, body in (
            ("/posts/greeter/away", {}), ("/posts/greeter/back", {}), ("/lounge/B001/seat", {}), ("/lounge/B001/leave", {}),
            ("/offers/B001/made", {"outcome": "not-today", "offer": "family"}), ("/pages", {"reason": "noise"}),
        ):  # fmt: skip
            assert (await greeter.post(path, **body)).status_code == 200, path
        page = await one.house.desk.read("dongcheng", lambda hall, now: next(iter(hall.pages)))
        problem(await greeter.post(f"/pages/{page}/answer"), 403, "forbidden")
        assert (await manager.post(f"/pages/{page}/answer", by="hall-manager")).status_code == 200
        problem(await greeter.post("/posts/roof/away"), 404, "unknown_post")
        problem(await greeter.post("/pages", reason="noise", post="li-si-13912345678"), 404, "unknown_post")
        problem(await greeter.post("/pages", reason="13912345678"), 422, "invalid")
        await one.check_replay()


async def test_a_forbidden_phrase_in_a_notice_to_customers_is_refused(scripted):
    async with opened(scripted) as one:
        manager = one.as_("manager")
        told = problem(await manager.post("/notice", zh="先交钱，再办理", en="Please pay"), 422, "forbidden_phrase")
        assert told["phrase"]
        assert (await manager.post("/notice", zh="请保持安静", en="Please keep your voice down")).status_code == 200
        problem(await manager.post("/notice", zh="请保持安静"), 422, "invalid")
        assert (await manager.post("/notice")).status_code == 200
        problem(await one.as_("greeter").post("/notice"), 403, "forbidden")


async def test_public_screens_learn_nothing_of_walks(scripted):
    async with opened(scripted) as one:
        await serving(one)
        facts = list(one.house.log.since("dongcheng", 0))
        public = [event_shape(r.seq, r.fact, "Asia/Shanghai", Sight(public=True)) for r in facts]
        assert not [shape for shape in public if shape.get("type") in ("WalkBegan", "StepDone", "WalkEnded", "ScriptSet")]

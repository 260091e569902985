"""The rehearsal's page: the list, the scene, the end; the banner on every screen of a rehearsal hall."""

import re
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from app.hall import decide, walking
from app.hall.plan import Text
from app.hall.walking import Given
from app.rehearsal.case import Expected
from app.rehearsal.reading import cases
from app.rehearsal.result import Duty, Misheard, Result, Served
from counter_ui.rehearsal.outcome import outcome
from counter_ui.rehearsal.routes import REHEARSAL
from counter_ui.rehearsal.view import page
from shared_ui.picture import Place as OnScreen
from shared_ui.picture import environment, render, words
from tests.house import Place, home
from tests.rehearsal.playhouse import HALL, PLAYED, REAL, ROOT, Trainee, playhouse


def shown(hall, look=None) -> str:
    return render(OnScreen(REHEARSAL, PLAYED, None), hall, hall.last_at, look or {})


async def at(house, case: str, role: str, seconds: int, trainee: Trainee | None = None):
    """The hall so many seconds after the beginning."""
    await house.begin(case, role)
    await house.play(trainee, seconds)
    return house.home.house.log.load(PLAYED)


async def test_the_list_tells_of_a_case_and_offers_its_roles(tmp_path):
    async with playhouse(tmp_path / "var") as house:
        await house.stage.ready(REAL)
        hall = house.home.house.log.load(PLAYED)
    html = shown(hall, {"case": "no-papers"})
    assert [choice.case.id for choice in page(hall, hall.last_at, {}).choices] == list(cases())
    assert re.findall(r'data-command="begin-rehearsal" data-value="no-papers" data-role="([a-z-]+)"', html) == [
        "clerk",
        "greeter",
    ]
    assert html.count('class="main"') == 1
    assert "没带身份证" in html or "身份证忘在家里" in html
    assert "演练 ·" not in html


async def test_a_hall_that_lacks_something_is_offered_the_rest_only(tmp_path):
    place = Place.make(tmp_path / "small", (HALL.replace("urgent-suspension", "night-suspension"),))
    async with playhouse(tmp_path, place) as house:
        await house.stage.ready(REAL)
        hall = house.home.house.log.load(PLAYED)
    found = page(hall, hall.last_at, {})
    assert "lost-phone" not in {choice.case.id for choice in found.choices}
    assert found.absent == 1
    assert "另有 1 个情景" in shown(hall)


async def test_the_scene_tells_what_was_said_with_the_newest_last_and_opens_the_trainees_screen(tmp_path):
    async with playhouse(tmp_path / "var") as house:
        hall = await at(house, "ordinary-day", "clerk", 45)
    html = shown(hall)
    assert html.index("我来交个话费。") < html.index("我想办一个新号码。") < html.index("一边看表一边取号")
    assert f'href="/counter/{PLAYED}/1?lang=zh" target="_blank"' in html
    assert 'data-command="end-rehearsal"' in html
    assert "begin-rehearsal" not in html
    assert "My bill" not in html
    assert "I have come to pay my bill." in shown(hall, {"lang": "en"})


async def test_what_a_customer_answers_is_told_where_no_beat_has_words_for_it(tmp_path):
    async with playhouse(tmp_path / "var") as house:
        await at(house, "no-papers", "clerk", 5)
        for act in ("open_counter", "call_next", "start"):
            more = {"expected_current": None} if act == "call_next" else {}
            await house.do(lambda hall, now, act=act, more=more: getattr(decide, act)(hall, now, counter=1, **more))
        hall = house.home.house.log.load(PLAYED)
        assert "的回答是" not in shown(hall)  # a greeting asks nothing
        walk = hall.walk_at(1)
        await house.do(lambda hall, now: _passed(hall, now, walk.id, "welcome"))
        hall = house.home.house.log.load(PLAYED)
        assert "赵女士的回答是“普通开户”。" in shown(hall)
        await house.do(lambda hall, now: _passed(hall, now, walk.id, "brand", "ordinary"))
        await house.do(lambda hall, now: _passed(hall, now, walk.id, "kind", "private"))
        hall = house.home.house.log.load(PLAYED)
        assert "的回答是" not in shown(hall)  # she has words of her own for it, in a moment


def _passed(hall, now, walk, step, answer=None):
    return walking.answer(hall, now, walk=walk, step=step, given=Given(answer=answer))


async def test_the_end_offers_the_same_case_again_and_fetches_the_result(tmp_path):
    async with playhouse(tmp_path / "var") as house:
        hall = await at(house, "lost-phone", "clerk", 600, Trainee())
    html = shown(hall)
    assert f'src="/rehearsal/{PLAYED}/result?of={hall.rehearsal.seq}&amp;lang=zh"' in html
    assert 'data-value="lost-phone" data-role="clerk"' in html
    assert "end-rehearsal" not in html
    assert 'data-value="ordinary-day"' in shown(hall, {"page": "choose"})


async def test_the_result_has_a_plain_verdict_for_each_moment(tmp_path):
    async with playhouse(tmp_path / "var") as house:
        await house.begin("no-papers", "clerk")
        await house.play(Trainee())
        async with _as(house, "manager") as get:
            html = await get(f"/rehearsal/{PLAYED}/result?lang=zh")
            english = await get(f"/rehearsal/{PLAYED}/result?lang=en")
        await house.begin("lost-phone", "clerk")
        await house.play(None)
        async with _as(house, "manager") as get:
            nothing = await get(f"/rehearsal/{PLAYED}/result")
    assert 'data-kept="true"' in html
    assert "该做的都做到了。" in html
    assert "做到了" in html
    assert "欢迎光临东城营业厅" in html  # without the mark of the rehearsal
    assert "All that was due was done." in english
    assert not re.search(r"[一-鿿]", re.sub(r'lang="[^"]*"', "", english))
    assert 'data-kept="false"' in nothing
    assert nothing.count('data-state="missed"') >= 3
    assert "一直没有被叫到" in nothing
    assert "时间到，没有演完" in nothing


def _as(house, role):
    @asynccontextmanager
    async def opened():
        home_ = house.home

        async def get(path: str) -> str:
            answer = await home_.http.get(path, headers={"Authorization": f"Bearer {home_.place.tokens[role]}"})
            assert answer.status_code == 200, answer.text
            return answer.text

        yield get

    return opened()


async def test_every_way_to_fall_short_has_a_word_of_its_own(tmp_path):
    async with playhouse(tmp_path / "var") as house:
        hall = await at(house, "no-papers", "clerk", 600, Trainee())
        result = await house.result()
    moment = result.moments[0]
    expected = Expected("x", "TicketCalled", Text("叫号", "Call"), 10)
    told = outcome(
        hall,
        replace_result(
            result,
            moments=tuple(replace(moment, how=how) for how in ("kept", "late", "skipped", "left-out", "incomplete")),
            duties=tuple(Duty(expected, 1000, how) for how in ("kept", "late", "missed")),
            served=tuple(Served("zhao", "A001", how, 1000, 2000) for how in ("done", "missed", "left", "waiting")),
            misheard=(Misheard("zhao", "open-account", "papers", "missing", "have"),),
        ),
        "zh",
    )
    assert [one.state for one in told.moments] == ["kept", "late", "missed", "missed", "late"]
    assert len({one.word for one in told.moments}) == 5
    assert [one.state for one in told.duties] == ["kept", "late", "missed"]
    assert [one.state for one in told.served] == ["kept", "missed", "missed", "missed"]
    assert told.misheard == ["赵女士说的是“没带齐”，记成了“带齐了”。"]
    html = environment.get_template("counter_ui/rehearsal/result.html").render(v=told, **words({"lang": "zh"}))
    assert html.count('class="verdict"') == 5 + 3 + 4 + 1


def replace_result(result: Result, **changes) -> Result:
    return replace(result, **changes)


async def test_every_screen_of_a_rehearsal_hall_says_that_it_is_one(tmp_path):
    place = Place.make(tmp_path / "var", (HALL,))
    async with home(place, scripts=ROOT / "service_scripts") as opened:
        await opened.house.stage.ready(REAL)
        for screen in ("kiosk/{}", "display/{}", "display/{}/window/1", "greeter/{}", "manager/{}", "counter/{}/1"):
            role = screen.partition("/")[0]
            token = place.tokens["counter", 1] if role == "counter" else place.tokens[role]
            headers = {"Authorization": f"Bearer {token}"}
            rehearsed = (await opened.http.get("/" + screen.format(PLAYED), headers=headers)).text
            real = (await opened.http.get("/" + screen.format(REAL), headers=headers)).text
            assert 'data-rehearsal-zh="演练 · 不是真实业务"' in rehearsed, screen
            assert "shared/rehearsal.css" in rehearsed, screen
            assert "data-rehearsal" not in real, screen
            assert "rehearsal.css" not in real, screen


@pytest.mark.parametrize(("role", "status"), [("manager", 303), ("all", 303), ("greeter", 403), ("display", 403)])
async def test_who_may_open_the_page(tmp_path, role, status):
    place = Place.make(tmp_path / "var", (HALL,))
    async with home(place) as opened:
        headers = {"Authorization": f"Bearer {place.tokens[role]}"}
        asked = {"headers": headers | {"Idempotency-Key": "k"}, "json": {}}
        made = await opened.http.post(f"/api/v1/halls/{REAL}/rehearsal-hall", **asked)
        assert (made.status_code == 200) == opened.house.log.has(PLAYED) == (status == 303)
        answer = await opened.http.get(f"/rehearsal/{REAL}?lang=en", headers=headers)
        assert answer.status_code == status
        if status == 303:
            assert answer.headers["location"] == f"/rehearsal/{PLAYED}/scene?lang=en"
            assert (await opened.http.get(answer.headers["location"], headers=headers)).status_code == 200


async def test_the_printed_link_signs_the_browser_in_and_leaves_no_key_in_the_address(tmp_path):
    place = Place.make(tmp_path / "var", (HALL,))
    async with home(place) as opened:
        first = await opened.http.get(f"/rehearsal/{REAL}?key={place.tokens['all']}")
        assert (first.status_code, first.headers["location"]) == (303, f"/rehearsal/{REAL}")
        opened.http.cookies.set("yingbin-all", place.tokens["all"])
        second = await opened.http.get(first.headers["location"])
        assert second.status_code == 200
        assert "opening.js" in second.text
        assert not opened.house.log.has(PLAYED), "looking makes nothing"
        opened.http.cookies.clear()
        assert (await opened.http.get(f"/rehearsal/{REAL}?key=yb_nothing")).status_code == 401

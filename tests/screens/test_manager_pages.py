"""The pages beside the manager's: who may see them, moments of truth, scripts and their faults."""

import contextlib
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from app.moments import Guided, Moment, Wanted
from counter_ui.manager.moments import Asked, told
from tests.house import HALL, Home, Place, home
from tests.screens.tv import Picture, hall

SCRIPT = """
id: pay-bill
title: {zh: 收费, en: Pay a bill}
steps:
  - {id: welcome, kind: greeting, say: {zh: "{greeting}，请坐。", en: "{greeting}, please sit down."}, moment: true}
  - {id: fee, do: {zh: "收取话费，收费员唱收唱付，{setting.hint}", en: "take the fee, {setting.hint}"}, within: 2m, moment: true}
  - {id: bye, kind: farewell, say: {zh: 谢谢您，欢迎再来。, en: Thank you and welcome back.}}
"""
PAGES = ("", "/moments", "/scripts", "/scripts/pay-bill")


@contextlib.asynccontextmanager
async def opened(tmp_path: Path, *more: str) -> AsyncIterator[Home]:
    """A hall whose bills have a script; `more`: texts of other script files."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "pay-bill.yaml").write_text(SCRIPT, "utf-8")
    for place, text in enumerate(more):
        (folder / f"more-{place}.yaml").write_text(text, "utf-8")
    file = HALL.replace("typical: 2m}", "typical: 2m, script: pay-bill}") + "settings: {hint: 双手交接}\n"
    async with home(Place.make(tmp_path / "var", (file, HALL.replace("dongcheng", "xicheng"))), scripts=folder) as house:
        yield house


async def see(house: Home, path: str, role: object = "manager", hall: str = "dongcheng") -> tuple[int, str]:
    answer = await house.http.get(f"/manager/{hall}{path}", headers={"Authorization": f"Bearer {house.place.tokens[role]}"})
    house.http.cookies.clear()
    return answer.status_code, answer.text


async def test_only_a_manager_of_the_hall_opens_any_of_the_pages(tmp_path):
    async with opened(tmp_path) as house:
        for path in PAGES:
            assert (await see(house, path))[0] == 200
            assert (await see(house, path, "all"))[0] == 200
            for role in ("kiosk", "display", "greeter", ("counter", 1), ("xicheng", "manager")):
                assert (await see(house, path, role))[0] == 403, (path, role)
            assert (await house.http.get(f"/manager/dongcheng{path}")).status_code == 401
            assert (await see(house, path, "all", "nowhere"))[0] == 404
        assert (await see(house, "/scripts/unheard-of"))[0] == 404


async def test_a_plain_page_signs_the_browser_in_as_the_screen_does(tmp_path):
    async with opened(tmp_path) as house:
        bearer = {"Authorization": f"Bearer {house.place.tokens['manager']}"}
        first = await house.http.get("/manager/dongcheng/scripts", headers=bearer)
        assert "yingbin-manager-dongcheng" in first.headers["set-cookie"]
        assert (await house.http.get("/manager/dongcheng/moments")).status_code == 200
        assert (await house.http.get("/manager/dongcheng")).status_code == 200


async def test_the_door_leads_to_the_managers_page(tmp_path):
    async with opened(tmp_path) as house:
        answer = await house.http.get("/enter", params={"key": house.place.tokens["manager"]})
        assert (answer.status_code, answer.headers["location"]) == (303, "/manager/dongcheng")
        assert 'href="/manager/dongcheng"' in (await house.http.get("/")).text


# ------------------------------------------------------------ moments of truth
async def _serve(house: Home) -> None:
    clerk = house.as_(("counter", 3))
    await clerk.post("/counters/3/open", staff="王")
    await house.as_("greeter").post("/tickets", service="pay-bill")
    await clerk.post("/counters/3/call-next", expected_current=None)
    await clerk.post("/counters/3/start")
    walk = await house.house.desk.read("dongcheng", lambda state, now: state.walk_at(3).id)
    await clerk.post(f"/walks/{walk}/answer", step="welcome")
    await clerk.post("/counters/3/finish")


async def test_moments_are_counted_by_script_and_post_with_each_single_one(tmp_path):
    async with opened(tmp_path) as house:
        await _serve(house)
        text = _words((await see(house, "/moments"))[1])
        assert "应做 2 次，做到 1 次（50 %）" in text
        assert "收费 3 号台席 2 1 50 %" in text
        assert "未做 收费 收取话费，收费员唱收唱付，双手交接 3 号台席 王 B001 –" in text
        assert "做到 收费 〔时段问候〕，请坐。 3 号台席 王 B001" in text


async def test_a_filter_takes_what_it_names_and_nothing_else(tmp_path):
    async with opened(tmp_path) as house:
        await _serve(house)
        assert "应做 1 次，做到 0 次" in _words((await see(house, "/moments?step=fee"))[1])
        assert "应做 2 次" in _words((await see(house, "/moments?counter=3&post=counter-3&script=pay-bill"))[1])
        for none in ("counter=1", "post=door", "script=other", "day=2020-01-01"):
            assert "没有符合条件的关键时刻" in (await see(house, f"/moments?{none}"))[1], none


@pytest.mark.parametrize("query", ["day=nonsense", "counter=x", "counter=9999999", "lang=fr", "day=", "post=&step=%00", "x=1"])
async def test_an_odd_question_is_no_error(tmp_path, query):
    async with opened(tmp_path) as house:
        assert (await see(house, f"/moments?{query}"))[0] == 200


def _words(html: str) -> str:
    """What stands in the main part, a blank between elements."""
    body = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def moment(seq: int, how: str = "kept", **more: object) -> Moment:
    given = {"post": "door", "counter": None, "who": None, "number": None, "took": 4000, "stood_in": None} | more
    return Moment(seq=seq, at=seq, script="guidance", version=1, step="welcome", how=how, **given)  # type: ignore[arg-type]


def test_a_moment_of_an_absent_post_counts_for_both():
    found = [moment(1), moment(2, "late", post="sales-1", stood_in="door")]
    report = told(hall().hall, "zh", "2026-03-09", Wanted(), found, Guided({}, {}))
    assert [(one.place, one.due, one.kept) for one in report.totals] == [("门迎岗", 2, 1), ("营销代表", 1, 0)]
    assert (report.due, report.kept) == (2, 1), "but is one moment"
    assert report.singles[0].stood_in == "门迎岗"


def test_guidance_is_told_by_outcome_and_channel_the_commonest_first():
    ways = Guided({"ticket": 3, "self-service": 5}, {"online": 1, "all-day": 4})
    report = told(hall().hall, "zh", "2026-03-09", Wanted(), [], ways)
    assert report.outcomes == [("引导到其他渠道", 5), ("取号", 3)]
    assert report.channels == [("24 小时自助服务区", 4), ("网上营业厅", 1)]


def test_a_long_day_shows_the_newest_and_says_how_many_more():
    report = told(hall().hall, "zh", "2026-03-09", Wanted(), [moment(n) for n in range(1000)], Guided({}, {}))
    assert (report.singles[0].moment.seq, len(report.singles), report.more) == (999, 400, 600)


def test_what_is_asked_for_without_sense_is_not_asked_for():
    assert Asked.of({"day": "2026-13-01", "counter": "２", "post": " "}) == Asked(None, Wanted())
    assert Asked.of({"day": "2026-03-09", "counter": "2"}) == Asked("2026-03-09", Wanted(counter=2))


# ------------------------------------------------------------ scripts
async def test_the_list_tells_version_steps_times_and_what_each_is_for(tmp_path):
    async with opened(tmp_path) as house:
        assert "收费 pay-bill 交话费 1 3 2 限时 2 分钟" in _words((await see(house, "/scripts"))[1])


async def test_the_chart_of_a_script_has_every_step_with_words_limit_and_moment(tmp_path):
    async with opened(tmp_path) as house:
        html = (await see(house, "/scripts/pay-bill"))[1]
        picture = Picture(html[html.index("<main") : html.index("</main>") + 7])
        assert [told["data-step"] for told in picture.having("data-step")] == ["welcome", "fee", "bye"]
        text = _words(html)
        assert "1 welcome ◆ 说 · 问候 〔时段问候〕，请坐。" in text
        assert "2 fee ◆ 限时 2 分钟 做 收取话费，收费员唱收唱付，双手交接" in text
        english = (await see(house, "/scripts/pay-bill?lang=en"))[1]
        assert '<html lang="en"' in english
        assert "[greeting], please sit down." in english


async def test_a_faulty_file_is_told_with_its_line_and_the_good_version_stays(tmp_path):
    async with opened(tmp_path) as house:
        file = tmp_path / "scripts" / "pay-bill.yaml"
        file.write_text(SCRIPT.replace("within: 2m", "within: soon"), "utf-8")
        await house.house.shelf.look()
        text = _words((await see(house, "/scripts"))[1])
        assert "scripts/pay-bill.yaml:6" in text
        assert "继续使用第 1 版" in text
        chart = _words((await see(house, "/scripts/pay-bill"))[1])
        assert "scripts/pay-bill.yaml:6" in chart
        assert "限时 2 分钟" in chart


async def test_a_file_that_never_was_good_has_no_version_to_use(tmp_path):
    async with opened(tmp_path, "id: more-0\nsteps: []\n") as house:
        assert "还没有可用的版本" in _words((await see(house, "/scripts"))[1])
        assert "脚本文件有误" not in (await see(house, "/scripts/pay-bill"))[1]


async def test_the_headings_and_fields_of_the_pages_can_be_found_without_seeing_them(tmp_path):
    async with opened(tmp_path) as house:
        await _serve(house)
        for path in PAGES[1:]:
            html = (await see(house, path))[1]
            picture = Picture(html[html.index("<header") : html.index("</body>")])
            tags = [tag for tag, _, _ in picture.elements]
            assert tags.count("h1") == tags.count("main") == 1
            fields = [one for tag, one, _ in picture.elements if tag in ("input", "select") and one.get("type") != "hidden"]
            assert len(fields) == tags.count("label")
            assert " style=" not in html
            assert "<script" not in html

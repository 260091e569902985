"""Each case can be played to its end by whoever does everything right, and shows what whoever does nothing has missed."""

import re

import pytest

from app.forbidden import forbidden
from app.hall import duties, watch
from app.hall_file import read_hall_text
from app.rehearsal.reading import FOLDER, cases, faults, read_case
from app.script_file import read_folder
from tests.rehearsal.playhouse import HALL, ROOT, Trainee, playhouse

PLAYED = [(case.id, role) for case in cases().values() for role in case.roles]


def scripts():
    return {id: filed.script for id, filed in read_folder(ROOT / "service_scripts")[0].items()}


async def test_whoever_does_everything_right_keeps_everything(tmp_path):
    async with playhouse(tmp_path / "var") as house:
        for case, role in PLAYED:
            await house.begin(case, role)
            result = await house.play(Trainee())
            assert result.kept, (case, role, result)
            assert result.moments or result.duties, (case, role)
            assert all(one.outcome == "done" for one in result.served), (case, role)
        await house.home.check_replay("dongcheng-rehearsal")


async def test_whoever_does_nothing_is_told_what_was_missed(tmp_path):
    async with playhouse(tmp_path / "var") as house:
        for case, role in PLAYED:
            await house.begin(case, role)
            result = await house.play(None)
            assert not result.kept, (case, role)
            missed = [one for one in result.duties if one.how != "kept"]
            assert missed or [one for one in result.served if one.outcome != "done"], (case, role, result)


async def test_an_answer_that_the_customer_did_not_give_is_told(tmp_path):
    class Deaf(Trainee):
        """Enters that the papers are there."""

        def move(self, cast, now):
            cast.case.customer("zhao").answers.pop("open-account.papers", None)
            return super().move(cast, now)

    async with playhouse(tmp_path / "var") as house:
        case = cases()["no-papers"]
        kept = dict(case.customer("zhao").answers)
        await house.begin("no-papers", "clerk")
        try:
            await house.play(Deaf())
        finally:
            case.customer("zhao").answers.update(kept)
        result = await house.result()
    assert [(one.step, one.said, one.entered) for one in result.misheard] == [("papers", "missing", "have")]
    assert not result.kept


async def test_a_customer_walks_the_guidance_at_the_kiosk_to_its_ticket_or_walks_off(tmp_path, monkeypatch):
    async with playhouse(tmp_path / "var") as house:
        await house.begin("ordinary-day", "clerk")
        await house.play(None, 60)
        hall = house.home.house.log.load("dongcheng-rehearsal")
        walked = [one for one in hall.ended if one.runner == "kiosk"]
        assert [(one.outcome, one.ticket[1]) for one in walked] == [("ticket", "A001")]
        await house.stage.end("dongcheng-rehearsal", "stopped")
        monkeypatch.setitem(cases()["ordinary-day"].customer("li").answers, "guidance.documents", "stops")
        await house.begin("ordinary-day", "clerk")
        await house.play(None, watch.GIVES_UP // 1000 + 60)
        hall = house.home.house.log.load("dongcheng-rehearsal")
        assert [one.ticket for one in hall.ended if one.at >= hall.rehearsal.at] == [None]


async def test_whoever_waits_too_long_leaves_the_queue(tmp_path):
    async with playhouse(tmp_path / "var") as house:
        await house.begin("rush-of-ten", "clerk")
        await house.do(lambda hall, now: duties.report_fault(hall, now, counter=3))
        await house.do(lambda hall, now: duties.report_fault(hall, now, counter=4))
        result = await house.play(None)
    assert [one.who for one in result.served if one.outcome == "left"] == ["c10"]


def test_there_are_at_least_twelve_cases_for_every_role():
    assert len(cases()) >= 12
    assert {role for _, role in PLAYED} == {"clerk", "greeter", "duty-manager"}


def test_a_case_refers_only_to_what_the_demo_hall_and_the_handbook_have():
    plan, known = read_hall_text(HALL), scripts()
    assert [fault for case in cases().values() for fault in faults(case, plan, known)] == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("at:open-account.papers", "at:open-account.paper", "step open-account.paper"),
        ("open-account.papers: missing", "open-account.papers: mislaid", "answer mislaid at open-account.papers"),
        ("service: open-account", "service: open-acount", "service open-acount"),
        ("counter: 1", "counter: 77", "counter 77"),
        ("fact: TicketCalled", "fact: TicketCaled", "fact TicketCaled"),
        ("of: takes", "of: took", "beat took"),
        ("who: zhao, of: takes", "who: zhou, of: takes", "customer zhou"),
    ],
)
def test_a_reference_that_leads_nowhere_is_found(before, after, fault):
    text = (FOLDER / "02-no-papers.yaml").read_text("utf-8")
    assert before in text
    case = read_case(text.replace(before, after, 1))
    assert f"no-papers: there is no {fault}" in list(faults(case, read_hall_text(HALL), scripts()))


def test_an_unknown_key_of_a_case_is_refused():
    text = (FOLDER / "02-no-papers.yaml").read_text("utf-8")
    with pytest.raises(ValueError, match="wach"):
        read_case(text.replace("watch:", "wach: []\nwatch:", 1))


def test_what_is_read_aloud_of_a_case_is_in_both_languages_and_clean():
    for case in cases().values():
        texts = [case.title, case.about, *case.watch, *(one.who for one in case.customers), *(one.what for one in case.expects)]
        texts += [text for beat in case.beats for text in (beat.says, beat.shows) if text is not None]
        for text in texts:
            assert text.zh
            assert text.en
            assert not re.search(r"[一-鿿]", text.en), text.en
        for text in (*case.watch, case.about):
            assert not [*forbidden(text, "zh"), *forbidden(text, "en")]

"""Every script of the handbook is walked through every branch and every combination of its conditions."""

import pytest

from app.hall.plan import Text
from app.hall.walk import Walk, limit_of
from shared_ui.spoken import spoken
from shared_ui.steps import step_view
from tests.hall.scripted import ScriptedFloor
from tests.handbook.ways import DEMO, SCRIPTS, circumstances, conditions, explore

FLOWS = {
    "guidance", "recommendation", "vip-reception", "complaint", "open-account", "batch-opening", "new-account", "pay-bill",
    "pre-cancellation", "formal-cancellation", "urgent-suspension", "inquiry", "number-trouble",
}  # fmt: skip


def test_the_handbook_has_all_its_flows():
    assert not FLOWS - SCRIPTS.keys()


@pytest.fixture(params=sorted(SCRIPTS))
def script(request):
    return SCRIPTS[request.param]


def test_every_step_and_every_answer_is_come_by_and_every_walk_can_end(script):
    steps, answers = set(), set()
    for now in circumstances(script):
        found = explore(script, now)
        assert not found.dead_ends(), now
        steps |= found.steps
        answers |= found.answers
    assert steps == {step.id for step in script.steps}
    assert answers == {(step.id, answer.id) for step in script.steps for answer in step.answers}


def test_each_condition_makes_a_difference(script):
    for condition in conditions(script):
        with_it = [step for step in script.steps if condition in step.when]
        assert with_it


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_can_be_said_in_the_demo_hall(script, language):
    floor = ScriptedFloor(plan=DEMO, scripts=tuple(SCRIPTS.values()))
    number = floor.take(service="pay-bill")
    walk = Walk(
        "w1", script.id, 1, "counter", "counter-1", script.steps[0].id, floor.now, floor.now,
        counter=1, ticket=(floor.hall.day, number), service="pay-bill", level="ordinary",
    )  # fmt: skip
    for text in _texts(script):
        said = spoken(floor.hall, floor.now, walk, text, language, public=False)
        assert said.strip()
        assert "{" not in said
        assert "您您" not in said
        assert "普通客户" not in said


def _texts(script) -> list[Text]:
    texts = [script.title]
    for step in script.steps:
        texts += [text for text in (step.text, step.cue, *step.items) if text is not None]
        texts += [answer.label for answer in step.answers if answer.label is not None]
    return texts


def test_every_answer_has_a_word_of_its_own_in_each_language(script):
    for step in script.steps:
        for language in ("zh", "en"):
            labels = [answer.label.in_(language) for answer in step.answers if answer.label]
            assert len(set(labels)) == len(step.answers), step.id
            assert all(len(label) <= (12 if language == "zh" else 40) for label in labels), (step.id, labels)


def test_every_farewell_is_said_standing(script):
    for step in script.steps:
        if step.kind == "farewell" and script.id not in ("guidance", "number-trouble", "waiting-area"):
            cues = " ".join(one.cue.zh for one in script.steps if one.cue)
            assert "起立" in cues or "站" in cues


def test_a_service_script_reads_the_entries_back_before_its_farewell(script):
    if script.id not in {service.script for service in DEMO.services}:
        return
    said = "".join(text.zh for step in script.steps for text in (step.text, step.cue, *step.items) if text)
    assert any(word in said for word in ("核对", "复述", "确认一遍")), "read back"


def test_the_first_step_of_each_can_be_shown(script):
    floor = ScriptedFloor(plan=DEMO, scripts=tuple(SCRIPTS.values()))
    floor.open(1)
    begun = floor.begin(script.id, "counter", "counter-1", counter=1)
    walk = floor.walk(begun)
    for language in ("zh", "en"):
        view = step_view(floor.hall, floor.now, walk, language)
        assert view.text or view.items
    assert limit_of(DEMO, walk, script.step(walk.step)) is None or view.limit

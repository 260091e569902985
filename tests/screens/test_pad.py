"""The pad at a counter, by small examples: facts → hall → the picture."""

from app.hall import rating
from display_ui.routes import PAD
from shared_ui.picture import Place, allowed_look, render
from tests.screens.tv import Picture, called, hall


def pad(floor, counter: int = 1, query: str = "") -> Picture:
    return Picture(render(Place(PAD, floor.hall.plan.hall, counter), floor.hall, floor.now, allowed_look(PAD, query)))


def served(floor, counter: int = 1) -> str:
    number = called(floor, counter)
    floor.start(counter=counter)
    floor.finish(counter=counter)
    return number


def test_a_pad_rests_until_a_service_has_ended_at_its_counter():
    floor = hall()
    assert pad(floor).root["data-shows"] == "rests"
    number = called(floor, 1)
    floor.start(counter=1)
    assert pad(floor).root["data-shows"] == "rests"
    floor.finish(counter=1)
    assert pad(floor).root["data-shows"] == "asks"
    assert [told["data-ticket"] for told in pad(floor).having("data-ticket")] == [number]
    assert pad(floor, 2).root["data-shows"] == "rests"


def test_it_asks_in_five_steps_with_words_in_both_languages():
    floor = hall()
    served(floor)
    picture = pad(floor)
    assert [told["data-step-score"] for told in picture.having("data-step-score")] == ["5", "4", "3", "2", "1"]
    for words in ("非常满意", "满意", "一般", "不满意", "非常不满意", "Very dissatisfied"):
        assert words in picture.text
    assert picture.having("data-command") == [], "nothing is sent yet"


def test_after_a_step_it_asks_what_it_was_about_and_sends_both():
    floor = hall()
    number = served(floor)
    picture = pad(floor, query=f"for={number}&score=2&about=wait,staff")
    [send] = picture.having("data-command")
    assert send["data-post"] == "/api/v1/halls/dongcheng/counters/1/rate"
    assert send["data-body"] == f'{{"about": ["wait", "staff"], "number": "{number}", "score": 2}}'
    assert "about=staff" in [told["data-show"] for told in picture.having("data-show")], "a second tap takes it away"


def test_what_the_customer_before_had_chosen_is_no_longer_chosen_for_the_next():
    floor = hall()
    before = served(floor)
    served(floor)
    picture = pad(floor, query=f"for={before}&score=1&about=staff")
    assert picture.root["data-shows"] == "asks"
    assert [told for told in picture.having("aria-pressed") if told["aria-pressed"] == "true"] == []


def test_it_thanks_whoever_has_rated_then_rests():
    floor = hall()
    number = served(floor)
    floor.do(rating.at_pad, counter=1, ticket=number, score=5)
    assert "感谢您的评价" in pad(floor).text
    floor.later(seconds=9)
    assert pad(floor).root["data-shows"] == "rests"

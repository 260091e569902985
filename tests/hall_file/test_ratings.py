"""What a hall asks its customers."""

from app.hall.plan import MINUTE, TOPICS, Ratings, Text, Topic
from tests.hall_file.small import NEXT, SMALL, fault, plan


def test_a_hall_that_says_nothing_asks_for_the_six_topics_for_a_minute() -> None:
    assert plan(SMALL).ratings == Ratings(TOPICS, MINUTE)


def test_a_hall_may_have_topics_of_its_own() -> None:
    told = plan(SMALL + "ratings: {pad: 45s, about: [{id: wait}, {id: parking, name: {zh: 停车, en: Parking}}]}\n").ratings
    assert told == Ratings((Topic("wait"), Topic("parking", Text("停车", "Parking"))), 45_000)


def test_a_topic_of_its_own_needs_words() -> None:
    line, sentence = fault(SMALL + "ratings: {about: [{id: parking}]}\n")
    assert (line, sentence) == (NEXT, "the topic `parking` needs a `name`: write it as customers are to read it")


def test_a_topic_stands_once() -> None:
    assert "wait" in fault(SMALL + "ratings: {about: [{id: wait}, {id: wait}]}\n")[1]

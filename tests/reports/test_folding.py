"""A long log is folded by two processes, each with its share of the facts; together they come to what one comes to."""

from dataclasses import replace

import pytest

from app.hall import decide, rating
from app.hall.events import Fact, StepDone
from app.reports import folding
from app.reports.figures import Figures
from app.reports.store import Store
from tests.hall.floor import ACCOUNT
from tests.hall.scripted import ScriptedFloor
from tests.house import Place
from tests.reports.test_store import HALL, Written, rows


def served_and_rated() -> list[Fact]:
    """Two days; on each a customer is served by the script, says which brand, and rates."""
    hall = ScriptedFloor()
    for _ in range(2):
        hall.open_counter(counter=1, staff="7001")
        number = hall.take(service=ACCOUNT)
        hall.serve(1)
        walk = hall.at(1).id
        hall.answer(walk, "welcome")
        hall.answer(walk, "papers", "have")
        hall.answer(walk, "check", ticked=(0, 1))
        hall.answer(walk, "system")
        hall.answer(walk, "offer", "accepted", offer="family")
        hall.finish(counter=1)
        hall.do(rating.at_pad, counter=1, ticket=number, score=5, about=())
        hall.do(decide.close, counter=1)
        hall.later(minutes=1440)
    named = {"step": "brand", "answer": "gotone"}
    return [replace(one, **named) if isinstance(one, StepDone) and one.step == "papers" else one for one in hall.facts]


def test_two_shares_come_to_the_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    floor = ScriptedFloor()
    floor.facts = served_and_rated()
    written, store = Written(place, floor), Store(place.data.engine)
    written.grow(999)
    store.rebuild(HALL)
    alone = rows(place)
    days = [Figures.decode(one.data) for one in alone]
    assert [one.whole("steps")["times"] for one in days[:2]] == [5, 5]
    assert [set(one.by("brands", "brand")) for one in days[:2]] == [{("gotone",)}] * 2, "what a step says is kept for the rating"
    monkeypatch.setattr(folding, "MANY", 0)
    assert store.rebuild(HALL, place.data.url) == len(alone)
    assert rows(place) == alone
    written.close()

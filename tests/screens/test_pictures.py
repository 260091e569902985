"""A picture is drawn again only when its view has changed, and then always: it is what a fresh drawing would be."""

import random
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from app.hall import decide, duties, pages, signage, walking
from app.hall.day import Instant
from app.hall.duties import Filed
from app.hall.plan import Text
from app.hall.playlist import Entry
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.hall.walking import Given
from app.hall_file import read_hall
from app.script_file import read_folder
from counter_ui.greeter.routes import GREETER
from counter_ui.manager.routes import MANAGER, SIGNAGE
from counter_ui.routes import CLERK
from display_ui.routes import LOBBY, WINDOW
from kiosk_ui.routes import KIOSK
from shared_ui.picture import Look, Pictures, Place, render

ROOT = Path(__file__).parents[2]
BEGIN = 2_000_000_000_000
LOOKS: tuple[tuple[Place, Look], ...] = (
    (Place(KIOSK, "dongcheng", None), {}),
    (Place(KIOSK, "dongcheng", None), {"lang": "en", "large": "1"}),
    (Place(KIOSK, "dongcheng", None), {"page": "ticket", "number": "B001"}),
    (Place(LOBBY, "dongcheng", None), {}),
    (Place(LOBBY, "dongcheng", None), {"pair": "right", "lang": "en"}),
    (Place(WINDOW, "dongcheng", 1), {}),
    (Place(SIGNAGE, "dongcheng", None), {}),
    (Place(CLERK, "dongcheng", 1), {}),
    (Place(CLERK, "dongcheng", 2), {"slim": "1"}),
    (Place(GREETER, "dongcheng", None), {}),
    (Place(GREETER, "dongcheng", None), {"list": "missed"}),
    (Place(MANAGER, "dongcheng", None), {}),
)


@pytest.fixture(scope="module")
def handbook() -> dict[str, Filed]:
    found, faults = read_folder(ROOT / "service_scripts", {})
    assert not faults
    return found


class Day:
    """Somebody does something, again and again."""

    def __init__(self, seed: int, handbook: dict[str, Filed]) -> None:
        self.chance, self.hall, self.now = random.Random(seed), Hall(), BEGIN
        self.do(lambda hall, now: decide.set_plan(hall, now, read_hall(ROOT / "halls" / "dongcheng.yaml")))
        self.do(decide.pass_time)
        self.do(lambda hall, now: duties.set_scripts(hall, now, handbook))
        for n in (1, 2, 3):
            self.do(lambda hall, now, n=n: decide.open_counter(hall, now, counter=n))

    def do(self, act: Callable[[Hall, Instant], object]) -> bool:
        before = self.hall.version
        try:
            self.hall.apply_all(act(self.hall, self.now))  # type: ignore[arg-type]
        except Refusal:
            pass
        return self.hall.version > before

    def goes_on(self) -> bool:
        """Whether something has happened."""
        if self.chance.random() < 0.2:
            self.now += 30_000 * self.chance.randint(1, 20)
            return self.do(decide.pass_time) or True
        counter = self.chance.randint(1, 3)
        number = f"{self.chance.choice('ABC')}{self.chance.randint(1, 12):03d}"
        service = self.chance.choice(self.hall.plan.services).id
        level = self.chance.choice(["ordinary", "vip"])
        current = (self.hall.counters[counter].ticket or (None, None))[1]
        walk = self.chance.choice(list(self.hall.walks.values()) or [None])
        return self.do(
            self.chance.choice(
                [
                    lambda hall, now: decide.take(hall, now, service=service, level=level, by="kiosk"),
                    lambda hall, now: decide.take(hall, now, service=service, level=level, by="kiosk"),
                    lambda hall, now: decide.call_next(hall, now, counter=counter, expected_current=current),
                    lambda hall, now: decide.call_next(hall, now, counter=counter, expected_current=current),
                    lambda hall, now: decide.start(hall, now, counter=counter),
                    lambda hall, now: decide.recall(hall, now, counter=counter),
                    lambda hall, now: decide.no_show(hall, now, counter=counter),
                    lambda hall, now: decide.rejoin(hall, now, ticket=number),
                    lambda hall, now: decide.cancel(hall, now, ticket=number),
                    lambda hall, now: decide.call_helper(hall, now, kiosk="1"),
                    lambda hall, now: duties.note(hall, now, ticket=number, by="greeter"),
                    lambda hall, now: pages.page(hall, now, reason="crowd", who="duty-manager", about="crowd"),
                    lambda hall, now: duties.set_notice(hall, now, text=Text("请安静", "Quiet, please")),
                    lambda hall, now: signage.add(hall, now, entry=Entry("", "message", text=Text("宽带", "Fibre"))),
                    lambda hall, now: signage.remove(hall, now, id=hall.playlist[0].id) if hall.playlist else [],
                    lambda hall, now: walking.answer(hall, now, walk=walk.id, step=walk.step, given=Given()) if walk else [],
                    lambda hall, now: walking.skip(hall, now, walk=walk.id, step=walk.step, reason="hurry") if walk else [],
                ]
            )
        )


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_a_kept_picture_is_what_a_fresh_one_would_be(seed: int, handbook: dict[str, Filed]) -> None:
    day, pictures = Day(seed, handbook), Pictures()
    kept = drawn = 0
    before: dict[int, str] = {}
    for _ in range(150):
        if not day.goes_on():
            continue
        for at, (place, look) in enumerate(LOOKS):
            html = pictures.newest(place, day.hall, day.now, look).html
            assert html == orjson.dumps(render(place, day.hall, day.now, look)).decode(), (place.path, look)
            kept += html is before.get(at)
            drawn += html is not before.get(at)
            before[at] = html
    assert kept > 0.2 * drawn  # else it is drawn again though nothing has changed

"""A lobby TV and a window screen to look at: the halls they stand in, and what is on them."""

from html.parser import HTMLParser
from pathlib import Path

from app.hall.plan import Plan
from app.hall_file import read_hall
from display_ui.routes import LOBBY, WINDOW
from shared_ui.picture import Place, allowed_look, render
from tests.hall.floor import Floor

HALLS = Path(__file__).parent.parent.parent / "halls"
PLAN = read_hall(HALLS / "dongcheng.yaml")
WITH_HOURS = read_hall(HALLS / "xicheng.yaml")
BILL = "pay-bill"


class Picture(HTMLParser):
    """A rendered region: its text, and every element with the classes of the elements around it."""

    VOID = ("br", "hr", "img", "input", "meta", "link")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html, self.text, self.elements = html, "", []
        self._open: list[str] = []
        self.feed(html)
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag, attrs):
        told = {name: value or "" for name, value in attrs}
        self.elements.append((tag, told, " ".join(self._open).split()))
        if tag not in self.VOID:
            self._open.append(told.get("class", "-"))

    def handle_endtag(self, tag):
        self._open.pop()

    def handle_data(self, data):
        self.text += data

    def having(self, name: str, within: str | None = None) -> list[dict[str, str]]:
        return [told for _, told, around in self.elements if name in told and (within is None or within in around)]

    def now(self) -> list[str]:
        return [told["data-ticket"] for told in self.having("data-call", "now")]

    def recent(self) -> list[str]:
        return [told["data-ticket"] for told in self.having("data-call", "recent")]

    @property
    def root(self) -> dict[str, str]:
        return self.elements[0][1]


def lobby(floor: Floor, query: str = "") -> Picture:
    return Picture(render(Place(LOBBY, floor.hall.plan.hall, None), floor.hall, floor.now, allowed_look(LOBBY, query)))


def window(floor: Floor, counter: int, query: str = "") -> Picture:
    return Picture(render(Place(WINDOW, floor.hall.plan.hall, counter), floor.hall, floor.now, allowed_look(WINDOW, query)))


def hall(plan: Plan = PLAN, at: str = "2026-03-09 10:24") -> Floor:
    return Floor(plan, at)


def called(floor: Floor, counter: int, level: str = "ordinary") -> str:
    """A customer takes a ticket and is called at once."""
    floor.take(level, BILL, after_hours=True)
    floor.open(counter)
    number = floor.next(counter)
    assert number is not None
    return number


def foot(picture: Picture) -> str:
    return picture.html[picture.html.index("<footer") :]

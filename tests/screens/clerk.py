"""A clerk's console to look at: the states it can be in, and what stands on the page."""

import json
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

from app.hall import duties, pages, walking
from counter_ui.routes import CLERK
from shared_ui.picture import Place, allowed_look, render
from tests.hall.floor import BILL, LI, WANG, Floor, named
from tests.hall.scripted import SCRIPTS, ScriptedFloor, ask, script, step

VOID = {"input", "br", "img"}


class Page(HTMLParser):
    """The elements of a picture: tag, attributes, and the text inside."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, {name: value or "" for name, value in attributes}, []))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag):
        assert self.elements[self._open.pop()][0] == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        for place in self._open:
            self.elements[place][2].append(data)

    def having(self, name: str, value: str | None = None) -> list[dict[str, str]]:
        return [one for _, one, _ in self.elements if name in one and value in (None, one[name])]

    def of_class(self, name: str) -> list[str]:
        return ["".join(text) for _, one, text in self.elements if name in one.get("class", "").split()]

    @property
    def text(self) -> str:
        return " ".join("".join(self.elements[0][2]).split())

    @property
    def commands(self) -> list[str]:
        return sorted({one["data-command"] for one in self.having("data-command")})

    @property
    def space(self) -> dict[str, str] | None:
        found = self.having("data-hotkey", "Space")
        return found[0] if found else None

    @property
    def main(self) -> dict[str, str]:
        [button] = [one for tag, one, _ in self.elements if tag == "button" and "main" in one["class"].split()]
        return button

    def key(self, key: str) -> dict[str, str]:
        [button] = self.having("data-hotkey", key)
        return button

    def body(self, command: str, value: str | None = None) -> object:
        found = [b for b in self.having("data-command", command) if value in (None, b.get("data-value"))]
        return json.loads(found[0]["data-body"])


class Desk(Floor):
    """A floor with a clerk who looks at it."""

    def see_console(self, counter: int = 1, query: str = "") -> Page:
        look = allowed_look(CLERK, query)
        return Page(render(Place(CLERK, "dongcheng", counter), self.hall, self.now, look))


APPEARANCE = script("opening-counter", step("look", "checklist", text=None, items=(named("badge"), named("shoes"))))
INQUIRY = script("inquiry", step("hear"), ask("when", enter="minutes"), step("bye", kind="farewell"))


class ScriptedDesk(ScriptedFloor):
    """The same, where the services have scripts."""

    def __init__(self) -> None:
        super().__init__(scripts=(*SCRIPTS, APPEARANCE, INQUIRY))

    def see_console(self, counter: int = 1, query: str = "") -> Page:
        look = allowed_look(CLERK, query)
        return Page(render(Place(CLERK, "dongcheng", counter), self.hall, self.now, look))

    def go(self, answer: str | None = None, **given) -> None:
        """Answers the step that the clerk sees."""
        walk = self.at(1)
        self.answer(walk.id, walk.step, answer, **given)

    @property
    def token(self) -> str:
        walk = self.at(1)
        return f"{walk.id}.{walk.step}.{walk.entered}"


def welcome(desk: ScriptedDesk) -> None:
    desk.serving()


def papers(desk: ScriptedDesk) -> None:
    welcome(desk)
    desk.go()


def check(desk: ScriptedDesk) -> None:
    papers(desk)
    desk.go("have")


def system(desk: ScriptedDesk) -> None:
    check(desk)
    desk.go(ticked=(0, 1))


def offer(desk: ScriptedDesk) -> None:
    system(desk)
    desk.go()


def farewell(desk: ScriptedDesk) -> None:
    offer(desk)
    desk.go("no", offer="data")


def called_with_a_script(desk: ScriptedDesk) -> None:
    desk.take()
    desk.open(1)
    desk.next(1)


def vip_beside(desk: ScriptedDesk) -> None:
    """Counter 1 takes VIPs first, and is busy when one comes."""
    one, *others = desk.hall.plan.counters
    desk.replan(counters=(replace(one, first=("vip",)), *others))
    papers(desk)
    desk.takes(LI)


def system_down(desk: ScriptedDesk) -> None:
    system(desk)
    desk.later(minutes=1)
    desk.do(duties.report_fault, counter=1)


def seat_left(desk: ScriptedDesk) -> None:
    system(desk)
    desk.open(3)
    desk.do(duties.leave_seat, counter=1, to_counter=3)


def manager_paged(desk: ScriptedDesk) -> None:
    papers(desk)
    desk.do(pages.page, reason="exception", about="x", counter=1, number=desk.in_hand(1))


def just_opened(desk: ScriptedDesk) -> None:
    desk.take()
    desk.open(1)


def no_script(desk: ScriptedDesk) -> None:
    desk.file(gone=("open-account", "opening-counter"))
    desk.take(), desk.open(1), desk.serve(1)


def inquiring(desk: ScriptedDesk) -> None:
    desk.open(1)
    desk.do(walking.leave, walk=desk.at(1).id)
    desk.begin("inquiry", "counter", "counter-1", counter=1)
    desk.go()


SCRIPTED = (
    *(welcome, papers, check, system, offer, farewell, called_with_a_script, vip_beside, system_down, seat_left),
    *(manager_paged, just_opened, inquiring),
)
BESIDE = ("skip", "recommend", "page", "seat", "scripts", "more", "transfer")


@cache
def every_scripted_picture(stand) -> tuple[Page, ...]:
    desk = ScriptedDesk()
    stand(desk)
    at, token = desk.in_hand(1) or "", desk.token if desk.at(1) else ""
    queries = ["", *(f"panel={panel}&for={at}&at={token}" for panel in BESIDE), f"ticked={token}~0"]
    return tuple(desk.see_console(1, query + how) for query in queries for how in ("", "&slim=1", "&lang=en"))


def closed(desk: Desk) -> None: ...


def free(desk: Desk) -> None:
    desk.open(1)


def free_with_a_queue(desk: Desk) -> None:
    desk.open(1)
    desk.take(WANG), desk.take(LI), desk.take(WANG, BILL)


def called(desk: Desk) -> None:
    free_with_a_queue(desk)
    desk.next(1)


def recalled_twice(desk: Desk) -> None:
    called(desk)
    desk.recall(counter=1), desk.recall(counter=1)


def serving(desk: Desk) -> None:
    called(desk)
    desk.start(counter=1)


def paused(desk: Desk) -> None:
    free_with_a_queue(desk)
    desk.pause(counter=1, reason="meal")


def leaving(desk: Desk) -> None:
    serving(desk)
    desk.pause(counter=1, reason="meal")


def closing(desk: Desk) -> None:
    serving(desk)
    desk.close(counter=1)


def crowded(desk: Desk) -> None:
    """On hold, missed, transferred here, a kiosk that asks for help, and a queue."""
    free_with_a_queue(desk)
    desk.next(1), desk.hold(counter=1, minutes=10)
    desk.next(1), desk.no_show(counter=1)
    desk.open(3)
    desk.call_helper(kiosk="2"), desk.call_helper(kiosk="3")
    bill = desk.serve(3)
    assert bill
    desk.transfer(counter=3, to_counter=1)


STANDS = (closed, free, free_with_a_queue, called, recalled_twice, serving, paused, leaving, closing, crowded)
PANELS = ["transfer", "hold", "change", "cancel", "call", "pause", "missed"]


@cache
def every_picture(stand) -> tuple[Page, ...]:
    """Each panel, wide and slim, the plain console in both languages."""
    desk = Desk()
    stand(desk)
    at = desk.in_hand(1)
    panels = [f"panel={panel}&for={at or ''}" for panel in PANELS]
    panels += ["panel=call&pick=B001", "panel=call&find=9", f"panel=transfer&keep=0&for={at or ''}", ""]
    return tuple(
        desk.see_console(1, panel + how) for panel in panels for how in ("", "&slim=1", *(["&lang=en"] if not panel else []))
    )

"""What fits a command now: whom or what it is about, its body, who sends it. And which commands lead to a hall in which it fits.

Of what the interface's description alone allows nearly all is refused: there is no such ticket, counter or case, or none that is
so far. Here are the commands of the floor: tickets, counters, walks, posts. The office's are in `fitting_office.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from app.hall import posts, rating, walks
from app.hall.attention import MATTERS
from app.hall.counter import Counter, CounterState
from app.hall.duties import OUTCOMES
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, State, Ticket
from app.hall.walk import Walk
from tests.promises.inputs import API
from tests.promises.stage import Stage

T = TypeVar("T")
Body = Mapping[str, Any]

PHONES = ("13912345678", "13812345679", "13712345670")
LIVE = (State.WAITING, State.HELD, *AT_COUNTER)


@dataclass(frozen=True)
class Order:
    """`which`: the counter, number or id in its address; `roles`: who may send it, by default whoever is held to no place of
    their own; `headers`: instead of a token."""

    which: object = ""
    body: Body = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Scene:
    """The hall as it is, chance, and what was learnt on the way: screens that wait to be let in, who has signed in and voted."""

    stage: Stage
    chance: Random
    waiting: list[str] = field(default_factory=list)
    session: str = ""
    signed_in_at: float = 0.0
    voted: set[str] = field(default_factory=set)

    @property
    def hall(self) -> Hall:
        hall: Hall = self.stage.hall
        return hall

    def any(self, pool: Iterable[T]) -> T | None:
        found = list(pool)
        return self.chance.choice(found) if found else None

    def one(self, pool: Iterable[T]) -> T:
        return self.chance.choice(list(pool))

    def perhaps(self, **body: Any) -> Body:
        """Some of it."""
        return {name: value for name, value in body.items() if self.chance.random() < 0.5}

    def read(self, path: str) -> Any:
        return self.stage.ask("manager", "GET", f"{API}/{path}").json()


Find = Callable[[Scene], Order | None]


@dataclass(frozen=True)
class Way:
    """`find`: what fits now, if anything does; `after`: what leads there, one after the other until something fits."""

    find: Find
    after: tuple[str, ...] = ()


def way(find: Find, *after: str) -> Way:
    return Way(find, after)


def about(pool: Callable[[Scene], Iterable[Any]], body: Callable[[Scene], Body] = lambda scene: {}) -> Find:
    """One of these, whichever it is."""

    def find(scene: Scene) -> Order | None:
        which = scene.any(pool(scene))
        return None if which is None else Order(which, body(scene))

    return find


def always(body: Callable[[Scene], Body] = lambda scene: {}, *roles: str) -> Find:
    return lambda scene: Order("", body(scene), roles)


# ------------------------------------------------------------ at a counter
def at(holds: Callable[[Hall, Counter], bool], body: Callable[[Scene, Counter], Body | None] = lambda scene, at: {}) -> Find:
    """A counter of which this holds. Sent by those over all counters, or by its own clerk if that one has a token."""

    def find(scene: Scene) -> Order | None:
        counter = scene.any(one for one in scene.hall.counters.values() if holds(scene.hall, one))
        given = body(scene, counter) if counter is not None else None
        if counter is None or given is None:
            return None
        own = f"counter {counter.number}"
        return Order(counter.number, given, ("manager", "integration", *((own,) if own in scene.stage.founded.tokens else ())))

    return find


def with_ticket(*states: State) -> Callable[[Hall, Counter], bool]:
    def holds(hall: Hall, counter: Counter) -> bool:
        ticket = hall.in_hand(counter)
        return ticket is not None and ticket.state in states

    return holds


def _stays_open(hall: Hall, counter: Counter) -> bool:
    return counter.state == CounterState.OPEN and counter.leaving is None


def _free(hall: Hall, counter: Counter) -> bool:
    return counter.state == CounterState.OPEN and counter.ticket is None


def _may_call(hall: Hall, counter: Counter) -> bool:
    return hall.next_for(counter.number) is not None and (
        _free(hall, counter) or (_stays_open(hall, counter) and with_ticket(State.SERVING)(hall, counter))
    )


def _expected(scene: Scene, counter: Counter) -> Body:
    return {"expected_current": counter.ticket and counter.ticket[1]}


def _of_number(*states: State, **body: Any) -> Callable[[Scene, Counter], Body | None]:
    def made(scene: Scene, counter: Counter) -> Body | None:
        ticket = scene.any(one for one in scene.hall.tickets.values() if one.state in states)
        return ticket and {"number": ticket.number, **body}

    return made


def _transfer(scene: Scene, counter: Counter) -> Body:
    others = [
        one.number for one in scene.hall.counters.values() if one.state != CounterState.CLOSED and one.number != counter.number
    ]
    to = {"counter": scene.one(others)} if others and scene.chance.random() < 0.5 else {"service": _service(scene)}
    return {**to, **scene.perhaps(keep_place=False)}


def _assigned(scene: Scene, counter: Counter) -> Body:
    """Whom it takes first, the other way round; or one service less, if another counter has it, or all of its own again."""
    works = scene.hall.works
    mine = works[counter.number]
    elsewhere = {service for other in works.values() if other.number != counter.number for service in other.services}
    spare = [service for service in mine.services if service in elsewhere]
    if counter.services is None and len(spare) > 1 and scene.chance.random() < 0.5:
        gone = scene.one(spare)
        return {"services": [service for service in mine.services if service != gone]}
    return {"services": None} if counter.services is not None else {"first": [] if mine.first else ["vip"]}


def _service(scene: Scene) -> str:
    return scene.one(scene.hall.plan.services).id


def _reason(reasons: Callable[[Hall], Iterable[str]]) -> Callable[[Scene, Counter], Body]:
    return lambda scene, at: {"reason": scene.one(reasons(scene.hall))}


def _call(scene: Scene, counter: Counter) -> Body | None:
    return _of_number(State.WAITING, reason=scene.one(scene.hall.plan.call_reasons))(scene, counter)


def _leave_seat(scene: Scene, counter: Counter) -> Body:
    return scene.perhaps(to_counter=scene.one(scene.hall.counters))


def _leg(scene: Scene, counter: Counter) -> Body:
    return {"service": _service(scene)}


def _rated(scene: Scene) -> Order | None:
    hall = scene.hall
    asked = {n: ticket for n in hall.counters if (ticket := rating.asked_at(hall, hall.last_at, n)) is not None}
    n = scene.any(asked)
    if n is None:
        return None
    more = scene.perhaps(about=[scene.one(hall.plan.ratings.about).id])
    return Order(n, {"number": asked[n].number, "score": scene.chance.randint(1, 5), **more})


TO_FREE = ("counters open", "counters no-show", "counters finish")
COUNTERS: dict[str, Way] = {
    "counters open": way(
        at(lambda hall, one: not _stays_open(hall, one), lambda scene, one: scene.perhaps(staff="1001")), "counters close"
    ),
    "counters pause": way(at(_stays_open, _reason(lambda hall: hall.plan.pause_reasons)), "counters open"),
    "counters close": way(
        at(lambda hall, one: CounterState.CLOSED not in (one.state, one.leaving)),
        "counters open",
    ),
    "counters call-next": way(at(_may_call, _expected), "counters open", "tickets", "counters start", "tickets"),
    "counters call": way(at(_free, _call), "tickets", *TO_FREE),
    "counters recall": way(at(with_ticket(State.CALLED)), "counters call-next"),
    "counters start": way(at(with_ticket(State.CALLED)), "counters call-next"),
    "counters no-show": way(at(with_ticket(State.CALLED)), "counters call-next"),
    "counters finish": way(at(with_ticket(State.SERVING), lambda scene, one: scene.perhaps(outcome="done")), "counters start"),
    "counters hold": way(
        at(with_ticket(*AT_COUNTER), lambda scene, one: scene.perhaps(minutes=scene.one((1, 5, 30)))), "counters call-next"
    ),
    "counters resume": way(at(_free, _of_number(State.HELD)), "counters hold", *TO_FREE),
    "counters transfer": way(at(with_ticket(*AT_COUNTER), _transfer), "counters call-next"),
    "counters leg": way(at(with_ticket(State.SERVING), _leg), "counters start"),
    "counters leave-seat": way(
        at(lambda hall, one: one.ticket is not None and one.away_since is None, _leave_seat), "counters call-next"
    ),
    "counters take-seat": way(at(lambda hall, one: one.away_since is not None), "counters leave-seat"),
    "counters fault": way(at(lambda hall, one: one.fault_since is None), "counters fault-over"),
    "counters fault-over": way(at(lambda hall, one: one.fault_since is not None), "counters fault"),
    "counters rate": way(_rated, "counters finish"),
    "counters assign": way(at(lambda hall, one: True, _assigned)),
}


# ------------------------------------------------------------ tickets
def ticket(*states: State, body: Callable[[Scene, Ticket], Body] = lambda scene, one: {}) -> Find:
    def find(scene: Scene) -> Order | None:
        found = scene.any(one for one in scene.hall.tickets.values() if one.state in states)
        return found and Order(found.number, body(scene, found))

    return find


def _take(scene: Scene) -> Order:
    vip = scene.perhaps(level="vip")
    more = scene.perhaps(phone=scene.one(PHONES), language=scene.one(("zh", "en")), note="请轻声。")
    roles = ("manager", "integration", "greeter", *(() if vip else ("kiosk", "counter 1")))
    return Order("", {"service": _service(scene), **vip, **more}, roles)


def _change(scene: Scene, ticket: Ticket) -> Body:
    return {"service": scene.one(one.id for one in scene.hall.plan.services if one.id != ticket.service)}


def _noted(scene: Scene, ticket: Ticket) -> Body:
    return {"note": "请轻声。", **scene.perhaps(customer="王女士")}


def _let_pass(scene: Scene) -> Order | None:
    hall = scene.hall
    found = scene.any(
        one for one in hall.tickets.values() if one.state == State.WAITING and one.let_pass < 10 and hall.queues.behind(one, 1)
    )
    return found and Order(found.number, {"count": 1})


def _revealed(scene: Scene) -> Order | None:
    known = scene.hall.known
    number = scene.any(id for (day, id), one in known.items() if one.phone and day == scene.hall.day and id in scene.hall.tickets)
    return number and Order(number, {}, ("manager", "greeter"))


def _made(scene: Scene) -> Order | None:
    hall = scene.hall
    left = {one.number: offers for one in hall.tickets.values() if (offers := walks.offers_left(hall, (one.day, one.number)))}
    number = scene.any(left)
    return number and Order(number, {"outcome": scene.one(OUTCOMES), "offer": scene.one(left[number])})


def _seats(scene: Scene) -> Order | None:
    hall = scene.hall
    if len(hall.lounge) >= hall.plan.lounge_seats:
        return None
    standing = [one for one in hall.tickets.values() if (one.day, one.number) not in hall.lounge]
    found = scene.any(one for one in standing if one.state in (State.WAITING, State.HELD, State.CALLED))
    return found and Order(found.number)


TICKETS: dict[str, Way] = {
    "tickets": way(_take),
    "tickets cancel": way(ticket(*LIVE), "tickets"),
    "tickets change": way(ticket(*LIVE, body=_change), "tickets"),
    "tickets let-pass": way(_let_pass, "tickets", "tickets", "tickets"),
    "tickets rejoin": way(ticket(State.MISSED), "counters no-show"),
    "tickets note": way(ticket(*LIVE, body=_noted), "tickets"),
    "tickets print": way(ticket(*LIVE), "tickets"),
    "tickets reveal": way(_revealed, "tickets", "tickets", "tickets"),
    "offers made": way(_made, "tickets"),
    "lounge seat": way(_seats, "tickets", "lounge leave"),
    "lounge leave": way(about(lambda scene: [number for _, number in scene.hall.lounge]), "lounge seat"),
}


# ------------------------------------------------------------ walks
def _begins(scene: Scene) -> Order:
    hall = scene.hall
    place = scene.chance.randrange(3)
    script = scene.one(hall.scripts)
    if place == 0:
        return Order("", {"script": "guidance", "kiosk": scene.one("123"), **scene.perhaps(service=_service(scene))})
    if place == 1:
        return Order("", {"script": script, "post": scene.one(posts.post_ids(hall.plan)), "service": _service(scene)})
    counter = scene.one(hall.counters.values())
    more = {"number": counter.ticket[1]} if counter.ticket else {"service": _service(scene), "level": "ordinary"}
    return Order("", {"script": script, "counter": counter.number, **more})


def walk(body: Callable[[Scene, Walk], Body], holds: Callable[[Walk], bool] = lambda one: True) -> Find:
    def find(scene: Scene) -> Order | None:
        found = scene.any(one for one in scene.hall.walks.values() if holds(one))
        return found and Order(found.id, body(scene, found), ("manager", "integration"))

    return find


def _answered(scene: Scene, walk: Walk) -> Body:
    """With what its step lets enter."""
    step = scene.hall.script_of(walk).step(walk.step)
    answer = scene.any(step.answers)
    entries: dict[str, Any] = {
        "service": _service(scene),
        "phone": scene.one(PHONES),
        "count": 2,
        "minutes": 30,
        "note": "请轻声。",
        "customer": "王女士",
        "offer": scene.any(walks.offers_left(scene.hall, walk.ticket)),
    }
    entered = {step.enter: entries[step.enter]} if step.enter is not None else {}
    ticked = {"ticked": list(range(len(step.items)))} if step.items else {}
    return {"step": step.id, **({"answer": answer.id} if answer else {}), **entered, **ticked}


WALKS: dict[str, Way] = {
    "walks": way(_begins),
    "walks answer": way(walk(_answered), "walks"),
    "walks skip": way(walk(lambda scene, one: {"step": one.step, "reason": "not-needed"}), "walks"),
    "walks back": way(walk(lambda scene, one: {"step": one.step}, lambda one: bool(one.path)), "walks", "walks answer"),
    "walks leave": way(walk(lambda scene, one: {}), "walks"),
}


# ------------------------------------------------------------ the floor
def _pages(scene: Scene) -> Body:
    return {
        "reason": scene.one(("help", "question", "dispute")),
        "who": scene.one(("duty-manager", "hall-manager", "either")),
        "counter": scene.one(scene.hall.counters),
    }


def _attention(scene: Scene) -> Body:
    place = scene.one(({"counter": scene.one(scene.hall.counters)}, {"post": scene.one(posts.post_ids(scene.hall.plan))}))
    return {"matter": scene.one(MATTERS), **place}


def _notice(scene: Scene) -> Body:
    return {} if scene.hall.notice is not None else {"zh": "请稍候", "en": "One moment"}


def _present(scene: Scene) -> Iterable[str]:
    return [post for post in posts.post_ids(scene.hall.plan) if post not in scene.hall.away]


def _unheeded(scene: Scene) -> Iterable[str]:
    return [one.id for one in scene.hall.attentions.values() if one.heeded_at is None]


FLOOR: dict[str, Way] = {
    "help": way(always(lambda scene: {"kiosk": str(scene.chance.randint(1, 999))}, "kiosk", "greeter", "manager", "integration")),
    "help sent": way(about(lambda scene: scene.hall.helps), "help"),
    "pages": way(always(_pages), "pages answer"),
    "pages answer": way(about(lambda scene: [one.id for one in scene.hall.pages.values() if one.answered_at is None]), "pages"),
    "attention": way(always(_attention), "attention heed"),
    "attention heed": way(about(_unheeded), "attention"),
    "attention withdraw": way(about(_unheeded), "attention"),
    "posts away": way(about(_present), "posts back"),
    "posts back": way(about(lambda scene: scene.hall.away), "posts away"),
    "notice": way(always(_notice)),
}

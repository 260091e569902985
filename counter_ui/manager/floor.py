"""The floor at a glance: counters, posts, people against seats, the lounge, kiosks that wait for a helper."""

from dataclasses import dataclass
from typing import Literal

from app.hall import pages, posts
from app.hall.counter import Counter, CounterState
from app.hall.day import Instant
from app.hall.matters import Away, Help
from app.hall.plan import Plan, Service, Text
from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from counter_ui.manager.names import post_name
from shared_ui.steps import StepView, step_view

Doing = Literal["called", "serving", "free", "paused", "closed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A counter. `since`: when what it is doing began; `beside`: what is owed to somebody else while the work in hand goes on."""

    counter: Counter
    name: Text | None
    doing: Doing
    since: Instant
    ticket: Ticket | None
    service: Service | None
    step: StepView | None
    beside: StepView | None
    moved: bool
    """Today it serves, or takes first, something else than the hall file says."""


@dataclass(frozen=True, slots=True)
class Post:
    """`away` is None while somebody is there; `stand_in` does its work meanwhile, None: nobody."""

    id: str
    name: str
    away: Away | None
    stand_in: str | None


@dataclass(frozen=True, slots=True)
class People:
    """Who waits against the seats that there are; `beyond`: how many more than seats and standing room."""

    waiting: int
    seats: int | None
    standing: int
    beyond: int


@dataclass(frozen=True, slots=True)
class Floor:
    counters: list[Standing]
    posts: list[Post]
    people: People
    lounge: list[str]
    helps: list[Help]
    open: int


def floor(hall: Hall, now: Instant, language: str) -> Floor:
    return Floor(
        counters=[_standing(hall, now, counter, language) for counter in hall.counters.values()],
        posts=[_post(hall, id, language) for id in posts.post_ids(hall.plan)],
        people=_people(hall),
        lounge=sorted(number for _, number in hall.lounge),
        helps=sorted(hall.helps.values(), key=lambda help: help.at),
        open=sum(counter.state == CounterState.OPEN for counter in hall.counters.values()),
    )


def _standing(hall: Hall, now: Instant, counter: Counter, language: str) -> Standing:
    ticket = hall.in_hand(counter)
    walks = [walk for walk in hall.walks.values() if walk.counter == counter.number]
    in_hand = [step_view(hall, now, walk, language, public=True) for walk in walks if not walk.aside]
    beside = [step_view(hall, now, walk, language, public=True) for walk in walks if walk.aside]
    return Standing(
        counter=counter,
        name=hall.plan.counter[counter.number].name,
        doing=_doing(counter, ticket),
        since=counter.since if ticket is None else ticket.started_at or ticket.called_at or counter.since,
        ticket=ticket,
        service=hall.plan.service.get(ticket.service) if ticket else None,
        step=in_hand[-1] if in_hand else None,
        beside=beside[-1] if beside else None,
        moved=counter.services is not None or counter.first is not None,
    )


def _doing(counter: Counter, ticket: Ticket | None) -> Doing:
    if ticket is not None:
        return "called" if ticket.state == State.CALLED else "serving"
    if counter.state == CounterState.OPEN:
        return "free"
    return "paused" if counter.state == CounterState.PAUSED else "closed"


def _post(hall: Hall, id: str, language: str) -> Post:
    away = hall.away.get(id)
    stand_in = posts.stand_in(hall, id) if away else None
    return Post(id, post_name(hall.plan, id, language), away, stand_in and post_name(hall.plan, stand_in, language))


def _people(hall: Hall) -> People:
    plan: Plan = hall.plan
    waiting = pages.waiting(hall)
    beyond = 0 if plan.seats is None else max(0, waiting - plan.seats - plan.standing)
    return People(waiting, plan.seats, plan.standing, beyond)

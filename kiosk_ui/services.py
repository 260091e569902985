"""The services as a kiosk offers them: one button each, or one for a group of them where there are many."""

from dataclasses import dataclass
from typing import Literal

from app.hall.counter import CounterState
from app.hall.plan import Group, Service, Text
from app.hall.state import Hall
from app.hall.walking import one_touch
from shared_ui.times import About, about_newcomer

ONE_PAGE = 8
"""So many services stand on the first page; more are grouped."""
DENSE, CROWDED = 8, 15
"""From more buttons than this on they stand closer, in more columns."""


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """One touch on it issues a ticket, unless the guidance has a question first."""

    service: Service
    waiting: int
    about: About
    asks: bool = False

    @property
    def at_once(self) -> bool:
        return self.about.code == "none"

    @property
    def served(self) -> bool:
        return self.about.code != "unserved"


@dataclass(frozen=True, slots=True)
class GroupCard:
    """Opens a page with its services; `contains` names them, unless the group's own name does."""

    group: Group
    contains: tuple[Text, ...]
    waiting: int


Card = ServiceCard | GroupCard
Density = Literal["few", "some", "many", "crowd"]


def service_card(hall: Hall, service: Service) -> ServiceCard:
    asks = not one_touch(hall, service.id)
    return ServiceCard(service, hall.queues.waiting(service.id), about_newcomer(hall, service.id), asks)


def first_page(hall: Hall) -> tuple[Card, ...]:
    """More than eight services: the groups, and between them, in the order of the file, the services without one."""
    plan = hall.plan
    if len(plan.services) <= ONE_PAGE:
        return tuple(service_card(hall, service) for service in plan.services)
    shown = list(dict.fromkeys(_alone_or_group(hall, service) for service in plan.services))
    return tuple(_group_card(hall, one) if isinstance(one, Group) else service_card(hall, one) for one in shown)


def in_group(hall: Hall, group: str | None) -> tuple[Service, ...]:
    return tuple(service for service in hall.plan.services if group is not None and service.group == group)


def group_page(hall: Hall, group: str | None) -> Group | None:
    """The group of that name, if the first page has a button for it."""
    if len(hall.plan.services) <= ONE_PAGE or len(in_group(hall, group)) < 2:
        return None
    return next((one for one in hall.plan.groups if one.id == group), None)


def density(cards: tuple[Card, ...]) -> Density:
    count = len(cards)
    return "few" if count <= ONE_PAGE // 2 else "some" if count <= DENSE else "many" if count <= CROWDED else "crowd"


def staffed(hall: Hall) -> bool:
    """Some counter is open."""
    return any(counter.state == CounterState.OPEN for counter in hall.counters.values())


def _alone_or_group(hall: Hall, service: Service) -> Service | Group:
    return group_page(hall, service.group) or service


def _group_card(hall: Hall, group: Group) -> GroupCard:
    services = in_group(hall, group.id)
    named = all(service.name.zh in group.name.zh for service in services)
    waiting = sum(hall.queues.waiting(service.id) for service in services)
    return GroupCard(group, () if named else tuple(service.name for service in services), waiting)

"""The effects of a script that issue or move a ticket, or go on with another script."""

from app.hall import decide, events, walks
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.refusals import EntryNeeded, UnknownScript, UnknownService
from app.hall.script import Effect
from app.hall.state import Hall
from app.hall.ticket import State
from app.hall.walk import Walk

Facts = list[Fact]


def issue(hall: Hall, now: Instant, effect: Effect, walk: Walk, position: int) -> Facts:
    if walk.ticket is not None:
        return []
    if walk.service is None:
        raise EntryNeeded(step=walk.step, enter="service")
    level = str(effect.arguments["level"]) if "level" in effect.arguments else walk.level
    return decide.take(
        hall,
        now,
        service=walk.service,
        level=level,
        language=walk.language,
        by=walk.runner,
        after_hours=walk.runner == "greeter",
        position=position,
    )


def transfer(hall: Hall, now: Instant, effect: Effect, walk: Walk, position: int) -> tuple[Facts, bool]:
    """On with another script for the same customer, or the ticket to another service or counter."""
    told = effect.arguments
    if "script" in told:
        edition = hall.scripts.get(str(told["script"]))
        if edition is None:
            raise UnknownScript(script=str(told["script"]), scripts=sorted(hall.scripts))
        begun = walks.begin(
            hall,
            now,
            edition,
            runner=walk.runner,
            post=walk.post,
            counter=walk.counter,
            ticket=walk.ticket,
            service=walk.service,
            level=walk.level,
            language=walk.language,
            vip=walk.vip,
            position=position + 1,
        )
        more = walks.with_effect(hall, now, begun, position + 1) if begun else []
        return [walks.ended(hall, now, walk, "continued"), *more], True
    ticket = hall.in_hand(hall.counters[walk.counter]) if walk.counter is not None else None
    if walk.counter is None or ticket is None or (ticket.day, ticket.number) != walk.ticket:
        return [], False
    service, to = str(told.get("service", ticket.service)), told.get("counter")
    if service not in hall.plan.service:
        raise UnknownService(service=service)
    decide.may_wait_for(hall, walk.counter, int(to) if to is not None else None, ticket)
    over = [walks.ended(hall, now, walk, "transferred"), *walks.with_transfer(hall, now, ticket, service, but=walk)]
    return decide.move(hall, now, ticket, walk.counter, service, int(to) if to is not None else None, over=over), True


def accepted(hall: Hall, now: Instant, walk: Walk, position: int) -> Facts:
    """An accepted offer: on with its service, here if this counter serves it, else at another one without losing the place."""
    offer = next((offer for offer in hall.plan.offers if offer.id == walk.offer), None)
    if offer is None or offer.service is None or walk.counter is None or walk.ticket is None:
        return []
    ticket = hall.in_hand(hall.counters[walk.counter])
    if ticket is None or (ticket.day, ticket.number) != walk.ticket:
        return []
    over = [walks.ended(hall, now, walk, walks.FINISHED), *walks.with_ticket(hall, now, ticket, but=walk)]
    return _goes_on(hall, now, walk.counter, offer.service, over, position)


def _goes_on(hall: Hall, now: Instant, counter: int, service: str, over: Facts, position: int) -> Facts:
    """`over`: what ends with that; a counter that closes now ends none of it again."""
    ticket = hall.in_hand(hall.counters[counter])
    assert ticket is not None
    if service not in hall.works[counter].services:
        return decide.move(hall, now, ticket, counter, service, None, over=over)
    leg = events.LegBegan(at=now, number=ticket.number, day=ticket.day, counter=counter, service=service)
    return [*over, leg, *walks.of_service(hall, now, ticket, service, counter, position + len(over) + 1)]


def leg(hall: Hall, now: Instant, *, counter: int, service: str) -> Facts:
    """The customer in service goes on with another one."""
    ticket = decide.at_counter(hall, counter, State.SERVING)
    if service not in hall.plan.service:
        raise UnknownService(service=service)
    return _goes_on(hall, now, counter, service, walks.with_ticket(hall, now, ticket), 0)

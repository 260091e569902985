"""How walks begin, pass a step and end: the facts of it. What an answer leads to stands in `walking.py`."""

from dataclasses import replace

from app.hall import effects, events, pages, posts
from app.hall.counter import Counter
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import Millis
from app.hall.script import Circumstances, Runner, Step, arrive, owed
from app.hall.state import Hall
from app.hall.ticket import Ticket
from app.hall.walk import DONE, Edition, Walk, limit_of, matter, said_of

ARRIVAL = "vip-arrival"
"""The script that begins beside the work in hand when a VIP comes to a busy VIP counter."""
FAULT = "system-fault"
"""The script that begins beside the work in hand when the system is down."""
SEAT = "seat-leave"
"""The script that begins beside it when the clerk leaves the seat for the customer."""
OPENING = "opening-counter"
"""The script that begins when a counter opens: the appearance checklist."""
FINISHED, CUT = "finished", "cut"


# ------------------------------------------------------------ what conditions look at
def circumstances(hall: Hall, walk: Walk) -> Circumstances:
    plan = hall.plan
    service = plan.service.get(walk.service or "")
    level = plan.level.get(walk.level or "", plan.levels[0])
    return Circumstances(
        runner=walk.runner,
        level=level.id,
        important=level.important,
        others_waiting=_others_wait(hall, walk),
        vip_arrived=_vip_arrived(hall, walk),
        vip_claimed=walk.vip,
        lounge_free=len(hall.lounge) < plan.lounge_seats,
        elsewhere=service is not None and bool(service.elsewhere),
        self_service=service is not None and any(way.channel != "hotline" for way in service.elsewhere),
        documents=service is not None and bool(service.documents),
        offer_left=bool(offers_left(hall, walk.ticket)),
        settings=plan.settings,
        answers=walk.answers,
    )


def arrives(hall: Hall, walk: Walk, at: str | None) -> Step | None:
    """The first step from here on that applies. What its conditions look at is looked up only if it has any: that takes 6 to
    8 µs."""
    script = hall.script_of(walk)
    if at is not None and walk.runner != "kiosk" and not (step := script.step(at)).when:
        return step
    return arrive(script, at, circumstances(hall, walk))


def _others_wait(hall: Hall, walk: Walk) -> bool:
    if walk.counter is not None and walk.counter in hall.counters:
        return any((one.ticket.day, one.ticket.number) != walk.ticket for one in hall.upcoming(walk.counter, 2))
    return any(hall.queues.waiting(service.id) for service in hall.plan.services)


def _vip_arrived(hall: Hall, walk: Walk) -> bool:
    """A VIP whom this counter may call took a number after it called the customer in hand, who is none."""
    if walk.counter is None or (counter := _counter(hall, walk)) is None or walk.ticket is None:
        return False
    levels, in_hand = hall.plan.level, hall.in_hand(counter)
    if levels[walk.level or hall.plan.levels[0].id].important:
        return False
    lanes = hall.queues.open_to(walk.counter, hall.works[walk.counter].services)
    since = (in_hand.called_at if in_hand and (in_hand.day, in_hand.number) == walk.ticket else None) or walk.began
    return any(levels[level].important and any(entry[-1].taken_at > since for entry in lane) for _, level, lane in lanes)


def offers_left(hall: Hall, ticket: tuple[str, str] | None) -> tuple[str, ...]:
    """What may still be recommended: nothing is offered twice, and nothing after a no for today."""
    offered = hall.offered.get(ticket, ()) if ticket else ()
    if any(one.outcome == "not-today" for one in offered):
        return ()
    before = {one.offer for one in offered}
    return tuple(offer.id for offer in hall.plan.offers if offer.id not in before)


def _counter(hall: Hall, walk: Walk) -> Counter | None:
    """Where it is walked; None: at none, or at one that the hall no longer has."""
    return hall.counters.get(walk.counter or 0)


def faulty(hall: Hall, walk: Walk, now: Instant) -> Millis:
    """How much of the current step the system was down."""
    since = counter.fault_since if (counter := _counter(hall, walk)) else None
    return walk.faulty + (0 if since is None else now - max(since, walk.entered))


# ------------------------------------------------------------ begin
def begin(
    hall: Hall,
    now: Instant,
    edition: Edition,
    *,
    runner: Runner,
    post: str,
    counter: int | None = None,
    ticket: tuple[str, str] | None = None,
    service: str | None = None,
    level: str | None = None,
    language: str | None = None,
    vip: bool = False,
    aside: bool = False,
    position: int = 0,
) -> tuple[Walk, Step] | None:
    """The walk as it will be, at the first step that applies; None: there is none."""
    script = edition.script
    id = f"w{hall.version + 1 + position}"
    first = script.steps[0].id
    draft = Walk(
        id,
        script.id,
        edition.version,
        runner,
        post,
        first,
        now,
        now,
        counter=counter,
        ticket=ticket,
        service=service,
        level=level,
        language=language,
        vip=vip,
        aside=aside,
    )
    step = arrive(script, first, circumstances(hall, draft))
    return None if step is None else (replace(draft, step=step.id, effected=(step.id,)), step)


def began(walk: Walk) -> events.WalkBegan:
    return events.WalkBegan(
        **said_of(walk),
        at=walk.began,
        runner=walk.runner,
        step=walk.step,
        service=walk.service,
        level=walk.level,
        language=walk.language,
        vip=walk.vip,
        aside=walk.aside,
    )


def with_call(hall: Hall, now: Instant, ticket: Ticket, counter: int, position: int) -> list[Fact]:
    """The service's script, beside the call; a walk that was on hold goes on instead. What the clerk did alone is over."""
    alone = [walk for walk in hall.walks.values() if walk.counter == counter and walk.ticket is None]
    over = [fact for walk in alone for fact in cut(hall, now, walk)]
    about = ticket.day, ticket.number
    if any(walk.runner == "counter" and not walk.aside for walk in hall.walks_about(about)):
        return over
    return [*over, *of_service(hall, now, ticket, ticket.service, counter, position + len(over))]


def of_service(hall: Hall, now: Instant, ticket: Ticket, service: str, counter: int, position: int) -> list[Fact]:
    return _at_counter(hall, now, hall.plan.service[service].script or "", counter, position, ticket, service)


def with_opening(hall: Hall, now: Instant, counter: int, position: int) -> list[Fact]:
    return [] if _is_walked(hall, OPENING, counter) else _at_counter(hall, now, OPENING, counter, position)


def beside(hall: Hall, now: Instant, script: str, counter: int, position: int) -> list[Fact]:
    """A script on top of the work in hand, about its customer; once."""
    ticket = hall.in_hand(hall.counters[counter])
    if ticket is None or _is_walked(hall, script, counter):
        return []
    return _at_counter(hall, now, script, counter, position, ticket, aside=True)


def with_vip(hall: Hall, now: Instant, taken: events.TicketTaken, position: int) -> list[Fact]:
    """A VIP comes while every VIP counter that could take them is busy with somebody else: the one that has been at it for the
    longest apologises. Nothing is interrupted."""
    levels = hall.plan.level
    meant = [hall.counters[plan.number] for plan in hall.serving(taken.service) if taken.level in plan.first]
    if not levels[taken.level].important or not meant or any(counter.ticket is None for counter in meant):
        return []
    busy = [(ticket.called_at or 0, counter.number, ticket) for counter in meant if (ticket := hall.in_hand(counter))]
    _, number, in_hand = min(busy, key=lambda one: one[:2])
    if levels[in_hand.level].important or _is_walked(hall, ARRIVAL, number):
        return []
    return _at_counter(hall, now, ARRIVAL, number, position, taken, aside=True)


def _is_walked(hall: Hall, script: str, counter: int) -> bool:
    return any(walk.counter == counter and walk.script == script for walk in hall.walks.values())


def _at_counter(
    hall: Hall,
    now: Instant,
    script: str,
    counter: int,
    position: int,
    about: Ticket | events.TicketTaken | None = None,
    service: str | None = None,
    aside: bool = False,
) -> list[Fact]:
    """The walk begins, and with it what its first step brings about; nothing if the hall doesn't have the script."""
    edition = hall.scripts.get(script)
    if edition is None:
        return []
    begun = begin(
        hall,
        now,
        edition,
        runner="counter",
        post=f"counter-{counter}",
        counter=counter,
        ticket=(about.day, about.number) if about else None,
        service=service or (about.service if about else None),
        level=about.level if about else None,
        language=about.language if about else None,
        aside=aside,
        position=position,
    )
    if begun is None:
        return []
    return with_effect(hall, now, begun, position)


def with_effect(hall: Hall, now: Instant, begun: tuple[Walk, Step], position: int) -> list[Fact]:
    """The walk begins, and with it what its first step brings about."""
    walk, step = begun
    return [began(walk), *(effects.beside(hall, now, step.effect, walk, position=position + 1) if step.effect else ())]


# ------------------------------------------------------------ pass and end
def done(
    hall: Hall,
    now: Instant,
    walk: Walk,
    step: Step,
    next: str | None,
    *,
    answer: str | None = None,
    reason: str | None = None,
    after: Walk | None = None,
    ticked: tuple[int, ...] = (),
) -> events.StepDone:
    """The fact that a step is passed; `after` is the walk with what was entered."""
    after = after or walk
    down = faulty(hall, walk, now)
    limit = limit_of(hall.plan, walk, step)
    late = limit is not None and now - walk.entered - down > limit
    kept = (reason is None and not late and len(ticked) == len(step.items)) if step.moment else None
    stood_in = posts.stands_for(hall, walk.post) if step.moment and walk.runner == "greeter" else None
    return events.StepDone(
        **said_of(replace(walk, ticket=after.ticket) if after.ticket != walk.ticket else walk),
        at=now,
        who=_who(hall, walk),
        runner=walk.runner,
        step=step.id,
        entered=walk.entered,
        next=next,
        answer=answer,
        moment=step.moment,
        kept=kept,
        late=late,
        reason=reason,
        ticked=ticked,
        faulty=down,
        stood_in=stood_in,
        service=after.service,
        level=after.level,
        count=after.count if after.count != walk.count else None,
        offer=after.offer if after.offer != walk.offer else None,
        language=after.language if after.language != walk.language else None,
    )


def _who(hall: Hall, walk: Walk) -> str | None:
    return counter.staff if (counter := _counter(hall, walk)) else None


def ended(hall: Hall, now: Instant, walk: Walk, outcome: str, left_out: tuple[str, ...] = ()) -> events.WalkEnded:
    return events.WalkEnded(
        **said_of(walk),
        at=now,
        who=_who(hall, walk),
        runner=walk.runner,
        outcome=outcome,
        step=walk.step,
        service=walk.service,
        channel=walk.channel,
        owed=left_out,
    )


def left(hall: Hall, now: Instant, walk: Walk) -> events.WalkEnded:
    """Somebody has gone from a kiosk: who was shown another way, or has read the last page, has not given up."""
    step = hall.script_of(walk).step(walk.step)
    told = step.effect.arguments.get("outcome") if step.effect is not None and step.ends and not step.answers else None
    return ended(hall, now, walk, str(told) if told else "self-service" if walk.channel else "gave-up")


def cut(hall: Hall, now: Instant, walk: Walk, outcome: str = CUT) -> list[Fact]:
    """Ends a walk where it is. Who finishes at its last step has done that step too; what is to be ticked off was not."""
    script = hall.script_of(walk)
    step = script.step(walk.step)
    if outcome == CUT and not step.answers and arrives(hall, walk, script.following(step)) is None:
        over: list[Fact] = [done(hall, now, walk, step, None, answer=DONE), ended(hall, now, walk, FINISHED)]
    else:
        left_out = owed(script, walk.step, circumstances(hall, walk)) if outcome == CUT else ()
        over = [ended(hall, now, walk, outcome, left_out)]
    return [*over, *pages.withdraw(hall, now, matter(walk))]


def asides_over(hall: Hall, now: Instant, ticket: Ticket, but: Walk | None = None) -> list[Fact]:
    """The ticket leaves its counter for a while: what lay on top of the work is over, the work rests."""
    about = ticket.day, ticket.number
    asides = [walk for walk in hall.walks_about(about) if walk.aside and walk.counter == ticket.counter and not _same(walk, but)]
    return [fact for walk in asides for fact in cut(hall, now, walk, "over")]


def with_transfer(hall: Hall, now: Instant, ticket: Ticket, service: str, but: Walk | None = None) -> list[Fact]:
    """With another service the work is over; with the same one it goes on elsewhere."""
    if service == ticket.service:
        return asides_over(hall, now, ticket, but)
    return with_ticket(hall, now, ticket, "transferred", but)


def _same(walk: Walk, other: Walk | None) -> bool:
    """By its id: whoever answers has the walk as it will be after the answer."""
    return other is not None and walk.id == other.id


def with_ticket(hall: Hall, now: Instant, ticket: Ticket, outcome: str = CUT, but: Walk | None = None) -> list[Fact]:
    """The ticket leaves its counter for good, and with it the walk at the counter. A VIP who came meanwhile is still owed.
    `but`: the walk that sends it on, which ends by itself."""
    about = ticket.day, ticket.number
    walks = [walk for walk in hall.walks_about(about) if walk.runner == "counter" and not _same(walk, but)]
    return [fact for walk in walks for fact in cut(hall, now, walk, "over" if walk.aside else outcome)]

"""The words of a ticket: what its customer holds in the hand while waiting, in their own language."""

from app.hall import wait
from app.hall.day import Instant, local
from app.hall.plan import Service
from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from app.hall.zones import services_in
from app.languages import LANGUAGES
from app.printing.slip import Slip
from shared_ui.sentences import label, say
from shared_ui.times import clock, window


def slip(hall: Hall, ticket: Ticket, now: Instant, address: str | None, language: str | None = None) -> Slip:
    """`address`: of the phone page. The level shows in the courtesy only, as whoever reads over a shoulder may know it."""
    spoken = language or ticket.language or "zh"
    spoken = spoken if spoken in LANGUAGES else "zh"
    plan, service = hall.plan, hall.plan.service.get(ticket.service)
    level, logo = plan.level.get(ticket.level), hall.logos.get("paper")
    return Slip(
        hall=plan.name.in_(spoken),
        lead=say(spoken, "slip.number"),
        number=ticket.number,
        service=service.name.in_(spoken) if service else "",
        facts=_facts(hall, ticket, now, spoken),
        where=_where(hall, ticket, spoken),
        bring=say(spoken, "slip.bring"),
        documents=_documents(service, spoken),
        scan=say(spoken, "slip.scan"),
        address=address,
        courtesy=say(spoken, "slip.courtesy_important" if level and level.important else "slip.courtesy"),
        taken=say(spoken, "slip.taken", day=f"{local(plan, ticket.taken_at):%Y-%m-%d}", time=clock(plan, ticket.taken_at)),
        foot=say(spoken, "slip.foot"),
        logo=logo.media if logo else None,
    )


def _facts(hall: Hall, ticket: Ticket, now: Instant, spoken: str) -> tuple[tuple[str, str], ...]:
    """How many are before it and when it will be called, as known now; a paper can't say more."""
    if ticket.state != State.WAITING:
        return ()
    ahead = hall.queues.ahead(ticket)
    before = say(spoken, "slip.ahead"), say(spoken, "slip.people" if ahead else "slip.nobody", count=ahead)
    expected = wait.of_ticket(hall, ticket)
    if expected is None:
        return before, (say(spoken, "slip.unserved", counter=hall.plan.counter_word.in_(spoken)), "")
    if wait.comes_at_once(hall, ticket):
        return before, (say(spoken, "slip.expected"), say(spoken, "slip.at_once"))
    told = window(hall.plan, now, expected)
    return before, (say(spoken, "slip.expected"), say(spoken, f"slip.{told.code}", low=told.low, high=told.high))


def _where(hall: Hall, ticket: Ticket, spoken: str) -> str:
    """In the zone where the service is waited for, if there is one and only one."""
    zones = [zone for zone in hall.plan.zones if zone.name and ticket.service in services_in(hall, zone)]
    if len(zones) == 1 and zones[0].name:
        return say(spoken, "slip.where_in", zone=zones[0].name.in_(spoken))
    return say(spoken, "slip.where")


def _documents(service: Service | None, spoken: str) -> tuple[str, ...]:
    return tuple(label(spoken, "documents", code) for code in service.documents) if service else ()

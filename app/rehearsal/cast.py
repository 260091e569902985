"""Who is who in the hall: which ticket and which walk belong to a customer of the case, and what has happened to them."""

from collections.abc import Callable, Iterator

from app.hall.day import Instant
from app.hall.rehearsal import Played, Rehearsal
from app.hall.state import Hall
from app.hall.ticket import GONE, State, Ticket
from app.hall.walk import Walk
from app.rehearsal.case import Beat, Case, Customer, When


class Cast:
    """The customers of the case that is played in this hall, as it is now. Made anew for every look."""

    def __init__(self, case: Case, hall: Hall) -> None:
        assert hall.rehearsal is not None
        self.case, self.hall = case, hall
        self.rehearsal: Rehearsal = hall.rehearsal
        self.tickets: dict[str, Ticket] = {}
        self._own_tickets()
        self._from_the_door()

    # ------------------------------------------------------------ tickets
    def _own_tickets(self) -> None:
        """Those that a beat took, or a walk that a beat began."""
        for beat, played in self._played():
            number = played.number or self._of_walk(played.walk)
            if beat.who is not None and number is not None and number in self.hall.tickets:
                self.tickets[beat.who] = self.hall.tickets[number]

    def _of_walk(self, walk: str | None) -> str | None:
        if walk is None:
            return None
        under_way = self.hall.walks.get(walk)
        about = under_way.ticket if under_way else next((one.ticket for one in self.hall.ended if one.walk == walk), None)
        return about and about[1]

    def _from_the_door(self) -> None:
        """What staff issued belongs to who came to the door: of the same service first, in the order in which they came."""
        taken = {ticket.number for ticket in self.tickets.values()}
        issued = [one for one in self.hall.tickets.values() if one.taken_at >= self.rehearsal.at and one.number not in taken]
        for exactly in (True, False):
            for ticket in list(issued):
                fits = [one for one in self._at_the_door() if one.service == ticket.service or not exactly]
                if fits:
                    self.tickets[fits[0].id] = ticket
                    issued.remove(ticket)

    def _at_the_door(self) -> list[Customer]:
        """Who came to the door and has no ticket."""
        came = [beat.who for beat, _ in self._played() if beat.do.door and beat.who is not None]
        return [self.case.customer(who) for who in came if who not in self.tickets]

    @property
    def at_the_door(self) -> list[Customer]:
        """Who came to the door and waits there still: whoever was rightly turned away is gone when the walk with them is over."""
        over = sum(1 for one in self.hall.ended if self._is_of_door(one.at, one.runner) and one.ticket is None)
        left: list[Customer] = []
        for customer in self._at_the_door():
            if customer.turned_away and over:
                over -= 1
            elif self.present(customer.id):
                left.append(customer)
        return left

    def _is_of_door(self, at: Instant, runner: str) -> bool:
        return runner == "greeter" and at >= self.rehearsal.at

    # ------------------------------------------------------------ walks
    def customer_of(self, walk: Walk) -> Customer | None:
        """By ticket; at a kiosk by the beat that began it; at the door in the order in which they came."""
        for who, ticket in self.tickets.items():
            if walk.ticket == (ticket.day, ticket.number):
                return self.case.customer(who)
        begun = next((beat.who for beat, played in self._played() if played.walk == walk.id), None)
        if begun is not None:
            return self.case.customer(begun)
        if walk.runner != "greeter" or walk.ticket is not None:
            return None
        return dict(self.with_greeter()).get(walk.id)

    def with_greeter(self) -> Iterator[tuple[str, Customer]]:
        """The walks at the door and whom they are with: by service where that is known, else in order."""
        waiting = list(self.at_the_door)
        walks = [one for one in self.hall.walks.values() if one.runner == "greeter" and one.ticket is None]
        for walk in sorted(walks, key=lambda one: one.service is None):
            fits = [one for one in waiting if walk.service in (None, one.service)] or waiting
            if fits:
                waiting.remove(fits[0])
                yield walk.id, fits[0]

    def present(self, who: str) -> bool:
        """Whether they are here: they may have gone, and come back."""
        moves = [beat.do.returns for beat, _ in self._played() if beat.who == who and (beat.do.goes or beat.do.returns)]
        return not moves or moves[-1]

    # ------------------------------------------------------------ beats
    def _played(self) -> Iterator[tuple[Beat, Played]]:
        known = {beat.id: beat for beat in self.case.beats}
        return ((known[one.beat], one) for one in self.rehearsal.played if one.beat in known)

    def due(self, beat: Beat) -> Instant | None:
        """When a beat that was not played is to be played; None: not in sight."""
        if self.rehearsal.beat(beat.id) is not None or (beat.roles and self.rehearsal.role not in beat.roles):
            return None
        if beat.of is not None and self.rehearsal.beat(beat.of) is None:
            return None
        if beat.unless is not None and self.since(beat.unless) is not None:
            return None
        since = self.since(beat.when) if beat.when is not None else self._begun(beat.of)
        return None if since is None else since + int(beat.after * 1000)

    def _begun(self, of: str | None) -> Instant:
        before = self.rehearsal.beat(of) if of is not None else None
        return before.at if before is not None else self.rehearsal.at

    def since(self, when: When) -> Instant | None:
        """Since when it is so, or when it happened; None: it is not so."""
        if when.what in _OF_TICKET:
            ticket = self.tickets.get(when.who or "")
            return None if ticket is None else _OF_TICKET[when.what](ticket)
        return _OF_HALL[when.what](self, when)


_OF_TICKET: dict[str, Callable[[Ticket], Instant | None]] = {
    "waiting": lambda ticket: ticket.waiting_since if ticket.state == State.WAITING else None,
    "called": lambda ticket: ticket.called_at,
    "serving": lambda ticket: ticket.started_at,
    "done": lambda ticket: ticket.ended_at if ticket.state == State.DONE else None,
    "missed": lambda ticket: ticket.ended_at if ticket.state == State.MISSED else None,
}


def _at(cast: Cast, when: When) -> Instant | None:
    script, _, step = when.value.partition(".")
    for walk in cast.hall.walks.values():
        if (walk.script, walk.step) == (script, step):
            about = cast.customer_of(walk)
            if when.who is None or (about is not None and about.id == when.who):
                return walk.entered
    return None


def _helped(cast: Cast, when: When) -> Instant | None:
    """Somebody went: the request that a beat made is open no more."""
    asked = [cast.rehearsal.beat(beat.id) for beat in cast.case.beats if beat.do.help == when.value]
    made = [one.at for one in asked if one is not None]
    still = any(help.kiosk == when.value for help in cast.hall.helps.values())
    return max(made) if made and not still else None


def _paged(cast: Cast, when: When) -> Instant | None:
    pages = [page for page in cast.hall.pages.values() if page.reason == when.value and page.at >= cast.rehearsal.at]
    times = [page.at if when.what == "paged" else page.answered_at for page in pages]
    return next((at for at in times if at is not None), None)


def _away(cast: Cast, when: When) -> Instant | None:
    away = cast.hall.away.get(when.value)
    return away.since if away is not None else None


def _fault(cast: Cast, when: When) -> Instant | None:
    return cast.hall.counters[int(when.value)].fault_since


def _issued(cast: Cast, when: When) -> Instant | None:
    times = sorted(ticket.taken_at for ticket in cast.tickets.values())
    return times[int(when.value) - 1] if len(times) >= int(when.value) else None


def _served(cast: Cast, when: When) -> Instant | None:
    """Everybody has come, nobody stands at the door, and every ticket is done."""
    comes = [beat for beat in cast.case.beats if beat.do.take or beat.do.door or beat.do.kiosk is not None]
    meant = [beat for beat in comes if not beat.roles or cast.rehearsal.role in beat.roles]
    here = all(cast.rehearsal.beat(beat.id) is not None for beat in meant)
    done = all(ticket.state in GONE for ticket in cast.tickets.values())
    return cast.hall.last_at if here and done and not cast.at_the_door else None


_OF_HALL: dict[str, Callable[[Cast, When], Instant | None]] = {
    "at": _at,
    "helped": _helped,
    "paged": _paged,
    "answered": _paged,
    "away": _away,
    "fault": _fault,
    "issued": _issued,
    "served": _served,
}

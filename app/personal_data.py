"""All that is kept about one phone number: to be handed out, or erased, by number."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, or_, select, true, tuple_

from app import codec, tables
from app.audit import Audit
from app.hall.events import ComplaintRecorded
from app.personal import Content, Strongbox, Unopened
from app.phones import VipList

About = tuple[str, str]
"""Day, and the number, the walk or the case."""
PAGE = 200


@dataclass(frozen=True, slots=True)
class Erased:
    """`about`, by hall: whose servers are to forget them. `vip`: in so many halls the number was on the VIP list."""

    rows: int
    vip: int
    about: dict[str, list[About]]

    @property
    def tickets(self) -> int:
        return sum(map(len, self.about.values()))


class PersonalData:
    """By number, in one hall or in all (`hall` None). Each act is in the audit, with the number's print in the number's place."""

    def __init__(self, strongbox: Strongbox, vips: VipList, audit: Audit) -> None:
        self._strongbox, self._vips, self._audit = strongbox, vips, audit

    def reveal(self, connection: Connection, *, about: About, hall: str, who: str) -> str | None:
        """The number that was given last with a ticket or in a walk; None, and no row in the audit: there is none any more."""
        row, (day, number) = tables.personal.c, about
        mine = (row.hall == hall, row.phone.is_not(None), row.day == day, row.number == number)
        found = connection.execute(select(tables.personal).where(*mine).order_by(row.seq.desc()).limit(1)).first()
        if found is None or (phone := self._content(found).phone) is None:
            return None
        self._audit.note(connection, who=who, act="personal.reveal", hall=hall, day=day, number=number)
        return phone

    def export(self, connection: Connection, phone: str, *, hall: str | None, who: str) -> dict[str, Any]:
        """As JSON has it: tickets by hall, day and number with what was noted beside each, and the levels on VIP lists."""
        found: dict[tuple[str, str, str], list[Content]] = {}
        for row in self._rows(connection, phone, hall):
            found.setdefault((row.hall, row.day, row.number), []).append(self._content(row))
        told = [_ticket(place, contents) for place, contents in sorted(found.items())]
        levels = [{"hall": one, "level": level} for one, level in self._vips.levels(connection, phone, hall)]
        self._note(connection, "export", phone, hall, who, len(told))
        return {"phone": phone, "tickets": told, "vip": levels}

    def erase(self, connection: Connection, phone: str, *, hall: str | None, who: str) -> Erased:
        """The rows go whole: number, notes, name and the phone page of each ticket; and the number leaves the VIP lists."""
        rows = self._rows(connection, phone, hall)
        about: dict[str, list[About]] = {}
        for row in rows:
            if (row.day, row.number) not in (known := about.setdefault(row.hall, [])):
                known.append((row.day, row.number))
        key = tables.personal.c
        for page in _pages([(one.hall, one.seq) for one in rows]):
            connection.execute(delete(tables.personal).where(tuple_(key.hall, key.seq).in_(page)))
        done = Erased(len(rows), self._vips.remove(connection, phone, hall), about)
        self._note(connection, "erase", phone, hall, who, done.tickets)
        return done

    def _rows(self, connection: Connection, phone: str, hall: str | None) -> list[Any]:
        """Those with the number, and all that lies beside the same tickets, walks and cases."""
        row, named = tables.personal.c, self._strongbox.print_of(phone)
        within = [row.hall == hall] if hall is not None else []
        mine = select(row.hall, row.day, row.number).where(row.phone == named, *within).distinct()
        places: dict[str, set[About]] = {}
        for one in connection.execute(mine):
            places.setdefault(one.hall, set()).add(_about(one.day, one.number))
        found: list[Any] = []
        for there, about in sorted(places.items()):
            for page in _pages(_with_cases(about, _cases(connection, there))):
                beside = or_(*((row.number == id) & ((row.day == day) if day else true()) for day, id in page))
                found += connection.execute(select(tables.personal).where(row.hall == there, beside).order_by(row.seq))
        return found

    def _content(self, row: Any) -> Content:
        try:
            return self._strongbox.of_row(row)
        except Unopened:
            return Content(note="(made with another secret.key)")

    def _note(self, connection: Connection, act: str, phone: str, hall: str | None, who: str, tickets: int) -> None:
        print = self._strongbox.print_of(phone).hex()[:8]
        self._audit.note(connection, who=who, act=f"personal.{act}", hall=hall, phone=print, tickets=tickets)


def _about(day: str | None, id: str) -> About:
    """A ticket's number is one of a day; the id of a walk or a case is never given again, and stands without it."""
    return ((day or "") if id[0].isupper() else ""), id


def _cases(connection: Connection, hall: str) -> list[ComplaintRecorded]:
    """Those about which something is kept; a case has its id from the fact with which it began."""
    row, fact = tables.personal.c, tables.facts.c
    ids = connection.scalars(select(row.number).where(row.hall == hall, row.number.like("k%")).distinct())
    found: list[ComplaintRecorded] = []
    for page in _pages([int(id[1:]) for id in ids if id[0] == "k"]):
        wanted = select(fact.type, fact.format, fact.data).where(fact.hall == hall, fact.seq.in_(page))
        facts = (codec.decode(one.type, one.format, one.data) for one in connection.execute(wanted))
        found += [one for one in facts if isinstance(one, ComplaintRecorded)]
    return found


def _with_cases(places: set[About], cases: Collection[ComplaintRecorded]) -> set[About]:
    """With the ticket or walk of a customer go the cases that were recorded there, with a case its ticket or walk."""
    lie = [{_about(case.day, id) for id in (case.complaint, case.number, case.walk) if id is not None} for case in cases]
    while more := {place for one in lie if one & places for place in one} - places:
        places = places | more
    return places


def _kind(id: str) -> str:
    return "number" if id[0].isupper() else "case" if id[0] == "k" else "walk"


def _ticket(place: tuple[str, str, str], contents: Iterable[Content]) -> dict[str, Any]:
    hall, day, id = place
    told: dict[str, Any] = {"hall": hall, "day": day, _kind(id): id}
    contents = list(contents)
    told["phone"] = any(content.phone is not None for content in contents)
    told["customer"] = [content.customer for content in contents if content.customer is not None]
    told["notes"] = [content.note for content in contents if content.note is not None]
    return told


def _pages(rows: Collection[Any]) -> Iterable[list[Any]]:
    listed = list(rows)
    return (listed[at : at + PAGE] for at in range(0, len(listed), PAGE))

"""Calls that were heard, and what staff owe and are owed."""

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from app.hall import events
from app.hall.call import MOST_CALLS
from app.hall.complaint import Happened
from app.hall.matters import Attention, Away, FollowUp, Help, Offered, Page
from app.hall.playlist import Logo
from app.hall.rules import when

if TYPE_CHECKING:
    from app.hall.state import Hall


@when(events.CallSpoken)
def _(hall: "Hall", fact: events.CallSpoken) -> None:
    calls = [replace(c, spoken_at=fact.at) if c.id == fact.call else c for c in hall.calls]
    hall.calls = deque(calls, maxlen=MOST_CALLS)


@when(events.HelperCalled)
def _(hall: "Hall", fact: events.HelperCalled) -> None:
    hall.helps[fact.help] = Help(fact.help, fact.kiosk, fact.at)


@when(events.HelperSent)
def _(hall: "Hall", fact: events.HelperSent) -> None:
    hall.helps.pop(fact.help, None)


@when(events.ManagerPaged)
def _(hall: "Hall", fact: events.ManagerPaged) -> None:
    hall.pages[fact.page] = Page(fact.page, fact.who, fact.reason, fact.about, fact.at, fact.post, fact.counter, fact.number)


@when(events.PageAnswered)
def _(hall: "Hall", fact: events.PageAnswered) -> None:
    hall.pages[fact.page] = replace(hall.pages[fact.page], answered_at=fact.at, answered_by=fact.by)


@when(events.PageWithdrawn)
def _(hall: "Hall", fact: events.PageWithdrawn) -> None:
    del hall.pages[fact.page]


@when(events.AttentionCalled)
def _(hall: "Hall", fact: events.AttentionCalled) -> None:
    """Of one matter at one place the last is remembered."""
    others = {id: one for id, one in hall.attentions.items() if (one.post, one.matter) != (fact.post, fact.matter)}
    hall.attentions = others | {fact.attention: Attention(fact.attention, fact.matter, fact.post, fact.at, fact.counter)}


@when(events.AttentionHeeded)
def _(hall: "Hall", fact: events.AttentionHeeded) -> None:
    hall.attentions[fact.attention] = replace(hall.attentions[fact.attention], heeded_at=fact.at)


@when(events.AttentionWithdrawn)
def _(hall: "Hall", fact: events.AttentionWithdrawn) -> None:
    del hall.attentions[fact.attention]


@when(events.Recommended)
def _(hall: "Hall", fact: events.Recommended) -> None:
    if fact.number is not None and fact.day is not None:
        ticket = fact.day, fact.number
        offered = Offered(fact.number, fact.offer, fact.outcome, fact.post, fact.at)
        hall.offered[ticket] = (*hall.offered.get(ticket, ()), offered)


@when(events.LeafletHanded)
def _(hall: "Hall", fact: events.LeafletHanded) -> None:
    """Counted in the reports."""


@when(events.FollowUpSet)
def _(hall: "Hall", fact: events.FollowUpSet) -> None:
    hall.follow_ups[fact.follow_up] = FollowUp(
        fact.follow_up, fact.what, fact.at, fact.due, fact.post, fact.number, fact.day, fact.walk, fact.complaint
    )
    case = hall.complaints.get(fact.complaint or "")
    if case is not None:
        hall.complaints[case.id] = replace(case, follow_up=fact.follow_up)


@when(events.PersonalErased)
def _(hall: "Hall", fact: events.PersonalErased) -> None:
    hall.forget((fact.day, fact.number or fact.walk or ""))


@when(events.FollowUpDone)
def _(hall: "Hall", fact: events.FollowUpDone) -> None:
    hall.follow_ups.pop(fact.follow_up, None)
    case = hall.complaints.get(fact.complaint or "")
    if case is not None and case.follow_up == fact.follow_up:
        done = Happened("called", fact.at, fact.by or "", hall.version, to=fact.outcome, late=fact.late)
        hall.complaints[case.id] = replace(case, follow_up=None, steps=(*case.steps, done))


@when(events.PostLeft)
def _(hall: "Hall", fact: events.PostLeft) -> None:
    hall.away[fact.post] = Away(fact.post, fact.at)


@when(events.PostReturned)
def _(hall: "Hall", fact: events.PostReturned) -> None:
    hall.away.pop(fact.post, None)


@when(events.PostEmpty)
def _(hall: "Hall", fact: events.PostEmpty) -> None:
    hall.away[fact.post] = replace(hall.away[fact.post], empty=True)


@when(events.PlaylistSet)
def _(hall: "Hall", fact: events.PlaylistSet) -> None:
    hall.playlist = fact.entries


@when(events.LogoSet)
def _(hall: "Hall", fact: events.LogoSet) -> None:
    hall.logos = {use: logo for use, logo in hall.logos.items() if use != fact.use}
    if fact.media is not None:
        hall.logos[fact.use] = Logo(fact.media, fact.plate)


@when(events.NoticeSet)
def _(hall: "Hall", fact: events.NoticeSet) -> None:
    hall.notice = fact.text

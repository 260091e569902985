"""Recommending something: what is left to offer, what came of it, and on into the service that was accepted."""

from app.hall import walks
from app.hall.day import Instant
from app.hall.duties import OUTCOMES
from app.hall.plan import Offer
from app.hall.state import Hall
from counter_ui.clerk.action import DONE, Action, Note, body, numbered
from counter_ui.clerk.groups import Group, Panel, back
from counter_ui.clerk.standing import Standing
from shared_ui.picture import Look


def recommend(hall: Hall, now: Instant, at: Standing, look: Look) -> Panel | None:
    if at.ticket is None:
        return None
    about = at.ticket.day, at.ticket.number
    offers = {offer.id: offer for offer in hall.plan.offers}
    wished = offers.get(look.get("offer", ""))
    if wished is not None and _accepted(hall, about, wished):
        return _go_on(hall, at, wished)
    left = walks.offers_left(hall, about)
    if wished is not None and wished.id in left:
        return _outcome(at, wished, alone=len(left) == 1)
    if len(left) == 1:
        return _outcome(at, offers[left[0]], alone=True)
    return _choose(hall, at, [offers[id] for id in left])


def _accepted(hall: Hall, about: tuple[str, str], offer: Offer) -> bool:
    return any(one.offer == offer.id and one.outcome == "accepted" for one in hall.offered.get(about, ()))


def _choose(hall: Hall, at: Standing, left: list[Offer]) -> Panel:
    choices = tuple(
        Action("pick_offer", numbered(place), "choice", text=offer.name, value=offer.id, show=f"offer={offer.id}")
        for place, offer in enumerate(left, 1)
    )
    empty = None if left else "no_offers" if hall.plan.offers else "no_offers_at_all"
    return Panel("recommend", at.number, (Group("list", choices),), back(), empty=empty)


def _outcome(at: Standing, offer: Offer, *, alone: bool) -> Panel:
    post, me = at.spot.offers(at.number), f"counter-{at.counter.number}"
    choices = tuple(
        Action(
            "outcome",
            numbered(place),
            "choice",
            code=outcome,
            command="recommend",
            value=outcome,
            post=post,
            body=body(offer=offer.id, outcome=outcome, post=me),
            then=f"offer={offer.id}" if outcome == "accepted" and offer.service and at.stand == "serving" else DONE,
        )
        for place, outcome in enumerate(OUTCOMES, 1)
    )
    return Panel(
        "recommend", at.number, (Group("list", choices),), back() if alone else back("offer="), lead="outcome", offer=offer.name
    )


def _go_on(hall: Hall, at: Standing, offer: Offer) -> Panel | None:
    """The same customer, the same ticket: here if this counter serves it, else at another one without losing the place."""
    service = hall.plan.service.get(offer.service or "")
    if service is None or at.stand != "serving" or at.ticket is None or at.ticket.service == service.id:
        return None
    here = service.id in at.plan.services
    on = Action(
        "go_on",
        "1",
        "choice",
        text=service.name,
        notes=() if here else (Note("elsewhere_served", tone="soon"),),
        command="leg",
        value=service.id,
        post=at.spot.at("leg"),
        body=body(service=service.id),
        then=DONE,
    )
    later = Action("not_now", "2", "choice", show=back().show)
    return Panel("recommend", at.number, (Group("list", (on, later)),), back(), lead="go_on", offer=offer.name)

"""The posts on the floor: who stands in for whom."""

import re

from app.hall.plan import Plan, Post
from app.hall.refusals import UnknownPost
from app.hall.state import Hall

_SPOT = re.compile(r"counter-[0-9]{1,3}|kiosk-[A-Za-z0-9-]{1,20}|greeter")
GREETER = "greeter"
"""The post in a hall whose file names none."""


def post_ids(plan: Plan) -> tuple[str, ...]:
    return tuple(post.id for post in plan.posts) or (GREETER,)


def place(hall: Hall, told: str | None) -> str:
    """Where something is told from: a post of the hall (the first if none is told), counter-3, kiosk-1. Raises UnknownPost: facts
    hold no free words."""
    known = post_ids(hall.plan)
    if told is None:
        return known[0]
    if told not in known and not _SPOT.fullmatch(told):
        raise UnknownPost(post=told, posts=list(known))
    return told


def stand_in(hall: Hall, absent: str) -> str | None:
    """Who does the work of a post that is left: the one that the hall file names, else the one nearest to the door; None:
    nobody is there."""
    there = [post for post in hall.plan.posts if post.id != absent and post.id not in hall.away]
    named = [post for post in there if post.stands_in_for == absent]
    return next((post.id for post in (*named, *there)), None)


def stands_for(hall: Hall, post: str) -> str | None:
    """The absent post whose work this one does besides its own; the greeter's before others'."""
    absent = sorted((_post(hall.plan, id) for id in hall.away), key=lambda one: one.kind != GREETER)
    return next((one.id for one in absent if one.id != post and stand_in(hall, one.id) == post), None)


def _post(plan: Plan, id: str) -> Post:
    return next((post for post in plan.posts if post.id == id), Post(id, GREETER))

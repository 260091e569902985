"""The floor: people against seats, who is on post, what this post has reported."""

from dataclasses import dataclass
from typing import Literal

from app.hall import pages, posts
from app.hall.day import Instant
from app.hall.matters import Away, Page
from app.hall.plan import Post
from app.hall.state import Hall

REPORTS = ("crowd", "noise")
"""What a greeter reports with one touch."""


@dataclass(frozen=True, slots=True)
class Seats:
    """`seats` is None where the hall file doesn't count them. `crowd`: the open page for a crowd."""

    people: int
    seats: int | None
    state: Literal["fine", "soon", "full", "crowded"]
    crowd: Page | None

    @property
    def share(self) -> int:
        """Of the seats, in tenths; at most all of them."""
        return min(10, self.people * 10 // self.seats) if self.seats else 0


@dataclass(frozen=True, slots=True)
class OnPost:
    """A post: `away` if it is left, `by`: who stands in for it; `stands_for`: for whom it stands in."""

    post: Post
    mine: bool
    away: Away | None
    by: Post | None
    stands_for: Post | None


@dataclass(frozen=True, slots=True)
class Report:
    """`open`: it is reported already and not answered."""

    reason: str
    open: Page | None


@dataclass(frozen=True, slots=True)
class Floor:
    posts: list[OnPost]
    reports: list[Report]
    pages: list[Page]


def seats(hall: Hall) -> Seats:
    people, plan = pages.waiting(hall), hall.plan
    crowd = next((page for page in reversed(hall.pages.values()) if page.reason == "crowd"), None)
    return Seats(people, plan.seats, _state(people, plan.seats, plan.standing), crowd)


def _state(people: int, seats: int | None, standing: int) -> Literal["fine", "soon", "full", "crowded"]:
    if seats is None:
        return "fine"
    if people > seats + standing:
        return "crowded"
    if people >= seats:
        return "full"
    return "soon" if people * 10 >= seats * 8 else "fine"


def on_posts(hall: Hall, mine: Post) -> list[OnPost]:
    known = {post.id: post for post in hall.plan.posts or (mine,)}
    return [
        OnPost(
            post=post,
            mine=post.id == mine.id,
            away=hall.away.get(post.id),
            by=known.get(posts.stand_in(hall, post.id) or "") if post.id in hall.away else None,
            stands_for=known.get(posts.stands_for(hall, post.id) or "") if post.id not in hall.away else None,
        )
        for post in known.values()
    ]


def floor(hall: Hall, now: Instant, mine: Post) -> Floor:
    raised = [page for page in hall.pages.values() if page.post == mine.id]
    still = {page.reason: page for page in raised if page.answered_at is None and page.number is None}
    return Floor(
        posts=on_posts(hall, mine),
        reports=[Report(reason, still.get(reason)) for reason in REPORTS],
        pages=sorted(raised, key=lambda page: (page.answered_at is not None, -page.at)),
    )

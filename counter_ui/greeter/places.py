"""The three customers of a post: one in hand, one attended to, one acknowledged (接一顾二招呼三)."""

from dataclasses import dataclass
from typing import Literal

from app.hall import posts
from app.hall.day import Instant
from app.hall.plan import Level, Post
from app.hall.state import Hall, Known
from app.hall.walk import Walk
from app.hall.walking import AT_ONCE, GUIDANCE
from counter_ui.greeter.looks import ISSUE
from shared_ui.picture import Look
from shared_ui.steps import StepView, step_view

Standing = Literal["in-hand", "attended", "acknowledged"]
AFTER: tuple[Standing, ...] = ("attended", "acknowledged")


@dataclass(frozen=True, slots=True)
class Held:
    """A customer who stays at the same place of the tablet as long as the walk lasts; only the standing changes. `level` only
    if it isn't the default one."""

    walk: Walk
    standing: Standing
    step: StepView
    level: Level | None
    customer: str | None


@dataclass(frozen=True, slots=True)
class Places:
    """`free`: the standing of whoever comes next; None: all three are taken. `switches`: nobody is in hand, so whoever comes
    is at once."""

    held: list[Held]
    free: Standing | None
    switches: bool
    levels: list[Level]

    @property
    def empty(self) -> int:
        """Places that stay empty beside the one for the next customer."""
        return max(0, AT_ONCE - len(self.held) - 1)


def post_of(hall: Hall, look: Look) -> Post:
    """Where this tablet is: its address says so, else nearest to the door."""
    known = hall.plan.posts or (Post(posts.GREETER, posts.GREETER),)
    return next((post for post in known if post.id == look.get("post")), known[0])


def walks_of(hall: Hall, post: str) -> list[Walk]:
    return [walk for walk in hall.walks.values() if walk.runner == "greeter" and walk.post == post]


def in_hand(hall: Hall, post: str, look: Look) -> Walk | None:
    """The walk that is shown: the one that the address names, a kiosk's too, or the script with which that one goes on; else
    the oldest. None: a number is shown, or tickets are issued."""
    wanted = look.get("walk", "")
    named = hall.walks.get(wanted) or _continued(hall, post, wanted)
    if named is not None and named.runner in ("greeter", "kiosk"):
        return named
    if wanted == ISSUE or any(ended.walk == wanted and ended.ticket for ended in hall.ended):
        return None
    return next(iter(walks_of(hall, post)), None)


def _continued(hall: Hall, post: str, walk: str) -> Walk | None:
    """The walk for the same customer that began as this one ended."""
    over = next((ended for ended in hall.ended if ended.walk == walk and ended.outcome == "continued"), None)
    if over is None:
        return None
    return next((one for one in reversed(walks_of(hall, post)) if one.began == over.at and one.ticket == over.ticket), None)


def places(hall: Hall, now: Instant, post: str, shown: Walk | None, language: str) -> Places | None:
    """None: the hall has no guidance script, so there is nothing to walk."""
    if GUIDANCE not in hall.scripts:
        return None
    walks = walks_of(hall, post)
    held = [_held(hall, now, walk, _standing(walk, walks, shown), language) for walk in walks]
    taken = {one.standing for one in held}
    free: Standing | None = "in-hand" if "in-hand" not in taken else next((one for one in AFTER if one not in taken), None)
    return Places(
        held=held,
        free=None if len(walks) >= AT_ONCE else free,
        switches="in-hand" not in taken,
        levels=[level for level in hall.plan.levels if level.important],
    )


def _standing(walk: Walk, walks: list[Walk], shown: Walk | None) -> Standing:
    if shown is not None and walk.id == shown.id:
        return "in-hand"
    others = [one.id for one in walks if shown is None or one.id != shown.id]
    return AFTER[min(others.index(walk.id), len(AFTER) - 1)]


def _held(hall: Hall, now: Instant, walk: Walk, standing: Standing, language: str) -> Held:
    known = hall.known.get(walk.ticket, Known()) if walk.ticket else Known()
    return Held(walk, standing, step_view(hall, now, walk, language), level_of(hall, walk.level), known.customer)


def level_of(hall: Hall, level: str | None) -> Level | None:
    """None for the default level: it is never written."""
    found = hall.plan.level.get(level or "")
    return None if found is hall.plan.levels[0] else found

"""What can't wait, before all else: a VIP to be walked over, a helper asked for, an empty post, a crowd."""

from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.matters import Attention, Away, Help
from app.hall.plan import Millis, Post
from app.hall.state import Hall
from app.hall.ticket import Ticket
from app.hall.walk import Walk
from counter_ui.devices import Line
from counter_ui.greeter.floor import OnPost, Seats, on_posts, seats
from counter_ui.greeter.lounge import to_walk_over
from shared_ui.printers import PrinterNow, printers_now


@dataclass(frozen=True, slots=True)
class Asking:
    """A kiosk that asks for a helper; `walk`: what its customer is doing there. `late`: nobody has gone within the limit."""

    help: Help
    walk: Walk | None
    limit: Millis
    late: bool


@dataclass(frozen=True, slots=True)
class Alerts:
    """`me`: this post, if it is left or stands in for another one; `empty`: other posts left for too long; `left`: those left
    for a while; `printers`: those that something ails; `their_absence`: of the post for which this one stands in; `missing`:
    screens that should be there and aren't; `words`: the manager's to the posts, this one's first."""

    walk_over: list[Ticket]
    helps: list[Asking]
    me: OnPost | None
    empty: list[OnPost]
    left: list[OnPost]
    crowd: Seats | None
    printers: list[PrinterNow]
    their_absence: Away | None
    missing: list[Line]
    words: list[Attention]

    @property
    def bands(self) -> bool:
        """Something is to be seen from afar."""
        mine = self.me is not None and (self.me.away is not None or self._stands_in_an_empty_post)
        return bool(self.words or self.walk_over or self.helps or self.empty or self.missing or mine or self.failing)

    @property
    def lines(self) -> bool:
        """Something is good to know."""
        stands_in = self.their_absence is not None and not self.their_absence.empty
        return bool(self.left or self.crowd or stands_in or len(self.printers) > len(self.failing))

    @property
    def failing(self) -> list[PrinterNow]:
        """Printers that can't print."""
        return [one for one in self.printers if one.fails]

    @property
    def _stands_in_an_empty_post(self) -> bool:
        return self.their_absence is not None and self.their_absence.empty

    @property
    def marks(self) -> str:
        """Changes when what is above the customers changes its place."""
        me = self.me.post.id if self.me else ""
        about = [*(t.number for t in self.walk_over), *(h.help.id for h in self.helps), me]
        about += [line.device.id for line in self.missing]
        about += [one.id for one in self.words]
        posts = (one.post.id for one in (*self.empty, *self.left))
        printers = (f"{one.id}-{one.fails}" for one in self.printers)
        return " ".join([*about, *posts, *printers, "crowd" if self.crowd else ""]).strip()


def alerts(hall: Hall, now: Instant, mine: Post, missing: list[Line], language: str) -> Alerts:
    posts, room = on_posts(hall, mine), seats(hall)
    me = next((one for one in posts if one.mine and (one.away or one.stands_for)), None)
    told = {mine.id} | ({me.stands_for.id} if me and me.stands_for else set())
    others = [one for one in posts if one.away and one.post.id not in told]
    return Alerts(
        walk_over=to_walk_over(hall),
        helps=[_asking(hall, now, help) for help in sorted(hall.helps.values(), key=lambda help: help.at)],
        me=me,
        empty=[one for one in others if one.away and one.away.empty],
        left=[one for one in others if one.away and not one.away.empty],
        crowd=room if room.state == "crowded" else None,
        printers=[one for one in printers_now(hall, language) if one.trouble],
        their_absence=hall.away.get(me.stands_for.id) if me and me.stands_for else None,
        missing=missing,
        words=_words(hall, mine),
    )


def _words(hall: Hall, mine: Post) -> list[Attention]:
    """What is for counters stands there."""
    unseen = [one for one in hall.attentions.values() if one.counter is None and one.heeded_at is None]
    return sorted(unseen, key=lambda one: (one.post != mine.id, one.at))


def _asking(hall: Hall, now: Instant, help: Help) -> Asking:
    at = f"kiosk-{help.kiosk}"
    walk = next((walk for walk in hall.walks.values() if walk.runner == "kiosk" and walk.post == at), None)
    return Asking(help, walk, hall.plan.helper_within, now - help.at > hall.plan.helper_within)

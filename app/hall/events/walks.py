"""Service scripts, and the walks through them."""

from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.events.fact import Fact, OfWalk
from app.hall.plan import Channel
from app.hall.script import Runner, Script


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSet(Fact):
    """The hall got a service script or a newer version of it; `digest` names the file's content. A walk that is under way
    goes on by the version that it began with. `by` and `back_to`: whose hand it was, where a manager published it, and the
    version that it is again."""

    script: Script
    version: int
    digest: str
    by: str | None = None
    back_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptGone(Fact):
    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkBegan(OfWalk):
    """`aside`: beside the service, by itself. `vip`: the customer says that they are one; `level` is known or not."""

    runner: Runner
    step: str
    service: str | None = None
    level: str | None = None
    language: str | None = None
    vip: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone(OfWalk):
    """A step from `entered` to `at`, and which comes `next` (None: the walk is over).

    `kept`, for a moment of truth: done and not too late. `reason`: why it was skipped. `late`: past its limit. `stood_in`: the
    absent post for which this one did it. `faulty`: milliseconds of a system fault within it.
    """

    runner: Runner
    step: str
    entered: Instant
    next: str | None
    answer: str | None = None
    moment: bool = False
    kept: bool | None = None
    late: bool = False
    reason: str | None = None
    ticked: tuple[int, ...] = ()
    faulty: int = 0
    stood_in: str | None = None
    service: str | None = None
    level: str | None = None
    count: int | None = None
    offer: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReopened(OfWalk):
    """A step back, to `step`."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkEnded(OfWalk):
    """`outcome`: finished, ticket, self-service, no-documents, gave-up, or how its ticket ended; `owed`: the moments of truth
    that it left out. Nothing in it tells who the customer was."""

    runner: Runner
    outcome: str
    step: str
    service: str | None = None
    channel: Channel | None = None
    owed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDiverted(OfWalk):
    """Shown to another channel instead of the queue."""

    service: str
    channel: Channel

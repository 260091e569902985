"""What an answer leads to: walk, step, what was given → facts, or a Refusal. Nothing is changed here."""

from dataclasses import dataclass, replace

from app.hall import effects, events, moving, pages, walks
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.refusals import (
    EntryNeeded,
    StepPassed,
    UnknownAnswer,
    UnknownLevel,
    UnknownScript,
    UnknownService,
    UnknownWalk,
    WalkOver,
    WrongState,
)
from app.hall.script import Answer, Effect, Runner, Step, arrive
from app.hall.state import Hall
from app.hall.ticket import GONE
from app.hall.walk import DONE, SKIPPED, Passed, Walk, matter, said_of

Facts = list[Fact]

GUIDANCE = "guidance"
"""The script that a kiosk walks."""
AT_ONCE = 3
"""So many customers a greeter holds: one in hand, one attended to, one acknowledged."""
MANY = 30
"""So many walks at most are under way at one counter, or at one kiosk: there the oldest gives way."""


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with an answer. `known`: the step's entry lies beside the log, or was looked up (`level`)."""

    answer: str | None = None
    service: str | None = None
    level: str | None = None
    count: int | None = None
    minutes: int | None = None
    offer: str | None = None
    ticked: tuple[int, ...] = ()
    known: bool = False
    language: str | None = None
    """Another than before: the customer has changed it."""


# ------------------------------------------------------------ begin
def begin(
    hall: Hall,
    now: Instant,
    *,
    script: str,
    runner: Runner,
    post: str,
    counter: int | None = None,
    ticket: str | None = None,
    service: str | None = None,
    level: str | None = None,
    language: str | None = None,
    vip: bool = False,
) -> Facts:
    """A walk on a kiosk, on the greeter's tablet or at a counter. What the customer has said already (`service`) is not asked
    again, and what a kiosk has said on its first page is done."""
    edition = hall.scripts.get(script)
    if edition is None:
        raise UnknownScript(script=script, scripts=sorted(hall.scripts))
    if service is not None and service not in hall.plan.service:
        raise UnknownService(service=service)
    if level is not None and level not in hall.plan.level:
        raise UnknownLevel(level=level)
    about = hall.ticket(ticket) if ticket is not None else None
    if about is not None and about.state in GONE:
        raise WrongState(number=about.number, state=about.state.value)
    here = [walk for walk in hall.walks.values() if walk.post == post]
    if runner != "kiosk" and len(here) >= (AT_ONCE if runner == "greeter" else MANY):
        raise WrongState(post=post, state="full")
    begun = walks.begin(
        hall,
        now,
        edition,
        runner=runner,
        post=post,
        counter=counter,
        ticket=(about.day, about.number) if about else None,
        service=about.service if about else service,
        level=about.level if about else level,
        language=language,
        vip=vip,
        aside=runner == "counter" and about is not None and bool(hall.walks_about((about.day, about.number))),
    )
    if begun is None:
        raise WrongState(script=script, state="empty")
    walk, step = begun
    facts = [walks.began(walk), *_entered(hall, now, walk, step), *_said_already(hall, now, walk, step, position=1)]
    return (
        [*facts, *(walks.left(hall, now, oldest) for oldest in here[: max(0, len(here) - MANY + 1)])]
        if runner == "kiosk"
        else facts
    )


def one_touch(hall: Hall, service: str) -> bool:
    """Whether a kiosk can issue a ticket of this service without any question of its guidance."""
    edition = hall.scripts.get(GUIDANCE)
    if edition is None:
        return True
    begun = walks.begin(hall, hall.last_at, edition, runner="kiosk", post="kiosk-1", service=service)
    if begun is None:
        return True
    walk, step = begun
    at: Step | None = step
    for _ in edition.script.steps:
        if at is None or (at.effect is not None and at.effect.name == "ticket"):
            return True
        if not _is_said_already(walk, at):
            return False
        at = arrive(edition.script, edition.script.following(at), walks.circumstances(hall, walk))
    return True


def _is_said_already(walk: Walk, step: Step) -> bool:
    if step.enter == "service":
        return walk.service is not None
    return walk.runner == "kiosk" and step.verb == "say" and step.kind == "greeting"


def _said_already(hall: Hall, now: Instant, walk: Walk, step: Step, position: int) -> Facts:
    """Passes the greeting on a kiosk's first page, and the question for the service that was touched there."""
    if not _is_said_already(walk, step):
        return []
    facts, after, following = _pass(hall, now, walk, step, None, Given(known=True), position)
    if following is None or after is None:
        return facts
    return [*facts, *_said_already(hall, now, after, following, position + len(facts))]


def _entered(hall: Hall, now: Instant, walk: Walk, step: Step) -> Facts:
    """The effect of the step at which a walk begins."""
    return effects.beside(hall, now, step.effect, walk, position=1) if step.effect is not None else []


# ------------------------------------------------------------ go on
def answer(hall: Hall, now: Instant, *, walk: str, step: str, given: Given) -> Facts:
    found, at = _at(hall, walk, step)
    chosen = _chosen(at, given)
    _entry_is_there(hall, at, chosen, given)
    _not_offered_before(hall, found, given)
    facts, after, following = _pass(hall, now, found, at, chosen, given, 0)
    if after is not None and following is not None and following.enter == "service" and after.service is not None:
        facts += _said_already(hall, now, after, following, len(facts))
    return facts


def skip(hall: Hall, now: Instant, *, walk: str, step: str, reason: str) -> Facts:
    """Leaves a step out; the way on is the one below it."""
    found, at = _at(hall, walk, step)
    after = replace(found, path=(*found.path, Passed(at.id, SKIPPED)))
    script = hall.script_of(found)
    following = walks.arrives(hall, after, script.skipped(at))
    return _on(hall, now, found, at, after, following, Given(), None, 0, reason=reason)[0]


def back(hall: Hall, now: Instant, *, walk: str, step: str) -> Facts:
    """To the step before; what has taken effect stays."""
    found, _ = _at(hall, walk, step)
    if not found.path:
        raise WrongState(walk=walk, state="first_step")
    before = found.path[-1].step
    return [events.StepReopened(at=now, step=before, **said_of(found))]


def leave(hall: Hall, now: Instant, *, walk: str) -> Facts:
    """Ends a walk where it is; one that is over already is over."""
    found = hall.walks.get(walk)
    if found is None:
        _walk(hall, walk)
        return []
    return [walks.left(hall, now, found)] if found.runner == "kiosk" else walks.cut(hall, now, found)


# ------------------------------------------------------------ what must hold
def _walk(hall: Hall, id: str) -> Walk | None:
    """Raises UnknownWalk; None: it is over."""
    if id not in hall.walks and not any(ended.walk == id for ended in hall.ended):
        raise UnknownWalk(walk=id[:40])
    return hall.walks.get(id)


def _at(hall: Hall, id: str, step: str) -> tuple[Walk, Step]:
    """The walk, if it is at this step: an answer to another one is an old picture, or a second press."""
    walk = _walk(hall, id)
    if walk is None:
        raise WalkOver(walk=id)
    if walk.step != step:
        raise StepPassed(walk=id, step=step[:40], current=walk.step)
    return walk, hall.script_of(walk).step(step)


def _chosen(step: Step, given: Given) -> Answer | None:
    if not step.answers:
        if given.answer not in (None, DONE):
            raise UnknownAnswer(step=step.id, answer=given.answer, answers=[DONE])
        return None
    chosen = step.answer(given.answer or "")
    if chosen is None:
        raise UnknownAnswer(step=step.id, answer=given.answer, answers=[answer.id for answer in step.answers])
    return chosen


def _entry_is_there(hall: Hall, step: Step, chosen: Answer | None, given: Given) -> None:
    """What is entered belongs to a step's only way on, or to its first answer. What may stay open: how many, which offer."""
    if any(place not in range(len(step.items)) for place in given.ticked):
        raise UnknownAnswer(step=step.id, answer=str(given.ticked), answers=list(range(len(step.items))))
    if given.service is not None and given.service not in hall.plan.service:
        raise UnknownService(service=given.service)
    if given.offer is not None:
        hall.offer(given.offer)
    if step.enter is None or (chosen is not None and chosen is not step.answers[0]):
        return
    there = {"service": given.service, "minutes": given.minutes, "phone": given.known or None}
    if step.enter in there and there[step.enter] is None:
        raise EntryNeeded(step=step.id, enter=step.enter)


def _not_offered_before(hall: Hall, walk: Walk, given: Given) -> None:
    if given.offer is not None and given.offer not in walks.offers_left(hall, walk.ticket):
        raise WrongState(number=walk.ticket and walk.ticket[1], state="offered")


# ------------------------------------------------------------ the way on
def _pass(
    hall: Hall, now: Instant, walk: Walk, step: Step, chosen: Answer | None, given: Given, position: int
) -> tuple[Facts, Walk | None, Step | None]:
    """Facts, and the walk and its step afterwards, unless it is over."""
    after = replace(
        walk,
        path=(*walk.path, Passed(step.id, chosen.id if chosen else DONE)),
        service=(given.service if step.enter == "service" else None) or walk.service,
        level=given.level or walk.level,
        language=given.language or walk.language,
        count=(given.count if step.enter == "count" else None) or walk.count,
        offer=(given.offer if step.enter == "offer" else None) or walk.offer,
    )
    script = hall.script_of(walk)
    following = walks.arrives(hall, after, script.following(step, chosen))
    return _on(hall, now, walk, step, after, following, given, chosen, position)


def _on(
    hall: Hall,
    now: Instant,
    walk: Walk,
    step: Step,
    after: Walk,
    following: Step | None,
    given: Given,
    chosen: Answer | None,
    position: int,
    reason: str | None = None,
) -> tuple[Facts, Walk | None, Step | None]:
    """The step is done; then its answer takes effect, then the step that is entered."""
    wanted = [chosen.effect] if chosen and chosen.effect and f"{step.id}={chosen.id}" not in walk.effected else []
    if following is not None and following.effect and following.id not in after.effected:
        wanted.append(following.effect)
    issued: Facts = []
    for effect in [one for one in wanted if one.name == "ticket"]:
        issued = moving.issue(hall, now, effect, after, position)
        after = _with(after, issued)
    next = following.id if following is not None else None
    done = walks.done(
        hall,
        now,
        walk,
        step,
        next,
        answer=chosen.id if chosen else DONE,
        reason=reason,
        after=after,
        ticked=given.ticked,
    )
    facts: Facts = [*issued, done, *pages.withdraw(hall, now, matter(walk))]
    beside = [one for one in wanted if one.name not in ("ticket", "end")]
    if following is not None and (beside or walk.runner == "kiosk" or following.enter == "service"):
        after = replace(after, step=following.id, entered=now, effected=(*after.effected, following.id))
    over = bool(issued) and walk.runner == "kiosk"
    for effect in beside:
        more, ends = _effect(hall, now, effect, after, given, position + len(facts))
        facts += more
        over = over or ends
        if ends:
            return facts, None, None
    if following is None or over:
        facts.append(walks.ended(hall, now, _diverted(after, facts), _outcome(after, step, chosen, facts)))
        return facts, None, None
    return facts, after, following


def _effect(hall: Hall, now: Instant, effect: Effect, walk: Walk, given: Given, position: int) -> tuple[Facts, bool]:
    """Facts, and whether the walk is over with them."""
    if effect.name == "ticket":
        return moving.issue(hall, now, effect, walk, position), False
    if effect.name == "transfer":
        return moving.transfer(hall, now, effect, walk, position)
    facts = effects.beside(hall, now, effect, walk, minutes=given.minutes, position=position)
    if effect.name == "recommend" and effect.arguments.get("outcome") == "accepted":
        leg = moving.accepted(hall, now, walk, position + len(facts))
        return [*facts, *leg], bool(leg)
    return facts, False


def _with(walk: Walk, issued: Facts) -> Walk:
    taken = next((fact for fact in issued if isinstance(fact, events.TicketTaken)), None)
    return walk if taken is None else replace(walk, ticket=(taken.day, taken.number), level=taken.level)


def _diverted(walk: Walk, facts: Facts) -> Walk:
    channel = next((fact.channel for fact in facts if isinstance(fact, events.CustomerDiverted)), None)
    return replace(walk, channel=channel) if channel else walk


def _outcome(walk: Walk, step: Step, chosen: Answer | None, facts: Facts) -> str:
    """What the script says, or else what came of it."""
    for effect in (chosen.effect if chosen else None, step.effect):
        if effect is not None and effect.name == "end" and "outcome" in effect.arguments:
            return str(effect.arguments["outcome"])
    if walk.runner == "kiosk" and walk.ticket is not None:
        return "ticket"
    return "self-service" if _diverted(walk, facts).channel else walks.FINISHED

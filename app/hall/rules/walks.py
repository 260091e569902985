"""Scripts, and the walks through them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.hall import events
from app.hall.rules import when
from app.hall.walk import DONE, SKIPPED, Edition, Ended, Passed, Walk

if TYPE_CHECKING:
    from app.hall.state import Hall


@when(events.ScriptSet)
def _(hall: "Hall", fact: events.ScriptSet) -> None:
    _keep_older(hall, fact.script.id)
    hall.scripts[fact.script.id] = Edition(fact.script, fact.version, fact.digest)
    hall.versions[fact.script.id] = fact.version


@when(events.ScriptGone)
def _(hall: "Hall", fact: events.ScriptGone) -> None:
    _keep_older(hall, fact.script)
    hall.scripts.pop(fact.script, None)


def _keep_older(hall: "Hall", script: str) -> None:
    """What was current stays as long as somebody walks by it."""
    before = hall.scripts.get(script)
    if before is not None and _in_use(hall, script, before.version):
        hall.older[script, before.version] = replace(before, current=False)


def _in_use(hall: "Hall", script: str, version: int) -> bool:
    return any((walk.script, walk.version) == (script, version) for walk in hall.walks.values())


@when(events.WalkBegan)
def _(hall: "Hall", fact: events.WalkBegan) -> None:
    hall.put_walk(
        Walk(
            id=fact.walk,
            script=fact.script,
            version=fact.version,
            runner=fact.runner,
            post=fact.post,
            step=fact.step,
            began=fact.at,
            entered=fact.at,
            counter=fact.counter,
            ticket=(fact.day, fact.number) if fact.day and fact.number else None,
            service=fact.service,
            level=fact.level,
            language=fact.language,
            vip=fact.vip,
            aside=fact.aside,
            effected=(fact.step,),
        )
    )


@when(events.StepDone)
def _(hall: "Hall", fact: events.StepDone) -> None:
    walk = hall.walks[fact.walk]
    passed = Passed(fact.step, SKIPPED if fact.reason else fact.answer or DONE)
    following = fact.next or fact.step
    hall.put_walk(
        replace(
            walk,
            step=following,
            entered=fact.at,
            faulty=0,
            path=(*walk.path, passed),
            effected=tuple(dict.fromkeys((*walk.effected, f"{fact.step}={fact.answer}", following))),
            service=fact.service or walk.service,
            level=fact.level or walk.level,
            count=fact.count or walk.count,
            offer=fact.offer or walk.offer,
            language=fact.language or walk.language,
            ticket=(fact.day, fact.number) if fact.day and fact.number else walk.ticket,
        )
    )


@when(events.StepReopened)
def _(hall: "Hall", fact: events.StepReopened) -> None:
    walk = hall.walks[fact.walk]
    behind = [passed.step for passed in walk.path]
    back = len(behind) - 1 - behind[::-1].index(fact.step)
    hall.put_walk(replace(walk, step=fact.step, entered=fact.at, faulty=0, path=walk.path[:back]))


@when(events.WalkEnded)
def _(hall: "Hall", fact: events.WalkEnded) -> None:
    walk = hall.walks.pop(fact.walk)
    hall.timed.discard(fact.walk)
    hall.ended.appendleft(Ended(walk.id, walk.runner, fact.outcome, fact.at, walk.ticket, fact.service, fact.channel))
    if (edition := (walk.script, walk.version)) in hall.older and not _in_use(hall, *edition):
        del hall.older[edition]


@when(events.CustomerDiverted)
def _(hall: "Hall", fact: events.CustomerDiverted) -> None:
    hall.put_walk(replace(hall.walks[fact.walk], channel=fact.channel))

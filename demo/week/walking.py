"""How a script is walked in the simulated week: what is answered, how long a step takes, what is left out in a hurry."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from app.hall.plan import MINUTE
from app.hall.script import Script, Step
from app.hall.state import Hall
from app.hall.walk import Walk
from app.hall.walks import offers_left
from demo.till import Shape
from demo.week.house import House

RARELY = {
    "missing": 0.05,
    "there": 0.17,
    "accepted": 0.16,
    "not-interested": 0.5,
    "not-today": 0.34,
    "again": 0.04,
    "staff": 0.0,
    "refused": 0.2,
    "explain": 0.05,
}
"""How likely an answer is; what isn't named shares the rest, the first answer most of it."""
LONGEST = 6.0
"""Minutes of a step."""
FIRST = 8
"""How many times as likely the first answer is as another that isn't named."""


@dataclass(frozen=True, slots=True)
class At:
    """A walk at one of its steps, as whoever walks it sees it."""

    walk: Walk
    script: Script
    step: Step
    offers: tuple[str, ...]
    paged: bool
    """It waits for a manager."""

    @classmethod
    def of(cls, hall: Hall, walk: Walk | None) -> "At | None":
        if walk is None:
            return None
        script = hall.script_of(walk)
        paged = any(page.counter == walk.counter and page.answered_at is None for page in hall.pages.values())
        step = script.step(walk.step)
        return cls(walk, script, step, offers_left(hall, walk.ticket), paged and step.by is not None)

    def minutes(self, chance: Random, whole: float, hurry: bool) -> float:
        """How long the step takes in a service that takes `whole`: what has a limit is done about two thirds into it, and later
        by whoever has had no break."""
        if self.step.within is not None:
            return self.step.within / MINUTE * chance.lognormvariate(-0.28 if hurry else -0.45, 0.27)
        weights = [3.0 if step.verb == "do" else 1.0 for step in self.script.steps if step.within is None]
        own = 3.0 if self.step.verb == "do" else 1.0
        took = whole * own / (0.55 * sum(weights)) * chance.lognormvariate(-0.06, 0.35)
        return min(took, 0.35 * whole, LONGEST)

    def reply(self, chance: Random, service: str, story: Mapping[str, Any]) -> Shape:
        """What is answered and entered."""
        told: Shape = {"step": self.step.id}
        if self.step.answers:
            told["answer"] = self._answer(chance)
        if self.step.items:
            told["ticked"] = list(range(len(self.step.items)))
        match self.step.enter:
            case "service":
                told["service"] = service
            case "count":
                told["count"] = chance.randint(2, 6)
            case "minutes":
                told["minutes"] = 60 * chance.randint(2, 5)
            case "note":
                told["note"] = "已记录"
            case "phone":
                told["phone"] = f"139{chance.randrange(10**8):08d}"
            case "offer" if self.offers:
                told["offer"] = chance.choice(self.offers)
        given = story.get(self.step.id, {})
        return told | ({"answer": given} if isinstance(given, str) else given)

    def _answer(self, chance: Random) -> str:
        ids = [answer.id for answer in self.step.answers]
        rest = max(0.0, 1 - sum(RARELY.get(id, 0) for id in ids))
        others = [id for id in ids if id not in RARELY]
        parts = {id: FIRST if at == 0 else 1 for at, id in enumerate(others)}
        whole = sum(parts.values())
        return chance.choices(ids, [RARELY[id] if id in RARELY else rest * parts[id] / whole for id in ids])[0]

    def left_out(self, chance: Random, hurry: bool) -> bool:
        """Recommendations and explanations are what is left out when many wait."""
        return self.step.kind == "offer" and self.step.moment and chance.random() < (0.3 if hurry else 0.05)


async def walk_on(
    house: House, who: str, told: Shape | None, chance: Random, service: str, story: Mapping[str, Any]
) -> Shape | None:
    """Goes through a walk at a kiosk or at the door, at some fifteen seconds a step, to its end."""
    while told is not None and told["step"] is not None:
        id = told["walk"]
        at = await house.see(lambda hall, id=id: At.of(hall, hall.walks.get(id)))  # type: ignore[misc]
        if at is None:
            return None
        await house.clock.minutes(chance.uniform(0.1, 0.35))
        told = await house.press(who, f"walks/{id}/answer", **at.reply(chance, service, story))
    return told

"""A customer's way through the demo hall, told by what the screens ask and answer: real scripts, real log, real requests."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.hall.events import Fact
from app.hall.walk import Walk
from app.verify import verify_all
from app.wishes import wall_clock
from tests.house import Home, Place, home

ROOT = Path(__file__).parents[2]
DEMO = (ROOT / "halls" / "dongcheng.yaml").read_text("utf-8")
LONGEST = 60
"""No walk of the handbook has so many steps."""


@dataclass
class Clock:
    """Stands where the test puts it."""

    now: int

    def __call__(self) -> int:
        return self.now

    def later(self, minutes: float) -> None:
        self.now += int(minutes * 60_000)


@dataclass
class Story:
    one: Home
    clock: Clock
    seen: list[str] = field(default_factory=list)
    """The steps of all walks so far."""

    # ------------------------------------------------------------ who acts
    async def at(self, role: Any, path: str, **body: Any) -> dict[str, Any]:
        """One command, which must be granted."""
        answer = await self.one.as_(role).post(path, **body)
        assert answer.status_code in (200, 201, 204), (path, answer.text)
        return answer.json() if answer.content else {}

    async def touches(self, service: str, *ways: Mapping[str, Any], **begin: Any) -> dict[str, Any]:
        """A service on the kiosk's first page, and the answers to what the kiosk asks."""
        walk = await self.at("kiosk", "/walks", script="guidance", kiosk="1", service=service, **begin)
        return await self.walks("kiosk", walk, *ways)

    async def calls(self, counter: int) -> str:
        """The counter opens if need be, calls the next and starts; the TV shows the call."""
        clerk = ("counter", counter)
        await self.at(clerk, f"/counters/{counter}/open")
        ticket = await self.at(clerk, f"/counters/{counter}/call-next", expected_current=None)
        page = await self.one.http.get("/display/dongcheng", headers=self.one.as_("display").headers)
        assert f'data-ticket="{ticket["number"]}"' in page.text, "the TV shows the call"
        await self.at(clerk, f"/counters/{counter}/start")
        return str(ticket["number"])

    async def serves(self, counter: int, *ways: Mapping[str, Any], until: str | None = None) -> list[str]:
        """The clerk walks the script beside the ticket; answers the steps that were gone through."""
        before = len(self.seen)
        while (walk := await self.walk_at(counter)) is not None:
            told = {"walk": walk.id, "step": walk.step}
            left = await self.walks(("counter", counter), told, *ways, until=until)
            if left["step"] is not None:
                break
        return self.seen[before:]

    async def walks(self, role: Any, walk: dict[str, Any], *ways: Mapping[str, Any], until: str | None = None) -> dict[str, Any]:
        """Goes on from step to step: at a step that `ways` names as it says, at another by its first answer."""
        chosen = {step: how for way in ways for step, how in way.items()}
        for _ in range(LONGEST):
            if walk["step"] is None or walk["step"] == until:
                return walk
            walk = await self.at(role, f"/walks/{walk['walk']}/answer", **await self._reply(walk, chosen))
        raise AssertionError(f"the walk doesn't end: {self.seen[-10:]}")

    async def _reply(self, walk: dict[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
        id, at = walk["walk"], walk["step"]
        step = await self.one.house.desk.read("dongcheng", lambda hall, now: hall.script_of(hall.walks[id]).step(at))
        self.seen.append(at)
        how = chosen.get(at, {})
        how = {"answer": how} if isinstance(how, str) else dict(how)
        if step.answers:
            how.setdefault("answer", step.answers[0].id)
        if step.items:
            how.setdefault("ticked", list(range(len(step.items))))
        return {"step": at, **how}

    async def finishes(self, counter: int) -> None:
        await self.at(("counter", counter), f"/counters/{counter}/finish")

    # ------------------------------------------------------------ what is so
    async def walk_at(self, counter: int) -> Walk | None:
        return await self.one.house.desk.read("dongcheng", lambda hall, now: hall.walk_at(counter))

    async def hall(self, question: Any) -> Any:
        return await self.one.house.desk.read("dongcheng", lambda hall, now: question(hall))

    def facts(self, *kinds: type[Fact]) -> list[Any]:
        return [one.fact for one in self.one.house.log.since("dongcheng", 0) if isinstance(one.fact, kinds)]

    async def moments(self, **query: Any) -> dict[str, bool]:
        """By step: kept or not; of a step that came several times the last."""
        told = (await self.one.as_("manager").get("/moments", **query)).json()["moments"]
        return {moment["step"]: moment["kept"] for moment in told}


@asynccontextmanager
async def story(place: Place) -> AsyncIterator[Story]:
    """The demo hall with its handbook, on a clock of its own."""
    clock = Clock(wall_clock())
    async with home(place, clock=clock, scripts=ROOT / "service_scripts") as one:
        yield Story(one, clock)
        await one.check_replay()
        assert [str(found) for hall in verify_all(one.house.log.engine) for found in hall.differences] == []

"""A hall whose kiosk asks before it issues: a guidance as the handbook has it, and who walks it at a kiosk."""

from dataclasses import replace
from pathlib import Path

from app.hall import duties, walking
from app.hall.duties import Filed
from app.hall.events import Fact, OfWalk
from app.hall.plan import Elsewhere, Nearby, Text
from app.hall.script import Script
from app.hall.walk import Walk
from app.hall.walking import Given
from app.script_file import read_script
from tests.hall.floor import ACCOUNT, BILL, PLAN, SIM, Floor

FOLDER = Path(__file__).parent / "scripts"
GUIDANCE = read_script(FOLDER / "guidance.yaml")
SELF_SERVICE = Text("自助服务区", "Self-service area")
PLACES = (Elsewhere("self-service", SELF_SERVICE), Elsewhere("online"))
NEARBY = (Nearby(Text("西城营业厅", "Xicheng Hall"), Text("平安大街 18 号", "18 Ping'an Street")),)
ASKING = replace(
    PLAN,
    services=(
        replace(PLAN.services[0], name=Text("开户入网", "Open an account"), documents=("id-card",)),
        replace(PLAN.services[1], name=Text("交话费", "Pay a bill"), elsewhere=PLACES),
        replace(PLAN.services[2], name=Text("换卡", "Replace a SIM card")),
    ),
    nearby=NEARBY,
)


class Guided(Floor):
    """A floor where the kiosk walks the guidance."""

    def __init__(self, script: Script = GUIDANCE, **changes) -> None:
        super().__init__(replace(ASKING, **changes))
        self.do(duties.set_scripts, filed={script.id: Filed(script, "one")})

    def begin(self, service: str | None = None, *, vip: bool = False, kiosk: str = "1") -> str:
        """The id of the walk."""
        wish = {"script": "guidance", "runner": "kiosk", "post": f"kiosk-{kiosk}"}
        return _walk(self.do(walking.begin, **wish, service=service, vip=vip))

    def answer(self, walk: str, *answers: str | Given) -> None:
        """One after the other, each to the step at which the walk then is."""
        for one in answers:
            given = one if isinstance(one, Given) else Given(one)
            self.do(walking.answer, walk=walk, step=self.hall.walks[walk].step, given=given)

    def at(self, walk: str) -> Walk:
        return self.hall.walks[walk]


def _walk(facts: list[Fact]) -> str:
    return next(fact.walk for fact in facts if isinstance(fact, OfWalk))


__all__ = ["ACCOUNT", "ASKING", "BILL", "FOLDER", "GUIDANCE", "SIM", "Given", "Guided"]

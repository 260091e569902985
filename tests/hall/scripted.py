"""A hall with service scripts: those of a small handbook, and a floor on which they are walked."""

from dataclasses import replace

from app.hall import decide, duties, walking
from app.hall.duties import Filed
from app.hall.events import Fact
from app.hall.plan import MINUTE, Elsewhere, Offer, Post
from app.hall.script import Answer, Condition, Effect, Script, Step
from app.hall.walk import Walk
from app.hall.walking import Given
from tests.hall.floor import ACCOUNT, BILL, PLAN, SIM, Floor, named


def step(id: str, verb: str = "say", **more) -> Step:
    kind = {"say": "information", "ask": "request"}.get(verb)
    return Step(id, verb, **({"kind": kind, "text": named(id)} | more))


def ask(id: str, *answers: Answer, **more) -> Step:
    return step(id, "ask", answers=answers, **more)


def script(id: str, *steps: Step) -> Script:
    return Script(id, named(id), steps)


OPENING = script(
    "open-account",
    step("welcome", kind="greeting", moment=True),
    step("vip", when=(Condition("important"),)),
    ask("papers", Answer("have", "check"), Answer("missing", "explain")),
    step("explain", kind="apology", moment=True, then="farewell"),
    step("check", "checklist", text=None, items=(named("card"), named("copy"))),
    step("system", "do", within=3 * MINUTE, moment=True),
    ask(
        "offer",
        Answer("accepted", effect=Effect("recommend", {"outcome": "accepted"})),
        Answer("no", effect=Effect("recommend", {"outcome": "not-interested"})),
        enter="offer",
        when=(Condition("offer-left"),),
    ),
    step("farewell", kind="farewell", moment=True),
)
PAYING = script("pay-bill", step("fee", "do"), step("bye", kind="farewell", moment=True))
GUIDANCE = script(
    "guidance",
    step("welcome", kind="greeting", moment=True),
    ask("phone", Answer("given"), Answer("staff", effect=Effect("call-helper")), enter="phone", when=(Condition("vip-claimed"),)),
    ask("need", enter="service"),
    ask("elsewhere", Answer("there", "know"), Answer("here", "papers"), when=(Condition("elsewhere-possible"),), then="papers"),
    ask("know", Answer("yes", "point"), Answer("no", "lead")),
    step("point", effect=Effect("self-service"), then="bye"),
    step("lead", effect=Effect("call-helper")),
    step("bye", kind="farewell", effect=Effect("end", {"outcome": "self-service"})),
    ask("papers", Answer("have", "issue"), Answer("missing", "explain"), when=(Condition("documents-needed"),), then="issue"),
    ask("explain", Answer("later", effect=Effect("end", {"outcome": "no-documents"})), Answer("still", "issue")),
    step("issue", effect=Effect("ticket")),
    step("seat", "do", when=(Condition("at", "greeter"),), moment=True),
)
ARRIVAL = script(
    "vip-arrival",
    step("sorry", kind="apology", moment=True),
    step("next", "do"),
    step("others", kind="apology", when=(Condition("others-waiting"),)),
)
PAGING = script(
    "sim-card",
    ask(
        "want",
        Answer("cancel", "manager", effect=Effect("page-manager", {"who": "either", "reason": "cancellation"})),
        Answer("later", effect=Effect("follow-up", {"what": "callback"})),
        Answer("months", effect=Effect("follow-up", {"what": "formal", "months": 3})),
        Answer("order", effect=Effect("work-order", {"to": "department"})),
        Answer("bill", effect=Effect("transfer", {"service": BILL})),
        Answer("open", effect=Effect("transfer", {"script": "open-account"})),
        enter="minutes",
    ),
    step("manager", "do", by="duty-manager", then="end"),
    step("end", kind="farewell"),
)
SCRIPTS = (OPENING, PAYING, GUIDANCE, ARRIVAL, PAGING)

HANDBOOK = replace(
    PLAN,
    services=tuple(
        replace(
            service,
            script=service.id,
            elsewhere=(Elsewhere("self-service"),) if service.id == BILL else (),
            documents=("id-card",) if service.id == ACCOUNT else (),
        )
        for service in PLAN.services
    ),
    posts=(Post("door", "greeter"), Post("sales-1", "sales", "door"), Post("inquiry", "inquiry")),
    offers=(Offer("family", named("family"), BILL), Offer("data", named("data"))),
    lounge_seats=1,
)


class ScriptedFloor(Floor):
    def __init__(self, plan=HANDBOOK, scripts=SCRIPTS, at: str = "2026-03-09 09:00") -> None:
        super().__init__(plan, at)
        self.file(*scripts)

    def file(self, *scripts: Script, gone: tuple[str, ...] = ()) -> list[Fact]:
        filed = {one.id: Filed(one, repr(one)) for one in scripts}
        return self.do(duties.set_scripts, filed=filed, gone=frozenset(gone))

    def begin(self, script: str = "guidance", runner: str = "kiosk", post: str = "kiosk-1", **more) -> str:
        return self.do(walking.begin, script=script, runner=runner, post=post, **more)[0].walk

    def answer(self, walk: str, step: str, answer: str | None = None, **given) -> list[Fact]:
        return self.do(walking.answer, walk=walk, step=step, given=Given(answer=answer, **given))

    def walk(self, id: str) -> Walk:
        return self.hall.walks[id]

    def at(self, counter: int) -> Walk | None:
        return self.hall.walk_at(counter)

    def serving(self, counter: int = 1, service: str = ACCOUNT, level: str = "ordinary") -> str:
        """A ticket is taken, called and started; the walk that began with the call."""
        self.take(level=level, service=service)
        self.open(counter)
        self.serve(counter)
        return self.at(counter).id

    def takes(self, level: str) -> list[Fact]:
        """All that follows from a new ticket."""
        return self.do(decide.take, service=ACCOUNT, level=level, by="kiosk")

    def serves(self, counter: int, *services: str) -> None:
        """Another hall file: what this counter serves."""
        plans = self.hall.plan.counters
        self.replan(counters=tuple(replace(plan, services=services) if plan.number == counter else plan for plan in plans))

    def kinds(self, facts: list[Fact]) -> list[str]:
        return [type(fact).__name__ for fact in facts]


__all__ = ["ACCOUNT", "BILL", "HANDBOOK", "SIM", "ScriptedFloor", "ask", "script", "step"]

"""How a rehearsal went, in words."""

from dataclasses import dataclass

from app.hall.rehearsal import MARK
from app.hall.state import Hall
from app.moments import Moment
from app.rehearsal.result import Misheard, Result, Served
from counter_ui.manager.durations import lasting
from counter_ui.manager.telling import Teller
from counter_ui.rehearsal.scene import name
from shared_ui.sentences import say


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state`: kept, late or missed, for the colour; `word` says it. `what` was to be done, `detail`: how long, for whom."""

    state: str
    word: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`kept`: all that was due."""

    kept: bool
    how: str
    sums: list[str]
    moments: list[Verdict]
    duties: list[Verdict]
    served: list[Verdict]
    misheard: list[str]


_STATES = {"kept": "kept", "late": "late", "incomplete": "late", "skipped": "missed", "left-out": "missed", "missed": "missed"}


def outcome(hall: Hall, result: Result, language: str) -> Outcome:
    told = _Telling(hall, result, language)
    return Outcome(
        kept=result.kept,
        how=say(language, f"rehearsal.how.{result.how or 'stopped'}"),
        sums=told.sums(),
        moments=[told.moment(one) for one in result.moments],
        duties=told.duties(),
        served=[told.served(one) for one in result.served],
        misheard=[told.misheard(one) for one in result.misheard],
    )


class _Telling:
    def __init__(self, hall: Hall, result: Result, language: str) -> None:
        self._hall, self._result, self._language = hall, result, language
        self._who = {one.number: name(result.case.customer(one.who), language) for one in result.served}

    def _say(self, key: str, **fields: object) -> str:
        return say(self._language, f"rehearsal.{key}", **fields)

    def sums(self) -> list[str]:
        """What comes first: how many of how many."""
        result, found = self._result, []
        if result.moments:
            found.append(self._say("result.sum", due=len(result.moments), kept=sum(one.kept for one in result.moments)))
        if result.duties:
            kept = sum(one.how == "kept" for one in result.duties)
            found.append(self._say("result.sum_duties", due=len(result.duties), kept=kept))
        found.append(self._say("result.lasted", time=lasting(self._language, result.lasted)))
        if result.paged is not None:
            found.append(self._say("result.paged", time=lasting(self._language, result.paged)))
        return found

    def moment(self, one: Moment) -> Verdict:
        took = self._say("result.took", time=lasting(self._language, one.took)) if one.took is not None else ""
        about = [self._script(one.script), self._who.get(one.number or "", ""), took]
        return Verdict(_STATES[one.how], self._say(f"verdict.{one.how}"), self._step(one.script, one.step), _joined(about))

    def duties(self) -> list[Verdict]:
        return [
            Verdict(
                _STATES[one.how],
                self._say(f"duty.{one.how}"),
                one.expected.what.in_(self._language),
                "" if one.took is None else self._say("result.took", time=lasting(self._language, one.took)),
            )
            for one in self._result.duties
        ]

    def served(self, one: Served) -> Verdict:
        late = one.waited is None or one.waited > one.promised
        state = "missed" if one.outcome != "done" else "late" if late else "kept"
        waited = self._say("result.never_called")
        if one.waited is not None:
            promised = self._say("result.promised", time=lasting(self._language, one.promised))
            waited = _joined([self._say("result.waited", time=lasting(self._language, one.waited)), promised])
        return Verdict(state, self._say(f"outcome.{one.outcome}"), f"{self._who[one.number]} {one.number}", waited)

    def misheard(self, one: Misheard) -> str:
        who = name(self._result.case.customer(one.who), self._language)
        answers = [self._answer(one.script, one.step, id) for id in (one.said, one.entered)]
        return self._say("result.said", who=who, said=answers[0], entered=answers[1])

    def _script(self, id: str) -> str:
        return self._hall.scripts[id].script.title.in_(self._language) if id in self._hall.scripts else id

    def _step(self, script: str, step: str) -> str:
        """The sentence of the step, with the hall's own values."""
        if script not in self._hall.scripts:
            return step
        edition = self._hall.scripts[script]
        found = next((one for one in edition.script.steps if one.id == step), None)
        words = Teller(self._hall, edition.script, self._language).first_words(found) if found else step
        return words.replace(MARK.in_(self._language), "")

    def _answer(self, script: str, step: str, answer: str) -> str:
        edition = self._hall.scripts.get(script)
        found = next((one.answer(answer) for one in edition.script.steps if one.id == step), None) if edition else None
        return Teller(self._hall, edition.script, self._language).answer(found) if edition and found else answer


def _joined(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)

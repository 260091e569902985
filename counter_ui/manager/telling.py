"""A service script in the words of a hall manager: its texts, limits, conditions and effects."""

import re

from app.hall.plan import Millis, Plan, Text
from app.hall.script import Answer, Condition, Effect, Script, Step
from app.hall.state import Hall
from counter_ui.manager.durations import lasting
from counter_ui.manager.names import code_name, post_name, receiver_name
from shared_ui.sentences import label, say
from shared_ui.spoken import label_of, nearby

_BRACES = re.compile(r"\{(setting\.)?(\w+)\}")


class Teller:
    """Tells the steps of one script of a hall in one language."""

    def __init__(self, hall: Hall, script: Script, language: str) -> None:
        self._hall, self._script, self._language = hall, script, language
        self._plan: Plan = hall.plan

    def says(self, text: Text) -> str:
        """The hall's own values where they are settled; what only the moment knows is named in brackets."""
        return _BRACES.sub(lambda found: self._filled(bool(found[1]), found[2]), text.in_(self._language))

    def _filled(self, setting: bool, name: str) -> str:
        if setting:
            value = self._plan.settings.get(name, self._say("bracket", text=name))
            return value.in_(self._language) if isinstance(value, Text) else str(value)
        if name == "hall":
            return self._plan.name.in_(self._language)
        if name == "nearby":
            return nearby(self._plan, self._language)
        return self._say("bracket", text=label(self._language, "charts.field", name))

    def first_words(self, step: Step) -> str:
        return self.says(step.text or step.items[0])

    def limit(self, step: Step) -> Millis | None:
        """The hall's own limit, else the script's."""
        return self._plan.limits.get(f"{self._script.id}.{step.id}", step.within)

    def within(self, step: Step) -> str | None:
        limit = self.limit(step)
        if limit is None:
            return None
        return self._say("within_each" if step.each else "within", time=lasting(self._language, limit))

    def promises(self) -> list[tuple[str, str]]:
        """What is promised to the customer within a time: (what, the time)."""
        effects = [
            effect for step in self._script.steps for effect in (step.effect, *(one.effect for one in step.answers)) if effect
        ]
        timed = [(effect.arguments, name) for effect in effects for name in ("within", "months") if name in effect.arguments]
        return list(
            dict.fromkeys((self._argument("what", told.get("what", "")), self._argument(n, told[n])) for told, n in timed)
        )

    def by(self, step: Step) -> str | None:
        return step.by and self._say("by", who=post_name(self._plan, step.by, self._language))

    def manner(self, step: Step) -> str:
        """Said, asked, done or ticked off; and of which kind the sentence is."""
        words = [label(self._language, "charts.verb", step.verb)]
        if step.kind:
            words.append(label(self._language, "charts.kind", step.kind))
        if step.degree and step.degree != "plain":
            words.append(label(self._language, "charts.degree", step.degree))
        if step.enter:
            words.append(self._say("enters", what=label(self._language, "charts.enter", step.enter)))
        return " · ".join(words)

    def answer(self, answer: Answer) -> str:
        return self.says(answer.label) if answer.label else label_of(self._language, answer.id)

    def place(self, id: str) -> int:
        return 1 + next(place for place, step in enumerate(self._script.steps) if step.id == id)

    def when(self, step: Step) -> str | None:
        if not step.when:
            return None
        return self._say("when", what=self._say("and").join(self._condition(one) for one in step.when))

    def _condition(self, one: Condition) -> str:
        value = one.value or ""
        match one.name:
            case "level":
                found = self._plan.level.get(value)
                value = found.name.in_(self._language) if found else value
            case "at":
                value = label(self._language, "charts.at", value)
            case "answer" if one.of is not None:
                asked = next((step for step in self._script.steps if step.id == one.of), None)
                given = asked.answer(value) if asked else None
                value = self.answer(given) if given else value
                place = self.place(one.of) if asked else one.of
                return self._say("answered", place=place, answer=value)
            case _:
                pass
        return self._say(f"condition.{one.name}", value=value)

    def effect(self, effect: Effect | None) -> str | None:
        """None: nothing happens beside the talk."""
        if effect is None or effect.name == "end":
            return None
        told = [self._argument(name, value) for name, value in effect.arguments.items()]
        what = label(self._language, "charts.effect", effect.name)
        return self._say("effect_told", what=what, told=self._say("comma").join(told)) if told else what

    def outcome(self, effect: Effect | None) -> str | None:
        found = effect.arguments.get("outcome") if effect is not None and effect.name == "end" else None
        return None if found is None else label(self._language, "manager.outcome", str(found))

    def _argument(self, name: str, value: str | int) -> str:
        spoken, code = self._language, str(value)
        match name:
            case "who":
                return say(spoken, "manager.either") if code == "either" else label(spoken, "posts", code)
            case "to":
                return receiver_name(self._plan, code, spoken)
            case "reason":
                return code_name(self._hall, spoken, "manager.reason", code)
            case "what":
                return code_name(self._hall, spoken, "manager.follow_up", code)
            case "script":
                return code_name(self._hall, spoken, "charts.script", code)
            case "channel":
                return label(spoken, "channels", code)
            case "outcome":
                return label(spoken, "manager.outcome", code)
            case "level" if code in self._plan.level:
                return self._plan.level[code].name.in_(spoken)
            case "service" if code in self._plan.service:
                return self._plan.service[code].name.in_(spoken)
            case "within":
                return self._say("within", time=lasting(spoken, int(value)))
            case "months":
                return self._say("months", count=value)
            case "counter":
                return say(spoken, "manager.counter", n=value, word=self._plan.counter_word.in_(spoken))
            case _:
                return code

    def _say(self, key: str, **fields: object) -> str:
        return say(self._language, f"charts.{key}", **fields)

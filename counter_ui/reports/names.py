"""What is counted in a report, in the hall's words; what the hall no longer has, by its code."""

from collections.abc import Mapping

from app.hall.day import local
from app.hall.plan import Named, Text
from app.hall.state import Hall
from app.hall.voices import Question
from app.reports.columns import COLUMNS, Value
from app.reports.figures import Key
from app.reports.layouts import COURSE, FACTS
from app.reports.report import Report, Table
from app.reports.wanted import Wanted
from counter_ui.complaints.words import named
from counter_ui.manager.names import answer_name, code_name, counter_name, place_name, receiver_name
from counter_ui.manager.telling import Teller
from shared_ui.sentences import SENTENCES, label, say

_OUTCOMES = {"guidance": "manager.outcome", "endings": "reports.ending", "by_offer": "clerk.outcome", "by_post": "clerk.outcome"}


class Names:
    def __init__(self, hall: Hall, language: str, halls: Mapping[str, Text] | None = None) -> None:
        self._hall, self.language, self._halls = hall, language, halls or {}

    def say(self, key: str, **fields: object) -> str:
        return say(self.language, f"reports.{key}", **fields)

    # ------------------------------------------------------------ tables
    def report(self, name: str) -> str:
        return self.say(f"name.{name}")

    def title(self, report: Report) -> str:
        return " · ".join(filter(None, (self.report(report.wanted.name), self.row(report.wanted))))

    def row(self, wanted: Wanted) -> str:
        """What is asked for of it; nothing: all of it."""
        row = wanted.row
        return " · ".join(self._keys(row.sheet.name, row.sheet.by, row.key)) if row is not None else ""

    def table(self, table: Table) -> str:
        return self.report("halls") if table.name == COURSE and table.by == ("hall",) else self.say(f"sheet.{table.name}")

    def heads(self, table: Table) -> list[str]:
        return [*(self.dimension(one) for one in table.by), *(self.column(one) for one in table.columns)]

    def dimension(self, name: str) -> str:
        return self.say(f"of.{name}")

    def column(self, name: str) -> str:
        return self.say(f"column.{name}")

    def keys(self, table: Table, key: Key) -> list[str]:
        return self._keys(table.name, table.by, key)

    def one(self, dimension: str, code: str) -> str:
        """As in a table whose rows are about it."""
        return self._key("", dimension, code, {})

    def _keys(self, sheet: str, by: tuple[str, ...], key: Key) -> list[str]:
        told = dict(zip(by, key, strict=True))
        return [self._key(sheet, name, code, told) for name, code in told.items()]

    # ------------------------------------------------------------ what it is about
    def _key(self, sheet: str, dimension: str, code: str, row: Mapping[str, str]) -> str:
        plan, language = self._hall.plan, self.language
        match dimension:
            case "number" | "who" | "counter" if sheet == FACTS and not code:
                return "–"
            case "seq" | "number":
                return code
            case "at":
                return f"{local(plan, int(code)):%H:%M:%S}"
            case "service":
                return plan.service[code].name.in_(language) if code in plan.service else code
            case "level":
                return plan.level[code].name.in_(language) if code in plan.level else code
            case "hall":
                return self._halls[code].in_(language) if code in self._halls else code
            case "script":
                return self._script(code)
            case "step":
                return self._step(row["script"], code)
            case "counter" | "place":
                return counter_name(plan, int(code), language) if code.isdecimal() else code
            case "post":
                return place_name(plan, language, code)
            case "who":
                return self._who(code)
            case "question":
                question = self._question(code)
                return question.ask.in_(language) if question is not None else code
            case "value":
                return self._value(row["question"], code)
            case "offer":
                return next((one.name.in_(language) for one in plan.offers if one.id == code), self._other(code))
            case _:
                return self._code(sheet, dimension, code)

    def _code(self, sheet: str, dimension: str, code: str) -> str:
        match dimension:
            case "fact":
                return label(self.language, "reports.fact", code)
            case "outcome":
                return label(self.language, _OUTCOMES[sheet], label(self.language, "reports.ending", code))
            case "reason" if sheet == "by_reason" and f"manager.reason.{code}" in SENTENCES[self.language]:
                return label(self.language, "manager.reason", code)
            case "reason":
                return label(self.language, "clerk.reason", self._other(code))
            case "about":
                return label(self.language, "rating.about", code) if sheet == "by_about" else self._class(code)
            case "cause":
                return self._named(self._hall.plan.complaints.causes, code)
            case "department":
                return receiver_name(self._hall.plan, code, self.language)
            case "brand":
                return self._none(code)
            case "severity" | "source":
                return label(self.language, f"cases.{dimension}", code)
            case "ended":
                return label(self.language, "cases.outcome", code)
            case "channel":
                return label(self.language, "channels", code)
            case "what":
                return code_name(self._hall, self.language, "manager.follow_up", code)
            case "weekday":
                return self.say("weekday", day=label(self.language, "times.weekday", code))
            case "hour":
                return f"{code}:00"
            case _:
                return label(self.language, f"reports.{dimension}", code)

    def _question(self, code: str) -> Question | None:
        """As it was asked last."""
        of, _, id = code.partition(".")
        asked = [one.questions for one in reversed(self._hall.surveys.values()) if one.questionnaire == of]
        asked += [one.questions for one in self._hall.questionnaires.values() if one.id == of]
        return next((question for questions in asked for question in questions if question.id == id), None)

    def _value(self, question: str, code: str) -> str:
        one = self._question(question)
        return answer_name(self.language, one.answers if one is not None else "steps", code)

    def _class(self, code: str) -> str:
        return self._named(self._hall.plan.complaints.classes, code)

    def _named(self, among: tuple[Named, ...], code: str) -> str:
        return self._none(named(among, code, self.language))

    def _none(self, code: str) -> str:
        return self.say("nobody") if code == "none" else code

    def _other(self, code: str) -> str:
        return self.say("other") if code == "other" else code

    def _who(self, code: str) -> str:
        """A staff number; a post where nobody has signed in."""
        if not code:
            return self.say("nobody")
        plan = self._hall.plan
        known = {one.id for one in plan.posts}
        return place_name(plan, self.language, code) if code in known or code[:6] in ("counte", "kiosk-") else code

    def _script(self, code: str) -> str:
        edition = self._hall.scripts.get(code)
        return edition.script.title.in_(self.language) if edition is not None else code

    def _step(self, script: str, code: str) -> str:
        edition = self._hall.scripts.get(script)
        step = next((one for one in edition.script.steps if one.id == code), None) if edition is not None else None
        return code if edition is None or step is None else Teller(self._hall, edition.script, self.language).first_words(step)

    # ------------------------------------------------------------ values
    def value(self, column: str, value: Value) -> str:
        if value is None:
            return "–"
        match COLUMNS[column].kind:
            case "share":
                return f"{100 * value:.1f} %"
            case "time":
                return self.lasting(int(value))
            case "mean":
                return f"{value:.2f}"
            case _:
                return f"{value:,}"

    def lasting(self, took: int) -> str:
        """Its two largest units, hours at most: working hours are not told in days."""
        minutes, seconds = divmod(took // 1000, 60)
        if minutes < 60:
            return self.say("time.minutes", minutes=minutes, seconds=f"{seconds:02d}")
        hours, minutes = divmod(minutes, 60)
        return self.say("time.hours", hours=f"{hours:,}", minutes=f"{minutes:02d}")

"""What a script's text says here and now: its placeholders filled."""

from app.hall import wait, walks
from app.hall.day import Instant, greeting
from app.hall.plan import Plan, Text
from app.hall.state import Hall, Known
from app.hall.walk import Walk
from shared_ui.nearby import Near, near_halls
from shared_ui.sentences import SENTENCES, label, say
from shared_ui.times import About, about, about_newcomer


def spoken(hall: Hall, now: Instant, walk: Walk, text: Text, language: str, *, public: bool) -> str:
    """`public`: where others may read it, a customer is never named. A text that isn't written in the language is filled in its
    own: no sentence is in two."""
    language = text.read_in(language)
    template = text[language]
    if "{" not in template:
        return template
    return template.format_map(_Fields(hall, now, walk, language, public))


class _Fields(dict[str, object]):
    """The placeholders, each looked up when it is needed."""

    def __init__(self, hall: Hall, now: Instant, walk: Walk, language: str, public: bool) -> None:
        super().__init__(setting=_Settings(hall.plan, language))
        self._hall, self._now, self._walk, self._language, self._public = hall, now, walk, language, public

    def __missing__(self, name: str) -> str:
        plan, walk, language = self._hall.plan, self._walk, self._language
        service = plan.service.get(walk.service or "")
        match name:
            case "hall":
                return plan.name.in_(language)
            case "greeting":
                return say(language, f"times.greeting.{greeting(plan, self._now)}")
            case "counter":
                return "" if walk.counter is None else str(walk.counter)
            case "service":
                return service.name.in_(language) if service else say(language, "spoken.service")
            case "number":
                return walk.ticket[1] if walk.ticket else ""
            case "wait":
                return self._wait()
            case "nearby":
                return self._nearby()
            case "customer":
                return say(language, "spoken.you") if self._public else self._customer()
            case "elsewhere":
                return elsewhere(plan, walk.service, language)
            case "documents":
                return documents(plan, walk.service, language)
            case _:
                return self._offer() if name == "offer" else ""

    def _nearby(self) -> str:
        """The hall to which this customer is sent, and how it is there now."""
        near = near_halls(self._hall, self._now, self._walk.service)[:1]
        return near[0].told(self._language) if near else say(self._language, "spoken.another_hall")

    def _customer(self) -> str:
        known = self._hall.known.get(self._walk.ticket, Known()) if self._walk.ticket else Known()
        return known.customer or say(self._language, "spoken.you")

    def _wait(self) -> str:
        """Of the ticket if there is one, else of a newcomer."""
        if self._walk.service is None or self._walk.service not in self._hall.plan.service:
            return say(self._language, "spoken.soon")
        expected = self._about()
        if not expected.expected:
            return say(self._language, "spoken.soon")
        return say(self._language, f"times.wait.{expected.code}", low=expected.low, high=expected.high)

    def _about(self) -> About:
        day, number = self._walk.ticket or ("", "")
        ticket = self._hall.tickets.get(number) if day == self._hall.day else None
        if ticket is None:
            return about_newcomer(self._hall, self._walk.service or "")
        return about(wait.of_ticket(self._hall, ticket))

    def _offer(self) -> str:
        plan, walk = self._hall.plan, self._walk
        left = (walk.offer,) if walk.offer else walks.offers_left(self._hall, walk.ticket)[:1]
        found = [offer.name.in_(self._language) for offer in plan.offers if offer.id in left]
        return found[0] if found else say(self._language, "spoken.offer")


class _Settings:
    """{setting.NAME}"""

    def __init__(self, plan: Plan, language: str) -> None:
        self._plan, self._language = plan, language

    def __getattr__(self, name: str) -> str:
        value = self._plan.settings.get(name, "")
        return value.in_(self._language) if isinstance(value, Text) else str(value)


def joined(language: str, words: list[str]) -> str:
    return say(language, "spoken.list").join(words)


def documents(plan: Plan, service: str | None, language: str) -> str:
    found = plan.service.get(service or "")
    names = [label(language, "documents", code) for code in found.documents] if found else []
    return joined(language, names)


def elsewhere(plan: Plan, service: str | None, language: str) -> str:
    """Where else the service is to be had: the hall's own words, else the channel's name."""
    found = plan.service.get(service or "")
    ways = found.elsewhere if found else ()
    return joined(language, [way.where.in_(language) if way.where else say(language, f"channels.{way.channel}") for way in ways])


def nearby(plan: Plan, language: str) -> str:
    """The nearest other hall, whatever the time."""
    near = [Near(one.name, one.address).told(language) for one in plan.nearby[:1]]
    return near[0] if near else say(language, "spoken.another_hall")


def label_of(language: str, answer: str) -> str:
    """A short form's label, from the shared sentences; else the id."""
    return SENTENCES[language].get(f"answers.{answer}", answer)

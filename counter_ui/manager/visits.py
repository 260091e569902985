"""The page of mystery customers' visits and the company's inspections: questionnaires, the form of one, what was entered."""

from dataclasses import dataclass

from app.hall import posts
from app.hall.plan import TOPICS
from app.hall.state import Hall
from app.hall.voices import Questionnaire
from app.voices.questionnaire_file import usual
from counter_ui.manager.names import place_name


@dataclass(frozen=True, slots=True)
class Visits:
    """`chosen`: the one whose form is shown. `source`: what is edited."""

    questionnaires: tuple[Questionnaire, ...]
    chosen: Questionnaire | None
    source: str
    today: str
    places: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]


def visits(hall: Hall, language: str, wished: str | None) -> Visits:
    known = tuple(one for one in hall.questionnaires.values() if one.whom == "customer")
    usable = [one for one in known if not one.retired]
    chosen = next((one for one in usable if one.id == wished), usable[0] if usable else None)
    spots = [*posts.post_ids(hall.plan), *(f"counter-{number}" for number in hall.counters)]
    places = tuple((spot, place_name(hall.plan, language, spot)) for spot in spots)
    edited = next((one for one in known if one.id == wished), chosen)
    topics = tuple(topic.id for topic in TOPICS)
    return Visits(known, chosen, edited.source if edited is not None else usual(), hall.day, places, topics)

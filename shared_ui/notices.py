"""A notice in words: the hall and the matter as its title; counter, ticket number and time below. Nothing else is told."""

from app.hall.state import Hall
from app.notices.matters import Notice
from shared_ui.sentences import label, say
from shared_ui.times import clock

_CODES = {
    "page": "manager.reason",
    "page-answered": "posts",
    "post-empty": "posts",
    "printer": "printers.trouble",
    "device-missing": "screens",
    "follow-up-overdue": "manager.follow_up",
}
"""Where the words for a matter's code stand."""


def tell(hall: Hall, notice: Notice, language: str) -> tuple[str, str]:
    plan = hall.plan
    title = say(language, "notices.title", hall=plan.name.in_(language), matter=label(language, "notices.matter", notice.matter))
    lines = [label(language, _CODES[notice.matter], notice.code)] if notice.code and notice.matter in _CODES else []
    if notice.matter == "bulletin":
        lines.append(say(language, "notices.period", period=notice.code))
    if notice.counter is not None:
        lines.append(say(language, "manager.counter", n=notice.counter, word=plan.counter_word.in_(language)))
    if notice.number is not None:
        lines.append(say(language, "notices.number", number=notice.number))
    return title, "\n".join([*lines, say(language, "notices.at", at=clock(plan, notice.at))])

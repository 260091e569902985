"""The first words of a bulletin, from its figures: the analyst goes on from there."""

from collections.abc import Mapping
from datetime import date

from app.hall.plan import Named
from app.hall.state import Hall
from shared_ui.sentences import say

Figures = Mapping[str, Mapping[str, int]]


def drafted(hall: Hall, name: str, first: date, last: date, figures: Figures) -> str:
    """In the hall's first language."""
    spoken = hall.plan.languages[0]
    rules, outcome, orders = hall.plan.complaints, figures.get("outcome", {}), figures.get("orders", {})

    def told(key: str, **fields: object) -> str:
        return say(spoken, f"bulletin.draft.{key}", **fields)

    def listed(of: tuple[Named, ...], counts: Mapping[str, int]) -> str:
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        names = {one.id: one.name.in_(spoken) for one in of} | {"unknown": told("unknown")}
        return told("comma").join(told("counted", name=names.get(id, id), count=count) for id, count in ranked)

    count = outcome.get("recorded", 0)
    lines = [told("opening", first=first, last=last, count=count)]
    if count:
        lines.append(told("about", list=listed(rules.classes, figures.get("about", {}))))
        lines.append(told("causes", list=listed(rules.causes, figures.get("cause", {}))))
    lines.append(told("orders", sent=orders.get("sent", 0), in_time=orders.get("in-time", 0), late=orders.get("late", 0)))
    lines.append(told("outcome", yes=outcome.get("satisfied", 0), no=outcome.get("not-satisfied", 0)))
    if traced := sum(figures.get("recommended", {}).values()):
        lines.append(told("traced", count=traced))
    lines += ["", told("why"), "", told("prevent")]
    return "\n".join(lines)

"""What is ticked on a checklist. It stands in the address, for the step and the time at which it was ticked: it never carries
over to another one."""

from counter_ui.clerk.action import Action, numbered
from counter_ui.clerk.standing import Standing
from shared_ui.picture import Look

MANY = 3
"""From so many items on there is a key for all of them."""


def ticked(at: Standing, look: Look, items: int) -> tuple[int, ...]:
    step, _, places = look.get("ticked", "").partition("~")
    if not places or step != at.step:
        return ()
    return tuple(sorted({place for place in map(int, places.split(".")) if place < items}))


def ticks(at: Standing, look: Look, texts: tuple[str, ...]) -> tuple[Action, ...]:
    on = ticked(at, look, len(texts))
    each = tuple(
        Action(
            "tick",
            numbered(place + 1) if at.panel is None else None,
            "tick",
            text=text,
            value=str(place),
            show=_other(at.step, on, place),
            on=place in on,
            tick=place,
        )
        for place, text in enumerate(texts)
    )
    return each if len(on) == len(texts) or len(texts) < MANY else (*each, _all(at, len(texts)))


def _all(at: Standing, items: int) -> Action:
    """One key for who has looked at everything."""
    places = ".".join(map(str, range(items)))
    return Action("tick_all", "0" if at.panel is None else None, "tick", show=f"ticked={at.step}~{places}")


def _other(step: str, on: tuple[int, ...], place: int) -> str:
    """The address with this one ticked, or no longer."""
    after = sorted({*on} ^ {place})
    return f"ticked={step}~{'.'.join(map(str, after))}"

"""What is ticked on a checklist. It stands in the address, for the step and the time at which it was ticked: it never carries
over to another one."""

from counter_ui.clerk.action import Action, numbered
from counter_ui.clerk.standing import Standing
from shared_ui.screen import Look


def ticked(at: Standing, look: Look, items: int) -> tuple[int, ...]:
    step, _, places = look.get("ticked", "").partition("~")
    if not places or step != at.step:
        return ()
    return tuple(sorted({place for place in map(int, places.split(".")) if place < items}))


def ticks(at: Standing, look: Look, texts: tuple[str, ...]) -> tuple[Action, ...]:
    on = ticked(at, look, len(texts))
    return tuple(
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


def _other(step: str, on: tuple[int, ...], place: int) -> str:
    """The address with this one ticked, or no longer."""
    after = sorted({*on} ^ {place})
    return f"ticked={step}~{'.'.join(map(str, after))}"

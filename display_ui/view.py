"""What the lobby sees."""

from app.hall.day import Instant
from app.hall.state import Call, Hall
from shared_ui.screen import Look


def lobby(hall: Hall, now: Instant, look: Look) -> list[Call]:
    return list(hall.calls)

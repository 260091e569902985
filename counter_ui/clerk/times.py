"""Instants as a clerk reads them, by the hall's own clock."""

from app.hall.day import Instant, local
from app.hall.state import Hall


def wall(hall: Hall, at: Instant) -> str:
    """HH:MM."""
    return f"{local(hall.plan, at):%H:%M}"


def wall_second(hall: Hall, at: Instant) -> str:
    return f"{local(hall.plan, at):%H:%M:%S}"

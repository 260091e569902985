"""A measured figure, its floor and its goal; many of them as a table and as JSON."""

import json
import platform
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

Better = Literal["more", "less"]
ROUNDS = 5
"""Fewer medians are noise; the first round of all is for warming up and is thrown away."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is the median of `rounds`, each a ratio to the baseline of the same round, unless `unit` says otherwise."""

    name: str
    value: float
    floor: float
    goal: float
    better: Better
    rounds: tuple[float, ...]
    unit: str = ""
    detail: dict[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if self.reaches(self.goal):
            return "goal"
        return "floor" if self.reaches(self.floor) else "below"

    def reaches(self, bound: float) -> bool:
        return self.value >= bound if self.better == "more" else self.value <= bound


def figure(name: str, rounds: Sequence[float], floor: float, goal: float, better: Better, **more: object) -> Figure:
    return Figure(name, statistics.median(rounds), floor, goal, better, tuple(rounds), **more)  # type: ignore[arg-type]


def interleaved(measures: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Each measure once a round, in turn, so that a busy neighbour slows all of them."""
    seen: dict[str, list[float]] = {name: [] for name in measures}
    for one in range(rounds + 1):
        for name, measure in measures.items():
            value = measure()
            if one:
                seen[name].append(value)
    return seen


def ratios(over: Sequence[float], under: Sequence[float]) -> list[float]:
    """Round by round."""
    return [above / below for above, below in zip(over, under, strict=True)]


def medians(**series: Sequence[float]) -> dict[str, float]:
    return {name: statistics.median(values) for name, values in series.items()}


def table(figures: Iterable[Figure]) -> str:
    """Markdown."""
    lines = ["| figure | measured | rounds | floor | goal | reached |", "| --- | ---: | ---: | ---: | ---: | --- |"]
    for one in figures:
        spread = f"{_plain(min(one.rounds))} … {_plain(max(one.rounds))}"
        value, floor, goal = (f"{_plain(number)}{one.unit}" for number in (one.value, one.floor, one.goal))
        lines.append(f"| {one.name} | {value} | {spread} | {floor} | {goal} | {one.verdict} |")
    return "\n".join(lines)


def _plain(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.2f}" if number < 10 else f"{number:.1f}"


def write(figures: Iterable[Figure], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "figures": [asdict(one) | {"verdict": one.verdict} for one in figures],
    }
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")

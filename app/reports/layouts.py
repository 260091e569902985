"""Which reports there are, and what stands in each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a report. `by`: what its rows are about, of the dimensions of a table of figures; `minutes`: the table of
    which the ninetieth in a hundred is taken. `inner`: long; shown only of a row of another table."""

    name: str
    table: str
    by: tuple[str, ...]
    columns: tuple[str, ...]
    minutes: str = ""
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """`course`: the columns of the table over time, of which `bars` and `lines` are drawn. `heat`: hours by weekdays too.
    `beside`: the halls stand side by side, whatever is asked."""

    course: tuple[str, ...]
    bars: tuple[str, ...]
    lines: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    heat: bool = False
    beside: bool = False


COURSE, HEAT, FACTS = "course", "heat", "facts"
OF_HEAT = ("taken", "within", "mean_wait")
_WAITS = ("calls", "within", "mean_wait", "p90", "longest")
_SERVED = ("services", "mean_service", "longest")
_COUNTER = ("open", "serving", "calling", "idle", "paused", "use")
_RATED = ("ratings", "mean_score", "satisfied_share")
_TIMES = ("times", "mean_time", "longest")
_OVERVIEW = ("taken", "done", "left", "missed", "within", "mean_wait", "p90", "mean_service", "use", "kept_share")

REPORTS: dict[str, Layout] = {
    "overview": Layout(_OVERVIEW, ("taken",), ("within", "use"), heat=True),
    "visits": Layout(
        ("taken", "done", "left", "missed"),
        ("done", "left"),
        sheets=(
            Sheet("by_service", "taken", ("service",), ("tickets",)),
            Sheet("by_level", "taken", ("level",), ("tickets",)),
            Sheet("by_both", "taken", ("service", "level"), ("tickets",)),
            Sheet("endings", "ends", ("service", "outcome"), ("tickets",)),
        ),
        heat=True,
    ),
    "waits": Layout(
        (*_WAITS, "again"),
        ("mean_wait", "p90"),
        ("within",),
        (
            Sheet("by_service", "waits", ("service",), _WAITS, "wait_minutes"),
            Sheet("by_level", "waits", ("level",), _WAITS, "wait_minutes"),
            Sheet("by_both", "waits", ("service", "level"), _WAITS, "wait_minutes"),
            Sheet("again", "waits_again", ("service",), ("calls", "mean_wait", "longest")),
        ),
        heat=True,
    ),
    "services": Layout(
        ("services", "mean_service"),
        ("services",),
        ("mean_service",),
        (
            Sheet("by_service", "served", ("service",), ("services", "mean_service", "p90", "longest"), "service_minutes"),
            Sheet("by_clerk", "served", ("who",), _SERVED),
            Sheet("by_both", "served", ("who", "service"), _SERVED),
        ),
    ),
    "steps": Layout(
        ("steps", "late", "late_steps"),
        ("steps",),
        sheets=(
            Sheet("by_step", "steps", ("script", "step"), (*_TIMES, "late", "late_share", "skipped")),
            Sheet("by_clerk", "posts", ("who",), ("steps", "mean_step", "longest", "late", "late_steps")),
            Sheet("by_both", "post_steps", ("who", "script", "step"), (*_TIMES, "late", "late_share"), inner=True),
        ),
    ),
    "counters": Layout(
        _COUNTER,
        ("serving", "idle"),
        ("use",),
        (
            Sheet("by_counter", "counters", ("counter",), _COUNTER),
            Sheet("by_clerk", "counters", ("who",), _COUNTER),
            Sheet("pauses", "pauses", ("reason",), ("times", "took", "mean_time")),
            Sheet("pauses_of", "pauses", ("counter", "who", "reason"), ("times", "took", "mean_time")),
        ),
    ),
    "no-shows": Layout(
        ("missed", "missed_share"),
        ("missed",),
        ("missed_share",),
        (
            Sheet("by_service", "missed", ("service",), ("calls", "rejoined", "lost")),
            Sheet("by_clerk", "missed_at", ("who",), ("calls",)),
            Sheet("by_counter", "missed_at", ("counter",), ("calls",)),
        ),
    ),
    "diversion": Layout(
        ("diverted", "guided"),
        ("diverted",),
        sheets=(
            Sheet("by_channel", "diverted", ("channel",), ("customers",)),
            Sheet("by_service", "diverted", ("service", "channel"), ("customers",)),
            Sheet("guidance", "guided", ("runner", "outcome"), ("walks",)),
        ),
    ),
    "offers": Layout(
        ("offers", "accepted", "accepted_share"),
        ("offers", "accepted"),
        ("accepted_share",),
        (
            Sheet("by_offer", "offers", ("offer", "outcome"), ("times",)),
            Sheet("by_post", "offers", ("post", "outcome"), ("times",)),
        ),
    ),
    "moments": Layout(
        ("moments", "kept", "kept_share"),
        ("moments", "kept"),
        ("kept_share",),
        (
            Sheet("by_post", "posts", ("who",), ("moments", "kept", "kept_share")),
            Sheet("stood_in", "stood_in", ("post",), ("moments", "kept", "kept_share")),
            Sheet("by_script", "steps", ("script",), ("moments", "kept", "kept_share")),
            Sheet("by_step", "steps", ("script", "step"), ("moments", "kept", "kept_share")),
        ),
    ),
    "limits": Layout(
        ("late", "late_steps"),
        ("late",),
        ("late_steps",),
        (
            Sheet("by_post", "posts", ("who",), ("steps", "late", "late_steps")),
            Sheet("by_step", "steps", ("script", "step"), ("times", "late", "late_share", "longest")),
        ),
    ),
    "jumps": Layout(
        ("jumps",),
        ("jumps",),
        sheets=(
            Sheet("by_reason", "jumps", ("reason",), ("calls", "passed")),
            Sheet("by_counter", "jumps", ("counter", "reason"), ("calls", "passed")),
        ),
    ),
    "faults": Layout(
        ("faults", "faulty"), ("faulty",), sheets=(Sheet("by_place", "faults", ("kind", "place"), ("times", "took", "longest")),)
    ),
    "pages": Layout(
        ("pages", "answered"),
        ("pages", "answered"),
        sheets=(Sheet("by_reason", "pages", ("reason",), ("times", "answered", "mean_answer", "longest", "withdrawn")),),
    ),
    "follow-ups": Layout(
        ("promises", "fulfilled"),
        ("promises", "fulfilled"),
        sheets=(Sheet("by_what", "follow_ups", ("what",), ("set", "done", "late")),),
    ),
    "ratings": Layout(
        _RATED,
        ("ratings",),
        ("mean_score",),
        (
            Sheet("scores", "scores", ("score",), ("ratings",)),
            Sheet("by_service", "ratings", ("service",), _RATED),
            Sheet("by_level", "ratings", ("level",), _RATED),
            Sheet("by_brand", "brands", ("brand",), _RATED),
            Sheet("by_clerk", "rated", ("who",), _RATED),
            Sheet("by_about", "abouts", ("about",), _RATED),
        ),
    ),
    "complaints": Layout(
        ("complaints", "orders", "in_time"),
        ("complaints",),
        sheets=(
            Sheet("by_class", "complaints", ("about", "severity"), ("complaints",)),
            Sheet("by_cause", "causes", ("about", "cause"), ("complaints",)),
            Sheet("by_source", "sources", ("source",), ("complaints",)),
            Sheet("closed", "complaint_ends", ("about", "ended"), ("complaints",)),
            Sheet("by_department", "orders", ("department",), ("orders", "answered", "in_time_share", "mean_reply", "longest")),
            Sheet("replies", "replies", ("about",), ("replies", "late")),
            Sheet("traced", "traced", ("offer",), ("complaints",)),
        ),
    ),
    "survey": Layout(
        ("services", "mean_service", "open", "serving", "paused", "use"),
        ("serving", "paused"),
        ("use",),
        (
            Sheet("by_question", "survey", ("question",), ("answers", "mean_answer_given")),
            Sheet("by_answer", "survey", ("question", "value"), ("answers",)),
        ),
    ),
    "halls": Layout(_OVERVIEW, (), beside=True),
}
NAMES = tuple(REPORTS)

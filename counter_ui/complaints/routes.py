"""The pages of complaints: cases by task, follow-ups, the figures, the bulletin."""

from fastapi import APIRouter

from app.accounts import Principal
from counter_ui.complaints.board import board
from counter_ui.complaints.calls import calls
from shared_ui.looks import formed
from shared_ui.picture import Look, Screen
from shared_ui.screen import add_screen

router = APIRouter(include_in_schema=False)


def seen_by(visitor: Principal) -> Look:
    """Whose tasks are shown: the page itself can't ask for another's."""
    return {"role": visitor.role, "staff": visitor.staff or "", "duties": " ".join(sorted(visitor.duties))}


STYLES = ("counter/manager/top.css", "counter/complaints/cases.css", "shared/phone-reveal.css")
SCRIPTS = ("counter/clerk/one-press.js", "counter/complaints/case-form.js", "shared/phone-reveal.js")
CASES = Screen(
    name="complaints",
    role="manager",
    path="/complaints/{hall}",
    template="counter_ui/complaints/board.html",
    view=board,
    looks={"complaint": formed("k[0-9]{1,11}"), "page": "new".__eq__},
    styles=STYLES,
    scripts=SCRIPTS,
    again=10,
    seen_by=seen_by,
)
CALLS = Screen(
    name="follow-ups",
    role="manager",
    path="/follow-ups/{hall}",
    template="counter_ui/complaints/calls.html",
    view=calls,
    looks={"kind": formed("[a-z][a-z-]{0,39}"), "call": formed("f[0-9]{1,11}")},
    styles=STYLES,
    scripts=SCRIPTS,
    again=10,
    seen_by=seen_by,
)
for screen in (CASES, CALLS):
    add_screen(router, screen)

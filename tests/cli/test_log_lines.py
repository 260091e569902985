"""What the server says of itself on stderr: only what is on a list, and of a fault its kind and place, never its words."""

import ast
import json
import logging
from pathlib import Path

import pytest
import structlog

from app.cli import log_lines
from tests.cli.command import in_a_process

ROOT = Path(__file__).parents[2]
PARTS = ("app", "shared_ui", "kiosk_ui", "counter_ui", "display_ui")
SECRET = "13800001234"
LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


def calls() -> list[tuple[str, ast.Call]]:
    """Every call of a logger in the product."""
    found = []
    for file in (file for part in PARTS for file in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in LEVELS and ast.unparse(called.value).endswith("logger"):
                found.append((f"{file.relative_to(ROOT)}:{node.lineno}", node))
    assert len(found) > 40, "the search misses calls"
    return found


def test_every_field_that_is_logged_is_on_the_list_and_every_event_is_a_fixed_word():
    for place, call in calls():
        fields = {keyword.arg for keyword in call.keywords} - {"exc_info"}
        assert fields <= log_lines.FIELDS, place
        assert len(call.args) == 1, place
        assert isinstance(call.args[0], ast.Constant), place


def test_no_list_of_fields_grows_beyond_what_is_used():
    used = {keyword.arg for _, call in calls() for keyword in call.keywords}
    own = {"timestamp", "level", "event", "worker", "exception", "fault_code", "where", "_record", "_from_structlog"}
    assert log_lines.FIELDS - used - own == set()


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_not_on_the_list_and_the_words_of_a_fault_are_left_out(form: str):
    program = f"""
import logging, sqlite3, structlog
from app.cli import log_lines
log_lines.begin({form!r})
logger = structlog.get_logger()
logger.info("wished", hall="dongcheng", phone="{SECRET}", body={{"phone": "{SECRET}"}}, detail="{SECRET}")
try:
    sqlite3.connect(":memory:").execute("SELECT {SECRET}(1)")
except sqlite3.Error as error:
    logger.warning("broken", exc_info=error)
logging.getLogger("uvicorn.error").warning("refused %s", "/t/{SECRET}")
try:
    raise ValueError("{SECRET}")
except ValueError:
    logging.getLogger("asyncio").exception("Exception in ASGI application\\n{SECRET}: ")
"""
    import sys

    said = in_a_process("-c", program, program=(sys.executable,))
    assert said.code == 0, said
    assert SECRET not in said.err
    for word in ("wished", "dongcheng", "broken", "OperationalError", "SQLITE_ERROR", "refused %s", "ValueError"):
        assert word in said.err, said.err
    if form == "json":
        assert all(json.loads(line)["event"] for line in said.err.splitlines())


def test_without_the_list_it_would_stand_there():
    """The control."""
    event = {"event": "wished", "phone": SECRET}
    assert SECRET not in str(log_lines.only_allowed(structlog.get_logger(), "info", dict(event)))
    assert SECRET in str(event)
    assert logging.getLogger().level != logging.DEBUG

"""docs/operation.md and the examples in deploy/ say what is so."""

import re
from pathlib import Path

from app.cli.server import GOOD_BYE
from app.settings import Settings

HERE = Path(__file__).parents[2]
DOC = (HERE / "docs" / "operation.md").read_text()
KNOWN = {f"YINGBIN_{name.upper()}" for name in Settings.model_fields} | {"YINGBIN_LOG_FORMAT"}


def test_its_table_has_the_settings_of_operation_with_their_defaults():
    rows = dict(re.findall(r"^\| `YINGBIN_(\w+)` \| (\S+) \|", DOC, re.MULTILINE))
    fields = Settings.model_fields
    wanted = {
        name.upper(): fields[name].default
        for name in ("hosts", "tls_cert", "insecure", "workers", "proxies", "drain", "database_pool", "retention_days")
    }
    assert rows == {name: f"{value:g}" if isinstance(value, int | float) else "none" for name, value in wanted.items()}


def test_every_setting_that_is_named_is_one():
    texts = [DOC, *(file.read_text() for file in (HERE / "deploy").iterdir() if file.is_file())]
    named = {name for text in texts for name in re.findall(r"YINGBIN_[A-Z_]+", text)}
    assert named - KNOWN == set()
    assert {"YINGBIN_PROXIES", "YINGBIN_DRAIN", "YINGBIN_WORKERS"} <= named


def test_the_units_leave_a_server_time_to_drain_and_to_end():
    unit = (HERE / "deploy" / "yingbin@.service").read_text()
    drain, stop = (float(re.search(rf"{name}=(\d+)", unit)[1]) for name in ("YINGBIN_DRAIN", "TimeoutStopSec"))  # type: ignore[index]
    assert drain + GOOD_BYE + 3 + 10 < stop


def test_what_it_links_to_is_there():
    for target in re.findall(r"\]\((\.\./[^)]+)\)", DOC):
        assert (HERE / "docs" / target).exists(), target

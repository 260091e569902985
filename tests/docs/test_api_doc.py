"""docs/api.md says what is so."""

import re
from pathlib import Path

import yaml

from app.api.chain import listed_shape
from app.api.devices import device_shape
from app.api.sight import FOR_ALL, STAFF_ONLY
from app.api.stream import BAD_HELLO, TOO_OLD, TRY_LATER
from app.chain_reading import Listed
from app.codec import FACTS
from app.devices import Device
from app.hall.summary import neighbour, summary
from app.languages import LANGUAGES
from app.rights import TABLE
from app.sockets import FORBIDDEN, RESTART, TOO_SLOW, UNAUTHORIZED
from app.statuses import STATUS
from shared_ui.sentences import SENTENCES
from tests.hall.floor import Floor

DOC = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")


def test_every_request_of_the_interface_is_told():
    """By its last word: what is done to one thing stands in one row."""
    told = set(re.findall(r"/([a-z][a-z.-]*)", " ".join(re.findall(r"`([^`]+)`", DOC))))
    asked = [route for route in TABLE if re.match(r"(?:GET|LIVE) /(?:halls|me|staff|openapi\.json)\b|POST /(?!manager/)", route)]
    words = {route: [part for part in route.split("/")[1:] if "{" not in part] for route in asked}
    assert len(asked) > 100
    assert [route for route in asked if words[route] and words[route][-1] not in told] == []


def test_the_table_of_events_is_the_code():
    rows = re.findall(r"^\| `([A-Z]\w+)`( \*staff\*)? \| (.*) \|$", DOC, re.M)
    told = {name: (bool(staff), fields.split(", ")) for name, staff, fields in rows}
    so = {}
    for name, kind in FACTS.items():
        fields = [field for field in kind.__dataclass_fields__ if field != "at"]
        so[name] = name not in FOR_ALL, [f"*{field}*" if field in STAFF_ONLY else field for field in fields]
    assert told == so


def test_every_code_of_a_refusal_is_told_with_its_status():
    table = DOC[DOC.index("## Refusals") : DOC.index("## The stream")]
    for code, status in STATUS.items():
        row = next(row for row in table.splitlines() if f"`{code}`" in row)
        assert str(status) in row.split("|")[1]


def test_every_refusal_has_a_sentence_in_each_language():
    for language in LANGUAGES:
        assert not [code for code in STATUS if f"refusals.{code}" not in SENTENCES[language]]


def test_the_languages_have_the_same_sentences():
    assert SENTENCES["zh"].keys() == SENTENCES["en"].keys()


def test_the_asyncapi_file_names_every_close_code_and_reason():
    told = yaml.safe_load((Path(__file__).parents[2] / "docs" / "asyncapi.yaml").read_text("utf-8"))
    bye = told["components"]["messages"]["bye"]["payload"]["properties"]["bye"]["properties"]["code"]["enum"]
    assert set(bye) | {BAD_HELLO} == {BAD_HELLO, UNAUTHORIZED, FORBIDDEN, TOO_SLOW, TOO_OLD, TRY_LATER, RESTART}


def test_every_field_of_a_listed_hall_is_told():
    section = DOC[DOC.index("## The halls") : DOC.index("## The devices")]
    [told] = re.findall(r"^`\{(.*)\}`$", section, re.M)
    shape = listed_shape(Listed("dongcheng", neighbour(summary(Floor().hall), 0, 0)))
    assert told.replace("services: [{id, waiting, wait}]", "services").split(", ") == list(shape)
    assert set(shape["services"][0]) == {"id", "waiting", "wait"}
    assert listed_shape(Listed("dongcheng", None)).keys() == shape.keys()


def test_every_field_of_a_device_is_told():
    section = DOC[DOC.index("## The devices") : DOC.index("## Commands")]
    [told] = re.findall(r"^`\{(.*)\}`$", section, re.M)
    assert told.split(", ") == list(device_shape(Device("tv.display", "display", 0, 0, {}), "Asia/Shanghai", 0))

"""The tables as they are described are the tables that the migrations make."""

import inspect
import re
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, text

from app import tables
from app.complaint_figures import Tally
from app.database import migrate, print_of
from app.engine import changing, open_engine
from app.hall.events import HallSet
from app.log import Log
from app.phones import VipList
from app.tables import HEAD, metadata
from app.verify import verify_audit
from tests import postgres
from tests.house import Place

STRUCTURE = ("add_table", "remove_table", "add_column", "remove_column", "add_index", "remove_index")


def test_a_new_database_has_the_tables_columns_and_indexes_that_are_described(place: Place):
    with place.data.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [one for one in found if one[0] in STRUCTURE] == []


def test_the_newest_migration_is_the_one_that_a_server_expects():
    config = Config()
    config.set_main_option("script_location", "migrations:")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def at(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "migrations:")
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@pytest.mark.parametrize(("agreed_on", "wrong"), [(None, 0), (b"k", 0), (b"other", 1)])
def test_the_audit_of_an_older_version_begins_with_its_upgrade(tmp_path: Path, agreed_on: bytes | None, wrong: int):
    engine = open_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    at(engine, "0005")
    if agreed_on is not None:
        Log(engine).agree("key", print_of(agreed_on))
    migrate(engine, b"k")
    assert len(verify_audit(engine, b"k")) == wrong, "with another server's key nothing is written"
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_vip_list_of_an_older_version_holds_afterwards(tmp_path: Path, kind: str):
    engine = open_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}" if kind == "sqlite" else postgres.shared().database())
    at(engine, "0012")
    members = VipList(engine, b"k" * 32)
    with changing(engine) as connection:
        row = {"hall": "dongcheng", "phone": members._hash("13800138000"), "level": "vip"}
        connection.execute(text("INSERT INTO vips (hall, phone, level) VALUES (:hall, :phone, :level)"), row)
    migrate(engine)
    assert members.level("dongcheng", "13800138000") == "vip"
    members.replace("dongcheng", {"13900139000": "vip"})
    held = members.standing("dongcheng")
    assert (held.customers, held.before, held.customers_before) == (1, 0, 1)
    engine.dispose()


def test_versions_of_settings_and_complaints_are_found_by_their_indexes(tmp_path: Path):
    place = Place.make(tmp_path)
    engine, asked = place.data.engine, []
    event.listen(engine, "before_cursor_execute", lambda *about: asked.append(about[2:4]))
    log = Log(engine)
    log.settings("dongcheng", HallSet, 5)
    list(log.of_complaints("dongcheng", "2026-01-01", "2026-12-31"))
    wanted = [one for one in asked if "facts" in one[0]]
    with engine.connect() as connection:
        plans = [str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()) for sql, given in wanted]
    assert ["facts_settings" in plans[0], "facts_complaints" in plans[1], len(plans)] == [True, True, 2]


def test_what_is_counted_of_complaints_is_in_their_index():
    counted = set(re.findall(r"case (\w+)\(", inspect.getsource(Tally)))
    assert set(re.findall(r"'(\w+)'", tables.OF_COMPLAINTS.text)) == counted

"""The tables as they are described are the tables that the migrations make."""

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.tables import HEAD, metadata
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

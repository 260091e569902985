"""What `yingbin move` can't do is told in one sentence, and nothing has changed then."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.database import DataError
from app.engine import open_engine
from app.move import side
from app.move.carry import move as carry
from app.move.ends import source_at, target_at
from app.move.journey import Journey, Moved
from app.move.progress import Progress
from app.wishes import Unavailable
from tests import postgres
from tests.cli.command import Said, in_a_process, on_full_disk, yingbin
from tests.cli.moving import REAL, hire, make_worked, move, nothing, stored, url_of, write
from tests.cli.rights import without_rights
from tests.house import HALL, Place
from tests.postgres import free_port


@pytest.fixture
def source(worked_hall: Path) -> Iterator[str]:
    """It is the same after each test."""
    before = stored(url_of(worked_hall))
    yield url_of(worked_hall)
    assert stored(url_of(worked_hall)) == before


def small(tmp_path: Path) -> str:
    """The URL of a database with another hall."""
    Place.make(tmp_path / "small", (HALL.replace(REAL, "nancheng"),)).close()
    return url_of(tmp_path / "small")


def is_empty(chain: str) -> bool:
    return postgres.shared().execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'", chain.rpartition("/")[2]) == []


def test_a_hall_that_is_on_neither_side(source: str, chain: str) -> None:
    move(source, chain, "nowhere").refused_in_one_line("no hall 'nowhere'", REAL)
    move(source, chain, REAL, "nowhere").refused_in_one_line("no hall 'nowhere'")
    assert is_empty(chain)


def test_a_staff_number_that_somebody_of_another_hall_has(source: str, tmp_path: Path) -> None:
    target = small(tmp_path)
    hire(target, "nancheng")
    before = stored(target, ("nancheng", REAL))
    move(source, target, REAL).refused_in_one_line("staff number 1001", "nothing was changed")
    assert stored(target, ("nancheng", REAL)) == before


def test_a_rehearsal_hall_moves_with_its_hall_only(source: str, chain: str) -> None:
    move(source, chain, f"{REAL}-rehearsal").refused_in_one_line(f"--hall {REAL}", code=2)


def test_both_sides_are_one_database(source: str, chain: str, worked_hall: Path, tmp_path: Path) -> None:
    os.symlink(worked_hall, tmp_path / "link")
    for target in (source, url_of(tmp_path / "link")):
        move(source, target).refused_in_one_line("the same database")
    Place.make(tmp_path / "chain", (HALL,), chain).close()
    before = stored(chain)
    for target in (chain, chain.replace("postgresql:", "postgresql+psycopg:")):
        move(chain, target).refused_in_one_line("the same database")
    move(chain, chain.replace("127.0.0.1", "localhost")).refused_in_one_line("one database")
    assert stored(chain) == before


def test_what_is_no_url(source: str) -> None:
    for nonsense in ("nonsense", "mysql://db/x", "sqlite://", "sqlite:///:memory:", "postgresql://h:port/x", "postgresql://%zz"):
        move(source, nonsense).refused_in_one_line("--to:", "URL")
        move(nonsense, source).refused_in_one_line("--from:", "URL")
    yingbin("move", "--from", source).refused_in_one_line("--to", code=2)


def test_a_database_that_is_not_there(source: str, chain: str, tmp_path: Path) -> None:
    move(url_of(tmp_path / "none"), source).refused_in_one_line("--from: There is no database", str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()
    nobody = f"postgresql://postgres@127.0.0.1:{free_port()}/x"
    move(source, nobody).refused_in_one_line("--to: The database can't be reached")
    move(nobody, source).refused_in_one_line("--from: The database can't be reached")
    move(source, f"{chain}_none").refused_in_one_line("--to:", "does not exist")


def test_a_source_without_tables(source: str, chain: str, tmp_path: Path) -> None:
    (tmp_path / "yingbin.sqlite3").touch()
    for empty in (chain, url_of(tmp_path)):
        move(empty, source).refused_in_one_line("--from: The database has no Yingbin tables")


def test_tables_of_something_else_are_not_mixed_with_halls(source: str, chain: str, tmp_path: Path) -> None:
    for target in (chain, url_of(tmp_path)):
        write(target, "CREATE TABLE orders (id INTEGER)")
        move(source, target).refused_in_one_line("--to: The database has tables that aren't Yingbin's")


@pytest.mark.parametrize(("schema", "word"), [("9999", "newer version"), ("0002", "older version")])
def test_another_schema_on_either_side(source: str, chain: str, tmp_path: Path, schema: str, word: str) -> None:
    made = [Place.make(tmp_path / "chain", (HALL,), chain), Place.make(tmp_path / "small", (HALL,))]
    for place in made:
        write(place.data.url, f"UPDATE alembic_version SET version_num = '{schema}'")
        move(source, place.data.url).refused_in_one_line("--to:", word, schema)
        move(place.data.url, source).refused_in_one_line("--from:", word, schema)
        place.close()


def test_another_hall_of_that_name(source: str, chain: str, tmp_path: Path) -> None:
    for place in (Place.make(tmp_path / "chain", (HALL,), chain), Place.make(tmp_path / "small", (HALL,))):
        before = stored(place.data.url)
        move(source, place.data.url).refused_in_one_line("another hall dongcheng at --to", "nothing was changed")
        assert stored(place.data.url) == before
        place.close()


def test_another_rehearsal_hall_of_that_name_keeps_the_real_one_back(source: str, chain: str, tmp_path: Path) -> None:
    make_worked(tmp_path / "chain", chain)
    write(chain, f"DELETE FROM halls WHERE id = '{REAL}'")
    for table in ("facts", "checkpoints", "commands", "personal"):
        write(chain, f"DELETE FROM {table} WHERE hall = '{REAL}'")
    before = stored(chain)
    move(source, chain).refused_in_one_line("another hall dongcheng-rehearsal")
    assert stored(chain) == before


def test_a_directory_without_its_key(source: str, tmp_path: Path) -> None:
    target = small(tmp_path)
    (tmp_path / "small/secret.key").unlink()
    move(source, target).refused_in_one_line("--to:", "no secret.key")


# ------------------------------------------------------------ in the middle
def test_a_full_disk(source: str, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    for target in (url_of(tmp_path / "new/var"), url_of(tmp_path / "kept")):
        on_full_disk("move", "--from", source, "--to", target).refused_in_one_line("--to: The disk of", "is full")
    assert not (tmp_path / "new").exists()
    assert list((tmp_path / "kept").iterdir()) == []
    before = stored(small(tmp_path))
    on_full_disk("move", "--from", source, "--to", url_of(tmp_path / "small")).refused_in_one_line("--to: The disk of", "is full")
    assert stored(url_of(tmp_path / "small")) == before


def refused_without_rights(source: str, target: str) -> Said:
    return in_a_process("move", "--from", source, "--to", target, preexec_fn=without_rights)


def test_no_right_to_write(source: str, chain: str, worked_hall: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    for target in (tmp_path / "closed", tmp_path / "closed/new"):
        refused_without_rights(source, url_of(target)).refused_in_one_line("--to:", str(target), "right to write")
    (worked_hall / "yingbin.sqlite3").chmod(0o444)
    refused_without_rights(source, chain).refused_in_one_line("--from:", "right to write")
    worked_hall.chmod(0o555)
    refused_without_rights(source, chain).refused_in_one_line("--from:", "right to write")
    worked_hall.chmod(0o755)
    assert is_empty(chain)


@pytest.mark.parametrize("missing", ["SELECT", "UPDATE", "DELETE"])
def test_no_right_to_take_a_hall_out_of_the_chain(worked_hall: Path, chain: str, tmp_path: Path, missing: str) -> None:
    move(url_of(worked_hall), chain).done()
    before, name = stored(chain), f"clerk_{chain.rpartition('_')[2]}_{missing.lower()}"
    write(chain, f"CREATE ROLE {name} LOGIN")
    write(chain, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
    write(chain, f"REVOKE {missing} ON facts, halls FROM {name}")
    said = move(chain.replace("postgres@", f"{name}@"), url_of(tmp_path / "new"))
    said.refused_in_one_line("--from:", "permission denied")
    assert stored(chain) == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("UPDATE facts SET data = '{}' WHERE seq = NEW.seq", "(facts)"),
        ("DELETE FROM personal WHERE seq < NEW.seq", "(personal)"),
        ("DELETE FROM commands WHERE seq < NEW.seq", "(commands)"),
        ("UPDATE checkpoints SET day = '2000-01-01'", "(checkpoints)"),
    ],
)
def test_what_arrives_otherwise_than_it_was_sent(source: str, tmp_path: Path, fault: str, told: str) -> None:
    before = stored(target := small(tmp_path))
    table = told.strip("()")
    write(target, f"CREATE TRIGGER rot AFTER INSERT ON {table} BEGIN {fault}; END")
    move(source, target).refused_in_one_line("is not what was sent", told)
    assert stored(target) == before


def test_a_hall_that_does_not_agree_with_its_own_log_stays_where_it_is(worked_hall: Path, chain: str) -> None:
    write(url_of(worked_hall), f"UPDATE checkpoints SET day = '2000-01-01' WHERE hall = '{REAL}' AND seq > 2")
    before = stored(url_of(worked_hall))
    move(url_of(worked_hall), chain).refused_in_one_line(
        "dongcheng at --from doesn't agree with its log", "day is 2000-01-01", "yingbin verify"
    )
    assert (stored(url_of(worked_hall)), is_empty(chain)) == (before, True)


def test_a_hall_without_the_scripts_that_its_checkpoints_name_stays_where_it_is(worked_hall: Path, chain: str) -> None:
    write(url_of(worked_hall), "DELETE FROM scripts WHERE print = (SELECT min(print) FROM scripts)")
    before = stored(url_of(worked_hall))
    move(url_of(worked_hall), chain).refused_in_one_line("a script that its checkpoints name is missing")
    assert (stored(url_of(worked_hall)), is_empty(chain)) == (before, True)


# ------------------------------------------------------------ PostgreSQL's own faults
def fails_at(url: str, event: str, code: str) -> None:
    """From now on PostgreSQL raises this when that happens to a row; of constraint triggers when it is committed."""
    write(url, f"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'oh' USING ERRCODE = '{code}'; END$$")
    write(url, f"CREATE CONSTRAINT TRIGGER t AFTER {event} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()")


def test_a_full_disk_of_the_chain(source: str, chain: str, tmp_path: Path) -> None:
    Place.make(tmp_path / "other", (HALL.replace(REAL, "nancheng"),), chain).close()
    fails_at(chain, "INSERT ON facts", "53100")
    before = stored(chain)
    move(source, chain).refused_in_one_line("--to: The disk of the database is full")
    assert stored(chain) == before


def test_a_hall_that_could_not_leave_is_said_to_be_on_both_sides(worked_hall: Path, chain: str, tmp_path: Path) -> None:
    move(url_of(worked_hall), chain).done()
    before, target = stored(chain), url_of(tmp_path / "new")
    fails_at(chain, "DELETE ON halls", "XX000")
    move(chain, target).refused_in_one_line(f"{REAL} has arrived, but could not leave --from: run this again. --from:", "oh")
    assert (stored(chain), stored(target)["facts"]) == (before, before["facts"])
    write(chain, "DROP TRIGGER t ON halls")
    assert "had arrived before" in move(chain, target).done()
    assert nothing(stored(chain))


def test_a_hall_that_somebody_else_has_in_hand_is_waited_for_but_not_for_ever(
    source: str, worked_hall: Path, chain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side, "PATIENT", ("lock_timeout = 300",))
    Place.make(tmp_path / "chain", (HALL,), chain).close()
    engine = open_engine(chain)
    with engine.connect() as other:
        other.execute(text("SELECT * FROM halls FOR UPDATE"))
        move(chain, url_of(tmp_path / "new")).refused_in_one_line("--from: Another program has the hall in hand")
    engine.dispose()


# ------------------------------------------------------------ two moves at a time
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_move_that_fails_takes_nothing_from_another_to_the_same_new_place(
    worked_hall: Path, chain: str, tmp_path: Path, kind: str
) -> None:
    target, other = chain if kind == "postgresql" else url_of(tmp_path / "new"), small(tmp_path)
    before = stored(url_of(worked_hall))

    def fails() -> None:
        with source_at(other) as here, target_at(target, here):
            move(url_of(worked_hall), target).done()
            raise DataError("too late")

    with pytest.raises(DataError, match="too late"):
        fails()
    assert stored(target)["facts"] == before["facts"]


def test_a_database_that_is_taken_away_before_the_hall_arrives_gets_none(source: str, tmp_path: Path) -> None:
    small(tmp_path)
    with source_at(source) as here, target_at(url_of(tmp_path / "small"), here) as there:
        with there.changing():
            (tmp_path / "small/yingbin.sqlite3").unlink()
        with pytest.raises(DataError, match="taken away"):
            carry(here, there, REAL, Progress(print))


def test_what_is_written_beside_the_hall_at_the_last_moment_waits(
    worked_hall: Path, chain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token that is issued then is refused, not lost."""
    move(url_of(worked_hall), chain).done()
    refused: list[Exception] = []

    def rest(journey: Journey, **more: bool) -> Moved:
        with pytest.raises(Unavailable) as told:
            write(chain, "SET LOCAL lock_timeout = 200; UPDATE tokens SET revoked_at = 1")
        refused.append(told.value)
        return settled(journey, **more)

    settled = Journey.rest
    monkeypatch.setattr(Journey, "rest", rest)
    move(chain, url_of(tmp_path / "new"), REAL).done()
    assert len(refused) == 2

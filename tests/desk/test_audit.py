"""The audit: what was written stays as it was written, and verify says where it doesn't."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, text

from app.audit import Audit
from app.engine import changing
from app.verify import verify_audit
from tests.house import Place


@pytest.fixture
def audited(place: Place) -> Place:
    """Three acts, behind those that made the tokens."""
    with changing(place.data.engine) as connection:
        for act in ("staff added", "staff disabled", "phone shown"):
            Audit(place.data.key).note(connection, who="staff:1001", act=act, hall="dongcheng", number="A001")
    return place


def tamper(place: Place, *statements: str) -> list[str]:
    with changing(place.data.engine) as connection:
        last = connection.execute(text("SELECT max(seq) FROM audit")).scalar_one()
        for statement in statements:
            connection.execute(text(statement), {"last": last, "before": last - 1})
    return verify_audit(place.data.engine, place.data.key)


def test_an_audit_that_nobody_touched_is_in_order(audited: Place):
    assert verify_audit(audited.data.engine, audited.data.key) == []


@pytest.mark.parametrize("change", ["who = 'staff:1002'", "at = at + 1", "hall = NULL", "act = 'staff added'", "about = '{}'"])
def test_a_row_that_was_changed_is_named(audited: Place, change: str):
    (line,) = tamper(audited, f"UPDATE audit SET {change} WHERE seq = :before")
    assert "is not as it was written" in line
    assert "(staff " in line


def test_a_row_that_was_taken_away_is_named(audited: Place):
    lines = tamper(audited, "DELETE FROM audit WHERE seq = :before")
    assert "is missing" in lines[0]


def test_an_end_that_was_cut_off_is_noticed(audited: Place):
    (line,) = tamper(audited, "DELETE FROM audit WHERE seq = :last")
    assert "not the end that was written" in line


@pytest.mark.parametrize("besides", ["SELECT 1", "DELETE FROM agreed WHERE name = 'audit'"])
def test_an_audit_that_was_emptied_is_noticed(audited: Place, besides: str):
    """Also when its end was taken away with it: there never was one without a row."""
    (line,) = tamper(audited, "DELETE FROM audit", besides)
    assert "not the end that was written" in line


def test_two_rows_that_were_swapped_are_named(audited: Place):
    lines = tamper(
        audited,
        "UPDATE audit SET seq = -1 WHERE seq = :last",
        "UPDATE audit SET seq = :last WHERE seq = :before",
        "UPDATE audit SET seq = :before WHERE seq = -1",
    )
    assert [line for line in lines if "is not as it was written" in line]


def test_an_act_that_is_undone_leaves_no_row(place: Place):
    def act(connection: Connection) -> None:
        Audit(place.data.key).note(connection, who="staff:1001", act="phone shown")
        raise ArithmeticError

    before = count(place)
    with pytest.raises(ArithmeticError), changing(place.data.engine) as connection:
        act(connection)
    assert count(place) == before


def count(place: Place) -> int:
    with place.data.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM audit")).scalar_one())


def test_servers_that_note_at_the_same_time_seal_one_after_the_other(place: Place):
    def note(end: Place) -> None:
        for _ in range(20):
            with changing(end.data.engine) as connection:
                Audit(place.data.key).note(connection, who="staff:1001", act="phone shown")

    before = count(place)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(note, [place, place.another()]))
    assert count(place) == before + 40
    assert verify_audit(place.data.engine, place.data.key) == []

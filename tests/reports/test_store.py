"""Figures in the database: they are the same whenever and wherever they were made from the log."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from app import tables
from app.hall.refusals import Refusal
from app.log import Log
from app.reports import folding
from app.reports.figures import TABLES, VERSION
from app.reports.layouts import REPORTS
from app.reports.reckoning import Reckoning, Row
from app.reports.store import Store
from app.verify import verify_all
from app.wishes import Unavailable
from tests.hall.floor import ACCOUNT, BILL, PLAN, Floor
from tests.house import Place

HALL = "nancheng"
COUNTERS = st.integers(1, 3)
WISHES = st.one_of(
    st.tuples(st.just("take"), st.sampled_from(["ordinary", "vip"]), st.sampled_from([ACCOUNT, BILL])),
    st.tuples(st.just("later"), st.sampled_from([1, 7, 31, 1300])),
    *(
        st.tuples(st.just(verb), COUNTERS)
        for verb in ("serve", "next", "finish", "no_show", "hold", "transfer", "pause", "close", "open")
    ),
)


def played(wishes: list[tuple]) -> Floor:
    """Whatever the hall refuses is left out."""
    floor = Floor(replace(PLAN, hall=HALL))
    for verb, *wish in wishes:
        try:
            match verb:
                case "take":
                    floor.take(wish[0], wish[1])
                case "later":
                    floor.later(minutes=wish[0])
                case "serve" | "next" | "open":
                    getattr(floor, verb)(wish[0])
                case "hold":
                    floor.hold(counter=wish[0], minutes=5)
                case "transfer":
                    floor.transfer(counter=wish[0], service=BILL, to_counter=None, keep_place=False)
                case _:
                    getattr(floor, verb)(counter=wish[0])
        except Refusal:
            pass
    return floor


def small_days() -> Floor:
    """Two days and a half."""
    return played([("open", 1), ("take", "ordinary", ACCOUNT), ("later", 7), ("serve", 1), ("later", 1300)] * 3)


class Written:
    """The log of a hall that nobody works in, as it grows."""

    def __init__(self, place: Place, floor: Floor) -> None:
        self.log, self.facts, self.seq = Log(place.data.engine), floor.facts, 0
        self.epoch = self._write(lambda connection: connection.execute(tables.halls.insert(), self._hall()))

    def _hall(self) -> dict:
        return {"id": HALL, "epoch": "1" * 16, "version": 0}

    def _write(self, work) -> None:  # type: ignore[no-untyped-def]
        with self.log.engine.connect().execution_options(write=True) as connection, connection.begin():
            for table in (tables.facts, tables.figures):
                connection.execute(delete(table).where(table.c.hall == HALL))
            connection.execute(delete(tables.halls).where(tables.halls.c.id == HALL))
            work(connection)

    def grow(self, facts: int) -> bool:
        some = self.facts[self.seq : self.seq + facts]
        if some:
            with self.log.write() as writing:
                writing.append(HALL, self.seq, some)
            self.seq += len(some)
        return bool(some)

    def close(self) -> None:
        self.log.close()


def rows(place: Place) -> list[Row]:
    row = tables.figures.c
    wanted = select(row.day, row.seq, row.data, row.carried).where(row.hall == HALL).order_by(row.day)
    with place.data.engine.connect() as connection:
        return [Row(*found) for found in connection.execute(wanted)]


def fresh(floor: Floor) -> list[tuple[str, str, str]]:
    reckoning = Reckoning()
    for seq, fact in enumerate(floor.facts, 1):
        reckoning.take(seq, fact)
    return [(row.day, row.data, row.carried) for row in reckoning.rows()]


def told(place: Place) -> list[tuple[str, str, str]]:
    return [(row.day, row.data, row.carried) for row in rows(place)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(wishes=st.lists(WISHES, min_size=10, max_size=60), step=st.integers(1, 40), turn=st.integers(1, 3))
def test_after_a_random_day_the_live_figures_are_the_rebuilt_ones_at_two_servers(place, wishes, step, turn):
    """Two servers take turns in folding while the log grows; a third folds it at once."""
    floor = played(wishes)
    written, one, other = Written(place, floor), Store(place.data.engine), Store(place.data.engine)
    count = 0
    while written.grow(step):
        (one if count % (turn + 1) else other).catch_up(HALL)
        count += 1
    one.catch_up(HALL)
    live = rows(place)
    assert told(place) == fresh(floor)
    other.rebuild(HALL)
    assert rows(place) == live
    written.close()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(wishes=st.lists(WISHES, min_size=10, max_size=60))
def test_the_facts_behind_a_number_add_up_to_it(place, wishes):
    """Of every row of every table of every report, on each day."""
    floor = played(wishes)
    written, kept = Written(place, floor), Store(place.data.engine)
    written.grow(len(floor.facts))
    kept.catch_up(HALL)
    for day, figures in kept.between(HALL, "2000-01-01", "2100-01-01").items():
        for sheet in {(sheet.table, sheet.by) for layout in REPORTS.values() for sheet in layout.sheets}:
            table, dimensions = sheet
            for key, cell in figures.by(table, *dimensions).items():
                behind = kept.behind(HALL, day, table, dict(zip(dimensions, key, strict=True)))
                assert [one.seq for one in behind] == sorted({one.seq for one in behind})
                for place_, (name, value) in enumerate(cell.items()):
                    added = [one.cell[name] for one in behind]
                    assert value == (max(added) if TABLES[table].is_greatest[place_] else sum(added)), (day, sheet, key, name)
    written.close()


def test_whoever_is_behind_overwrites_nothing(place: Place) -> None:
    """A server that was frozen in the middle of folding writes what it has come to when others are long past that."""
    floor = small_days()
    written, slow, quick = Written(place, floor), Store(place.data.engine), Store(place.data.engine)
    written.grow(9)
    slow.catch_up(HALL)
    kept: list[list[Row]] = []
    slow._keep = lambda hall, rows: kept.append(rows)  # type: ignore[method-assign]
    written.grow(5)
    slow.catch_up(HALL)
    written.grow(99)
    quick.catch_up(HALL)
    before = rows(place)
    for some in kept:
        Store(place.data.engine)._keep(HALL, some)
    assert kept
    assert rows(place) == before
    written.close()


def test_a_fold_may_be_broken_off_at_any_page(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "PAGE", 3)
    floor = small_days()
    written = Written(place, floor)
    written.grow(999)
    pages = 0
    while not Store(place.data.engine).catch_up(HALL, pages=1):
        pages += 1
    assert pages > 3
    assert told(place) == fresh(floor)
    written.close()


def test_a_hall_that_has_left_gets_no_figures(place: Place) -> None:
    floor = small_days()
    written = Written(place, floor)
    written.grow(999)
    gone = Store(place.data.engine)
    keep = gone._keep

    def leaves_first(hall: str, rows: list[Row]) -> None:
        with place.data.engine.begin() as connection:
            connection.execute(delete(tables.halls).where(tables.halls.c.id == HALL))
        keep(hall, rows)

    gone._keep = leaves_first  # type: ignore[method-assign]
    gone.catch_up(HALL)
    assert rows(place) == []
    written._write(lambda connection: None)
    written.close()


def differences(place: Place) -> list[str]:
    return [str(one) for hall in verify_all(place.data.engine) for one in hall.differences if "figures" in one.what]


def change(place: Place, statement) -> None:  # type: ignore[no-untyped-def]
    with place.data.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(statement)


def test_verify_finds_figures_that_a_fresh_fold_does_not_come_to(place: Place) -> None:
    floor = small_days()
    written, row = Written(place, floor), tables.figures.c
    written.grow(999)
    Store(place.data.engine).catch_up(HALL)
    days = [one.day for one in rows(place)]
    assert len(days) == 3
    assert differences(place) == []
    mine = update(tables.figures).where(row.hall == HALL)
    change(place, mine.where(row.day == days[1]).values(data=rows(place)[1].data.replace("[1]", "[2]", 1)))
    assert [days[1] in one for one in differences(place)] == [True]
    Store(place.data.engine).rebuild(HALL)
    assert differences(place) == []
    change(place, delete(tables.figures).where(row.hall == HALL, row.day == days[0]))
    assert [f"{days[0]} is missing" in one for one in differences(place)] == [True]
    Store(place.data.engine).rebuild(HALL)
    change(place, mine.where(row.day == days[2]).values(seq=row.seq + 500))
    assert [days[2] in one for one in differences(place)] == [True]
    Store(place.data.engine).rebuild(HALL)
    assert differences(place) == []
    written._write(lambda connection: None)
    written.close()


def test_days_that_an_earlier_version_made_are_made_again_and_those_of_a_newer_one_are_left_alone(place: Place) -> None:
    floor = small_days()
    written, row = Written(place, floor), tables.figures.c
    written.grow(999)
    Store(place.data.engine).catch_up(HALL)
    whole = rows(place)
    version = f'"version":{VERSION}'
    mine = update(tables.figures).where(row.hall == HALL)
    change(place, mine.values(data="{}", carried=func.replace(row.carried, version, '"version":1')))
    assert differences(place) == [], "nobody promises that they are equal"
    Store(place.data.engine).catch_up(HALL)
    assert rows(place) == whole
    change(place, mine.values(carried=func.replace(row.carried, version, f'"version":{VERSION + 1}')))
    before = rows(place)
    with pytest.raises(Unavailable):
        Store(place.data.engine).catch_up(HALL)
    assert rows(place) == before
    written._write(lambda connection: None)
    written.close()

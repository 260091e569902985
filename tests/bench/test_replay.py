"""The replay of a recorded day, on a small day that is made up here."""

from pathlib import Path

import pytest

from app.hall_file import read_hall_text
from bench.findings import Findings, Reader, Waits
from bench.record import Day, RecordError, Shift, read_day
from bench.replay_hall import FIRST_COME, OURS, STRICT_VIP, Promises, hall_text, service_id
from bench.replay_table import Notes, table
from bench.virtual import play

HEAD = "date,customer,priority,type,vru_entry,vru_exit,q_start,q_exit,outcome,ser_start,ser_exit,server"
NINE = 9 * 3600


def call(at: int, priority: int = 0, kind: str = "PS", queued: int | None = 10, outcome: str = "AGENT", **more: object) -> str:
    """A call that arrives `at` seconds after nine and is served for two minutes by `server`."""
    arrival = NINE + at
    begin = arrival + (queued or 0)
    end = more.get("ends", begin + 120)
    times = ("", 0) if queued is None else (arrival, begin)
    service = (begin, end, more.get("server", "S07")) if outcome == "AGENT" else ("", "", "")
    return ",".join(map(str, ("1999-01-04", 1, priority, kind, arrival - 5, arrival, *times, outcome, *service)))


def read(tmp_path: Path, *calls: str) -> Day:
    file = tmp_path / "day.csv"
    file.write_text("\n".join([HEAD, *calls]) + "\n")
    return read_day(file)


def judged(day: Day, promises: Promises) -> Findings:
    serves = {counter: map(service_id, kinds) for counter, kinds in day.serves.items()}
    return Reader(serves, {"ordinary": 900, "vip": 600}).read(play(day, read_hall_text(hall_text(day, promises))))


def test_a_caller_who_never_queued_arrives_when_the_voice_menu_ends(tmp_path: Path) -> None:
    day = read(tmp_path, call(7, queued=None))
    assert (day.arrivals[0].at, day.arrivals[0].waited) == (NINE + 7, 0)


def test_rows_with_clock_errors_phantoms_and_nobody_to_serve_are_left_out(tmp_path: Path) -> None:
    day = read(
        tmp_path,
        call(0),
        call(1, outcome="PHANTOM"),
        call(2, queued=-3),
        call(3, queued=1801),
        call(-8 * 3600),
        call(4, server=""),
        call(5, outcome="HANG", queued=None),
    )
    assert len(day.arrivals) == 1
    assert day.dropped == {"phantom": 1, "clock error": 2, "night": 1, "nobody served": 1, "hung up before queueing": 1}


def test_a_service_over_midnight_has_its_true_length(tmp_path: Path) -> None:
    late = 15 * 3600 - 60
    assert read(tmp_path, call(late, queued=0, ends=60)).arrivals[0].takes == 120


def test_who_hung_up_leaves_after_the_same_patience_and_would_take_as_long_as_the_one_before(tmp_path: Path) -> None:
    day = read(tmp_path, call(0, ends=NINE + 100), call(20, outcome="HANG", queued=45))
    assert (day.arrivals[1].patience, day.arrivals[1].takes, day.arrivals[1].waited) == (45, 90, None)


def test_priority_two_is_vip(tmp_path: Path) -> None:
    assert [a.vip for a in read(tmp_path, call(0, 0), call(1, 1), call(2, 2)).arrivals] == [False, False, True]


def test_a_counter_is_open_while_its_agent_is_seen_and_closed_when_away_for_long(tmp_path: Path) -> None:
    day = read(tmp_path, call(0), call(200), call(2000, server="S09"), call(3000))
    assert day.shifts == (
        Shift(1, NINE + 10, NINE + 330),
        Shift(2, NINE + 2010, NINE + 2130),
        Shift(1, NINE + 3010, NINE + 3130),
    )


def test_a_counter_serves_the_types_that_its_agent_was_seen_with(tmp_path: Path) -> None:
    day = read(tmp_path, call(0), call(200, kind="NE", server="S09"))
    assert day.serves == {1: ("ps",), 2: ("ne",)}


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="line 3"):
        read(tmp_path, call(0), call(1).replace("PS", "PS,x"))


def test_promises_are_divided_by_the_speed_and_stay_whole_seconds(tmp_path: Path) -> None:
    day = read(tmp_path, call(0))
    plan = read_hall_text(hall_text(day, OURS, 300))
    assert [level.promise for level in plan.levels] == [3000, 2000]
    with pytest.raises(ValueError, match="300"):
        hall_text(day, OURS, 7)


def busy(tmp_path: Path) -> Day:
    """Three customers at once for one clerk; a VIP comes one minute after them and another after more than six."""
    ordinary = [call(n, ends=NINE + n + 210) for n in range(3)]
    vips = [call(60, 2, ends=NINE + 270), call(400, 2, ends=NINE + 1500)]
    return read(tmp_path, *ordinary, *vips)


def test_each_rule_gives_its_own_order_from_the_same_core(tmp_path: Path) -> None:
    day = busy(tmp_path)
    ours, fifo, strict = (judged(day, rule) for rule in (OURS, FIRST_COME, STRICT_VIP))
    assert (ours.beyond, fifo.beyond) == (0, 0)
    assert strict.beyond > 0
    assert fifo.most_passed == 0 < ours.most_passed < strict.most_passed
    for found in (ours, fifo, strict):
        assert found.conserved
        assert found.issued == 5
        assert found.twice == 0


def event(seq: int, kind: str, at: int, number: str, **data: object) -> dict[str, object]:
    stamp = f"2026-11-23T09:{at // 60:02d}:{at % 60:02d}.000+08:00"
    return {"seq": seq, "type": kind, "at": stamp, "data": {"number": number} | data}


def taken(seq: int, at: int, number: str, level: str = "ordinary") -> dict[str, object]:
    return event(seq, "TicketTaken", at, number, level=level, service="type-ps")


def test_a_ticket_called_twice_and_an_overtaking_beyond_the_gap_are_found() -> None:
    reader = Reader({1: ["type-ps"], 2: []}, {"ordinary": 900, "vip": 600})
    log = [
        taken(1, 0, "A001"),
        taken(2, 301, "A002", "vip"),
        event(3, "TicketCalled", 310, "A002", counter=1, why="due"),
        event(4, "TicketCalled", 311, "A002", counter=2, why="due"),
    ]
    found = reader.read(log)
    assert (found.twice, found.beyond, found.most_passed) == (1, 1, 1)


def test_a_call_by_choice_is_no_overtaking() -> None:
    reader = Reader({1: ["type-ps"]}, {"ordinary": 900, "vip": 600})
    log = [taken(1, 0, "A001"), taken(2, 301, "A002"), event(3, "TicketCalled", 310, "A002", counter=1, why="chosen")]
    assert reader.read(log).beyond == 0


def test_measured_times_are_multiplied_by_the_speed() -> None:
    log = [taken(1, 0, "A001"), event(2, "TicketCalled", 2, "A001", counter=1, why="due")]
    found = Reader({1: ["type-ps"]}, {"ordinary": 3, "vip": 2}, speed=300).read(log)
    assert found.waits["ordinary"] == Waits(1, 600, 600, 600)


def test_the_table_has_a_column_for_each_rule_and_says_what_was_left_out(tmp_path: Path) -> None:
    day = busy(tmp_path)
    bank = {"ordinary": Waits.of([10]), "vip": Waits.of([])}
    text = table(day, bank, {"this rule": judged(day, OURS)}, Notes({"stale_current": 2}, Waits.of([0.01]), 300))
    assert "| overtakings beyond the promise gap |  | 0 |" in text
    assert "5 = 5 done" in text
    assert "2 stale_current" in text

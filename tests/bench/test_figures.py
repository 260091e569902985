"""The figures of the bench: medians of ratios, verdicts, and a client that reads what servers send."""

import asyncio
import json
from pathlib import Path

import pytest

from bench.figures import figure, interleaved, ratios, table, write
from bench.load import Tally, drive, keys, post
from bench.sockets import masked
from tests.house import run


def test_a_figure_is_the_median_and_says_what_it_reaches() -> None:
    assert figure("rate", [0.4, 0.6, 0.9], 0.5, 0.8, "more").verdict == "floor"
    assert figure("time", [1.0, 1.2, 9.0], 1.5, 1.1, "less").verdict == "floor"
    assert figure("time", [1.6], 1.5, 1.1, "less").verdict == "below"


def test_each_round_takes_its_turn_and_the_first_is_thrown_away() -> None:
    order: list[str] = []

    def measure(name: str) -> float:
        order.append(name)
        return float(len(order))

    seen = interleaved({"a": lambda: measure("a"), "b": lambda: measure("b")}, rounds=2)
    assert order == ["a", "b"] * 3
    assert seen == {"a": [3, 5], "b": [4, 6]}
    assert ratios(seen["a"], seen["b"]) == [3 / 4, 5 / 6]


def test_table_and_json_tell_the_same(tmp_path: Path) -> None:
    found = [figure("memory", [12.5], 40, 25, "less", unit=" KiB", detail={"bare_kib": 9.0})]
    write(found, tmp_path / "results" / "latest.json")
    told = json.loads((tmp_path / "results" / "latest.json").read_text())
    assert told["figures"][0]["value"] == 12.5
    assert "| memory | 12.5 KiB | 12.5 … 12.5 | 40.0 KiB | 25.0 KiB | goal |" in table(found)


def test_refusals_are_no_figure() -> None:
    with pytest.raises(RuntimeError, match="409"):
        Tally(2, 1.0, {200: 1, 409: 1}).only(200)


def test_the_load_generator_sends_so_many_requests_each_with_a_key_of_its_own() -> None:
    seen: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            seen.append(next(line for line in head.split(b"\r\n") if line.startswith(b"Idempotency-Key")))
            await reader.readexactly(2)
            writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n")
            await asyncio.sleep(0)
            writer.write(b"later")

    async def driven() -> Tally:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            key = keys()
            walks = [(post("/x", b"{}", "t", next(key)) for _ in range(100)) for _ in range(3)]
            return await asyncio.to_thread(drive, port, walks, requests=20)

    tally = run(driven())
    assert (tally.answered, tally.statuses) == (20, {201: 20})
    assert len(set(seen)) == 20


def test_a_clients_frame_is_masked_and_says_its_length() -> None:
    assert masked(b"hi") == b"\x81\x82\0\0\0\0hi"
    assert masked(b"x" * 300)[:4] == b"\x81\xfe\x01\x2c"

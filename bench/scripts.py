"""A step of a service script against a recall, and how long a folder of scripts takes to read."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from app.script_file import read_folder
from bench.commands import REQUESTS, ROUNDS, Meter
from bench.figures import Figure, figure, interleaved, medians, ratios
from bench.hall_of_32 import COUNTERS, PATH
from bench.load import Walk, keys, post
from bench.rig import Rig

STEPS = 20
"""A walk of the bench has so many, all of them simple."""
SCRIPTS = 200


def measure(rig: Rig) -> list[Figure]:
    folder = rig.room()
    (folder / "round.yaml").write_text(_script("round", STEPS), "utf-8")
    with rig.product(folder) as product:
        key = keys()
        recalls = [_recalls(product.token, number, key) for number in range(1, COUNTERS // 2 + 1)]
        stepping = range(COUNTERS // 2 + 1, COUNTERS + 1)
        ours, base = Meter(product), Meter(product)
        seen = interleaved(
            {
                "recall": lambda: base.rate(recalls, REQUESTS, 200, 201),
                "step": lambda: ours.rate([_steps(product.token, number, key) for number in stepping], REQUESTS, 200, 201),
            },
            ROUNDS,
        )
    detail = medians(recalls_a_second=seen["recall"], steps_a_second=seen["step"], us_a_recall=base.cpu, us_a_step=ours.cpu)
    name = "server CPU a step of a script, of a recall's, at 16 connections"
    return [figure(name, ratios(ours.cpu[1:], base.cpu[1:]), 1.3, 1.1, "less", detail=detail), _reading(rig)]


def _recalls(token: str, counter: int, key: Iterator[str]) -> Walk:
    """A counter that calls one number again and again."""
    desk = f"{PATH}/counters/{counter}"
    yield post(f"{PATH}/tickets", b'{"service":"pay-bill"}', token, next(key))
    yield post(f"{desk}/open", b"{}", token, next(key))
    yield post(f"{desk}/call-next", b'{"expected_current":null}', token, next(key))
    while True:
        yield post(f"{desk}/recall", b"{}", token, next(key))


def _steps(token: str, counter: int, key: Iterator[str]) -> Walk:
    """A counter that walks the script again and again."""
    while True:
        begun = yield post(f"{PATH}/walks", json.dumps({"script": "round", "counter": counter}).encode(), token, next(key))
        assert begun is not None
        walk = json.loads(begun)
        while walk["step"] is not None:
            step = json.dumps({"step": walk["step"]}).encode()
            heard = yield post(f"{PATH}/walks/{walk['walk']}/answer", step, token, next(key))
            assert heard is not None
            walk = json.loads(heard)


def _reading(rig: Rig) -> Figure:
    """A folder of 200 scripts, each as long as the handbook's longest, cold."""
    folder = rig.room()
    for number in range(SCRIPTS):
        (folder / f"script-{number}.yaml").write_text(_script(f"script-{number}", STEPS), "utf-8")
    size = sum(file.stat().st_size for file in folder.iterdir()) / SCRIPTS
    rounds = [_seconds(folder) for _ in range(ROUNDS)]
    return figure(f"reading {SCRIPTS} scripts of {size / 1024:.1f} KiB", rounds, 1.0, 0.5, "less", unit=" s")


def _seconds(folder: Path) -> float:
    began = time.perf_counter()
    found, faults = read_folder(folder)
    took = time.perf_counter() - began
    if faults or len(found) != SCRIPTS:
        raise RuntimeError(f"{len(found)} scripts read: {faults[:1]}")
    return took


def _script(id: str, steps: int) -> str:
    """Steps of the usual length, a moment of truth and a limit among them."""
    lines = [f"id: {id}", "title: {zh: 测试, en: Bench}", "steps:"]
    for number in range(steps):
        lines += [
            f"  - id: step-{number}",
            "    kind: information",
            "    say:",
            "      zh: 请您核对一下这份资料，有不清楚的地方我马上为您说明，没有问题的话请在这里签字。",
            "      en: Please look through this, ask me whatever is not clear, and if all is well sign here, thank you.",
            "    cue: {zh: 双手递交，目光平视, en: with both hands}",
            "    moment: true",
            "    within: 3m",
        ]
    return "\n".join(lines) + "\n"

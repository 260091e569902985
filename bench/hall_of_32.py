"""The hall that the figures are measured in: two services, two levels, 32 counters."""

from collections.abc import Iterator

from bench.load import Walk, post

HALL = "bench"
COUNTERS = 32
TEXT = f"""
hall: {HALL}
name: {{zh: 测试营业厅, en: Bench Hall}}
timezone: UTC
day_starts: "DAY_STARTS"
levels:
  - {{id: ordinary, name: {{zh: 普通客户, en: Ordinary}}, promise: 15m}}
  - {{id: vip, name: {{zh: VIP 客户, en: VIP}}, promise: 10m, important: true}}
services:
  - {{id: open-account, letter: A, name: {{zh: 开户入网, en: Open an account}}}}
  - {{id: pay-bill, letter: B, name: {{zh: 交话费, en: Pay a bill}}}}
counters:
""" + "\n".join(
    f"  - {{number: {n}, services: [open-account, pay-bill]{', first: [vip]' if n == 2 else ''}}}" for n in range(1, COUNTERS + 1)
)
PATH = f"/api/v1/halls/{HALL}"


def hall_of_32(hour: int) -> str:
    """The hall file, its business day beginning half a day away from this hour (UTC)."""
    return TEXT.replace("DAY_STARTS", f"{(hour + 12) % 24:02d}:00")


def takes(token: str, key: Iterator[str]) -> Walk:
    while True:
        yield post(f"{PATH}/tickets", b'{"service":"pay-bill"}', token, next(key))


def serves(token: str, counter: int, key: Iterator[str]) -> Walk:
    """A counter's cycle: opens, then calls, starts, finishes for ever."""
    desk = f"{PATH}/counters/{counter}"
    yield post(f"{desk}/open", b"{}", token, next(key))
    while True:
        yield post(f"{desk}/call-next", b'{"expected_current":null}', token, next(key))
        yield post(f"{desk}/start", b"{}", token, next(key))
        yield post(f"{desk}/finish", b"{}", token, next(key))


def nothing(key: Iterator[str]) -> Walk:
    """The baseline's POST: as many headers, the same body."""
    while True:
        yield post("/noop", b'{"service":"pay-bill"}', "yb_" + "0" * 43, next(key))

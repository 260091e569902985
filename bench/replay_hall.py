"""The hall file that a recorded day needs."""

from dataclasses import dataclass

from bench.record import Day

HALL = "replay"
LETTERS = "ABCFHKLMNSUVWXY" + "DEGJPQRTZ"
"""Well heard ones first; without I and O."""
NAMES = {
    "ps": ("普通业务", "Regular business"),
    "pe": ("英语业务", "Regular business in English"),
    "in": ("上网咨询", "Internet help"),
    "ne": ("证券交易", "Stock exchange"),
    "nw": ("新客户咨询", "New customer's questions"),
    "tt": ("回电请求", "Asked to be called back"),
}


@dataclass(frozen=True, slots=True)
class Promises:
    """Seconds by level. A ticket's due is the instant it was taken plus this, so the two name the rule."""

    ordinary: int
    vip: int

    @property
    def gap(self) -> int:
        """By how many seconds a VIP may have come later than an ordinary customer and still be called first."""
        return self.ordinary - self.vip


OURS = Promises(15 * 60, 10 * 60)
FIRST_COME = Promises(10 * 60, 10 * 60)
"""Equal promises: the order is that of arrival."""
STRICT_VIP = Promises(24 * 3600, 10 * 60)
"""No ordinary ticket is due before a VIP's of the same day."""


def hall_text(day: Day, promises: Promises = OURS, speed: int = 1, day_starts: str = "04:00") -> str:
    """YAML as the contract has it, promises divided by `speed`; they must stay whole seconds."""
    if promises.ordinary % speed or promises.vip % speed:
        raise ValueError(f"at {speed} times the speed the promises are no whole seconds: 300 or a divisor of it will do.")
    services = "\n".join(_service(kind, letter) for kind, letter in zip(day.services, LETTERS, strict=False))
    counters = "\n".join(
        f"  - {{number: {number}, services: [{', '.join(service_id(kind) for kind in kinds)}]}}"
        for number, kinds in day.serves.items()
    )
    return f"""# A recorded day ({day.date}) at {speed} times its speed; made by bench.replay.
hall: {HALL}
name: {{zh: 回放营业厅, en: Replay Hall}}
timezone: UTC
day_starts: "{day_starts}"
levels:
  - {{id: ordinary, name: {{zh: 普通客户, en: Ordinary}}, promise: {promises.ordinary // speed}s}}
  - {{id: vip, name: {{zh: VIP 客户, en: VIP}}, promise: {promises.vip // speed}s, important: true}}
services:
{services}
counters:
{counters}
"""


def service_id(kind: str) -> str:
    """A call type as a service's id: `NO` and `ON` would be booleans to some readers of YAML."""
    return f"type-{kind}"


def _service(kind: str, letter: str) -> str:
    zh, en = NAMES.get(kind, (kind.upper(), kind.upper()))
    return f'  - {{id: {service_id(kind)}, letter: {letter}, name: {{zh: {zh}, en: "{en}"}}, typical: 2m}}'

"""What members of staff may be here for, and at which device each duty is done."""

import json
from collections.abc import Iterable
from typing import Literal, get_args

Duty = Literal[
    "clerk",
    "greeter",
    "sales",
    "account-manager",
    "complaint-clerk",
    "department-clerk",
    "customer-supervisor",
    "follow-up-agent",
    "complaint-analyst",
    "duty-manager",
    "hall-manager",
    "bulletin-reader",
    "administrator",
]
DUTIES: tuple[str, ...] = get_args(Duty)

MANAGERS = frozenset({"duty-manager", "hall-manager", "administrator"})
FITTING = {
    "counter": frozenset({"clerk", "account-manager", "complaint-clerk", "sales"}),
    "greeter": frozenset({"greeter", "sales"}),
    "manager": MANAGERS,
}
"""Which duties may work at a paired device of this role. A VIP clerk is a clerk. Other roles need nobody."""
IN_CHARGE = frozenset({"hall-manager", "administrator"})
"""Who runs halls, their settings and their staff: a hall manager the own hall, an administrator all."""


def fits(duties: Iterable[str], role: str) -> bool:
    return not FITTING[role].isdisjoint(duties)


def written(duties: Iterable[str]) -> str:
    return json.dumps(sorted(set(duties)))


def read(text: str) -> frozenset[str]:
    """A duty that a newer version knew gives nothing here."""
    return frozenset(json.loads(text)) & frozenset(DUTIES)

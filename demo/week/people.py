"""Who works in the hall of the simulated week."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    number: str
    name: str
    duties: tuple[str, ...]


CLERKS = {
    1: Person("1001", "陈洁", ("clerk",)),
    2: Person("1002", "林芳", ("clerk",)),
    3: Person("1003", "周敏", ("clerk",)),
    4: Person("1004", "吴婷", ("clerk",)),
    5: Person("1005", "郑凯", ("clerk",)),
    6: Person("1006", "孙莉", ("clerk", "account-manager")),
    7: Person("1007", "何静", ("clerk", "complaint-clerk")),
    8: Person("1008", "许岚", ("clerk",)),
}
"""By counter."""
GREETER = Person("1010", "高欣", ("greeter",))
DUTY_MANAGER = Person("2001", "马建国", ("duty-manager",))
HALL_MANAGER = Person("2000", "沈雅文", ("hall-manager",))
BILLING, NETWORK, SERVICE = (
    Person("3001", "唐晓东", ("department-clerk",)),
    Person("3002", "冯志强", ("department-clerk",)),
    Person("3003", "叶红", ("department-clerk",)),
)
SUPERVISOR = Person("4001", "曹明", ("customer-supervisor",))
ANALYST = Person("4002", "邓丽", ("complaint-analyst", "follow-up-agent"))
READER = Person("5001", "罗伟", ("bulletin-reader",))
OFFICE = (CLERKS[7], DUTY_MANAGER, HALL_MANAGER, BILLING, NETWORK, SERVICE, SUPERVISOR, ANALYST)
"""Whoever signs in with a password."""
STAFF = (*CLERKS.values(), GREETER, *OFFICE[1:], READER)

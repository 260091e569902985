"""A small valid hall file, and what becomes of it when a test changes it."""

import pytest

from app.hall.plan import Plan
from app.hall_file import Fault, HallFileError, read_hall_text
from app.hall_file_parts import Scripts

SMALL = """\
hall: dongcheng
name: {zh: 东城营业厅, en: Dongcheng Hall}
timezone: Asia/Shanghai
levels:
  - {id: ordinary, name: {zh: 普通客户, en: Ordinary}, promise: 15m}
  - {id: vip, name: {zh: VIP 客户, en: VIP}, promise: 10m, important: true}
services:
  - {id: open-account, letter: A, name: {zh: 开户入网, en: Open an account}, script: open-account, typical: 8m}
  - {id: pay-bill, letter: B, name: {zh: 交话费, en: Pay a bill}}
counters:
  - {number: 1, services: [open-account, pay-bill]}
  - {number: 2, services: [open-account, pay-bill], first: [vip]}
"""
NEXT = SMALL.count("\n") + 1
"""The line of what a test adds below."""


def faults(text: str, scripts: Scripts | None = None) -> list[Fault]:
    with pytest.raises(HallFileError) as refused:
        read_hall_text(text, "halls/x.yaml", scripts)
    return refused.value.faults


def fault(text: str, scripts: Scripts | None = None) -> tuple[int, str]:
    """The only fault of a text."""
    found = faults(text, scripts)
    assert len(found) == 1, [str(one) for one in found]
    return found[0].line, found[0].sentence


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


def plan(text: str) -> Plan:
    return read_hall_text(text, "halls/x.yaml")

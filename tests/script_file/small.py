"""A small valid service script, and what becomes of it when a test changes it."""

import pytest

from app.hall.script import Script, Step
from app.script_file import ScriptFileError, read_script_text
from app.yaml_file import Fault

SMALL = """\
id: open-account
title: {zh: 普通开户入网, en: Open an account}
steps:
  - {id: welcome, kind: greeting, say: {zh: 您好, en: Good morning}, cue: {zh: 起立, en: stand}, moment: true}
  - {id: papers, kind: request, ask: {zh: 您带证件了吗, en: Do you have your card}, answers: {have: check, no: {then: explain}}}
  - {id: explain, kind: apology, say: {zh: 非常抱歉, en: We are sorry}, then: farewell}
  - {id: check, checklist: [{zh: 姓名, en: name}]}
  - {id: system, do: {zh: 系统内开户, en: open in the system}, within: 3m}
  - {id: farewell, kind: thanks, degree: plain, say: {zh: 谢谢您, en: Thank you}}
"""
NEXT = SMALL.count("\n") + 1
"""The line of what a test adds below."""
FILE = "service_scripts/open-account.yaml"


def faults(text: str, file: str = FILE) -> list[Fault]:
    with pytest.raises(ScriptFileError) as refused:
        read_script_text(text, file)
    return refused.value.faults


def fault(text: str, file: str = FILE) -> tuple[int, str]:
    """The only fault of a text."""
    found = faults(text, file)
    assert len(found) == 1, [str(one) for one in found]
    return found[0].line, found[0].sentence


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


def added(step: str) -> str:
    """With one more step at the end."""
    return f"{SMALL}  - {{{step}}}\n"


def script(text: str) -> Script:
    return read_script_text(text, FILE)


def last(step: str) -> Step:
    """A step, as it is read at the end of the script."""
    return script(added(step)).steps[-1]

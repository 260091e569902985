"""A VIP list as people keep it: a CSV file of phone numbers and levels, read row by row; every faulty row is told by its line."""

import csv
from dataclasses import dataclass, field

from app.hall.plan import Plan
from app.hall.state import masked
from app.phones import plain
from app.yaml_file import Fault, meant, quoted

HEADER = ("phone", "level")
_HEADS = ({"phone", "手机号", "手機號", "手机号码", "手機號碼"}, {"level", "级别", "級別", "客户级别", "客戶級別"})
"""What may stand there, as people name their columns."""
LARGEST = 2 << 20
"""Bytes: about 100,000 customers."""
ENCODINGS = ("utf-8-sig", "gb18030")
"""As spreadsheet programs write it: UTF-8 with or without its mark, or GBK, which the second one has within it."""


@dataclass
class Members:
    """The members in a file so far, and its faults. A number is never told whole."""

    file: str
    plan: Plan
    levels: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def shown(self) -> list[tuple[int, str, str]]:
        """Line, masked number, level."""
        return [(line, masked(phone), self.levels[phone]) for phone, line in self.lines.items()]

    def _level(self, told: str) -> str:
        """A level by its id or by its name in any language; what is none stays as it is."""
        return next((level.id for level in self.plan.levels if told in level.name.values()), told)

    def fault(self, line: int, sentence: str) -> None:
        self.faults.append(Fault(self.file, line, sentence))

    def add(self, line: int, cells: list[str]) -> None:
        if len(cells) != len(HEADER):
            return self.fault(line, f"a line has two cells, phone and level; this one has {len(cells)}")
        phone, level = plain(cells[0].strip()), self._level(cells[1].strip())
        if phone is None:
            self.fault(line, "this is not a phone number: 5 to 15 digits")
        elif phone in self.lines:
            self.fault(line, f"this phone number is in line {self.lines[phone]} already: keep one of the two")
        if level not in self.plan.level:
            self.fault(line, f"the hall has no level {_named(level)}{meant(level, list(self.plan.level))}")
        if phone is not None and phone not in self.lines:
            self.levels[phone], self.lines[phone] = level, line
        return None


def _named(level: str) -> str:
    """What stands where a level belongs may be a number in the wrong column."""
    return quoted(level if sum(map(str.isdigit, level)) < 5 else masked(level))


def read_members(content: bytes, file: str, plan: Plan) -> Members:
    """Worth nothing if it has faults."""
    members = Members(file, plan)
    if len(content) > LARGEST:
        members.fault(1, f"this file is larger than {LARGEST >> 20} MB: is it the right one?")
        return members
    text = _text(content)
    if text is None:
        members.fault(1, "this file is neither UTF-8 nor GBK text: save it again as CSV with the encoding UTF-8")
        return members
    rows = [(line, row) for line, row in enumerate(text.splitlines(), 1) if row.strip(" \t,;")]
    if not rows or not _is_header(_cells(rows[0][1]) or []):
        members.fault(1, "the first line must be the header phone,level")
        return members
    for line, row in rows[1:]:
        cells = _cells(row)
        if cells is None:
            members.fault(line, "this line can't be read as CSV: a quotation mark is never closed")
        else:
            members.add(line, cells)
    return members


def _is_header(cells: list[str]) -> bool:
    return len(cells) == len(_HEADS) and all(cell.strip().lower() in head for cell, head in zip(cells, _HEADS, strict=True))


def _text(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _cells(row: str) -> list[str] | None:
    """None: a quotation mark is open at the end of its line, and nothing of the lines below belongs to it."""
    try:
        return next(csv.reader([row], strict=True), [])
    except csv.Error:
        return None

"""The company's inspections as a CSV file, UTF-8 or GBK, checked row by row: all of it is taken, or nothing, each
fault named."""

import csv
import io
import re
from collections.abc import Iterator

from app.hall import posts, visits
from app.hall.plan import TOPICS
from app.hall.refusals import BadDay, Refusal, UnknownPost
from app.hall.state import Hall
from app.hall.visits import Row
from app.languages import LANGUAGES

COLUMNS = {
    "day": ("day", "日期"),
    "post": ("post", "岗位", "崗位", "台席"),
    "item": ("item", "项目", "項目"),
    "points": ("points", "得分"),
    "most": ("most", "满分", "滿分"),
    "who": ("who", "工号", "工號"),
    "note": ("note", "说明", "說明"),
}
NEEDED = ("day", "post", "item", "points", "most")
MOST_ROWS = 500
CODE = re.compile(r"[a-z][a-z-]{0,39}")
WHO = re.compile(r"[A-Za-z0-9-]{1,10}")
_NUMBER = re.compile(r"[0-9]{1,4}")


class BadRows(Refusal):
    """`rows`: line, column and value of each fault. Nothing was taken."""

    code = "bad_rows"


def text_of(content: bytes) -> str:
    """What spreadsheets save in China: UTF-8 with or without a mark, or GBK. Raises BadRows."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _bad([(1, "file", "?")])


def read_rows(hall: Hall, content: str) -> list[Row]:
    """Raises BadRows."""
    faults: list[tuple[int, str, str]] = []
    rows = [row for line, cells in _lines(content) if (row := _row(hall, line, cells, faults)) is not None]
    if not rows and not faults:
        faults.append((2, "file", ""))
    if len(rows) > MOST_ROWS:
        faults.append((MOST_ROWS + 2, "file", ""))
    if faults:
        raise _bad(faults)
    return rows


def _bad(faults: list[tuple[int, str, str]]) -> BadRows:
    told = [{"line": line, "column": column, "value": value[:40]} for line, column, value in faults]
    return BadRows(line=faults[0][0], column=faults[0][1], value=faults[0][2][:40], count=len(faults), rows=told[:50])


def _lines(content: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by its columns, with its line. Raises BadRows if the head isn't one."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        head = [_column(cell.strip()) for cell in next(reader, [])]
        if missing := [name for name in NEEDED if name not in head]:
            raise _bad([(1, name, "") for name in missing])
        for cells in reader:
            if any(cell.strip() for cell in cells):
                padded = [*cells, *[""] * (len(head) - len(cells))]
                yield reader.line_num, {name: cell.strip() for name, cell in zip(head, padded, strict=False) if name}
    except csv.Error:
        raise _bad([(reader.line_num, "file", "")]) from None


def _column(cell: str) -> str | None:
    return next((name for name, words in COLUMNS.items() if cell.lower() in words), None)


def _row(hall: Hall, line: int, cells: dict[str, str], faults: list[tuple[int, str, str]]) -> Row | None:
    before = len(faults)

    def fault(column: str) -> None:
        faults.append((line, column, cells.get(column, "")))

    day = cells["day"].replace("/", "-")
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", day):
        day = "-".join(part.zfill(2) for part in day.split("-"))
    try:
        visits.past(hall, day)
    except BadDay:
        fault("day")
    counter, post = _place(hall, cells["post"])
    if counter is None and post is None:
        fault("post")
    item = _item(cells["item"])
    if item is None:
        fault("item")
    points, most = (int(cells[name]) if _NUMBER.fullmatch(cells[name]) else -1 for name in ("points", "most"))
    if most < 1:
        fault("most")
    elif not 0 <= points <= most:
        fault("points")
    who = cells.get("who") or None
    if who is not None and not WHO.fullmatch(who):
        fault("who")
    note = cells.get("note") or None
    if note is not None and len(note) > 500:
        fault("note")
    return Row(day, item or "", points, most, counter, post, who, note) if len(faults) == before else None


def _place(hall: Hall, told: str) -> tuple[int | None, str | None]:
    """A counter by its number or as counter-3, or a post of the hall."""
    number = told.removeprefix("counter-")
    if number.isascii() and number.isdecimal():
        return (int(number), None) if len(number) < 4 and int(number) in hall.counters else (None, None)
    try:
        return None, posts.place(hall, told)
    except UnknownPost:
        return None, None


def _item(told: str) -> str | None:
    """A code, or a topic of ratings by its name in any language."""
    names = {
        LANGUAGES[language].sentences.get(f"rating.about.{topic.id}"): topic.id for language in LANGUAGES for topic in TOPICS
    }
    return names.get(told) or (told if CODE.fullmatch(told) else None)

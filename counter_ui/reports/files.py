"""Reports as files: a workbook with a sheet for each report, and CSV. Both open in a Chinese Excel as they are."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from app.reports.columns import COLUMNS, Value
from app.reports.report import Report, Table
from counter_ui.reports.names import Names

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
DAY = 86_400_000
FORMATS = {"count": "#,##0", "time": "[h]:mm:ss", "share": "0.0%", "mean": "0.00"}
_NO_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet might take for a formula at the beginning of a cell."""


def attached(name: str, kind: str) -> dict[str, str]:
    """Headers of a download: browsers keep the name, in Chinese too."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}.{kind}\"; filename*=UTF-8''{quote(name)}.{kind}",
        "Cache-Control": "no-store",
    }


# ------------------------------------------------------------ Excel
def workbook(reports: Iterable[Report], hall: str, names: Names) -> bytes:
    from xlsxwriter import Workbook  # its sixty modules are for the few who download one

    file = io.BytesIO()
    book = Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "table": book.add_format({"bold": True, "font_size": 12}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        **{kind: book.add_format({"num_format": told}) for kind, told in FORMATS.items()},
    }
    for report in reports:
        sheet = book.add_worksheet(names.report(report.wanted.name).translate(_NO_NAME)[:31])
        _fill(sheet, report, hall, names, formats)
    book.close()
    return file.getvalue()


def _fill(sheet: "Worksheet", report: Report, hall: str, names: Names, formats: dict[str, Any]) -> None:
    period = report.wanted.period
    sheet.write_string(0, 0, f"{names.title(report)} · {hall}", formats["title"])
    sheet.write_string(1, 0, names.say("span", first=period.first, last=period.last))
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 14, 14)
    line = 3
    for table in (report.course, *report.tables):
        sheet.write_string(line, 0, names.table(table), formats["table"])
        for at, head in enumerate(names.heads(table)):
            sheet.write_string(line + 1, at, head, formats["head"])
        line += 2
        for key, values in table.rows:
            for at, (code, told) in enumerate(zip(key, names.keys(table, key), strict=True)):
                _write_key(sheet, line, at, table.by[at], code, told, formats)
            for at, (column, value) in enumerate(zip(table.columns, values, strict=True), len(key)):
                _write(sheet, line, at, column, value, formats)
            line += 1
        line += 1


def _write_key(sheet: "Worksheet", line: int, at: int, dimension: str, code: str, told: str, formats: dict[str, Any]) -> None:
    if dimension == "day":
        sheet.write_datetime(line, at, date.fromisoformat(code), formats["day"])
    else:
        sheet.write_string(line, at, told)


def _write(sheet: "Worksheet", line: int, at: int, column: str, value: Value, formats: dict[str, Any]) -> None:
    """Counts, shares and times are numbers, so that Excel can go on with them; a time is a part of a day."""
    if value is not None:
        kind = COLUMNS[column].kind
        sheet.write_number(line, at, value / DAY if kind == "time" else value, formats[kind])


# ------------------------------------------------------------ CSV
def as_csv(report: Report, hall: str, names: Names) -> bytes:
    """With the mark by which Excel knows UTF-8; tables one below the other."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    period = report.wanted.period
    writer.writerow([harmless(names.title(report)), harmless(hall), str(period.first), str(period.last)])
    for table in (report.course, *report.tables):
        writer.writerow([])
        writer.writerow([harmless(names.table(table))])
        writer.writerow(map(harmless, names.heads(table)))
        writer.writerows(_row(table, key, values, names) for key, values in table.rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _row(table: Table, key: tuple[str, ...], values: tuple[Value, ...], names: Names) -> list[str]:
    return [*map(harmless, names.keys(table, key)), *map(_plain, table.columns, values)]


def _plain(column: str, value: Value) -> str:
    if value is None:
        return ""
    match COLUMNS[column].kind:
        case "time":
            minutes, seconds = divmod(int(value) // 1000, 60)
            return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        case "share":
            return f"{100 * value:.1f}%"
        case "mean":
            return f"{value:.2f}"
        case _:
            return str(value)


def harmless(text: str) -> str:
    """No cell is a formula: what begins like one is quoted."""
    return f"'{text}" if text.startswith(RISKY) else text

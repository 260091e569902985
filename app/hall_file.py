"""The hall file: YAML that a hall manager edits, read into a Plan or refused with every fault it has."""

from pathlib import Path

from app.hall.plan import Plan
from app.hall_file_parts import Scripts, plan
from app.yaml_file import Fault, FileError, Sheet, compose, read_text

__all__ = ["Fault", "HallFileError", "read_hall", "read_hall_text"]


class HallFileError(FileError):
    """Every fault of a hall file, in the order of its lines."""


def read_hall(path: Path, scripts: Scripts | None = None) -> Plan:
    """The plan in a hall file. `scripts`: the service scripts there are; None: any name will do."""
    sheet = Sheet(str(path))
    text = read_text(sheet, path)
    if text is None:
        raise HallFileError(sheet.faults)
    return read_hall_text(text, sheet.file, scripts)


def read_hall_text(text: str, file: str = "hall.yaml", scripts: Scripts | None = None) -> Plan:
    sheet = Sheet(file)
    node = compose(sheet, text)
    found = plan(sheet, node, scripts) if node is not None else None
    if found is None and not sheet.faults:
        sheet.fault(1, "this file is empty")
    if found is None or sheet.faults:
        raise HallFileError(sheet.faults)
    return found

"""The hall file: YAML that a hall manager edits, read into a Plan or refused with every fault it has."""

from collections.abc import Collection, Iterator
from os.path import isdir, realpath
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node

from app.hall.plan import Plan
from app.hall_file_parts import plan
from app.yaml_file import Fault, Sheet, compose, line_of, quoted, read_text
from app.yaml_values import tag_of

__all__ = ["Fault", "HallFileError", "check_paths", "read_hall", "read_hall_text"]


class HallFileError(Exception):
    """Every fault of a hall file, in the order of its lines."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def read_hall(path: Path, scripts: Collection[str] | None = None) -> Plan:
    """The plan in a hall file. `scripts`: the service scripts there are; None: any name will do."""
    sheet = Sheet(str(path))
    text = read_text(sheet, path)
    if text is None:
        raise HallFileError(sheet.faults)
    return read_hall_text(text, sheet.file, scripts)


def read_hall_text(text: str, file: str = "hall.yaml", scripts: Collection[str] | None = None) -> Plan:
    sheet = Sheet(file)
    node = compose(sheet, text)
    found = plan(sheet, node, scripts) if node is not None else None
    if found is None and not sheet.faults:
        sheet.fault(1, "this file is empty")
    if found is None or sheet.faults:
        raise HallFileError(sheet.faults)
    return found


def check_paths(paths: list[Path]) -> list[Fault]:
    """Every fault of the hall files and service scripts in these files and folders."""
    halls: dict[str, str] = {}
    return [fault for file in _files(paths) for fault in _check_file(file, halls)]


def _files(paths: list[Path]) -> Iterator[Path]:
    """Each file once, though it is named twice or lies in a folder that is named too."""
    seen: set[str] = set()
    for path in paths:
        for file in _in_folder(path) if isdir(path) else [path]:
            if (real := realpath(file)) not in seen:
                seen.add(real)
                yield file


def _in_folder(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in (".yaml", ".yml") and not isdir(file))


def _check_file(path: Path, halls: dict[str, str]) -> list[Fault]:
    sheet = Sheet(str(path))
    text = read_text(sheet, path)
    node = compose(sheet, text) if text is not None else None
    if not sheet.faults:
        _check_node(sheet, node, halls)
    return sheet.faults


def _check_node(sheet: Sheet, node: Node | None, halls: dict[str, str]) -> None:
    values = {key.value: value for key, value in node.value if tag_of(key) == "str"} if isinstance(node, MappingNode) else {}
    if "hall" in values and node is not None:
        plan(sheet, node, None)
        _each_hall_once(sheet, values["hall"], halls)
    elif "steps" in values:
        # The one place that the reading of service scripts will fill.
        sheet.fault(values["steps"], "service scripts are not read by this version yet")
    else:
        sheet.fault(1, "neither a hall file (no `hall`) nor a service script (no `steps`)")


def _each_hall_once(sheet: Sheet, hall: Node, halls: dict[str, str]) -> None:
    if tag_of(hall) != "str":
        return
    place = f"{sheet.file}:{line_of(hall)}"
    if (first := halls.setdefault(hall.value, place)) != place:
        sheet.fault(hall, f"the hall {quoted(hall.value)} is already in {first}: give each hall an id of its own")

"""The service script: YAML that a hall manager edits, read into a Script or refused with every fault it has."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from os.path import isdir
from pathlib import Path
from types import MappingProxyType

from app.hall.duties import Filed
from app.hall.script import Script
from app.script_file_parts import script
from app.yaml_file import Fault, FileError, Sheet, compose, decoded, read_bytes

__all__ = ["ScriptFileError", "files_in", "read_folder", "read_script", "read_script_text"]


class ScriptFileError(FileError):
    """Every fault of a service script, in the order of its lines."""


def read_script(path: Path) -> Script:
    sheet = Sheet(str(path))
    content = read_bytes(sheet, path)
    found = _read(sheet, content) if content is not None else None
    if found is None:
        raise ScriptFileError(sheet.faults)
    return found


def read_script_text(text: str, file: str) -> Script:
    """`file` is the name that the script's id must have."""
    sheet = Sheet(file)
    found = _read_text(sheet, text)
    if found is None:
        raise ScriptFileError(sheet.faults)
    return found


def read_folder(folder: Path, known: Mapping[str, Filed] = MappingProxyType({})) -> tuple[dict[str, Filed], list[Fault]]:
    """The scripts of a folder by id, and the faults of the others. A file whose bytes are `known` is not read anew."""
    files, sheets = files_in(folder), [Sheet(str(folder))]
    if not isdir(folder):
        sheets[0].fault(1, "there is no such folder")
    found: dict[str, Filed] = {}
    for file in files:
        sheets.append(Sheet(str(file)))
        if filed := _file(sheets[-1], file, known.get(file.stem), [file.stem for file in files]):
            found[file.stem] = filed
    return found, [fault for sheet in sheets for fault in sheet.faults]


def files_in(folder: Path) -> list[Path]:
    """The files of a folder that hold its service scripts: ID.yaml."""
    try:
        return sorted(file for file in folder.glob("*.yaml") if not file.name.startswith("."))
    except OSError:
        return []


def _file(sheet: Sheet, path: Path, known: Filed | None, others: Collection[str]) -> Filed | None:
    content = read_bytes(sheet, path)
    if content is None:
        return None
    digest = sha256(content).hexdigest()
    if known is not None and known.digest == digest:
        return known
    found = _read(sheet, content, others)
    return Filed(found, digest) if found is not None else None


def _read(sheet: Sheet, content: bytes, others: Collection[str] | None = None) -> Script | None:
    text = decoded(sheet, content)
    return _read_text(sheet, text, others) if text is not None else None


def _read_text(sheet: Sheet, text: str, others: Collection[str] | None = None) -> Script | None:
    """None: it has faults. `others`: the scripts there are; None: any name will do."""
    node = compose(sheet, text)
    if node is None and not sheet.faults:
        sheet.fault(1, "this file is empty")
    if others is not None:
        sheet.declare("script", others)
    found = script(sheet, node) if node is not None else None
    return found if not sheet.faults else None

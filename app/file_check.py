"""`yingbin check`: hall files and service scripts, each by itself and all of them together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os.path import isdir, realpath
from pathlib import Path
from typing import Literal

from yaml.nodes import MappingNode, Node

from app.hall.plan import Plan
from app.hall.script import Script
from app.hall_file_parts import Scripts, plan
from app.script_file import files_in, read_folder
from app.script_file_parts import script
from app.yaml_file import Fault, Sheet, compose, line_of, meant, quoted, read_text
from app.yaml_values import tag_of


@dataclass(frozen=True)
class Page:
    """A file as it was found; its node is None if it is no YAML."""

    path: Path
    sheet: Sheet
    node: Node | None

    @property
    def kind(self) -> Literal["hall", "script", "neither"]:
        return "hall" if self.value("hall") else "script" if self.value("steps") else "neither"

    def value(self, key: str) -> Node | None:
        pairs = self.node.value if isinstance(self.node, MappingNode) else ()
        return next((value for word, value in pairs if tag_of(word) == "str" and word.value == key), None)


def check_paths(paths: list[Path]) -> list[Fault]:
    """Every fault of the hall files and service scripts in these files and folders, and between them."""
    pages = [_page(path) for path in files_of(paths)]
    halls = [page for page in pages if page.kind == "hall"]
    scripts = [page for page in pages if page.kind == "script"]
    told = {page.path.stem: (page, _script(page, scripts)) for page in scripts}
    plans = [(page, _hall(page, {id: found for id, (_, found) in told.items()})) for page in halls]
    _each_hall_once(halls)
    _what_halls_must_have(plans, {id: page for id, (page, _) in told.items()})
    for page in pages:
        if page.kind == "neither" and not page.sheet.faults:
            page.sheet.fault(1, "neither a hall file (no `hall`) nor a service script (no `steps`)")
    return [fault for page in pages for fault in page.sheet.faults]


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file once, though it is named twice or lies in a folder that is named too."""
    seen: set[str] = set()
    for path in paths:
        for file in _in_folder(path) if isdir(path) else [path]:
            if (real := realpath(file)) not in seen:
                seen.add(real)
                yield file


def _in_folder(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in (".yaml", ".yml") and not isdir(file))


def _page(path: Path) -> Page:
    sheet = Sheet(str(path))
    text = read_text(sheet, path)
    return Page(path, sheet, compose(sheet, text) if text is not None else None)


def _script(page: Page, others: list[Page]) -> Script | None:
    """None: it has faults. It may lead to scripts that are checked with it, or lie in the same folder."""
    assert page.node is not None
    beside = {file.stem for file in files_in(page.path.parent)}
    page.sheet.declare("script", sorted(beside | {other.path.stem for other in others}))
    found = script(page.sheet, page.node)
    return None if page.sheet.faults else found


def _hall(page: Page, checked: Scripts) -> Plan:
    assert page.node is not None
    folder = scripts_folder(page.path)
    lying = _lying_in(folder) if folder is not None else {}
    return plan(page.sheet, page.node, {**lying, **checked} if folder else None)


def scripts_folder(hall: Path) -> Path | None:
    """Where the scripts of a hall file lie: `service_scripts/` in its folder, beside its folder, or here."""
    near = hall.absolute().parent
    places = (near, near.parent, Path())
    return next((folder for place in places if isdir(folder := place / "service_scripts")), None)


def _lying_in(folder: Path) -> Scripts:
    found, _ = read_folder(folder)
    return {file.stem: found[file.stem].script if file.stem in found else None for file in files_in(folder)}


def _each_hall_once(halls: list[Page]) -> None:
    first: dict[str, str] = {}
    for page in halls:
        hall = page.value("hall")
        assert hall is not None
        place = f"{page.path}:{line_of(hall)}"
        if tag_of(hall) == "str" and first.setdefault(hall.value, place) != place:
            page.sheet.fault(
                hall, f"the hall {quoted(hall.value)} is already in {first[hall.value]}: give each hall an id of its own"
            )


def _what_halls_must_have(plans: list[tuple[Page, Plan]], scripts: dict[str, Page]) -> None:
    """What a script takes from a hall must be in each hall that walks it; a script of no service is walked in every hall."""
    of_any = {service.script for _, found in plans for service in found.services}
    for hall, found in plans:
        own = {service.script for service in found.services}
        walked = _with_continued({id for id in scripts if id in own or id not in of_any}, scripts)
        for id in walked:
            _what_this_hall_must_have(hall, found, scripts[id].sheet)


def _with_continued(ids: set[str], scripts: dict[str, Page]) -> set[str]:
    """These scripts and those into which they go on."""
    found, new = set(ids), list(ids)
    while new:
        references = scripts[new.pop()].sheet.references
        more = {one.word for one in references if one.kind == "script" and one.word in scripts} - found
        found |= more
        new.extend(more)
    return found


def _what_this_hall_must_have(hall: Page, found: Plan, walked: Sheet) -> None:
    has = {
        "setting": list(found.settings),
        "level": list(found.level),
        "service": list(found.service),
        "counter": [str(counter.number) for counter in found.counters],
    }
    first = {(one.kind, one.word): one.line for one in reversed(walked.references) if one.kind in has}
    for (kind, word), line in first.items():
        if word not in has[kind] and (kind == "setting" or has[kind]):
            near = meant(word, has[kind])
            hint = near if "mean" in near or kind != "setting" else "; write it under `settings` there"
            walked.fault(line, f"{hall.sheet.file} has no {kind} {quoted(word)}{hint}")

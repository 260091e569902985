"""`yingbin check`: hall files and service scripts, each by itself and all of them together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os.path import isdir, realpath
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from yaml.nodes import MappingNode, Node

from app.hall.plan import Plan
from app.hall.script import Script
from app.hall_file_parts import Scripts, plan
from app.script_file import files_in, read_folder
from app.script_file_parts import script
from app.script_file_written import script_text
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


def check_hall(
    text: str, now: Plan, folder: Path | None, own: Mapping[str, str] = MappingProxyType({})
) -> tuple[Plan | None, list[Fault]]:
    """A changed hall file, beside the scripts of a folder and the hall's `own` editions, by id; None: it is no plan. What scripts
    lack already in the plan that is in force `now` is no fault of it."""
    page = Page(file := Path(f"{now.hall}.yaml"), sheet := Sheet(str(file)), compose(sheet, text))
    lying = [_page(path) for path in (files_in(folder) if folder is not None else ()) if path.stem not in own]
    written = [_written(folder / f"{id}.yaml", own[id]) for id in own] if folder is not None else []
    scripts = [one for one in (*lying, *written) if one.kind == "script"]
    told = {one.path.stem: (one, _script(one, scripts)) for one in scripts}
    if page.node is None:
        return None, sheet.faults or [Fault(sheet.file, 1, "this file is empty")]
    found = plan(sheet, page.node, {id: script for id, (_, script) in told.items()} if folder is not None else None)
    if found.hall and found.hall != now.hall:
        sheet.fault(page.value("hall") or 1, f"this is the file of {quoted(now.hall)}: the id of a hall stays what it is")
    if not sheet.faults:
        _lacking(page, now, told.values())
        return found, _lacking(page, found, told.values())
    return None, sheet.faults


def _written(path: Path, text: str) -> Page:
    """A file that isn't there, as if it were."""
    sheet = Sheet(path.name)
    return Page(path, sheet, compose(sheet, text))


def check_script(text: str, now: Script, hall: Plan, others: Iterable[str]) -> tuple[Script | None, list[Fault]]:
    """A changed service script, beside the hall that walks it and the scripts to which it may lead; None: it is none. What it
    lacks in the hall already as it is `now` is no fault of it."""
    sheet, names = Sheet(f"{now.id}.yaml"), sorted(others)
    node = compose(sheet, text)
    if node is None:
        return None, sheet.faults or [Fault(sheet.file, 1, "this file is empty")]
    sheet.declare("script", names)
    found = script(sheet, node)
    if sheet.faults:
        return None, sheet.faults
    before = Sheet(sheet.file)
    script(before, compose(before, script_text(now)) or node)
    page = Page(file := Path(f"{hall.hall}.yaml"), Sheet(str(file)), None)
    for walked in (before, sheet):
        _what_this_hall_must_have(page, hall, walked)
    known = {fault.sentence for fault in before.faults}
    return found, [fault for fault in sheet.faults if fault.sentence not in known]


def _lacking(page: Page, found: Plan, scripts: Iterable[tuple[Page, Script | None]]) -> list[Fault]:
    """What the scripts that are walked in a hall ask of it and don't find, unless that was told before."""
    walked = {script.path.stem: script for script, _ in scripts}
    before = {fault for script in walked.values() for fault in script.sheet.faults}
    _what_halls_must_have([(page, found)], walked)
    return [fault for script in walked.values() for fault in script.sheet.faults if fault not in before]


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

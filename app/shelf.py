"""The folder of service scripts, and keeping the halls up to date with it while the server runs.

A script that is new or changed becomes a fact of each hall that uses it. A broken file is told of and changes nothing: the good
one stays.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog

from app.desk import Desk
from app.hall import duties
from app.hall.day import Instant
from app.hall.duties import Filed
from app.hall.events import Fact
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.hall.walk import is_own
from app.script_file import files_in, read_folder
from app.wishes import Answer, Wish
from app.yaml_file import Fault

logger = structlog.get_logger()

LOOK_EVERY = 2.0
"""Seconds between two looks at the folder; a look at 200 unchanged files takes 1.2 ms."""
IN_FORCE = "scripts"
"""Under this name the servers agree on the print of the folder whose scripts the halls get."""
BESIDE_THE_CODE = Path(__file__).parent.parent / "service_scripts"


def folder_of(wished: Path | None) -> Path | None:
    """The folder that the settings name; else `service_scripts/` here or beside the code; None: there is none."""
    if wished is not None:
        return wished
    return next((path for path in (Path("service_scripts"), BESIDE_THE_CODE) if path.is_dir()), None)


def _stamp_of(file: Path) -> tuple[str, int, int] | None:
    """None: it has gone meanwhile."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return file.name, stat.st_mtime_ns, stat.st_size


def _print_of(given: Mapping[str, Filed]) -> str:
    told = "\n".join(f"{id} {given[id].digest}" for id in sorted(given))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


class Shelf:
    """`faults`: what is wrong with the files now; the manager's page shows it.

    A hall gets what is new when it comes into memory, and when the folder changes. Several servers on one database have a
    folder each: the scripts of the one that started or changed last are in force, so that two of them never take turns.
    """

    def __init__(self, folder: Path | None, desk: Desk) -> None:
        self.folder, self._desk = folder, desk
        self.faults: list[Fault] = []
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._given: dict[str, Filed] = {}
        self._print = ""
        self._in_force = False
        self._halls: set[str] = set()
        self._looking: asyncio.Task[None] | None = None

    async def open(self) -> None:
        if self.folder is not None:
            self._desk.writer.greet = self.facts
            self._desk.gone.append(self._halls.discard)
            await self._look()
            self._looking = asyncio.create_task(self._keep_looking())

    def close(self) -> None:
        if self._looking:
            self._looking.cancel()

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self._look()

    async def _look(self) -> None:
        try:
            await self.look()
        except Exception as error:  # a folder that can't be read now may be readable later
            logger.warning("scripts_not_read", exc_info=error)

    async def look(self) -> None:
        """Takes up what has changed in the folder, and gives it to the halls in memory."""
        assert self.folder is not None
        stamp = await asyncio.to_thread(self._stamp)
        if not stamp:
            self._tell([Fault(str(self.folder), 1, "there are no scripts in this folder: the halls keep those they have")])
            return
        if stamp != self._seen:
            before = self._given or await self._from_the_halls()
            found, faults = await asyncio.to_thread(read_folder, self.folder, before)
            self._tell(faults)
            broken = {Path(fault.file).stem for fault in faults}
            self._given = {**found, **{id: filed for id, filed in before.items() if id in broken and id not in found}}
            self._seen, self._halls, self._print = stamp, set(), ""
        await self._come_into_force()
        if self._in_force:
            for hall in [hall for hall in self._desk.halls if hall not in self._halls]:
                await self._give(hall)

    async def _come_into_force(self) -> None:
        """Once after each change, and again if the server whose scripts came after these has gone back to them."""
        if not self._print:
            print = _print_of(self._given)
            await asyncio.to_thread(self._desk.log.agree, IN_FORCE, print)
            self._print, self._in_force = print, True
        elif self._desk.log.shared:
            in_force = await asyncio.to_thread(self._desk.log.agreed, IN_FORCE) == self._print
            if in_force and not self._in_force:
                self._halls = set()
            self._in_force = in_force

    async def _from_the_halls(self) -> dict[str, Filed]:
        """What the halls have from before: a file that hasn't changed since needn't be read."""
        found: dict[str, Filed] = {}
        for hall in self._desk.halls:
            editions = await self._desk.read(hall, lambda state, now: [one for one in state.scripts.values() if not is_own(one)])
            found |= {edition.script.id: Filed(edition.script, edition.digest) for edition in editions}
        return found

    def _stamp(self) -> tuple[tuple[str, int, int], ...]:
        assert self.folder is not None
        return tuple(stamp for file in files_in(self.folder) if (stamp := _stamp_of(file)))

    def _tell(self, faults: list[Fault]) -> None:
        if faults == self.faults:
            return
        self.faults = faults
        for fault in faults:
            logger.warning("script_refused", file=fault.file, line=fault.line, fault=fault.sentence)

    def facts(self, hall: Hall, now: Instant) -> Sequence[Fact]:
        """What a hall lacks of the scripts in force. What the folder no longer has is gone, but not a script whose file is only
        broken, nor one that the hall's managers have written."""
        if not self._in_force:
            return []
        broken = {Path(fault.file).stem for fault in self.faults}
        own = {id for id, edition in hall.scripts.items() if is_own(edition)}
        given = {id: filed for id, filed in self._given.items() if id not in own} if own else self._given
        return duties.set_scripts(hall, now, given, gone=frozenset(hall.scripts) - self._given.keys() - broken - own)

    def filed(self, script: str) -> Filed | None:
        """As it lies in the folder; None: it doesn't, or its file is broken and never was good."""
        return self._given.get(script)

    async def _give(self, hall: str) -> None:
        try:
            await self._desk.do(Wish(hall, self.facts, lambda *_: Answer(200, b"")))
            self._halls.add(hall)
        except Refusal as refusal:  # tried again at the next look
            logger.warning("scripts_not_given", hall=hall, code=refusal.code)

"""`yingbin check`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.errors import CommandError
from app.file_check import check_paths, files_of
from app.languages import FAULTS as LANGUAGE_FAULTS
from app.languages import LANGUAGES, Language

USUAL = (Path("service_scripts"), Path("halls"))
SHOWN = 20
"""So many missing sentences of a language are named."""


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH …]", help="Files or folders. Default: service_scripts and halls.")
    ] = None,
) -> None:
    """Checks hall files and service scripts, also against one another; every fault is printed as FILE:LINE: sentence.

    Without a path also the languages of the screens."""
    wanted = paths or [path for path in USUAL if path.is_dir()]
    if not wanted:
        raise CommandError("There is neither service_scripts/ nor halls/ here: name the files to check.")
    if faults := [*check_paths(wanted), *(LANGUAGE_FAULTS if not paths else [])]:
        raise CommandError(*map(str, faults))
    count = len(list(files_of(wanted)))
    print(f"{count} file{'s are' if count > 1 else ' is'} in order.")
    for language in LANGUAGES.values() if not paths else []:
        if language.missing:
            print(missing(language))


def missing(language: Language) -> str:
    """What is read in another language until somebody writes it: no fault."""
    named = " ".join(language.missing[:SHOWN]) + (" …" if len(language.missing) > SHOWN else "")
    return f"{language.name} ({language.code}) lacks {len(language.missing)} sentences, shown in {language.fallback}: {named}"

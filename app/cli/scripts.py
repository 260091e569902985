"""`yingbin scripts show`: a service script as an outline or a flowchart."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.errors import CommandError
from app.cli.places import settings_with
from app.languages import First
from app.script_chart import mermaid, outline
from app.script_file import files_in, read_script
from app.shelf import folder_of
from app.yaml_file import FileError

scripts_app = typer.Typer(no_args_is_help=True, help="The service scripts.")


@scripts_app.callback()
def scripts() -> None:
    """So that `show` is named, though it is the only command."""


@scripts_app.command()
def show(
    script: Annotated[str, typer.Argument(metavar="ID", help="The script's id, or its file.")],
    format: Annotated[Literal["text", "mermaid"], typer.Option(help="An outline, or a flowchart for mermaid.")] = "text",
    scripts: Annotated[
        Path | None,
        typer.Option("--scripts", metavar="DIR", help="Their folder. Default: YINGBIN_SCRIPTS, or else service_scripts."),
    ] = None,
    language: Annotated[First, typer.Option(help="Of the texts.")] = "zh",
) -> None:
    """Prints a service script as an outline or a flowchart."""
    try:
        found = read_script(_file(script, scripts))
    except FileError as error:
        raise CommandError(*map(str, error.faults)) from None
    print(mermaid(found, language) if format == "mermaid" else outline(found, language), end="")


def _file(script: str, given: Path | None) -> Path:
    if script.endswith((".yaml", ".yml")):
        return Path(script)
    folder = folder_of(settings_with(scripts=given).scripts)
    if folder is None or not folder.is_dir():
        raise CommandError(f"There is no folder {folder or 'service_scripts'} here: name it with --scripts.")
    known = {file.stem: file for file in files_in(folder)}
    if script not in known:
        raise CommandError(
            f"There is no service script {script[:40]!r} in {folder}: there is {', '.join(known) or 'none at all'}."
        )
    return known[script]

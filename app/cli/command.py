"""The commands put together, and the one place where their errors are told."""

import os
import sys
from importlib import import_module
from typing import Annotated

import typer

from app import __version__
from app.cli.errors import CommandError
from app.garbage import collect_rarely

COMMANDS = {
    "serve": "serve",
    "init": "halls",
    "hall": "halls",
    "vip": "vip",
    "personal": "personal",
    "check": "check",
    "scripts": "scripts",
    "token": "tokens",
    "staff": "staff",
    "devices": "devices",
    "events": "logs",
    "verify": "logs",
    "reports": "reports",
    "backup": "copies",
    "restore": "copies",
    "move": "move",
    "key": "key",
    "certificate": "certificate",
}
"""Each command and its module. Only the one that is asked for is loaded: `key`, on a hotkey, must be quick."""
_GROUPS = ("hall", "vip", "personal", "scripts", "staff", "devices", "reports")
"""Those that have commands of their own."""


def _version(wanted: bool) -> None:
    if wanted:
        print(f"yingbin {__version__}")
        raise typer.Exit


def _yingbin(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Prints the version.")] = False,
) -> None:
    """Runs a service hall: kiosk, counters and lobby screens. Settings are also YINGBIN_… environment variables."""


def _typer(named: str | None) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.callback()(_yingbin)
    for name in [named] if named in COMMANDS else COMMANDS:
        command = getattr(import_module(f"app.cli.{COMMANDS[name]}"), f"{name}_app" if name in _GROUPS else name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def run(arguments: list[str]) -> int:
    """The exit code: 0 done, 1 it can't be done, 2 it was asked for wrongly."""
    try:
        app = _typer(arguments[0] if arguments else None)
        code = app(args=arguments, prog_name="yingbin", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except Exception as error:
        if os.environ.get("YINGBIN_DEBUG"):
            raise
        reason = error if isinstance(error, CommandError) else _told(error)
        print(*reason.sentences, sep="\n", file=sys.stderr)
        return reason.code
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> CommandError:
    from app.cli.told import told

    return told(error)


def main() -> None:
    """What it writes is for its user only."""
    os.umask(0o077)
    collect_rarely()
    sys.exit(run(sys.argv[1:]))

"""The commands put together, and the one place where their errors are told."""

import os
import sys
from typing import Annotated

import typer

from app import __version__
from app.cli.errors import CommandError

app = typer.Typer(
    name="yingbin",
    help="Runs a service hall: kiosk, counters and lobby screens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"yingbin {__version__}")
        raise typer.Exit


@app.callback()
def yingbin(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Prints the version.")] = False,
) -> None:
    """Runs a service hall: kiosk, counters and lobby screens. Settings are also YINGBIN_… environment variables."""


def _add_commands(named: str | None) -> None:
    """`key` is bound to a hotkey and must be quick: it loads no more than it needs. (Measured: 0.3 s against 0.8 s.)"""
    from app.cli.key import key

    app.command()(key)
    if named == "key":
        return
    from app.cli import check, copies, halls, logs, serve, tokens, vip

    for command in (serve.serve, halls.init, check.check, tokens.token, logs.events, logs.verify, copies.backup, copies.restore):
        app.command()(command)
    app.add_typer(halls.apply_app, name="hall")
    app.add_typer(vip.vip_app, name="vip")


def run(arguments: list[str]) -> int:
    """The exit code: 0 done, 1 it can't be done, 2 it was asked for wrongly."""
    try:
        _add_commands(arguments[0] if arguments else None)
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
    sys.exit(run(sys.argv[1:]))

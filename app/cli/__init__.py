"""The command `yingbin`: one small module a command. What a command does to the data is done by the modules of `app`."""

from app.cli.command import main

__all__ = ["main"]

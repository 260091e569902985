"""What goes wrong on the command line, as sentences for stderr and an exit code."""

import sqlite3

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from typer import TyperException

from app.cli.errors import CommandError
from app.database import DataError
from app.hall.refusals import Refusal
from app.hall_file import HallFileError
from app.wishes import Unavailable
from shared_ui.sentences import refusal_sentence


def told(error: Exception) -> CommandError:
    """Any error as sentences."""
    if isinstance(error, CommandError):
        return error
    if isinstance(error, TyperException):
        return CommandError(error.format_message(), code=error.exit_code)
    if isinstance(error, HallFileError):
        return CommandError(*map(str, error.faults))
    if isinstance(error, Unavailable) and error.__cause__ is not None:
        return CommandError(_sentence(error.__cause__))
    if isinstance(error, Refusal):
        return CommandError(refusal_sentence(error.code, error.fields, "en"))
    if isinstance(error, DataError):
        return CommandError(str(error))
    return CommandError(_sentence(error))


def _sentence(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        return _setting(error)
    if isinstance(error, (SQLAlchemyError, sqlite3.Error)):
        return _database(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    return f"Something unexpected went wrong ({type(error).__name__}: {_first_line(error)}): YINGBIN_DEBUG=1 shows where."


def _setting(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    name = "_".join(map(str, fault["loc"])).upper()
    return f"The setting YINGBIN_{name} is not right: {fault['msg'][:1].lower()}{fault['msg'][1:]}."


def _database(error: BaseException) -> str:
    if isinstance(error, (ArgumentError, NoSuchModuleError)):
        return "The database URL is not one that Yingbin knows: give sqlite:///FILE, or leave it out."
    reason = _first_line(getattr(error, "orig", None) or error)
    if "locked" in reason:
        return "The database is busy with another program: try again in a moment."
    if "disk is full" in reason:
        return "The disk is full and nothing was changed: make room, then try again."
    if "readonly" in reason:
        return "The database can't be written: give this user the right to write in its directory."
    return f"The database can't be used and nothing was changed: {reason}."


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0][:300]

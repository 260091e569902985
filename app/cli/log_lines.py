"""The server's own log on stderr: one line an event, as key=value or JSON. No addresses, no numbers, no texts of customers."""

import logging
import sqlite3
import sys
from functools import partial
from traceback import walk_tb
from typing import Literal

import structlog
from structlog.typing import EventDict, WrappedLogger

Format = Literal["text", "json"]


FIELDS = frozenset(
    (
        *("timestamp", "level", "event", "worker", "pid", "exception", "fault_code", "where", "_record", "_from_structlog"),
        *("address", "advice", "again_in", "beat", "clips", "code", "data", "days", "device", "error", "fault", "file", "hall"),
        *("lamp", "line", "matter", "number", "printer", "rows", "tries", "who", "why", "within"),
    )
)
"""All that a line of the log may have: ids of the hall file, codes, counts, places in files. `number` is that of a ticket,
`who` a duty or a post,
`fault` and `why` are sentences of ours. No body, no address of a request, no token, nothing that a customer said."""


def begin(format: Format, worker: str | None = None) -> None:
    """Sends what structlog and the libraries log to stderr, from warnings on for the libraries; each line names the worker."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    shared: list[structlog.typing.Processor] = [structlog.stdlib.add_log_level, stamp, _without_message]
    if worker is not None:
        shared.append(partial(_of_worker, worker))
    shared.append(only_allowed)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[remove, _renderer(format)], keep_exc_info=False, keep_stack_info=False
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for library in ("uvicorn", "uvicorn.error", "asyncio", "sqlalchemy", "alembic", "httpx"):
        logging.getLogger(library).setLevel(logging.WARNING)


def _renderer(format: Format) -> structlog.typing.Processor:
    if format == "json":
        return structlog.processors.JSONRenderer(sort_keys=False, ensure_ascii=False)
    return structlog.processors.LogfmtRenderer(
        key_order=["timestamp", "level", "event", "worker"], drop_missing=True, bool_as_flag=False
    )


def _without_message(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """An exception by its kind and its places; its message may hold what a customer wrote, so it is left out."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else (given[1] if isinstance(given, tuple) else None)
    if error is None and given:
        error = sys.exc_info()[1]
    if error is not None:
        event["exception"] = type(error).__name__
        if (code := _code(error)) is not None:
            event["fault_code"] = code
        event["where"] = " ".join(
            f"{frame.f_code.co_filename.rpartition('/')[2]}:{line}" for frame, line in walk_tb(error.__traceback__)
        )
    if "_record" in event:  # a library's: its words, and not what it put into them
        event["event"] = str(event["_record"].msg)
    first, _, rest = str(event["event"]).strip().partition("\n")
    event["event"] = rest.rpartition("\n")[2].partition(":")[0] if first.startswith("Traceback") else first
    return event


def _code(error: BaseException | None) -> str | None:
    """By which a database's fault is known: SQLITE_FULL, or five characters of PostgreSQL's."""
    while error is not None:
        found = error.sqlite_errorname if isinstance(error, sqlite3.Error) else getattr(error, "sqlstate", None)
        if found:
            return str(found)
        error = getattr(error, "orig", None) or error.__cause__
    return None


def only_allowed(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """What isn't on the list isn't logged, whoever wrote it."""
    return {field: value for field, value in event.items() if field in FIELDS}


def _of_worker(worker: str, logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    event["worker"] = worker
    return event

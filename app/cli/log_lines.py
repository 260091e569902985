"""The server's own log on stderr: one line an event, as key=value or JSON. No addresses, no numbers, no texts of customers."""

import logging
import sys
from functools import partial
from traceback import walk_tb
from typing import Literal

import structlog
from structlog.typing import EventDict, WrappedLogger

Format = Literal["text", "json"]


def begin(format: Format, worker: str | None = None) -> None:
    """Sends what structlog and the libraries log to stderr, from warnings on for the libraries; each line names the worker."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    shared: list[structlog.typing.Processor] = [structlog.stdlib.add_log_level, stamp, _without_message]
    if worker is not None:
        shared.append(partial(_of_worker, worker))
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
        event["where"] = " ".join(
            f"{frame.f_code.co_filename.rpartition('/')[2]}:{line}" for frame, line in walk_tb(error.__traceback__)
        )
    if "\n" in str(event["event"]):
        event["event"] = str(event["event"]).strip().rpartition("\n")[2].partition(":")[0]
    return event


def _of_worker(worker: str, logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    event["worker"] = worker
    return event

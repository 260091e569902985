"""Refusals as RFC 9457 problem details. `app/statuses.py` has the HTTP status of each code."""

from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from app.api.shapes import dump
from app.hall.refusals import Refusal
from app.statuses import PASSING, STATUS
from shared_ui.sentences import language_of, refusal_sentence, refusal_title


class BadJson(Refusal):
    code = "bad_json"


class KeyMissing(Refusal):
    code = "key_missing"


class Invalid(Refusal):
    """Wrong types or unknown fields; `errors` names each place and what is wrong there."""

    code = "invalid"


class LevelNotAllowed(Refusal):
    code = "level_not_allowed"


class NotJson(Refusal):
    """A body that says that it is something else."""

    code = "not_json"


class TooLarge(Refusal):
    code = "too_large"


class NotHttp(Refusal):
    """Whatever came was no request."""

    code = "not_http"


class TooSlow(Refusal):
    """The request was not whole in time."""

    code = "too_slow"


class HeadTooLarge(Refusal):
    """Address and headers together."""

    code = "head_too_large"


class UnknownPage(Refusal):
    code = "unknown_page"


class WrongMethod(Refusal):
    code = "wrong_method"


class Failed(Refusal):
    """Our own fault; it stands in the server's log."""

    code = "failed"


_FIELDS = {"type": "string", "title": "string", "status": "integer", "code": "string", "detail": "string"}
_SHAPE = {"type": "object", "required": list(_FIELDS), "properties": {name: {"type": kind} for name, kind in _FIELDS.items()}}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How OpenAPI tells of these refusals."""
    content = {"application/problem+json": {"schema": _SHAPE}}
    return {status: {"description": "a problem (RFC 9457)", "content": content} for status in statuses}


def problem(refusal: Refusal, language: str) -> Response:
    status = STATUS[refusal.code]
    body: dict[str, Any] = {
        "type": f"urn:yingbin:problem:{refusal.code}",
        "title": refusal_title(refusal.code),
        "status": status,
        "code": refusal.code,
        "detail": refusal_sentence(refusal.code, refusal.fields, language),
        **refusal.fields,
    }
    headers = {"Cache-Control": "no-store", "Content-Language": language}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status in PASSING:
        headers["Retry-After"] = str(refusal.fields.get("retry_after", 1))
    return Response(dump(body), status, headers, media_type="application/problem+json")


def refused(connection: HTTPConnection, refusal: Refusal) -> Response:
    return problem(refusal, language_of(connection))


async def on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refused(request, error)


async def on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        response = refused(request, WrongMethod(method=request.method))
        response.headers.update(error.headers or {})
        return response
    return refused(request, UnknownPage(path=request.url.path[:200]))


async def on_failure(request: Request, error: Exception) -> Response:
    return refused(request, Failed())


async def on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refused(request, Invalid(errors=[{"at": ".".join(map(str, e["loc"][1:])), "what": e["msg"]} for e in error.errors()]))

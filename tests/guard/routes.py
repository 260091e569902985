"""Every address that the product answers to, with something in the place of what varies."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from kiosk_ui.phone_style import STYLE
from shared_ui.policy import HEADERS

VARYING = {"hall": "dongcheng", "n": "1", "number": "B001", "colour": "b3261e", "printer": "front", "device": "tv.display"}
VARYING |= {"role": "manager", "counter": "1", "staff": "1001"}


@dataclass(frozen=True)
class Address:
    methods: frozenset[str]
    path: str
    live: bool = False


def addresses(app: FastAPI) -> list[Address]:
    found = [Address(frozenset(methods), filled(path), live) for methods, path, live in _all(app.routes, "")]
    assert len(found) > 80, "the walk misses routes"
    return found


def filled(path: str) -> str:
    parts = []
    for part in path.split("/"):
        name, _, end = part[1:].partition("}")
        parts.append(VARYING.get(name.partition(":")[0], "x") + end if part.startswith("{") else part)
    return "/".join(parts)


def _all(routes: Any, prefix: str) -> Iterator[tuple[set[str], str, bool]]:
    for route in routes:
        if hasattr(route, "original_router"):
            context = route.include_context
            yield from _all(route.original_router.routes, prefix + context.prefix)
        elif getattr(route, "methods", None):
            yield set(route.methods), prefix + route.path, False
        elif type(route).__name__ == "Mount":
            yield {"GET"}, f"{prefix}{route.path}/icon.svg", False
        else:
            yield set(), prefix + route.path, True


def guarded(headers: Any) -> None:
    """What every answer has to say."""
    for name, value in HEADERS:
        told = headers.get(name.decode(), "")
        if name == b"content-security-policy" and "sha256-" in told:
            assert STYLE, "the phone page names its one style by a hash"
            told = " ".join(word for word in told.split() if not word.startswith("'sha256-"))
        if name == b"cross-origin-resource-policy" and told == "cross-origin":
            assert "immutable" in headers.get("cache-control") or headers.get("cache-control") == "no-store"
            continue
        assert told.replace(";", "") == value.decode().replace(";", ""), name
    kept = headers.get("cache-control", "")
    assert "no-store" in kept or "immutable" in kept

"""No input gives a 5xx or a traceback: what the OpenAPI allows, anything on every route, odd frames on every socket."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.api.test_rights import declared
from tests.promises.inputs import API, by_schema, hall_in_full_swing, on_every_route, on_every_socket
from tests.promises.stage import Stage

SEED = int(os.environ.get("YINGBIN_SEED", "1"))
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with hall_in_full_swing() as stage:
        yield stage


def test_the_hall_in_which_it_is_tried_has_tickets_in_every_state(stage: Stage) -> None:
    states = {ticket.state.value for ticket in stage.hall.everyone()}
    assert states >= {"waiting", "called", "serving", "held", "done", "missed", "cancelled"}


def test_nothing_that_the_openapi_allows_breaks_the_server(stage: Stage) -> None:
    tried = by_schema(stage, SEED, 4)
    print(f"schema: {tried.figure} (seed {SEED})")
    assert not tried.broke, tried.broke
    assert tried.statuses[200] + tried.statuses[201] > 20


def test_nothing_at_all_breaks_any_route(stage: Stage) -> None:
    tried = on_every_route(stage, SEED, 10)
    print(f"routes: {tried.figure} (seed {SEED})")
    assert not tried.broke, tried.broke
    assert tried.by.keys() == {route for route in declared(stage.server.app) if not route.startswith("LIVE")}


def test_no_frame_breaks_any_socket(stage: Stage) -> None:
    tried = on_every_socket(stage, SEED, 25)
    print(f"sockets: {tried.figure} (seed {SEED})")
    assert not tried.broke, tried.broke
    assert tried.by.keys() == {route for route in declared(stage.server.app) if route.startswith("LIVE")}


def test_a_route_that_raises_is_found() -> None:
    """The control: a handler that falls over a number that isn't there."""

    async def falls(request: Request) -> Any:
        return JSONResponse({"A999": "there"}[request.path_params["number"]])

    tried: list[str] = []
    with pytest.raises(AssertionError, match="KeyError"):
        with_a_route(Route(f"{API}/falls/{{number}}", falls), tried)
    assert tried
    assert all("/falls/" in one for one in tried)


def with_a_route(route: Route, broke: list[str]) -> None:
    with hall_in_full_swing() as stage:
        routes = stage.server.app.router.routes
        routes.insert(0, route)
        try:
            broke += on_every_route(stage, SEED, 3).broke
        finally:
            routes.remove(route)

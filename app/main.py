"""The application: a list of wiring."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

import counter_ui.routes
import display_ui.routes
import kiosk_ui.routes
from app import __version__
from app.api import (
    bulletins,
    cases,
    chain,
    complaints,
    counters,
    devices,
    duties,
    help,
    media,
    operation,
    pairing,
    people,
    personal,
    phone,
    plan,
    prints,
    problems,
    reads,
    rehearsal,
    reports,
    scripts,
    signage,
    stream,
    surveys,
    tickets,
    vips,
    voices,
    walks,
    watch,
)
from app.api.commands import Commands
from app.api.guard import Guard
from app.database import Data
from app.garbage import keep_what_stands
from app.hall.refusals import Refusal
from app.house import House
from app.seats import Seats
from app.settings import Settings
from shared_ui import brand, entrance, notices
from shared_ui import pairing as pairing_pages
from shared_ui.assets import STATIC
from shared_ui.keeping import Kept, nowhere
from shared_ui.picture import Pictures, environment


class _Guarded(FastAPI):
    """The guard stands before all else, before the answer to a fault of ours too; only who asks is settled first."""

    def build_middleware_stack(self) -> ASGIApp:
        settings = self.state.house.settings
        guarded = Guard(super().build_middleware_stack(), settings)
        proxies = [str(network) for network in settings.proxies]
        return cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, guarded), proxies)) if proxies else guarded


def create_app(data: Data, settings: Settings) -> FastAPI:
    """The whole product over an opened data directory."""
    house = House.build(data, settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await house.open()
        keep_what_stands()
        yield
        await house.close()

    app = _Guarded(
        title="Yingbin", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    environment.globals["note_days"] = settings.retention_days
    app.state.house, app.state.frames, app.state.pictures = house, stream.Frames(), Pictures()
    app.state.seats = Seats(settings.proxies)
    house.notices.tell = notices.tell
    commands = (tickets, prints, counters, help, walks, duties, complaints, personal, devices, pairing, rehearsal, signage, watch)
    for part in (*commands, voices, surveys, plan, scripts, vips, media, people, reads, reports, cases, bulletins, chain, stream):
        app.include_router(part.router, prefix="/api/v1")
    screens = (kiosk_ui.routes.router, counter_ui.routes.router, display_ui.routes.router)
    for router in (operation.router, media.files, brand.router, entrance.router, pairing_pages.router, phone.router, *screens):
        app.include_router(router)
    for folder, package in STATIC.items():
        app.mount(f"/static/{{stamp}}/{folder}", Kept(packages=[(package, "static")]))
    app.add_api_websocket_route("/{path:path}", nowhere)
    app.add_exception_handler(Refusal, problems.on_refusal)
    app.add_exception_handler(RequestValidationError, problems.on_invalid)
    app.add_exception_handler(HTTPException, problems.on_http_exception)
    app.add_exception_handler(Exception, problems.on_failure)
    app.add_middleware(Commands, house=house)
    return app

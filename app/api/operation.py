"""Health and metrics, for programs on this machine; health for the proxies before it too."""

import asyncio
import ipaddress

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.access import Forbidden
from app.api.problems import documented
from app.api.reads import answer
from app.hall.day import Instant
from app.hall.state import Hall
from app.house import House
from app.wishes import Unavailable

router = APIRouter(tags=["operation"], responses=documented(403, 503))


FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")
"""What a proxy adds to a request that it passes on."""


def _asked_by(request: Request, *, proxies: bool) -> House:
    """Who asks is on this machine or, with `proxies`, one of them, and asks for itself: what is passed on may be anyone's."""
    house: House = request.app.state.house
    known = house.settings.proxies if proxies else ()
    try:
        asker = ipaddress.ip_address(request.client.host) if request.client else None
    except ValueError:
        raise Forbidden(role="anyone", hall=None) from None
    near = asker is None or asker.is_loopback or any(asker in network for network in known)
    if not near or any(name in request.headers for name in FORWARDED):
        raise Forbidden(role="anyone", hall=None)
    return house


@router.get("/healthz", response_model=None)
async def healthz(request: Request) -> Response:
    """The process is alive."""
    _asked_by(request, proxies=True)
    return answer({"alive": True})


@router.get("/readyz", response_model=None)
async def readyz(request: Request) -> Response:
    """Database and log can be reached, and the server isn't about to stop."""
    house = _asked_by(request, proxies=True)
    if house.turns_away or not house.desk.in_touch:
        raise Unavailable()
    try:
        async with asyncio.timeout(3):
            await asyncio.to_thread(house.log.versions, [])
    except Exception:
        raise Unavailable() from None
    return answer({"ready": True, "halls": len(house.desk.halls)})


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """Prometheus text: made from the state when it is asked for, so that serving costs nothing."""
    house = _asked_by(request, proxies=False)
    registry = CollectorRegistry()
    waiting = Gauge("yingbin_waiting_tickets", "Waiting tickets", ["hall", "service"], registry=registry)
    issued = Gauge("yingbin_tickets_issued_today", "Tickets issued this business day", ["hall"], registry=registry)
    facts = Gauge("yingbin_log_facts", "Facts in the log", ["hall"], registry=registry)
    counters = Gauge("yingbin_open_counters", "Open counters", ["hall"], registry=registry)
    watchers = Gauge("yingbin_live_sockets", "Live screens and stream clients", ["hall"], registry=registry)

    def measure(hall: Hall, now: Instant) -> None:
        id = hall.plan.hall
        for service in hall.plan.services:
            waiting.labels(id, service.id).set(hall.queues.waiting(service.id))
        issued.labels(id).set(sum(hall.issued.values()))
        facts.labels(id).set(hall.version)
        counters.labels(id).set(sum(counter.state == "open" for counter in hall.counters.values()))

    for hall in house.desk.halls:
        await house.desk.read(hall, measure, wanted=False)
    for hall, count in house.live.count():
        watchers.labels(hall).set(count)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

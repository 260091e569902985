"""Health and metrics, for programs on this machine only."""

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


def _local_only(request: Request) -> House:
    try:
        local = request.client is None or ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise Forbidden(role="anyone", hall=None)
    house: House = request.app.state.house
    return house


@router.get("/healthz", response_model=None)
async def healthz(request: Request) -> Response:
    """The process is alive."""
    _local_only(request)
    return answer({"alive": True})


@router.get("/readyz", response_model=None)
async def readyz(request: Request) -> Response:
    """Database and log can be reached."""
    house = _local_only(request)
    if house.desk.unfit is not None or not house.desk.in_touch:
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
    house = _local_only(request)
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
        await house.desk.read(hall, measure)
    for hall, count in house.live.count():
        watchers.labels(hall).set(count)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

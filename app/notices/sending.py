"""One notice to one address, in a thread: apprise knows the services."""

import contextlib
import logging
from urllib.parse import parse_qs, urlsplit

from apprise import Apprise, AppriseAsset, NotifyFormat

WITHIN = 8.0
"""Seconds for which a service may keep us waiting for a connection, and for each part of its answer."""
_ASSET = AppriseAsset(app_id="Yingbin", app_desc="Yingbin", app_url="", async_mode=False)
logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it writes addresses, with their tokens


class NotDelivered(Exception):
    """Why, in a word; no address stands in it."""


def send(url: str, title: str, body: str) -> None:
    """Raises NotDelivered."""
    service = Apprise(asset=_ASSET)
    if not service.add(_bounded(url)):
        raise NotDelivered("no-such-service")
    delivered = False
    with contextlib.suppress(Exception):
        delivered = bool(service.notify(body=body, title=title, body_format=NotifyFormat.TEXT))
    if not delivered:
        raise NotDelivered("refused-or-silent")


def _bounded(url: str) -> str:
    """With our time limits, unless the address has its own."""
    own = parse_qs(urlsplit(url).query)
    limits = [f"{name}={WITHIN}" for name in ("cto", "rto") if name not in own]
    return url if not limits else f"{url}{'&' if '?' in url else '?'}{'&'.join(limits)}"

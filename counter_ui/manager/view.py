"""What a manager sees: hall, now, look → the page."""

from dataclasses import dataclass

from app.hall.attention import MATTERS
from app.hall.day import Instant
from app.hall.plan import Text
from app.hall.state import Hall
from counter_ui.devices import Line, lines, missing
from counter_ui.manager import told
from counter_ui.manager.connect import paired_name
from counter_ui.manager.curve import DayCurve, day_curve
from counter_ui.manager.floor import Floor, floor
from counter_ui.manager.owed import Order, Promise, follow_ups, work_orders
from counter_ui.manager.paged import LATEST, SOON_ANSWERED, Answered, Paged, answered_pages, open_pages
from counter_ui.manager.queues import Queues, queues
from counter_ui.manager.setting import Setting, Word, setting, words
from shared_ui.picture import Look, language
from shared_ui.printers import PrinterNow, printers_now
from shared_ui.sentences import sentence

PRESETS = ("quiet", "seats", "things", "wait", "system")
"""Notices that are ready to be shown."""
NOTICE_ZH, NOTICE_EN = 40, 90
"""Characters of a notice that fit on one line of the lobby's screen."""


Menu = tuple[str, tuple[tuple[str, str], ...]]
"""Its name, and the addresses and names of its pages."""
MENUS: tuple[Menu, ...] = (
    (
        "quality",
        (
            ("/manager/{}/day", "day.title"),
            ("/manager/{}/assessment", "assessment.title"),
            ("/manager/{}/visits", "visits.title"),
            ("/manager/{}/moments", "manager.moments"),
            ("/follow-ups/{}", "cases.calls"),
            ("/bulletin/{}", "bulletin.title"),
            ("/rehearsal/{}", "manager.rehearsal"),
        ),
    ),
    (
        "hall",
        (
            ("/manager/{}/settings", "settings.title"),
            ("/manager/{}/scripts", "manager.scripts"),
            ("/manager/{}/signage", "screens.signage"),
            ("/manager/{}/connect", "connect.title"),
            ("/chain/{}", "chain.title"),
        ),
    ),
)
"""The pages that stand behind the bar's menus; what a duty manager needs all day stands in the bar itself."""
IN_CHARGE = frozenset(("/manager/{}/assessment", "/manager/{}/visits", "/manager/{}/settings"))
"""Not for whoever has the watch alone."""

WELL = 6
"""So many devices that are well stand on the page; where there are more, those that aren't."""


@dataclass(frozen=True, slots=True)
class Devices:
    """`more`: so many besides those shown; `missing`: those that should be there and aren't."""

    shown: list[Line]
    more: int
    missing: list[Line]
    count: int
    unfolded: bool


@dataclass(frozen=True, slots=True)
class Console:
    """`more`: so many pages were answered besides those that are shown. `refused`: the paired screens in whose names somebody
    was refused."""

    pages: list[Paged]
    answered: list[Answered]
    more: int
    follow_ups: list[Promise]
    work_orders: list[Order]
    floor: Floor
    devices: Devices
    notice: Text | None
    presets: list[Text]
    limits: tuple[int, int]
    soon_answered: int
    printers: list[PrinterNow]
    refused: list[str]
    queues: Queues
    curve: DayCurve | None
    setting: Setting | None
    words: list[Word]
    notices: told.Notices | None
    menus: list[Menu]
    matters: tuple[str, ...] = MATTERS


def console(hall: Hall, now: Instant, look: Look, beside: told.Watched = told.NOTHING) -> Console:
    known, spoken = beside.known, language(look)
    answered = answered_pages(hall, now, spoken)
    shown = answered if look.get("answered") == "all" else answered[:LATEST]
    return Console(
        pages=open_pages(hall, now, spoken),
        answered=shown,
        more=len(answered) - len(shown),
        follow_ups=follow_ups(hall, now, spoken),
        work_orders=work_orders(hall, now, spoken),
        floor=floor(hall, now, spoken),
        devices=_devices(lines(hall, now, known, spoken), look),
        notice=hall.notice,
        presets=[sentence(f"manager.preset.{name}") for name in PRESETS],
        limits=(NOTICE_ZH, NOTICE_EN),
        soon_answered=SOON_ANSWERED,
        printers=printers_now(hall, spoken),
        refused=[paired_name(hall.plan, one, spoken) for one in known.paired if one.suspicious],
        queues=queues(hall, now, all=look.get("risk") == "all"),
        curve=day_curve(hall, now),
        setting=setting(hall, look),
        words=words(hall, spoken),
        notices=told.notices(hall, now, beside.notices, spoken),
        menus=_menus(hall, look),
    )


def _menus(hall: Hall, look: Look) -> list[Menu]:
    """Of whoever looks; the chain is for halls that know another one."""
    hidden = frozenset() if "in-charge" in look else IN_CHARGE
    if not any(one.hall for one in hall.plan.nearby):
        hidden |= {"/chain/{}"}
    return [(name, tuple([link for link in links if link[0] not in hidden])) for name, links in MENUS]


def _devices(all: list[Line], look: Look) -> Devices:
    many = len(all) > WELL
    shown = [line for line in all if not many or "devices" in look or not line.is_well or line.device.id == look.get("device")]
    return Devices(
        shown=shown,
        more=len(all) - len(shown),
        missing=missing(all),
        count=len(all),
        unfolded=many and "devices" in look,
    )

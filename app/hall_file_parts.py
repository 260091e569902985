"""What a hall file may say, part by part, and the hall's plan made of it."""

import re
from collections.abc import Mapping, Sequence
from typing import get_args

from yaml.nodes import MappingNode, Node, ScalarNode

from app.forbidden import forbidden
from app.hall.plan import Channel, CounterPlan, Elsewhere, Group, Level, Millis, Nearby, Offer, Plan, Post, Service, Text
from app.hall.rehearsal import SUFFIX, is_rehearsal
from app.hall.script import Script
from app.hall_file_complaints import complaints
from app.hall_file_printers import printers
from app.hall_file_signage import MOST_COUNTERS, brand, lamp, signage, zone
from app.hall_file_times import clock, day, duration, greetings, week, zone_name
from app.hall_file_voice import voice
from app.hall_file_voices import assessment, ratings
from app.languages import FIRST, LANGUAGES
from app.yaml_file import Sheet, quoted
from app.yaml_values import (
    NO_TEXT,
    Fields,
    distinct,
    ident,
    named,
    one_of,
    pairs,
    public_text,
    reference,
    scalar,
    several,
    shown,
    text,
    truth,
    whole,
    words,
)

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are read as 1 and 0."""

REQUIRED = ("hall", "name", "timezone", "levels", "services", "counters")
KEYS = (
    *REQUIRED,
    *("day_starts", "opens", "closed", "last_ticket", "greetings", "counter_word", "languages"),
    *("groups", "posts", "waiting", "lounge", "voice"),
    *("absence", "helper_within", "missed_return", "nearby", "offers", "limits", "call_reasons", "pause_reasons", "settings"),
    "retention",
    *("zones", "brand", "signage", "lamps", "printers", "complaints", "ratings", "assessment"),
)
_USUAL = Plan("", NO_TEXT, "UTC", (), (), ())
_USUAL_SERVICE = Service("", "", NO_TEXT)
SETTING = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
Scripts = Mapping[str, Script | None]
"""The service scripts that there are, by id; None: the file of this one has faults."""


def plan(sheet: Sheet, node: Node, scripts: Scripts | None) -> Plan:
    """The plan that the file describes; worth nothing if the sheet has faults then."""
    fields = Fields(sheet, node, "the hall file", REQUIRED, KEYS[len(REQUIRED) :])
    _declare(sheet, fields, scripts)
    services = fields.get("services", several(service), ())
    groups = fields.get("groups", several(group), ())
    _every_group_is_used(sheet, services)
    room = fields.get("waiting", waiting, (None, 0))
    found = Plan(
        hall=fields.get("hall", hall_id, ""),
        name=fields.get("name", public_text, NO_TEXT),
        timezone=fields.get("timezone", zone_name, ""),
        levels=fields.get("levels", several(level), ()),
        services=services,
        counters=fields.get("counters", several(counter), ()),
        day_starts=fields.get("day_starts", clock, _USUAL.day_starts),
        opens=fields.get("opens", week, None),
        closed=fields.get("closed", distinct(day), ()),
        last_ticket=fields.get("last_ticket", duration, 0),
        greetings=fields.get("greetings", greetings(dict(_USUAL.greetings)), _USUAL.greetings),
        counter_word=fields.get("counter_word", public_text, _USUAL.counter_word),
        languages=fields.get("languages", distinct(one_of("language", tuple(LANGUAGES))), _USUAL.languages),
        voice=fields.get("voice", voice, _USUAL.voice),
        groups=groups or groups_of(services),
        posts=fields.get("posts", several(post), ()),
        absence=fields.get("absence", duration, _USUAL.absence),
        helper_within=fields.get("helper_within", duration, _USUAL.helper_within),
        seats=room[0],
        standing=room[1],
        lounge_seats=fields.get("lounge", lounge, 0),
        missed_return=fields.get("missed_return", whole(), None),
        nearby=fields.get("nearby", several(nearby), ()),
        call_reasons=fields.get("call_reasons", distinct(ident), _USUAL.call_reasons),
        pause_reasons=fields.get("pause_reasons", distinct(ident), _USUAL.pause_reasons),
        retention=fields.get("retention", duration, _USUAL.retention),
        offers=fields.get("offers", several(offer), ()),
        limits=fields.get("limits", limits, {}),
        settings=fields.get("settings", settings, {}),
        zones=fields.get("zones", several(zone), ()),
        brand=fields.get("brand", brand, _USUAL.brand),
        signage=fields.get("signage", signage, _USUAL.signage),
        lamps=fields.get("lamps", several(lamp), ()),
        printers=fields.get("printers", printers, ()),
        complaints=fields.get("complaints", complaints, _USUAL.complaints),
        ratings=fields.get("ratings", ratings, _USUAL.ratings),
        assessment=fields.get("assessment", assessment, _USUAL.assessment),
    )
    _no_hall_is_near_itself(sheet, found.hall)
    sheet.resolve()
    return found


def _declare(sheet: Sheet, fields: Fields, scripts: Scripts | None) -> None:
    """What is missing as a whole is one fault, not one for each reference to it."""
    sheet.declare("zone")
    kinds = {"levels": "level", "services": "service", "posts": "post", "groups": "group", "counters": "counter number"}
    for key, kind in kinds.items():
        if key in fields:
            sheet.declare(kind)
    if scripts is not None:
        sheet.declare("script", sorted(scripts))
    for id, script in (scripts or {}).items():
        if script is not None:
            sheet.declare(f"step of {id}", [step.id for step in script.steps])


def hall_id(sheet: Sheet, node: Node) -> str:
    word = ident(sheet, node)
    if is_rehearsal(word):
        sheet.fault(node, f"{quoted(word)} can't be a hall's id: ids that end with `{SUFFIX}` are those of rehearsal halls")
    return word


def level(sheet: Sheet, node: Node) -> Level:
    fields = Fields(sheet, node, "a level", ("id", "name", "promise"), ("important",))
    return Level(
        id=fields.get("id", named("level"), ""),
        name=fields.get("name", text, NO_TEXT),
        promise=fields.get("promise", duration, 0),
        important=fields.get("important", truth, False),
    )


def service(sheet: Sheet, node: Node) -> Service:
    optional = ("script", "typical", "documents", "group", "hint", "elsewhere")
    fields = Fields(sheet, node, "a service", ("id", "letter", "name"), optional)
    return Service(
        id=fields.get("id", named("service"), ""),
        letter=fields.get("letter", letter, ""),
        name=fields.get("name", public_text, NO_TEXT),
        script=fields.get("script", reference("script"), None),
        typical=fields.get("typical", duration, _USUAL_SERVICE.typical),
        documents=fields.get("documents", distinct(ident), ()),
        group=fields.get("group", reference("group"), None),
        hint=fields.get("hint", public_text, None),
        elsewhere=fields.get("elsewhere", several(elsewhere), ()),
    )


def letter(sheet: Sheet, node: Node) -> str:
    """The letter of a service's tickets; no other service has it."""
    word = words(sheet, node)
    if word in LETTERS and len(word) == 1:
        sheet.name("letter", word, node)
    elif word:
        sheet.fault(
            node, f"{quoted(word)} can't be a letter: write one capital from A to Z, but not I or O, which look like 1 and 0"
        )
    return word


def elsewhere(sheet: Sheet, node: Node) -> Elsewhere:
    fields = Fields(sheet, node, "`elsewhere`", ("channel",), ("where",))
    channels: tuple[Channel, ...] = get_args(Channel)
    return Elsewhere(fields.get("channel", one_of("channel", channels), channels[0]), fields.get("where", public_text, None))


def counter(sheet: Sheet, node: Node) -> CounterPlan:
    fields = Fields(sheet, node, "a counter", ("number", "services"), ("name", "first"))
    return CounterPlan(
        number=fields.get("number", counter_number, 0),
        services=fields.get("services", distinct(reference("service")), ()),
        name=fields.get("name", public_text, None),
        first=fields.get("first", distinct(reference("level")), ()),
    )


def counter_number(sheet: Sheet, node: Node) -> int:
    number = whole(1, MOST_COUNTERS)(sheet, node)
    if number:
        sheet.name("counter number", str(number), node)
    return number


def post(sheet: Sheet, node: Node) -> Post:
    fields = Fields(sheet, node, "a post", ("id", "kind"), ("stands_in_for",))
    own = fields.get("id", named("post"), "")
    absent = fields.get("stands_in_for", reference("post"), None)
    if absent and absent == own:
        sheet.fault(node, f"the post {quoted(own)} can't stand in for itself: name another post")
    return Post(own, fields.get("kind", ident, ""), absent)


def waiting(sheet: Sheet, node: Node) -> tuple[int, int]:
    """Seats, and how many may stand beside them."""
    fields = Fields(sheet, node, "`waiting`", ("seats",), ("standing",))
    return fields.get("seats", whole(1, 10_000), 0), fields.get("standing", whole(0, 10_000), 0)


def lounge(sheet: Sheet, node: Node) -> int:
    return Fields(sheet, node, "`lounge`", ("seats",)).get("seats", whole(1, 10_000), 0)


def offer(sheet: Sheet, node: Node) -> Offer:
    fields = Fields(sheet, node, "an offer", ("id", "name"), ("service", "leaflet"))
    return Offer(
        id=fields.get("id", named("offer"), ""),
        name=fields.get("name", public_text, NO_TEXT),
        service=fields.get("service", reference("service"), None),
        leaflet=fields.get("leaflet", public_text, None),
    )


def limits(sheet: Sheet, node: Node) -> dict[str, Millis]:
    """The hall's own limits, by "script.step"."""
    found = {}
    for script, steps in pairs(sheet, node, "`limits`"):
        sheet.refer("script", script.value, script)
        for step, within in pairs(sheet, steps, f"the limits of {quoted(script.value)}"):
            sheet.refer(f"step of {script.value}", step.value, step)
            found[f"{script.value}.{step.value}"] = duration(sheet, within)
    return found


def nearby(sheet: Sheet, node: Node) -> Nearby:
    fields = Fields(sheet, node, "a nearby hall", ("name",), ("address", "hall"))
    return Nearby(
        name=fields.get("name", public_text, NO_TEXT),
        address=fields.get("address", public_text, None),
        hall=fields.get("hall", nearby_id, None),
    )


def nearby_id(sheet: Sheet, node: Node) -> str:
    word = hall_id(sheet, node)
    if word:
        sheet.name("nearby hall", word, node)
    return word


def _no_hall_is_near_itself(sheet: Sheet, hall: str) -> None:
    if hall in (near := sheet.names("nearby hall")):
        sheet.fault(near[hall], f"{quoted(hall)} is this hall itself: name another one, or leave `hall` out")


def group(sheet: Sheet, node: Node) -> Group:
    fields = Fields(sheet, node, "a group", ("id", "name"))
    return Group(fields.get("id", named("group"), ""), fields.get("name", public_text, NO_TEXT))


def groups_of(services: Sequence[Service]) -> tuple[Group, ...]:
    """Groups that the file only mentions are named by their first services."""
    ids = dict.fromkeys(service.group for service in services if service.group)
    return tuple([Group(id, _joined([service.name for service in services if service.group == id])) for id in ids])


def _joined(names: list[Text]) -> Text:
    rest = len(names) > 2
    zh, en = "、".join(name.zh for name in names[:2]), ", ".join(name.en for name in names[:2])
    return Text(f"{zh}等", f"{en} and more") if rest else Text(zh, en)


def _every_group_is_used(sheet: Sheet, services: Sequence[Service]) -> None:
    used = {service.group for service in services}
    for word, line in sheet.names("group").items():
        if word not in used:
            sheet.fault(
                line, f"no service belongs to the group {quoted(word)}: delete it, or write `group: {word}` at its services"
            )


def settings(sheet: Sheet, node: Node) -> dict[str, str | int | float | bool | Text]:
    """Values for texts, by name: single ones, or a text in both languages."""
    found: dict[str, str | int | float | bool | Text] = {}
    for key, value in pairs(sheet, node, "`settings`"):
        if not SETTING.fullmatch(key.value):
            sheet.fault(key, f"{quoted(key.value)} can't be a setting's name: write letters, digits, - and _, a letter first")
        if isinstance(value, MappingNode):
            found[str(key.value)] = public_text(sheet, value)
        elif isinstance(value, ScalarNode):
            found[str(key.value)] = _setting(sheet, value)
        else:
            sheet.fault(value, f"the setting {quoted(key.value)} needs a single value or a text, not {shown(value)}")
    return found


def _setting(sheet: Sheet, node: Node) -> str | int | float | bool:
    value = scalar(sheet, node)
    for phrase, better in [one for language in FIRST for one in forbidden(str(value), language)]:
        sheet.fault(node, f"{shown(node)} contains the forbidden phrase {quoted(phrase)}: say rather `{better}`")
    return value

"""A hall's plan written back as the hall file that says it: what is as usual is left out. Reading it gives the same plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import groupby
from typing import Any

from app.hall.day import WEEKDAYS, clock_time
from app.hall.plan import (
    Assessment,
    Brand,
    Complaints,
    CounterPlan,
    Department,
    Lamp,
    Level,
    Millis,
    Named,
    Nearby,
    Offer,
    Plan,
    Post,
    Printer,
    Ratings,
    Service,
    Signage,
    Span,
    Text,
    Voice,
    Zone,
)
from app.hall_file_parts import groups_of
from app.yaml_written import Tree, written

_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000))


def hall_text(plan: Plan) -> str:
    return written(hall_tree(plan))


def hall_tree(plan: Plan) -> dict[str, Tree]:
    """What stands in the file, as plain values."""
    usual = Plan(plan.hall, plan.name, plan.timezone, (), (), ())

    def unusual(name: str, made: Any) -> Any:
        return made if getattr(plan, name) != getattr(usual, name) else None

    opens = None if plan.opens is None else _week(plan.opens)
    return _said(
        hall=plan.hall,
        name=dict(plan.name),
        timezone=plan.timezone,
        day_starts=unusual("day_starts", clock_time(plan.day_starts)),
        opens=opens,
        closed=list(plan.closed),
        last_ticket=duration(plan.last_ticket) if plan.last_ticket else None,
        greetings=unusual("greetings", {name: clock_time(minute) for name, minute in plan.greetings.items()}),
        counter_word=unusual("counter_word", dict(plan.counter_word)),
        languages=unusual("languages", list(plan.languages)),
        levels=[_level(one) for one in plan.levels],
        groups=[_said(id=one.id, name=one.name) for one in plan.groups] if plan.groups != groups_of(plan.services) else None,
        services=[_service(one) for one in plan.services],
        counters=[_counter(one) for one in plan.counters],
        zones=[_zone(one) for one in plan.zones],
        posts=[_post(one) for one in plan.posts],
        waiting=None if plan.seats is None else _said(seats=plan.seats, standing=plan.standing or None),
        lounge={"seats": plan.lounge_seats} if plan.lounge_seats else None,
        absence=unusual("absence", duration(plan.absence)),
        helper_within=unusual("helper_within", duration(plan.helper_within)),
        missed_return=plan.missed_return,
        retention=unusual("retention", duration(plan.retention)),
        nearby=[_nearby(one) for one in plan.nearby],
        offers=[_offer(one) for one in plan.offers],
        limits=_limits(plan.limits),
        call_reasons=unusual("call_reasons", list(plan.call_reasons)),
        pause_reasons=unusual("pause_reasons", list(plan.pause_reasons)),
        voice=_voice(plan.voice),
        brand=_brand(plan.brand),
        signage=_signage(plan.signage),
        printers=[_printer(one) for one in plan.printers],
        lamps=[_lamp(one) for one in plan.lamps],
        complaints=_complaints(plan.complaints),
        ratings=_ratings(plan.ratings),
        assessment=_assessment(plan.assessment),
        settings={name: dict(value) if isinstance(value, Text) else value for name, value in plan.settings.items()},
    )


def duration(millis: Millis) -> str:
    """In the largest unit of which it is a whole number; a file has whole seconds."""
    unit, length = next((unit, length) for unit, length in _UNITS if millis % length == 0 or unit == "s")
    return f"{millis // length}{unit}"


def _said(**pairs: Any) -> dict[str, Tree]:
    """Without what isn't there."""
    told = {key: dict(value) if isinstance(value, Text) else value for key, value in pairs.items()}
    return {key: value for key, value in told.items() if value is not None and value not in ([], {}, ())}


def _week(opens: Sequence[tuple[Span, ...]]) -> dict[str, Tree]:
    """Days that follow each other with the same hours as from–to; a week without any hours says so on its Monday."""
    told: dict[str, Tree] = {}
    for spans, days in groupby(range(7), key=lambda day: opens[day]):
        first, *rest = days
        hours = [f"{clock_time(begin)}-{clock_time(end)}" for begin, end in spans]
        if hours:
            told["-".join([WEEKDAYS[first], *([WEEKDAYS[rest[-1]]] if rest else [])])] = hours[0] if len(hours) == 1 else hours
    return told or {WEEKDAYS[0]: []}


def _level(one: Level) -> dict[str, Tree]:
    return _said(id=one.id, name=one.name, promise=duration(one.promise), important=one.important or None)


def _service(one: Service) -> dict[str, Tree]:
    usual = Service("", "", one.name)
    return _said(
        id=one.id,
        letter=one.letter,
        name=one.name,
        script=one.script,
        typical=duration(one.typical) if one.typical != usual.typical else None,
        documents=list(one.documents),
        group=one.group,
        hint=one.hint,
        elsewhere=[_said(channel=way.channel, where=way.where) for way in one.elsewhere],
    )


def _counter(one: CounterPlan) -> dict[str, Tree]:
    return _said(number=one.number, name=one.name, services=list(one.services), first=list(one.first))


def _zone(one: Zone) -> dict[str, Tree]:
    return _said(id=one.id, name=one.name, counters=list(one.counters), services=list(one.services))


def _post(one: Post) -> dict[str, Tree]:
    return _said(id=one.id, kind=one.kind, stands_in_for=one.stands_in_for)


def _nearby(one: Nearby) -> dict[str, Tree]:
    return _said(name=one.name, address=one.address, hall=one.hall)


def _offer(one: Offer) -> dict[str, Tree]:
    return _said(id=one.id, name=one.name, service=one.service, leaflet=one.leaflet)


def _limits(limits: Mapping[str, Millis]) -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = {}
    for place, within in limits.items():
        script, _, step = place.partition(".")
        told.setdefault(script, {})[step] = duration(within)
    return told


def _voice(voice: Voice) -> dict[str, Tree]:
    usual = Voice()
    return _said(
        languages=list(voice.languages) if voice.languages != usual.languages else None,
        one=voice.one if voice.one != usual.one else None,
        volume=_volume(voice.volume) if voice.volume != usual.volume else None,
    )


def _volume(volume: Sequence[tuple[int, int]]) -> Tree:
    all_day = [percent for begins, percent in volume if begins == 0 and len(volume) == 1]
    return all_day[0] if all_day else {clock_time(begins): percent for begins, percent in volume}


def _brand(brand: Brand) -> dict[str, Tree]:
    return _said(colour=brand.colour, slogan=brand.slogan)


def _signage(signage: Signage) -> dict[str, Tree]:
    return _said(night=_span(signage.night), vip_courtesy=signage.vip_courtesy)


def _span(span: Iterable[int] | None) -> str | None:
    return None if span is None else "-".join(map(clock_time, span))


def _complaints(given: Complaints) -> dict[str, Tree]:
    usual = replace(Complaints(), reply_within=given.reply_within)
    usual = replace(usual, remind=min(usual.remind, given.reply_within // 4))

    def unusual(name: str, made: Tree) -> Tree | None:
        return made if getattr(given, name) != getattr(usual, name) else None

    return _said(
        reply_within=None if given.reply_within == Complaints().reply_within else duration(given.reply_within),
        remind=unusual("remind", duration(given.remind)),
        at_once=unusual("at_once", duration(given.at_once)),
        return_call=unusual("return_call", duration(given.return_call)),
        return_every=unusual("return_every", duration(given.return_every)),
        return_calls=unusual("return_calls", given.return_calls),
        bulletin=unusual("bulletin", given.bulletin),
        departments=unusual("departments", [_department(one) for one in given.departments]),
        classes=unusual("classes", [_named(one) for one in given.classes]),
        causes=unusual("causes", [_named(one) for one in given.causes]),
        branches=[_named(one) for one in given.branches],
    )


def _department(one: Department) -> dict[str, Tree]:
    return _said(id=one.id, name=one.name, people=list(one.people), classes=list(one.classes))


def _named(one: Named) -> dict[str, Tree]:
    return _said(id=one.id, name=one.name)


def _ratings(given: Ratings) -> dict[str, Tree]:
    about = [_said(id=one.id, name=one.name) for one in given.about] if given.about != Ratings().about else None
    return _said(about=about, pad=duration(given.pad) if given.pad != Ratings().pad else None)


def _assessment(given: Assessment) -> dict[str, Tree]:
    told, usual = asdict(given.weights), asdict(Assessment().weights)
    weights: dict[str, Tree] = {name: weight for name, weight in told.items() if weight != usual[name]}
    return _said(weights=weights or None)


def _printer(one: Printer) -> dict[str, Tree]:
    return _said(id=one.id, name=one.name, paper=one.paper, connection=one.connection, status=None if one.status else False)


def _lamp(one: Lamp) -> dict[str, Tree]:
    baud = one.baud if one.serial is not None and one.baud != Lamp().baud else None
    return _said(url=one.url, serial=one.serial, baud=baud, counter=one.counter, zone=one.zone)

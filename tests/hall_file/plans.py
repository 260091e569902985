"""Hall files of any kind, as plain values, with words that a reader of YAML may take for something else."""

from typing import Any

from hypothesis import strategies as st

from app.forbidden import forbidden

ODD = (
    *("yes", "No", "on", "null", "~", "true", "1e3", "0x1F", "007", "1_000", "-3", "2027-01-01", "12:30", ".5", "10086"),
    *(
        "a: b",
        "a #b",
        "#1",
        "- x",
        "? x",
        "'q'",
        '"q"',
        "\\",
        "{a}",
        "[a]",
        "a, b",
        "*x",
        "&y",
        "| z",
        "> z",
        "%",
        "@",
        "`",
        "!t",
    ),
    *("你好：世界", "（一）", "é", "🙂 hello", "zero\u200bwidth", "\u3000x", "trailing:", "x" * 500),
)
WORDS = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), min_size=1, max_size=40).map(str.strip),
).filter(lambda word: bool(word) and not any(forbidden(word, language) for language in ("zh", "en")))
IDS = st.from_regex(r"[a-z][a-z0-9-]{0,11}", fullmatch=True).filter(lambda id: not id.endswith("-rehearsal"))
TEXTS = st.fixed_dictionaries({"zh": WORDS, "en": WORDS}, optional={"zh-Hant": WORDS})
DURATIONS = st.builds("{}{}".format, st.integers(1, 300), st.sampled_from("smhd"))
CLOCKS = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHANNELS = ("self-service", "all-day", "online", "hotline", "sms")


@st.composite
def spans(draw: st.DrawFn) -> list[str]:
    """Hours of a day that don't overlap, the end of the day among them."""
    edges = sorted(draw(st.lists(st.integers(0, 1440), unique=True, max_size=6)))
    told = [f"{minute // 60:02}:{minute % 60:02}" for minute in edges]
    return [f"{begin}-{end}" for begin, end in zip(told[::2], told[1::2], strict=False)]


def _some(of: list[Any], least: int = 1) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(of), min_size=least, unique=True)


def _items(names: list[Any], key: str, required: dict[str, Any], **optional: Any) -> st.SearchStrategy[list[Any]]:
    """One item a name."""
    return st.tuples(
        *(st.fixed_dictionaries({key: st.just(name)} | required, optional=optional) for name in names)  # type: ignore[arg-type]
    ).map(list)


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    levels, services = (draw(st.lists(IDS, min_size=1, max_size=4, unique=True)) for _ in range(2))
    numbers = draw(st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True))
    posts = draw(st.lists(IDS, max_size=3, unique=True))
    letters = draw(st.permutations("ABCDEFGHJKLMNPQRSTUVWXYZ"))
    used, file = draw(st.lists(IDS, max_size=2, unique=True)), draw(_rest())
    more = {"script": IDS, "typical": DURATIONS, "documents": st.lists(IDS, min_size=1, max_size=3, unique=True), "hint": TEXTS}
    way = st.fixed_dictionaries({"channel": st.sampled_from(CHANNELS)}, optional={"where": TEXTS})
    more["elsewhere"] = st.lists(way, min_size=1, max_size=3)
    more |= {"group": st.sampled_from(used)} if used else {}
    file["levels"] = draw(_items(levels, "id", {"name": TEXTS, "promise": DURATIONS}, important=st.booleans()))
    offered = draw(_items(services, "id", {"name": TEXTS}, **more))
    file["services"] = [one | {"letter": letter} for one, letter in zip(offered, letters, strict=False)]
    file["counters"] = draw(_items(numbers, "number", {"services": _some(services)}, name=TEXTS, first=_some(levels)))
    if draw(st.booleans()) and (grouped := sorted({one["group"] for one in file["services"] if "group" in one})):
        file["groups"] = draw(_items(grouped, "id", {"name": TEXTS}))
    if posts:
        file["posts"] = draw(_items(posts, "id", {"kind": IDS}))
    if zones := draw(st.lists(IDS, max_size=2, unique=True)):
        file["zones"] = draw(_items(zones, "id", {"counters": _some(numbers)}, name=TEXTS, services=_some(services)))
        file["lamps"] = [{"url": "http://192.0.2.1/x?a=b&c=#d", "zone": zones[0]}, {"serial": "/dev/ttyUSB0", "baud": 1200}]
    return file


@st.composite
def _rest(draw: st.DrawFn) -> dict[str, Any]:
    """All that names nothing of the others."""
    values = st.one_of(
        WORDS, st.integers(-(10**14), 10**14), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), TEXTS
    )
    named = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,11}", fullmatch=True)
    evening = st.lists(st.integers(0, 1439), min_size=4, max_size=4, unique=True).map(sorted)
    nearby = st.fixed_dictionaries({"name": TEXTS}, optional={"address": TEXTS})
    room = st.fixed_dictionaries({"seats": st.integers(1, 10_000)}, optional={"standing": st.integers(0, 10_000)})
    volume = st.one_of(st.integers(0, 100), st.dictionaries(CLOCKS, st.integers(0, 100), min_size=1, max_size=3))
    voice = {"languages": _some(["zh", "en"]), "one": st.sampled_from(["yi", "yao"]), "volume": volume}
    printer = {"paper": st.sampled_from(["58mm", "80mm"]), "connection": st.just("tcp://192.0.2.1:9100")}
    optional = {
        "day_starts": CLOCKS,
        "opens": st.dictionaries(st.sampled_from(DAYS), spans(), min_size=1),
        "closed": st.lists(st.dates().map(str), min_size=1, max_size=4, unique=True),
        "last_ticket": DURATIONS,
        "greetings": evening.map(lambda at: _greetings(at)),
        "counter_word": TEXTS,
        "languages": _some(["zh", "en", "zh-Hant"]),
        "waiting": room,
        "lounge": st.fixed_dictionaries({"seats": st.integers(1, 99)}),
        "absence": DURATIONS,
        "helper_within": DURATIONS,
        "missed_return": st.integers(1, 99),
        "retention": DURATIONS,
        "nearby": st.lists(nearby, min_size=1, max_size=3),
        "offers": st.lists(IDS, min_size=1, max_size=2, unique=True).flatmap(lambda ids: _items(ids, "id", {"name": TEXTS})),
        "limits": st.dictionaries(IDS, st.dictionaries(IDS, DURATIONS, min_size=1, max_size=2), min_size=1, max_size=2),
        "call_reasons": st.lists(IDS, min_size=1, max_size=3, unique=True),
        "pause_reasons": st.lists(IDS, min_size=1, max_size=3, unique=True),
        "voice": st.fixed_dictionaries({}, optional=voice),
        "brand": st.fixed_dictionaries({}, optional={"colour": st.just("#0a5c8f"), "slogan": TEXTS}),
        "signage": st.fixed_dictionaries({}, optional={"night": st.just("22:00-06:00"), "vip_courtesy": TEXTS}),
        "printers": st.fixed_dictionaries(
            {"id": st.just("door")} | printer, optional={"name": TEXTS, "status": st.booleans()}
        ).map(lambda one: [one]),
        "complaints": _complaints(),
        "ratings": st.fixed_dictionaries(
            {},
            optional={"pad": DURATIONS, "about": IDS.flatmap(lambda id: _items(["wait", f"x{id[:9]}"], "id", {"name": TEXTS}))},
        ),
        "settings": st.dictionaries(named, values, max_size=4),
    }
    required = {"hall": st.just("dongcheng"), "name": TEXTS, "timezone": st.just("Asia/Shanghai")}
    return draw(st.fixed_dictionaries(required, optional=optional))


def _greetings(at: list[int]) -> dict[str, str]:
    names = ("morning", "noon", "afternoon", "evening")
    return {name: f"{minute // 60:02}:{minute % 60:02}" for name, minute in zip(names, at, strict=True)}


@st.composite
def _complaints(draw: st.DrawFn) -> dict[str, Any]:
    classes = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    departments = draw(st.lists(IDS, min_size=1, max_size=2, unique=True))
    named = {"name": TEXTS}
    people = st.lists(st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True), min_size=1, max_size=3, unique=True)
    optional = {
        "reply_within": DURATIONS,
        "at_once": DURATIONS,
        "return_call": DURATIONS,
        "return_every": DURATIONS,
        "return_calls": st.integers(1, 100),
        "bulletin": st.sampled_from(["month", "quarter"]),
        "branches": _items(classes, "id", named),
        "causes": _items(classes, "id", named),
    }
    told = draw(st.fixed_dictionaries({}, optional=optional))
    if draw(st.booleans()):
        told["classes"] = draw(_items(classes, "id", named))
        told["departments"] = draw(_items(departments, "id", named, people=people, classes=_some(classes)))
    if "reply_within" not in told and draw(st.booleans()):
        told["remind"] = f"{draw(st.integers(1, 59))}m"
    return told

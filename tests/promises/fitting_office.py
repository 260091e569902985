"""What fits the commands of the office: cases, voices, what screens show, settings, devices, customers' data, rehearsals."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import yaml

from app.hall import bulletins, patrol, surveys
from app.hall.complaint import SEVERITIES, SOURCES, WISHES, Complaint
from app.hall.plan import Named
from app.hall.rehearsal import rehearsal_of
from app.rehearsal.reading import cases
from app.staff.set_up import new_key
from app.voices.questionnaire_file import usual
from tests.media import clips
from tests.promises.fitting import PHONES, Body, Order, Scene, Way, about, always, way
from tests.promises.inputs import API

ADMINISTRATOR, PASSWORD = "9001", "horse-battery-9"
ADDRESSEE = "duty-manager"
PATIENCE = 20.0
"""Seconds after which two more codes may be typed."""
SIGNED_IN = 600.0
"""Seconds for which nobody's session is locked yet."""
IN_A_MOMENT = 6.0
"""Seconds after which a screen may ask again, and a device is written down."""


# ------------------------------------------------------------ cases
def _kind(scene: Scene) -> Body:
    return {
        "about": _named(scene, scene.hall.plan.complaints.classes),
        "source": scene.one(SOURCES),
        "severity": scene.one(SEVERITIES),
        "wish": scene.one(WISHES),
    }


def _named(scene: Scene, pool: Iterable[Named]) -> str:
    return scene.one(pool).id


def _told(scene: Scene) -> Body:
    return scene.perhaps(text="客户说等了很久。")


def _recorded(scene: Scene) -> Body:
    return {**_kind(scene), "text": "客户说等了很久。", **scene.perhaps(customer="王女士", phone=scene.one(PHONES))}


def case(*stages: str, body: Callable[[Scene], Body] = _told) -> Callable[[Scene], Order | None]:
    """One of these stages; of none: one that is open."""

    def fits(one: Complaint) -> bool:
        return one.stage in stages if stages else one.open

    return about(lambda scene: [one.id for one in scene.hall.complaints.values() if fits(one)], body)


def _phone_of_case(scene: Scene) -> Iterable[str]:
    known = [of for of, one in scene.hall.known.items() if one.phone]
    return [one.id for one in scene.hall.complaints.values() if any(one.notes(of) for of in known)]


def _causes(scene: Scene) -> Body:
    return scene.perhaps(cause=_named(scene, scene.hall.plan.complaints.causes))


def _dispatched(scene: Scene) -> Body:
    return scene.perhaps(department=scene.one(scene.hall.plan.complaints.departments).id, minutes=30)


def _phone_of_promise(scene: Scene) -> Order | None:
    hall = scene.hall
    id = scene.any(one.id for one in hall.follow_ups.values() if hall.about_of(one) is not None)
    return id and Order(id, {}, ("manager", "greeter"))


OUTCOMES = ("done", "satisfied", "ended", "not-satisfied", "unreachable", "gave-up")
CASES: dict[str, Way] = {
    "complaints": way(always(_recorded)),
    "complaints classify": way(case(body=lambda scene: {**_kind(scene), **_causes(scene)}), "complaints"),
    "complaints dispatch": way(case("recorded", "dispatched", "answered", "supervisor", body=_dispatched), "complaints"),
    "complaints note": way(case(body=lambda scene: {"text": "已致电客户。"}), "complaints"),
    "complaints solve": way(case("recorded"), "complaints"),
    "complaints reply": way(case("answered", "supervisor", body=lambda scene: {"text": "已答复客户。"}), "work-orders answer"),
    "complaints satisfaction": way(
        case("solved", "replied", body=lambda scene: {"satisfied": scene.one((True, False))}), "complaints solve"
    ),
    "complaints close": way(case(body=lambda scene: {"outcome": scene.one(("withdrawn", "unresolved"))}), "complaints"),
    "complaints reveal": way(about(_phone_of_case), *["complaints"] * 3),
    "work-orders answer": way(
        about(lambda scene: scene.hall.work_orders, lambda scene: {"text": "已核实。", **_causes(scene)}), "complaints dispatch"
    ),
    "follow-ups done": way(
        about(lambda scene: scene.hall.follow_ups, lambda scene: {"outcome": scene.one(OUTCOMES)}), "work-orders answer"
    ),
    "follow-ups reveal": way(_phone_of_promise, *["complaints", "complaints dispatch", "work-orders answer"] * 2),
}


# ------------------------------------------------------------ bulletins and voices
def _bulletin(scene: Scene) -> Order:
    today = date.fromisoformat(scene.hall.day)
    name = scene.one((f"{today:%Y}-Q1", f"{today:%Y-%m}", f"{today.year - 1}-12"))
    seen = bulletins.newest(scene.hall, name)
    return Order(name, {"seen": seen and seen.at, "measures": ["加开台席"], **scene.perhaps(text="本期投诉平稳。")})


def _patrolled(scene: Scene) -> Body:
    at_door = scene.chance.random() < 0.5
    place: Body = {"post": scene.one(scene.hall.plan.posts).id} if at_door else {"counter": scene.one(scene.hall.counters)}
    items = patrol.AT_DOOR if at_door else patrol.AT_COUNTER
    seen = [{"item": item, "done": scene.one((True, False))} for item in scene.chance.sample(items, 2)]
    return {"seen": seen, **place, **scene.perhaps(note="低头看手机")}


def _questionnaire(scene: Scene) -> Body:
    """Another version each time, or another one."""
    source = usual("staff") if scene.chance.random() < 0.5 else usual()
    id = yaml.safe_load(source)["id"]
    return {"source": f"{source.replace(id, id + scene.one(('', '-b', '-c', '-d')), 1)}# {scene.hall.version}\n"}


def _in_force(scene: Scene, whom: str) -> list[str]:
    return [id for id, one in scene.hall.questionnaires.items() if one.whom == whom and not one.retired]


def _visit(scene: Scene) -> Order | None:
    id = scene.any(_in_force(scene, "customer"))
    if id is None:
        return None
    answers = {one.id: scene.one(one.values) for one in scene.hall.questionnaires[id].questions}
    return Order("", {"questionnaire": id, "visited": scene.hall.day, "answers": answers, **scene.perhaps(note="等了很久")})


def _inspected(scene: Scene) -> Body:
    row = {"visited": scene.hall.day, "item": "staff", "points": 9, "most": 10, "counter": scene.one(scene.hall.counters)}
    return {"rows": [{**row, **scene.perhaps(note="地面有水", who="1001")}]}


def _round(scene: Scene) -> Order | None:
    running = {one.questionnaire for one in surveys.running(scene.hall)}
    id = scene.any(id for id in _in_force(scene, "staff") if id not in running)
    return id and Order("", {"questionnaire": id, "days": 3})


def _sheet(scene: Scene) -> Order | None:
    """By somebody who has signed in, once a round."""
    round = next((one for one in surveys.asked(scene.hall) if one.id not in scene.voted), None)
    if round is None:
        return None
    session = _signed_in(scene)
    scene.voted.add(round.id)
    answers = {one.id: scene.one(one.values) for one in round.questions}
    return Order(round.id, {"answers": answers}, headers={"cookie": session, "origin": "http://localhost"})


def _signed_in(scene: Scene) -> str:
    """The cookie of the first administrator, who set the hall up by the link that a server prints at its first start."""
    stage, way = scene.stage, "sign-in"
    if scene.session and stage.loop.passed - scene.signed_in_at < SIGNED_IN:
        return scene.session
    body = {"number": ADMINISTRATOR, "secret": PASSWORD}
    if not scene.session:
        key = new_key(stage.server.data.engine, stage.server.data.key)
        way, body = "set-up", {"key": str(key), "number": ADMINISTRATOR, "name": "王经理", "password": PASSWORD}
    reply = stage.ask(None, "POST", f"/api/v1/{way}", json.dumps(body).encode(), origin="http://localhost")
    scene.session, scene.signed_in_at = reply.cookie, stage.loop.passed
    return scene.session


VOICES: dict[str, Way] = {
    "bulletins save": way(_bulletin),
    "bulletins publish": way(_bulletin),
    "patrols": way(always(_patrolled)),
    "questionnaires": way(always(_questionnaire)),
    "questionnaires retire": way(
        about(lambda scene: [id for id, one in scene.hall.questionnaires.items() if not one.retired]), "questionnaires"
    ),
    "questionnaires remove": way(
        about(lambda scene: [id for id, one in scene.hall.questionnaires.items() if not one.answered]), *["questionnaires"] * 3
    ),
    "visits": way(_visit, *["questionnaires"] * 3),
    "inspections": way(always(_inspected)),
    "surveys": way(_round, "questionnaires", "questionnaires", "surveys close", "questionnaires"),
    "surveys answer": way(_sheet, "surveys"),
    "surveys close": way(about(lambda scene: [one.id for one in surveys.running(scene.hall)]), "surveys"),
}


# ------------------------------------------------------------ what screens show
def _uploaded(scene: Scene) -> str:
    picture = clips.picture(size=(scene.chance.randint(8, 64), 36))
    media: str = scene.stage.ask("manager", "POST", f"{API}/media", picture).json()["media"]
    return media


def _shown(scene: Scene) -> Body:
    words = {"zh": "请稍候", "en": "One moment", "below": scene.one((True, False))}
    return words if scene.chance.random() < 0.7 else {"media": _uploaded(scene)}


def _entries(scene: Scene) -> Iterable[str]:
    return [one.id for one in scene.hall.playlist]


def _moved(scene: Scene) -> Order | None:
    """The last one to the front."""
    ids = [one.id for one in scene.hall.playlist]
    return Order(ids[-1], {"before": ids[0]}) if len(ids) > 1 else None


def _logo(scene: Scene) -> Order:
    use = scene.one(("screen", "paper"))
    return Order(use, {"media": None if use in scene.hall.logos else _uploaded(scene)})


SIGNAGE: dict[str, Way] = {
    "playlist": way(always(_shown), "playlist remove"),
    "playlist change": way(about(_entries, lambda scene: {"seconds": scene.chance.randint(3, 600)}), "playlist"),
    "playlist move": way(_moved, "playlist", "playlist"),
    "playlist remove": way(about(_entries), "playlist"),
    "logos set": way(_logo),
}


# ------------------------------------------------------------ settings and scripts
def _other_plan(scene: Scene) -> tuple[Any, int]:
    told = scene.read("plan")
    tree = yaml.safe_load(told["yaml"])
    return tree | {"missed_return": scene.chance.randint(1, 9)}, told["version"]


def _written(tree: Any) -> str:
    text: str = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
    return text


def _plan(scene: Scene) -> Body:
    tree, version = _other_plan(scene)
    return {"yaml": _written(tree), "based_on": version}


def _plan_looked_at(scene: Scene) -> Body:
    tree, version = _other_plan(scene)
    return {"based_on": version, **scene.one(({"yaml": _written(tree)}, {"tree": tree}))}


def _plan_back(scene: Scene) -> Order | None:
    told = scene.read("plan")
    earlier = scene.any(one["version"] for one in told["versions"][1:])
    return None if earlier is None else Order(earlier, {"based_on": told["version"]})


def _script(scene: Scene) -> Order:
    id = scene.one(("open-account", "pay-bill", "complaint"))
    told = scene.read(f"scripts/{id}")
    tree = yaml.safe_load(told["yaml"])
    tree["title"]["en"] += f" {scene.chance.choice('abcdefgh')}"
    tree["title"]["en"] = tree["title"]["en"][-60:]
    return Order(id, {"yaml": _written(tree), "based_on": told["version"]})


def _own_script(scene: Scene) -> dict[str, Any] | None:
    return next((told for id in sorted(scene.hall.scripts) if (told := scene.read(f"scripts/{id}"))["own"]), None)


def _script_back(scene: Scene) -> Order | None:
    told = _own_script(scene)
    earlier = scene.any(one["version"] for one in told["versions"][1:]) if told else None
    return Order(told["script"], {"based_on": told["version"], "version": earlier}) if told and earlier else None


def _given_back(scene: Scene) -> Order | None:
    told = _own_script(scene)
    return told and Order(told["script"], {"based_on": told["version"]})


SETTINGS: dict[str, Way] = {
    "plan": way(always(_plan)),
    "plan back": way(_plan_back, "plan"),
    "plan-check": way(always(_plan_looked_at)),
    "scripts publish": way(_script),
    "scripts check": way(_script),
    "scripts back": way(_script_back, "scripts publish"),
    "scripts give-back": way(_given_back, "scripts publish"),
}


# ------------------------------------------------------------ screens and devices
def _code(scene: Scene) -> str:
    """That of a screen which asks to be let in. Codes are typed as fast as patience allows."""
    scene.stage.pass_time(PATIENCE)
    shown = scene.stage.ask(None, "POST", "/api/v1/pairing", b'{"screen": "/display/dongcheng"}').json()
    scene.waiting.append(shown["secret"])
    code: str = shown["code"]
    return code


def _place(scene: Scene) -> Body:
    return scene.one(({"role": "display"}, {"role": "kiosk"}, {"role": "counter", "counter": scene.one(scene.hall.counters)}))


def _screens(scene: Scene) -> list[str]:
    """Those that were let in, once they have asked."""
    while scene.waiting:
        scene.stage.ask(None, "POST", "/api/v1/pairing/ask", json.dumps({"secret": scene.waiting.pop()}).encode())
    return [one["id"] for one in scene.read("screens")["screens"]]


def _devices(scene: Scene) -> list[str]:
    found = scene.read("devices")["devices"]
    if not found:
        name = f"yb-device={scene.chance.getrandbits(64):016x}"
        scene.stage.talk("display", "/display/dongcheng/live", ['{"device": {"sound": "ok"}}'], cookie=name)
        scene.stage.pass_time(IN_A_MOMENT)
        found = scene.read("devices")["devices"]
    return [one["id"] for one in found]


def _name(scene: Scene) -> Body:
    return scene.perhaps(name="大厅左侧")


DEVICES: dict[str, Way] = {
    "codes": way(always(lambda scene: {"code": _code(scene)})),
    "screens": way(always(lambda scene: {"code": _code(scene), **_place(scene), **_name(scene)})),
    "screens rename": way(about(_screens, _name), "screens"),
    "screens move": way(about(_screens, _place), "screens"),
    "screens allow": way(about(_screens), "screens"),
    "screens revoke": way(about(_screens), "screens"),
    "devices name": way(about(_devices, _name)),
    "devices reload": way(about(_devices)),
    "devices forget": way(about(_devices)),
}


# ------------------------------------------------------------ customers' data, notices, rehearsals
def _known_phone(scene: Scene) -> Order | None:
    phone = scene.any(one.phone for one in scene.hall.known.values() if one.phone)
    return phone and Order("", {"phone": phone})


def _running(scene: Scene) -> list[str]:
    hall = scene.stage.server.house.desk.writer.halls.get(rehearsal_of("dongcheng"))
    rehearsal = hall.rehearsal if hall is not None else None
    return [rehearsal.case] if rehearsal is not None and rehearsal.runs else []


def _played(scene: Scene) -> Order | None:
    one = scene.one(cases().values())
    return None if _running(scene) else Order("", {"case": one.id, "role": scene.one(one.roles)})


BESIDES: dict[str, Way] = {
    "personal-erase": way(_known_phone, *["tickets"] * 4),
    "personal-export": way(_known_phone, *["tickets"] * 4),
    "notices test": way(about(lambda scene: [ADDRESSEE])),
    "rehearsal": way(_played, "rehearsal end"),
    "rehearsal end": way(about(_running), "rehearsal"),
    "rehearsal-hall": way(always()),
}

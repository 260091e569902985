"""The devices of a hall as those see them who look after it: facts and what is known → the picture."""

from dataclasses import replace

import pytest

from app.device_marks import LATE, SETTLED, SOON
from app.device_rows import Device
from app.devices import Known
from app.hall.plan import Printer, Text, Zone
from app.notices import office
from counter_ui.devices import lines
from counter_ui.greeter.routes import GREETER
from counter_ui.manager.routes import MANAGER
from counter_ui.manager.told import Watched
from counter_ui.manager.view import WELL
from shared_ui.assets import STAMP
from shared_ui.picture import Place, Screen, allowed_look, render
from tests.hall.floor import Floor
from tests.screens.tv import PLAN, Picture

DAY = 86_400_000
OPEN, CLOSED = "2026-03-09 10:24", "2026-03-09 20:00"
HOURS = replace(PLAN, opens=tuple(((8 * 60 + 30, 18 * 60),) for _ in range(7)))


@pytest.fixture
def floor() -> Floor:
    return Floor(HOURS, OPEN)


def device(floor: Floor, unseen: int = 0, id: str = "tv-left.display", name: str | None = None, old: int = DAY, **told) -> Device:
    seen = floor.now - unseen
    kind = id.partition(".")[2].split("-")[0]
    return Device(id, kind, seen - old, seen, {"version": STAMP} | told, name, told.pop("reload_at", None))


def known(*devices: Device) -> Known:
    return Known(1, devices)


def see(floor: Floor, *devices: Device, screen: Screen = MANAGER, query: str = "devices=all") -> Picture:
    look = allowed_look(screen, query)
    beside = Watched(known(*devices), office.Known(0)) if screen is MANAGER else known(*devices)
    return Picture(render(Place(screen, floor.hall.plan.hall, None), floor.hall, floor.now, look, beside))


def mark(floor: Floor, *devices: Device) -> list[str]:
    return [line.mark for line in lines(floor.hall, floor.now, known(*devices), "zh")]


# ------------------------------------------------------------ who is there
@pytest.mark.parametrize(("unseen", "is_"), [(0, "fine"), (SOON, "fine"), (SOON + 1, "soon"), (LATE, "soon"), (LATE + 1, "late")])
def test_a_screen_that_gives_no_sign_of_life_is_first_amber_and_then_red(floor: Floor, unseen: int, is_: str):
    assert mark(floor, device(floor, unseen)) == [is_]


def test_nobody_is_missed_while_the_hall_is_closed():
    floor = Floor(HOURS, CLOSED)
    assert mark(floor, device(floor, LATE + 1, name="左")) == ["off"]


def test_a_screen_belongs_to_the_hall_when_it_was_there_for_a_while_or_has_a_name(floor: Floor):
    assert mark(floor, device(floor, LATE + 1, old=SETTLED - 1)) == ["off"]
    assert mark(floor, device(floor, LATE + 1, old=SETTLED)) == ["late"]
    assert mark(floor, device(floor, LATE + 1, old=0, name="左")) == ["late"]


def test_a_console_may_be_off(floor: Floor):
    assert mark(floor, device(floor, LATE + 1, "x.counter-1", counter=1), device(floor, LATE + 1, "y.greeter")) == ["off", "off"]


def test_a_missing_screen_is_the_first_thing_that_manager_and_greeter_see(floor: Floor):
    there, gone = device(floor, id="kiosk-1.kiosk"), device(floor, 5 * 60_000)
    told = "大厅显示屏没有反应"
    page = see(floor, there, gone)
    assert page.text.index(told) < page.text.index("呼叫经理")
    assert "最后在线：5 分钟前" in page.text
    assert told in see(floor, there, gone, screen=GREETER, query="").text
    assert told not in see(floor, there, screen=GREETER, query="").text
    assert "没有反应" not in see(floor, there).text


# ------------------------------------------------------------ what a line says
@pytest.mark.parametrize(
    ("id", "told", "zh", "en"),
    [
        ("a.kiosk", {}, "取号机", "Kiosk"),
        ("a.kiosk", {"kiosk": "2"}, "2 号取号机", "kiosk 2"),
        ("a.window-3", {"counter": 3}, "3 号台席窗口屏", "Window screen of counter 3"),
        ("a.counter-1", {"counter": 1}, "1 号台席电脑", "Computer of counter 1"),
        ("a.display", {"zone": "west"}, "大厅显示屏（西区）", "Lobby screen (West)"),
        ("a.display", {"zone": "gone"}, "大厅显示屏", "Lobby screen"),
    ],
)
def test_a_device_is_told_by_where_it_stands(id: str, told: dict, zh: str, en: str):
    floor = Floor(replace(HOURS, zones=(Zone(id="west", name=Text("西区", "West"), services=(), counters=()),)), OPEN)
    assert [lines(floor.hall, floor.now, known(device(floor, id=id, **told)), one)[0].name for one in ("zh", "en")] == [zh, en]


def test_a_name_that_a_manager_gave_stands_instead(floor: Floor):
    assert "饮水机上方" in see(floor, device(floor, name="饮水机上方")).text
    assert "&lt;b&gt;" in see(floor, device(floor, name="<b>")).html


@pytest.mark.parametrize(
    ("unseen", "zh", "en"),
    [
        *[(59_999, "刚刚", "just now"), (60_000, "1 分钟前", "1 min ago"), (59 * 60_000, "59 分钟前", "59 min ago")],
        *[(3_600_000, "1 小时前", "1 h ago"), (2 * DAY, "2 天前", "2 days ago")],
    ],
)
def test_when_it_was_seen_is_told_as_people_say_it(floor: Floor, unseen: int, zh: str, en: str):
    one = device(floor, unseen)
    assert zh in see(floor, one).text
    assert en in see(floor, one, query="devices=all&lang=en").text


def test_what_is_not_well_is_told_in_words(floor: Floor):
    page = see(floor, device(floor, sound="blocked", version="0123456789ab", error="type-error"))
    for words in ("没有声音：被浏览器阻止", "版本与服务器不同", "页面出错：type-error"):
        assert words in page.text
    assert "声音正常" in see(floor, device(floor, sound="ok")).text


def test_the_paper_of_a_kiosk_stands_in_its_line():
    printer = Printer("front", "80mm", "tcp://10.0.0.9:9100")  # type: ignore[arg-type]
    floor = Floor(replace(HOURS, printers=(printer,)), OPEN)
    papers = [lines(floor.hall, floor.now, known(device(floor, id=id)), "zh")[0].paper for id in ("a.kiosk", "a.display")]
    assert papers == ["fine", None]


def test_those_that_are_well_are_counted_where_there_are_many(floor: Floor):
    well = [device(floor, id=f"d{n}.window-{n}", counter=n) for n in range(1, WELL + 3)]
    ill = device(floor, id="x.display", sound="failed")
    page = see(floor, *well, ill, query="")
    assert [told["data-device"] for told in page.having("data-device")] == ["x.display"]
    assert f"另有 {len(well)} 台正常" in page.text
    assert len(see(floor, *well, ill).having("data-device")) == len(well) + 1


# ------------------------------------------------------------ what can be done
def commands(page: Picture, name: str) -> list[tuple[str, str]]:
    return [(told["data-value"], told["data-post"]) for told in page.having("data-command") if told["data-command"] == name]


def test_a_screen_is_loaded_anew_from_the_page_or_all_are(floor: Floor):
    path = "/api/v1/halls/dongcheng/devices"
    page = see(floor, device(floor))
    assert commands(page, "reload-device") == [
        ("tv-left.display", f"{path}/tv-left.display/reload"),
        ("all", f"{path}/all/reload"),
    ]
    assert "等空闲时重新加载" in see(floor, replace(device(floor), reload_at=floor.now)).text


def test_one_that_is_gone_can_be_struck_off(floor: Floor):
    page = see(floor, device(floor, LATE + 1))
    assert [value for value, _ in commands(page, "forget-device")] == ["tv-left.display"]
    assert commands(see(floor, device(floor)), "forget-device") == []


def test_a_name_is_entered_in_the_line(floor: Floor):
    page = see(floor, device(floor, name="左"), query="device=tv-left.display")
    [form] = [told for told in page.having("data-post") if told["data-post"].endswith("/name")]
    assert form["data-then"] == "device="
    assert [told["value"] for told in page.having("name") if told["name"] == "name"] == ["左"]

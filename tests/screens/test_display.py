"""The lobby TV, by small examples: facts → hall → the picture."""

import re
from dataclasses import replace

import pytest

from app.hall import duties
from app.hall.plan import CounterPlan, Service, Text, Zone
from shared_ui.sentences import SENTENCES
from tests.screens.tv import BILL, PLAN, WITH_HOURS, called, foot, hall, lobby, window


# ------------------------------------------------------------ the calls
def test_the_newest_call_is_in_the_panel():
    floor = hall()
    first = called(floor, 1)
    floor.later(seconds=40)
    newest = called(floor, 3)
    assert lobby(floor).now() == [newest]
    assert lobby(floor).recent() == [first]


def test_calls_that_come_together_are_all_called_now_newest_first():
    floor = hall()
    numbers = [called(floor, counter) for counter in (1, 3, 4, 2)]
    assert lobby(floor).now() == numbers[::-1]
    assert lobby(floor).recent() == []


@pytest.mark.parametrize("count", [1, 2, 3, 4, 8, 9, 20])
def test_no_new_call_is_ever_hidden_by_others(count):
    plan = replace(PLAN, counters=tuple(replace(PLAN.counters[0], number=n) for n in range(1, 31)))
    floor = hall(plan)
    numbers = [called(floor, counter) for counter in range(1, count + 1)]
    assert sorted(lobby(floor).now()) == sorted(numbers)


def test_a_call_element_names_its_call_and_its_ticket():
    floor = hall()
    called(floor, 1)
    (told,) = lobby(floor).having("data-call")
    assert told["data-call"] == floor.hall.calls[0].id
    assert told["data-ticket"] == "B001"
    assert told["data-key"] == told["data-call"], "so that the screen moves only what is new"


def test_a_recall_is_a_new_call_and_stands_alone():
    floor = hall()
    called(floor, 1)
    (before,) = lobby(floor).having("data-call")
    floor.later(seconds=5)
    floor.recall(counter=1)
    (after,) = lobby(floor).having("data-call")
    assert after["data-ticket"] == before["data-ticket"]
    assert after["data-call"] != before["data-call"]


def test_the_element_of_a_call_stays_the_same_while_others_come():
    floor = hall()
    called(floor, 1)
    (element,) = re.findall(r'<div class="call".*?</div>', lobby(floor).html, re.S)
    called(floor, 3)
    floor.later(seconds=9)
    assert element in lobby(floor).html, "else it would slide in again"


def test_a_no_show_leaves_but_not_before_it_could_be_read():
    floor = hall()
    missed = called(floor, 1)
    floor.later(seconds=4)
    floor.no_show(counter=1)
    assert lobby(floor).now() == [missed]
    floor.later(seconds=7)
    picture = lobby(floor)
    assert missed not in picture.now() + picture.recent()


def test_a_served_customer_goes_from_the_panel_to_the_recent_ones():
    floor = hall()
    number = called(floor, 1)
    floor.later(seconds=12)
    floor.start(counter=1)
    assert (lobby(floor).now(), lobby(floor).recent()) == ([], [number])
    floor.finish(counter=1)
    assert lobby(floor).recent() == []


def test_an_awaited_customer_stays_in_the_panel_but_an_old_call_is_never_new():
    floor = hall()
    number = called(floor, 1)
    floor.later(seconds=100)
    assert lobby(floor).now() == [number]
    floor.later(seconds=100)
    assert (lobby(floor).now(), lobby(floor).recent()) == ([], [number])
    assert lobby(floor).root["data-scene"] == "welcome"


def test_the_recent_ones_are_the_newest_four():
    floor = hall()
    numbers = []
    for counter in range(1, 7):
        numbers.append(called(floor, counter) if counter < 5 else None)
        floor.later(seconds=20)
    floor.later(seconds=300)
    assert lobby(floor).recent() == [n for n in numbers if n][::-1]


def test_a_free_hall_welcomes_and_says_how_to_take_a_number():
    picture = lobby(hall())
    assert picture.root["data-scene"] == "welcome"
    assert "上午好，欢迎光临" in picture.text
    assert "请在取号机上触摸您要办理的业务" in picture.text
    assert picture.having("data-call") == []


# ------------------------------------------------------------ what the public may see
@pytest.mark.parametrize("look", ["", "lang=en"])
def test_no_screen_of_the_lobby_tells_a_level_or_a_name(look):
    floor = hall()
    for counter in range(1, 5):
        called(floor, counter, "vip")
    floor.take("vip", BILL)
    floor.later(minutes=1)
    floor.start(counter=1)
    seen = lobby(floor, look).html + "".join(window(floor, counter, look).html for counter in floor.hall.counters)
    for word in ("vip", "普通客户", "ordinary", "level"):
        assert word not in seen.lower()


# ------------------------------------------------------------ who waits
def test_waits_are_told_by_service_and_unserved_ones_are_left_quiet():
    floor = hall()
    floor.open(1)
    for _ in range(4):
        floor.take("ordinary", BILL)
    floor.take("ordinary", "complaint")
    text = " ".join(lobby(floor).text.split())
    assert "交话费 Pay a bill 4 人 约 10–15 分钟 10–15 min" in text
    assert "开户入网 Open an account 0 人 无需等候 No wait" in text
    assert "投诉与建议 Complaints and suggestions 1 人 请留意叫号" in text, "waited for, but no time is promised"
    assert "销户申请" not in text


def test_more_services_than_fit_are_summed_up_and_the_crowded_ones_stay():
    services = tuple(Service(f"s{n}", letter, Text(f"业务{n}", f"Service {n}")) for n, letter in enumerate("ABCFHKLMNSUV"))
    floor = hall(replace(PLAN, services=services, counters=(CounterPlan(1, tuple(s.id for s in services)),)))
    floor.open(1)
    for service in ("s11", "s11", "s3"):
        floor.take("ordinary", service)
    picture = lobby(floor)
    assert len([1 for _, told, _ in picture.elements if told.get("class", "").startswith("line")]) == 8
    assert "业务11" in picture.text
    assert "其他 5 项业务" in picture.text


# ------------------------------------------------------------ closed
def test_a_closed_hall_says_when_it_opens():
    picture = lobby(hall(WITH_HOURS, "2026-03-09 20:10"))
    assert picture.root["data-scene"] == "closed"
    assert "明天 08:30 开始营业" in picture.text
    assert "星期一）08:30" in lobby(hall(WITH_HOURS, "2026-03-07 20:10")).text
    assert "今天 13:00 恢复营业" in lobby(hall(WITH_HOURS, "2026-03-09 12:30")).text


def test_whoever_still_waits_after_hours_is_called_as_before():
    floor = hall(WITH_HOURS, "2026-03-09 18:10")
    number = called(floor, 2)
    picture = lobby(floor)
    assert picture.now() == [number]
    assert "现已停止取号" in picture.text


def test_the_evening_is_not_an_afternoon():
    assert "晚上好" in lobby(hall(at="2026-03-09 20:00")).text
    assert "晚上好" in lobby(hall(at="2026-03-09 02:00")).text


# ------------------------------------------------------------ a notice to everybody
def test_a_notice_stands_in_the_last_line_in_both_languages_until_it_is_taken_away():
    floor = hall()
    floor.do(duties.set_notice, text=Text("请保持安静", "Please keep your voice down"))
    for query in ("", "lang=en"):
        assert "请保持安静" in foot(lobby(floor, query))
        assert "Please keep your voice down" in foot(lobby(floor, query))
    assert "请留意叫号" not in foot(lobby(floor))
    floor.do(duties.set_notice, text=None)
    assert "请留意叫号" in foot(lobby(floor))


def test_a_notice_moves_no_call():
    floor = hall()
    numbers = [called(floor, counter) for counter in (1, 3)]
    before = lobby(floor)
    floor.do(duties.set_notice, text=Text("静" * 120, "quiet " * 20))
    after = lobby(floor)
    assert after.now() == before.now() == numbers[::-1]
    stage = slice(before.html.index("<main"), before.html.index("<footer"))
    assert after.html[stage] == before.html[stage]


@pytest.mark.parametrize(("text", "long"), [("静" * 46, False), ("静" * 47, True)])
def test_only_a_long_notice_is_written_smaller(text, long):
    floor = hall()
    floor.do(duties.set_notice, text=Text(text, "quiet"))
    assert ("data-long" in foot(lobby(floor))) == long


def test_a_closed_hall_shows_its_notice_too():
    floor = hall(WITH_HOURS, "2026-03-09 20:10")
    floor.do(duties.set_notice, text=Text("明天停电", "No power tomorrow"))
    assert "明天停电" in foot(lobby(floor))


# ------------------------------------------------------------ zones
EAST, WEST = Zone("east", (1, 2), Text("东厅", "East Hall")), Zone("west", (3,), services=("open-account",))
ZONED = replace(PLAN, zones=(EAST, WEST))


def test_a_zones_screen_shows_the_calls_of_its_counters_only():
    floor = hall(ZONED)
    here, there = called(floor, 1), called(floor, 3)
    assert lobby(floor, "zone=east").now() == [here]
    assert lobby(floor, "zone=west").now() == [there]
    floor.start(counter=1)
    floor.later(minutes=4)
    called(floor, 2)
    assert lobby(floor, "zone=east").recent() == [here], "recent calls are those of the zone too"


def test_whoever_waits_in_a_zone_is_called_there_whichever_counter_calls():
    floor = hall(ZONED)
    floor.take("ordinary", "open-account", after_hours=True)
    floor.open(5)
    number = floor.next(5)
    assert lobby(floor, "zone=west").now() == [number]
    assert lobby(floor, "zone=east").now() == []


def test_a_zones_screen_counts_those_who_wait_for_its_services():
    floor = hall(ZONED)
    for service in ("open-account", BILL, "complaint"):
        floor.take("ordinary", service, after_hours=True)

    def waited_for(zone: str) -> list[str]:
        return [told["data-key"] for told in lobby(floor, f"zone={zone}").having("data-key", "waits") if "class" in told]

    assert waited_for("west") == ["open-account"], "a zone that names its services has these"
    assert "complaint" in waited_for("east"), "else it has those of its counters"
    assert lobby(floor, "zone=north").html == lobby(floor).html, "a zone that isn't there hides nothing"


def test_a_zones_name_stands_beside_the_halls():
    assert "东厅" in lobby(hall(ZONED), "zone=east").text
    assert "东厅" not in lobby(hall(ZONED)).text


# ------------------------------------------------------------ languages, and the rest of the contract
def test_both_languages_stand_together_and_the_look_chooses_which_is_first():
    floor = hall()
    called(floor, 1)
    zh, en = lobby(floor), lobby(floor, "lang=en")
    assert (zh.root["lang"], en.root["lang"]) == ("zh-CN", "en")
    for picture in (zh, en):
        assert "Now calling" in picture.text
        assert "最近" not in picture.text
        assert "请留意叫号，过号请联系引导员。" in picture.text
    assert zh.text.index("请") < zh.text.index("Now calling")
    assert en.text.index("Now calling") < en.text.index("请")


@pytest.mark.parametrize("group", ["display.", "window.", "greeter."])
def test_both_languages_have_all_keys(group):
    zh, en = ({key for key in SENTENCES[spoken] if key.startswith(group)} for spoken in ("zh", "en"))
    assert zh == en
    assert zh


def test_the_clock_is_the_halls():
    (clock,) = [told for tag, told, _ in lobby(hall()).elements if tag == "wall-clock"]
    assert clock["offset"] == "480"


def test_the_picture_depends_on_hall_time_and_look_only():
    floor = hall()
    called(floor, 1)
    assert lobby(floor).html == lobby(floor).html

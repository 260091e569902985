from pathlib import Path

import pytest

from app.hall.plan import CALL_REASONS, Elsewhere, Offer, Text, Zone
from app.hall_file import read_hall
from tests.hall_file.small import SMALL, changed, plan

HALLS = Path(__file__).parent.parent.parent / "halls"


def test_the_required_keys_are_enough_and_the_rest_is_as_usual() -> None:
    hall = plan(SMALL)
    assert (hall.hall, hall.name, hall.timezone) == ("dongcheng", Text("东城营业厅", "Dongcheng Hall"), "Asia/Shanghai")
    assert [level.promise for level in hall.levels] == [900_000, 600_000]
    assert [level.important for level in hall.levels] == [False, True]
    assert (hall.services[0].script, hall.services[0].typical, hall.services[1].typical) == ("open-account", 480_000, 300_000)
    assert (hall.counters[1].number, hall.counters[1].first) == (2, ("vip",))
    assert (hall.opens, hall.closed, hall.last_ticket, hall.day_starts, hall.seats) == (None, (), 0, 240, None)
    assert hall.call_reasons == CALL_REASONS


def test_every_optional_key_reaches_the_plan() -> None:
    hall = plan(
        SMALL
        + """\
day_starts: "03:30"
last_ticket: 15m
closed: [2027-01-01, "2027-05-01"]
greetings: {morning: "06:00", noon: "11:30", afternoon: "14:00", evening: "19:00"}
counter_word: {zh: 窗口, en: window}
posts: [{id: sales-1, kind: sales, stands_in_for: door}, {id: door, kind: greeter}]
waiting: {seats: 40, standing: 10}
lounge: {seats: 4}
absence: 4m
helper_within: 90s
offers: [{id: fibre, name: {zh: 宽带, en: Fibre}, service: pay-bill}, {id: music, name: {zh: 音乐, en: Music}}]
limits: {open-account: {system: 4m, welcome: 30s}, pay-bill: {count: 1m}}
missed_return: 3
nearby: [{name: {zh: 西城营业厅, en: Xicheng Hall}, address: {zh: 平安大街, en: Ping'an Street}}, {name: {zh: 甲, en: A}}]
call_reasons: [elderly, other]
pause_reasons: [meal]
settings: {prepayment: 100, rate: 0.5, roaming: true, hotline: "10086"}
zones: [{id: east, counters: [1], name: {zh: 东厅, en: East}}, {id: west, counters: [2, 1], services: [pay-bill]}]
"""
    )
    assert (hall.day_starts, hall.last_ticket, hall.closed) == (210, 900_000, ("2027-01-01", "2027-05-01"))
    assert hall.greetings == {"morning": 360, "noon": 690, "afternoon": 840, "evening": 1140}
    assert (hall.counter_word, hall.seats, hall.lounge_seats, hall.missed_return) == (Text("窗口", "window"), 40, 4, 3)
    assert (hall.posts[0].stands_in_for, hall.nearby[1].address) == ("door", None)
    assert (hall.call_reasons, hall.pause_reasons) == (("elderly", "other"), ("meal",))
    assert (hall.standing, hall.absence, hall.helper_within) == (10, 240_000, 90_000)
    assert hall.offers == (Offer("fibre", Text("宽带", "Fibre"), "pay-bill"), Offer("music", Text("音乐", "Music")))
    assert hall.limits == {"open-account.system": 240_000, "open-account.welcome": 30_000, "pay-bill.count": 60_000}
    assert hall.zones == (Zone("east", (1,), Text("东厅", "East")), Zone("west", (2, 1), services=("pay-bill",)))
    assert hall.settings == {"prepayment": 100, "rate": 0.5, "roaming": True, "hotline": "10086"}


def test_a_service_says_what_to_bring_and_where_else_to_go() -> None:
    more = "documents: [id-card], hint: {zh: 现金, en: Cash}, "
    more += "elsewhere: [{channel: sms}, {channel: online, where: {zh: 网, en: Web}}]"
    service = plan(changed("en: Pay a bill}", "en: Pay a bill}, " + more)).service["pay-bill"]
    assert (service.documents, service.hint) == (("id-card",), Text("现金", "Cash"))
    assert service.elsewhere == (Elsewhere("sms"), Elsewhere("online", Text("网", "Web")))


def test_no_and_on_are_words_and_a_time_needs_no_quotes() -> None:
    hall = plan(changed("en: Dongcheng Hall", "en: No") + "day_starts: 04:30\n")
    assert (hall.name.en, hall.day_starts) == ("No", 270)


def test_a_file_saved_by_notepad_is_read() -> None:
    assert plan("\ufeff" + SMALL.replace("\n", "\r\n")) == plan(SMALL)


@pytest.mark.parametrize("name", ["dongcheng", "xicheng"])
def test_the_halls_we_ship_are_valid(name: str) -> None:
    hall = read_hall(HALLS / f"{name}.yaml")
    assert hall.hall == name
    assert {service for counter in hall.counters for service in counter.services} == set(hall.service)


def test_the_demo_hall_is_open_round_the_clock_and_fits_one_kiosk_page() -> None:
    hall = read_hall(HALLS / "dongcheng.yaml")
    assert (hall.opens, hall.closed, hall.groups) == (None, (), ())
    assert len(hall.services) <= 8
    assert not {service.letter for service in hall.services} & set("DER")


def test_the_second_hall_shows_lunch_break_groups_and_holidays() -> None:
    hall = read_hall(HALLS / "xicheng.yaml")
    assert hall.opens is not None
    assert hall.opens[0] == ((510, 720), (780, 1080))
    assert hall.opens[6] == ()
    assert len(hall.services) > 8
    assert hall.groups
    assert hall.closed

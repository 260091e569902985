"""The window screens, by small examples: facts → hall → the picture."""

from tests.screens.tv import called, hall, window


def test_a_window_follows_its_counter():
    floor = hall()
    assert window(floor, 1).root["data-situation"] == "closed"
    number = called(floor, 1)
    picture = window(floor, 1)
    (told,) = picture.having("data-call")
    assert (picture.root["data-situation"], told["data-ticket"]) == ("called", number)
    assert "1 号台席" in picture.text
    assert "请到本台席" in picture.text
    floor.start(counter=1)
    picture = window(floor, 1)
    assert picture.root["data-situation"] == "serving"
    assert picture.having("data-call") == [], "yellow only while called"
    assert [told["data-ticket"] for told in picture.having("data-ticket")] == [number]
    floor.finish(counter=1)
    assert "空闲，欢迎" in window(floor, 1).text
    floor.pause(counter=1)
    assert "暂停服务" in window(floor, 1).text


def test_a_window_shows_only_its_own_customer():
    floor = hall()
    called(floor, 1)
    assert window(floor, 3).having("data-ticket") == []


def test_a_recall_is_new_on_the_window_too():
    floor = hall()
    called(floor, 1)
    before = window(floor, 1).having("data-call")[0]["data-key"]
    floor.recall(counter=1)
    assert window(floor, 1).having("data-call")[0]["data-key"] != before


def test_a_counter_that_will_pause_says_so_while_it_serves():
    floor = hall()
    number = called(floor, 1)
    floor.start(counter=1)
    floor.pause(counter=1)
    picture = window(floor, 1)
    assert number in picture.text
    assert "暂不叫号" in picture.text


def test_the_name_of_a_counter_that_takes_levels_first_is_not_shown():
    floor = hall()
    assert "客户经理台席" in window(floor, 5).text
    assert "VIP" not in window(floor, 2).text

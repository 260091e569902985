"""Who is told elsewhere, in the hall's words, and what troubles there are."""

import pytest

from app.notices import office
from app.notices.addressees import Address, Addressee
from app.notices.matters import MATTERS
from app.notices.rows import Standing
from counter_ui.manager.told import Told, notices
from tests.hall.floor import Floor

FLOOR = Floor()


def told(name: str, language: str = "zh", *standing: Standing, service: str = "mailtos") -> Told:
    addressee = Addressee(name, (Address("a1", service, f"{service}://x"),), frozenset(MATTERS), frozenset(), "zh")
    found = notices(FLOOR.hall, FLOOR.now, office.Known(1, (addressee,), standing), language)
    assert found is not None
    return found.told[0]


@pytest.mark.parametrize(
    ("name", "language", "called"),
    [
        ("bulletin-reader", "zh", "简报读者"),
        ("bulletin-reader", "en", "Bulletin reader"),
        ("department", "zh", "相关部门"),
        ("1007", "zh", "工号 1007"),
        ("1007", "en", "staff no. 1007"),
        ("night watch", "en", "night watch"),
    ],
)
def test_who_is_told_has_the_name_that_people_use(name: str, language: str, called: str):
    assert told(name, language).name == called


@pytest.mark.parametrize(("service", "called"), [("mailtos", "电子邮件"), ("json", "网络接口"), ("ntfy", "ntfy")])
def test_a_service_is_named_as_people_name_it(service: str, called: str):
    assert told("door", service=service).services == called


def test_what_fails_is_told_once_for_each_matter():
    failing = [Standing(f"o{n}", "a1", "door", "order-raised", FLOOR.now, n, None, None, "refused") for n in (1, 2, 3)]
    given_up = Standing("p1", "a1", "door", "page", FLOOR.now, 9, FLOOR.now, "given-up", "refused")
    lines = told("door", "zh", *failing, given_up).troubles
    assert [over for _, over in lines] == [False, True]
    assert lines[0][0].endswith("共 3 条")
    assert "条" not in lines[1][0]

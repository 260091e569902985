"""Which languages a hall offers, and in which one its screens begin."""

import json
import re
from dataclasses import replace

import pytest

from app.hall.plan import Text
from display_ui.routes import LOBBY
from kiosk_ui.routes import KIOSK
from shared_ui.picture import Look, Place, Screen, render
from tests.hall.floor import PLAN, Floor

NAME = Text("东城营业厅", "Dongcheng Hall", **{"zh-Hant": "東城營業廳"})


def seen(languages: tuple[str, ...], screen: Screen = KIOSK, look: Look | None = None) -> str:
    floor = Floor(replace(PLAN, languages=languages, name=NAME))
    floor.open(1)
    return render(Place(screen, "dongcheng", None), floor.hall, floor.now, look or {})


def choices(html: str) -> list[str]:
    return re.findall(r'data-show="lang=([^"]+)"', html)


@pytest.mark.parametrize(
    ("languages", "shown", "others"),
    [
        (("zh", "en"), "zh-CN", ["en"]),
        (("zh", "en", "zh-Hant"), "zh-CN", ["en", "zh-Hant"]),
        (("zh-Hant", "en"), "zh-Hant", ["en"]),
        (("en",), "en", []),
    ],
)
def test_the_kiosk_begins_in_the_halls_first_language_and_offers_the_others(languages, shown, others):
    html = seen(languages)
    assert re.search(r'lang="([^"]+)"', html)[1] == shown
    assert choices(html) == others


def test_the_kiosk_speaks_the_halls_words_in_the_third_language_and_issues_in_it():
    html = seen(("zh-Hant", "en"))
    assert "東城營業廳" in html
    assert "請問您辦理什麼業務？" in html
    body = re.search(r'data-command="take"[^>]*data-body="([^"]+)"', html)[1].replace("&#34;", '"')
    assert json.loads(body)["language"] == "zh-Hant"


def test_the_first_page_in_another_language_returns_to_the_halls_first():
    assert "idle-reset" not in seen(("zh-Hant", "en"))
    assert "idle-reset" in seen(("zh-Hant", "en"), look={"lang": "zh"})


def test_the_tv_shows_two_tongues_never_the_same_in_two_kinds_of_letters():
    html = seen(("zh-Hant", "zh", "en"), LOBBY)
    assert "東城營業廳" in html
    assert "Dongcheng Hall" in html
    assert "东城营业厅" not in html
    english = seen(("en", "zh-Hant"), LOBBY)
    assert english.index("Dongcheng Hall") < english.index("东城营业厅")

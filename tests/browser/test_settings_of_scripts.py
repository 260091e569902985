"""A manager changes a service script in a real browser: its flowchart is shown first, and the way back leads to any version."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page

from tests.house import HALL, Place, server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

SCRIPT = """
id: pay-bill
title: {zh: 收费, en: Pay a bill}
steps:
  - {id: fee, do: {zh: 收取话费, en: take the fee}, within: 2m}
  - {id: goodbye, kind: farewell, say: {zh: 请慢走, en: Goodbye}}
"""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a server, and a manager's token."""
    (folder := tmp_path / "scripts").mkdir()
    (folder / "pay-bill.yaml").write_text(SCRIPT, "utf-8")
    file = HALL.replace("typical: 2m}", "typical: 2m, script: pay-bill}")
    place = Place.make(tmp_path / "var", (file,))
    with server(place, scripts=folder) as url:
        yield url, place.tokens["manager"]
    place.close()


@pytest.fixture
def edited(tablet: Page, hall: tuple[str, str]) -> Page:
    tablet.goto(f"{hall[0]}/enter?key={hall[1]}")
    tablet.goto(f"{hall[0]}/manager/dongcheng/scripts/pay-bill/edit?lang=en")
    return tablet


def published(hall: tuple[str, str]) -> str:
    answer = httpx.get(f"{hall[0]}/api/v1/halls/dongcheng/scripts/pay-bill", headers={"Authorization": f"Bearer {hall[1]}"})
    return str(answer.json()["yaml"])


def write(page: Page, old: str, new: str) -> None:
    text = page.input_value("textarea")
    assert old in text
    page.fill("textarea", text.replace(old, new))
    page.click("[data-act=check]")


def test_a_fault_is_told_by_its_line_and_only_what_is_sound_is_drawn(hall: tuple[str, str], edited: Page):
    before = published(hall)
    write(edited, "within: 2m", "within: soon")
    edited.wait_for_selector(".faults li")
    assert edited.is_hidden(".settings-preview")
    assert edited.is_disabled("[data-act=publish]")
    write(edited, "within: soon", "within: 4m")
    edited.wait_for_selector(".settings-preview [data-step=fee]")
    assert edited.is_enabled("[data-act=publish]")
    assert published(hall) == before, "looked at and not published"


def test_a_published_script_holds_and_each_earlier_version_and_the_file_come_back(hall: tuple[str, str], edited: Page):
    write(edited, "take the fee", "take the whole fee")
    edited.wait_for_selector(".settings-preview [data-step=fee]")
    edited.click("[data-act=publish]:enabled")
    edited.wait_for_selector(".done")
    assert "take the whole fee" in published(hall)
    ways = [("[data-back]", "take the fee"), ("[data-back] >> nth=0", "take the whole fee"), ("[data-give-back]", "take the fee")]
    for way, expected in ways:
        edited.reload()
        edited.click(way)
        with edited.expect_navigation():
            edited.click("dialog button[value=yes]")
        assert expected in published(hall), way
    edited.reload()
    assert edited.locator("[data-give-back]").count() == 0

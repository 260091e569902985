"""A hall manager finds, hands out and erases what is kept about a customer, by number, in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page

from tests.house import HALL, Place, server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

PHONE = "13800138000"
OTHER = "13900139000"


def posted(http: httpx.Client, path: str, **body: str) -> dict[str, str]:
    answer = http.post(path, json=body, headers={"Idempotency-Key": uuid4().hex})
    return dict(answer.raise_for_status().json())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place.make(tmp_path / "var", (HALL,))
    yield made
    made.close()


@pytest.fixture
def asked(tablet: Page, place: Place) -> Iterator[Page]:
    """The page, beside two customers who gave their numbers."""
    with server(place) as url:
        headers = {"Authorization": f"Bearer {place.tokens['manager']}"}
        with httpx.Client(base_url=f"{url}/api/v1/halls/dongcheng", headers=headers) as http:
            for phone, note in ((PHONE, "needs an <b>invoice</b>"), (OTHER, "comes again")):
                number = posted(http, "/tickets", service="pay-bill", phone=phone)["number"]
                posted(http, f"/tickets/{number}/note", note=note, customer="Mrs Li")
        tablet.goto(f"{url}/enter?key={place.tokens['manager']}")
        tablet.goto(f"{url}/manager/dongcheng/settings/personal?lang=en")
        yield tablet


def find(page: Page, phone: str) -> None:
    page.fill("input", phone)
    page.press("input", "Enter")
    page.wait_for_selector(".settings-found > *")


def test_what_is_kept_is_shown_as_it_was_noted_and_saved_as_a_file(asked: Page):
    find(asked, "+86 138 0013 8000")
    assert asked.inner_text(".settings-found h2") == PHONE
    [row] = asked.inner_text(".settings-found tbody").splitlines()
    assert row.split("\t")[1:] == ["Ticket B001", "Mrs Li", "needs an <b>invoice</b>"]
    assert PHONE not in asked.url
    with asked.expect_download() as download:
        asked.click("[data-act=save]")
    assert PHONE not in download.value.suggested_filename
    told = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert [told["phone"], told["tickets"][0]["notes"]] == [PHONE, ["needs an <b>invoice</b>"]]


def test_one_is_erased_and_the_other_stays(asked: Page):
    find(asked, PHONE)
    assert asked.is_hidden("[data-act=erase]"), "it takes a second look"
    asked.click("summary")
    asked.click("[data-act=erase]")
    asked.wait_for_selector(".settings-found .done")
    assert asked.inner_text(".settings-found") == f"All about {PHONE} is erased. Tickets, walks and cases that it was about: 1."
    find(asked, PHONE)
    assert asked.inner_text(".settings-found") == f"This hall keeps nothing about {PHONE}."
    find(asked, OTHER)
    assert "comes again" in asked.inner_text(".settings-found")


def test_what_is_no_number_is_told_and_nothing_stays_of_the_one_before(asked: Page):
    find(asked, PHONE)
    find(asked, "123")
    asked.wait_for_selector(".settings-found .refused")
    assert "invoice" not in asked.inner_text(".settings-found")


@pytest.mark.parametrize("phone", [PHONE, "13700137000"])
def test_the_page_forgets_the_number_when_it_is_left_alone(asked: Page, phone: str):
    asked.clock.install()
    find(asked, phone)
    assert phone in asked.inner_text(".settings-found")
    asked.clock.run_for(301_000)
    assert asked.inner_text(".settings-found") == ""
    assert asked.input_value("input") == ""

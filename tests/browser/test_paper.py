"""Tickets on paper in a real browser: the kiosk's page, its code, and a browser that prints by itself."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import free_port
from tests.cli.command import Server, serving, yingbin
from tests.house import HALL
from tests.printing.reader import code_on
from tests.printing.thermal import network_printer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

Open = Callable[[str], Page]


@pytest.fixture
def printer():
    with network_printer() as found:
        yield found


@pytest.fixture
def hall_data(tmp_path: Path, printer) -> Path:
    printers = (
        f'printers: [{{id: door, paper: 80mm, connection: "{printer.address}"}}, {{id: own, paper: 58mm, connection: browser}}]'
    )
    (tmp_path / "hall.yaml").write_text(HALL + printers + "\n")
    yingbin("init", "--data", tmp_path / "var", "--hall", tmp_path / "hall.yaml").done()
    return tmp_path / "var"


@pytest.fixture
def running(hall_data: Path, without_scripts: dict[str, str]):
    with serving(hall_data, free_port(), **without_scripts) as server:
        yield server


def seen(page: Page, **more) -> Image.Image:
    return Image.open(BytesIO(page.screenshot(**more)))


def take(kiosk: Page) -> None:
    kiosk.locator("[data-command='take'][data-value='pay-bill']").click()
    kiosk.wait_for_selector("[data-ticket='B001']")


def loaded(page: Page, image: str) -> None:
    page.wait_for_function(f"() => document.querySelector('{image}')?.naturalWidth > 0")


def test_a_kiosk_prints_and_a_phone_reads_the_same_code_from_its_page(opened: Open, running: Server, printer):
    kiosk = opened("/kiosk/dongcheng")
    take(kiosk)
    kiosk.wait_for_selector(".paper.printed", timeout=10_000)
    loaded(kiosk, ".paper .code")
    on_screen = code_on(seen(kiosk))
    assert on_screen is not None
    assert on_screen.startswith(f"{running.url}/t/dongcheng.")
    assert [code_on(picture) for picture in printer.tickets] == [on_screen]
    printer.fault = "paper_out"
    kiosk.locator("[data-key='back']").click()
    kiosk.locator("[data-command='take'][data-value='open-account']").click()
    kiosk.wait_for_selector(".paper.failed", timeout=10_000)
    loaded(kiosk, ".paper .code")
    greeter = opened("/greeter/dongcheng")
    greeter.wait_for_selector("[data-printer='door'].late", timeout=10_000)
    assert code_on(seen(kiosk)) not in (None, on_screen)


def test_a_kiosk_with_a_printer_of_its_own_prints_each_ticket_once(opened: Open, running: Server, printer):
    kiosk = opened("/kiosk/dongcheng?printer=own")
    kiosk.evaluate(
        "() => { window.print = () => document.body.dataset.printed = 1 + Number(document.body.dataset.printed ?? 0) }"
    )
    take(kiosk)
    kiosk.wait_for_selector("body[data-printed='1']")
    kiosk.locator("[data-show*='lang=en']").first.click()
    kiosk.wait_for_selector(".paper.own:has-text('take your ticket')")
    assert kiosk.locator("body").get_attribute("data-printed") == "1"
    kiosk.emulate_media(media="print")
    kiosk.set_viewport_size({"width": 260, "height": 900})
    paper = seen(kiosk, scale="css")
    code = code_on(paper.resize((paper.width * 3, paper.height * 3)))
    assert code is not None
    assert code.startswith(f"{running.url}/t/dongcheng.")
    assert kiosk.locator(":is(.panel, .bottom, .top):visible").count() == 0
    assert printer.tickets == []


def test_a_ticket_has_a_page_that_prints_itself(opened: Open, running: Server):
    kiosk = opened("/kiosk/dongcheng?printer=own")
    take(kiosk)
    page = kiosk.context.new_page()
    page.add_init_script("window.print = () => document.documentElement.setAttribute('data-printed', 'yes')")
    page.goto(f"{running.url}/greeter/dongcheng/slip/B001?paper=80mm&lang=en")
    page.wait_for_selector("html[data-printed]")
    assert page.locator("nav").is_visible()
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator(".slip").evaluate("image => image.naturalWidth") == 576
    missing = page.goto(f"{running.url}/greeter/dongcheng/slip/B999")
    assert missing is not None
    assert missing.status == 404

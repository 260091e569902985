"""The lobby's screen through a whole day of calls, with a playlist between them: nothing is dropped, nothing piles up."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser.accelerated import Hall, day
from tests.browser.conftest import live
from tests.cli.command import serving, yingbin
from tests.house import HALL
from tests.media import clips

MOST = 5.0
"""Megabytes that the heap may have grown by."""


@pytest.mark.browser
@pytest.mark.timeout(1800)
def test_five_thousand_calls_leave_the_lobbys_screen_as_it_was(browser: Browser, tmp_path: Path):
    (tmp_path / "hall.yaml").write_text(HALL)
    yingbin("init", "--data", tmp_path / "var", "--hall", tmp_path / "hall.yaml").done()
    with serving(tmp_path / "var", YINGBIN_SCRIPTS=str(tmp_path)) as server:
        headers = {"Authorization": f"Bearer {server.token('manager')}", "Idempotency-Key": "picture"}
        address = f"{server.url}/api/v1/halls/dongcheng"
        media = httpx.post(f"{address}/media", content=clips.picture(size=(1920, 1080)), headers=headers).json()["media"]
        texts = {"zh": "请稍候", "en": "One moment"}
        for key, body in enumerate(({"media": media}, texts, {**texts, "below": True})):
            own = {**headers, "Idempotency-Key": f"entry-{key}"}
            assert httpx.post(f"{address}/playlist", json={"seconds": 3, **body}, headers=own).status_code == 200
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(server.link)
        page.goto(f"{server.url}/display/dongcheng")
        live(page)
        found = day(page, Hall(server, 3), 5000, rest_every=1000)
        print(f"\n{found.calls} calls: {found.dropped} dropped, heap {found.megabytes:+.2f} MB, {found.nodes:+} nodes")
        assert found.dropped == 0
        assert found.megabytes < MOST
        assert found.nodes < 2000

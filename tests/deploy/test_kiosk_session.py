"""The session of a kiosk or a TV with a real Chromium: it waits for the server, and what ends comes back."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import free_port, live
from tests.cli.command import serving
from tests.deploy.machine import machine, until

BACK_WITHIN = 15.0
"""Seconds; on a quiet machine it is two or three."""

pytestmark = pytest.mark.browser


def test_a_screen_waits_for_its_server_and_comes_back_when_its_browser_has_crashed(data: Path, tmp_path: Path):
    port, path = free_port(), "/display/dongcheng/window/2?lang=en"
    url = f"http://127.0.0.1:{port}"
    with serving(data) as early:
        token = early.token("display")
    with sync_playwright() as playwright, machine(tmp_path, playwright, url, token, YINGBIN_PATH=path) as one:
        waiting = one.page("wait.html")
        assert "请稍候" in waiting.inner_text("body")
        waiting.wait_for_timeout(2500)
        assert "wait.html" in waiting.url, "never the browser's own page of a fault"
        with serving(data, port) as server:
            live(one.page(path), 10_000)
            told = server.get(server.token("manager"), "halls/dongcheng/devices").json()["devices"]
            assert [(device["id"], device["kind"], device["counter"]) for device in told] == [("tv-left.window-2", "window", 2)]
            assert "key=" not in one.page(path).url
            killed = one.kill()
            until(lambda: one.browser not in (0, killed), 5)
            live(one.page(path, BACK_WITHIN))
            assert token not in Path(f"/proc/{one.browser}/environ").read_text(), "nor where other programs would see it"
            assert token not in Path(f"/proc/{one.browser}/cmdline").read_text()

"""TLS in a hall's own network: an authority of its own, and no server that is reached unencrypted unless somebody said so."""

import os
import ssl
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from websockets.asyncio.client import connect

from app import certificates
from app.cli.encryption import Encryption, encryption
from app.cli.errors import CommandError
from app.settings import Settings
from tests.cli.command import in_a_process, serving, yingbin
from tests.deploy.machine import needs
from tests.house import run

NEAR, FAR = "127.0.0.1", "10.0.0.5"


def made(data: Path, *names: str) -> str:
    options = [word for name in names for word in ("--name", name)]
    return yingbin("certificate", "--data", data, *options).done()


def authority(data: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificates.authority_file(data).read_bytes())


def server_certificate(data: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificates.server_file(data).read_bytes())


def mode(file: Path) -> str:
    return oct(stat.S_IMODE(file.stat().st_mode))[2:]


# ------------------------------------------------------------ the command
def test_one_command_makes_an_authority_and_a_certificate_and_says_what_to_do(data: Path):
    told = made(data, "queue.example.cn", "10.0.0.5")
    assert str(certificates.authority_file(data)) in told
    for word in ("deploy/kiosk/install --ca", "update-ca-certificates", "queue.example.cn", "10.0.0.5"):
        assert word in told
    ca, shown = authority(data), server_certificate(data)
    shown.verify_directly_issued_by(ca)
    assert timedelta(3650) < ca.not_valid_after_utc - datetime.now(UTC) < timedelta(3660)
    assert timedelta(396) < shown.not_valid_after_utc - datetime.now(UTC) <= timedelta(397)
    assert {"queue.example.cn", "10.0.0.5", "localhost", "127.0.0.1", "::1"} <= set(
        certificates.names_in(certificates.server_file(data))
    )
    constraints = ca.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (constraints.value.ca, constraints.value.path_length, constraints.critical) == (True, 0, True)
    assert not shown.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_keys_are_for_their_owner_only_whatever_the_umask(data: Path):
    before = os.umask(0)
    try:
        made(data)
    finally:
        os.umask(before)
    folder = certificates.folder(data)
    modes = {file.name: mode(file) for file in folder.iterdir()}
    assert (modes, mode(folder)) == ({"ca.pem": "644", "ca.key": "600", "server.pem": "600"}, "700")


def test_again_nothing_is_made_and_a_further_name_keeps_the_authority(data: Path):
    made(data, "one.example")
    ca, first = authority(data), server_certificate(data)
    assert "is good" in made(data)
    assert server_certificate(data) == first
    assert "is new" in made(data, "two.example")
    assert authority(data) == ca
    assert {"one.example", "two.example"} <= set(certificates.names_in(certificates.server_file(data)))


@pytest.mark.parametrize(("days", "fresh"), [(366, False), (368, True), (500, True)])
def test_it_is_renewed_thirty_days_before_its_end_by_the_same_authority(data: Path, days: int, fresh: bool):
    made(data)
    ca = authority(data)
    assert certificates.provide(data, (), datetime.now(UTC) + timedelta(days)).fresh is fresh
    assert authority(data) == ca


def test_an_authority_that_ends_or_has_lost_its_key_is_not_replaced_in_secret(data: Path):
    made(data)
    with pytest.raises(certificates.CertificateError, match="ends on"):
        certificates.provide(data, (), datetime.now(UTC) + timedelta(3640))
    (certificates.folder(data) / "ca.key").write_text("no key")
    said = yingbin("certificate", "--data", data, "--name", "new.example")
    said.refused_in_one_line("key is missing or damaged", "every screen")


@pytest.mark.parametrize("name", ["https://a.example", "a.example:8000", "a b", "*.example", "", "-a", "10.0.0.5/24"])
def test_what_is_neither_name_nor_address_is_refused(data: Path, name: str):
    yingbin("certificate", "--data", data, "--name", name).refused_in_one_line("neither a name nor an address")
    assert not certificates.folder(data).exists()


def test_without_a_data_directory_nothing_is_made(tmp_path: Path):
    yingbin("certificate", "--data", tmp_path / "none").refused_in_one_line("no data directory")


# ------------------------------------------------------------ when a server encrypts
def test_off_loopback_a_server_refuses_to_be_read_along(data: Path):
    said = yingbin("serve", "--data", data, "--host", "0.0.0.0", "--port", "0")
    said.refused_in_one_line("without TLS", "yingbin certificate", "--tls-cert", "YINGBIN_PROXIES", "--insecure")


@pytest.mark.parametrize(
    ("address", "settings"),
    [(NEAR, {}), ("127.1.2.3", {}), ("::1", {}), (FAR, {"insecure": True}), (FAR, {"proxies": "10.0.0.1"})],
)
def test_plain_it_serves_on_loopback_behind_a_proxy_or_when_told(data: Path, address: str, settings: dict):
    assert encryption(Settings(data=data, **settings), address) is None


@pytest.mark.parametrize("address", [FAR, "0.0.0.0", "::", "fe80::1%eth0", "2001:db8::1"])
def test_what_the_command_made_is_used_where_others_reach_it(data: Path, address: str):
    with pytest.raises(CommandError, match="--insecure"):
        encryption(Settings(data=data), address)
    made(data)
    assert isinstance(encryption(Settings(data=data), address), Encryption)
    assert encryption(Settings(data=data), NEAR) is None


def test_a_certificate_that_is_none_is_named(data: Path, tmp_path: Path):
    made(data)
    other = tmp_path / "other.pem"
    other.write_text("nothing")
    for options, words in (
        (("--tls-cert", other), ("other.pem", "no pair")),
        (("--tls-cert", tmp_path / "none.pem"), ("none.pem", "No such file")),
        (("--tls-key", other), ("--tls-cert",)),
        (("--tls-cert", certificates.authority_file(data), "--tls-key", certificates.folder(data) / "server.pem"), ("no pair",)),
    ):
        yingbin("serve", "--data", data, "--port", "0", *options).refused_in_one_line(*words)


# ------------------------------------------------------------ on a real socket
def shows(data: Path) -> dict[str, str]:
    return {"YINGBIN_TLS_CERT": str(certificates.server_file(data))}


def test_screens_and_programs_speak_tls_with_it_and_know_it_by_the_authority(data: Path):
    made(data)
    trust = ssl.create_default_context(cafile=certificates.authority_file(data))
    with serving(data, **shows(data)) as server, httpx.Client(base_url=server.url, verify=trust) as http:
        assert server.url.startswith("https://127.0.0.1:")
        entered = http.get(server.link, follow_redirects=True)
        assert entered.status_code == 200
        assert "secure" in entered.history[0].headers["set-cookie"].lower()
        assert "max-age" in entered.headers["strict-transport-security"]
        with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
            httpx.get(server.url)
        with pytest.raises(httpx.HTTPError):
            httpx.get(server.url.replace("https", "http"))
        old = ssl.create_default_context(cafile=certificates.authority_file(data))
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((httpx.ConnectError, ssl.SSLError)):
            httpx.get(server.url, verify=old)
        named = http.get("/healthz", headers={"Host": "localhost"})
        assert named.status_code == 200
        token = server.token("integration")

        async def streamed() -> str:
            headers = {"Authorization": f"Bearer {token}"}
            address = f"wss{server.url.removeprefix('https')}/api/v1/halls/dongcheng/stream"
            async with connect(address, ssl=trust, additional_headers=headers) as live:
                await live.send('{"hello": 1, "epoch": null, "since": null}')
                return str(await live.recv())

        assert '"reset"' in run(streamed())
        code, _ = server.end()
        assert code == 0


def test_a_hotkey_on_another_machine_knows_the_server_by_that_machines_authorities(data: Path, tmp_path: Path):
    made(data)
    with serving(data, **shows(data)) as server:
        token = server.token("counter", counter=1)
        environ = {"YINGBIN_TOKEN": token, "YINGBIN_URL": server.url, "YINGBIN_DATA": str(tmp_path)}
        in_a_process("key", "--counter", 1, "open", env=environ).refused_in_one_line("can't be reached")
        believed = {"SSL_CERT_FILE": str(certificates.authority_file(data))}  # in the place of the system's list
        assert in_a_process("key", "--counter", 1, "open", env=environ | believed).done() == "counter 1 is open\n"


def test_a_certificate_that_was_exchanged_is_taken_up_without_a_restart(data: Path):
    made(data)
    used = Encryption(certificates.server_file(data), None, data)
    before = used._seen
    used.look()
    assert used._seen == before
    made(data, "further.example")
    used.look()
    assert used._seen != before
    assert "further.example" in used.names


@pytest.mark.browser
def test_a_browser_that_was_given_the_authority_opens_every_screen(data: Path, tmp_path: Path):
    needs("certutil")
    from playwright.sync_api import Error, sync_playwright

    made(data)
    store = tmp_path / "home" / ".pki" / "nssdb"
    store.mkdir(parents=True)
    subprocess.run(["certutil", "-d", f"sql:{store}", "-N", "--empty-password"], check=True)
    options = {"executable_path": os.environ.get("CHROMIUM"), "args": ["--no-sandbox"]}
    with serving(data, **shows(data)) as server, sync_playwright() as play:
        home = {**os.environ, "HOME": str(tmp_path / "home")}
        strange = play.chromium.launch(**options, env=home)
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            strange.new_page().goto(server.url)
        strange.close()
        ca = certificates.authority_file(data)
        subprocess.run(["certutil", "-d", f"sql:{store}", "-A", "-n", "hall", "-t", "C,,", "-i", ca], check=True)
        browser = play.chromium.launch(**options, env=home)
        page = browser.new_page()
        faults: list[str] = []
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(server.link)
        page.goto(f"{server.url}/kiosk/dongcheng")
        page.wait_for_selector("body[data-link=live]")
        assert page.evaluate("isSecureContext")
        assert faults == []
        browser.close()

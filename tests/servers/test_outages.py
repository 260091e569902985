"""When the database, or a server, fails: clear refusals, nothing lost, all well again by itself."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx
import psycopg
import pytest
from websockets.sync.client import connect

from app.hall.events import CounterOpened
from app.tables import HEAD
from tests import postgres
from tests.cli.command import YINGBIN, in_a_process, yingbin
from tests.house import Place
from tests.servers.beside import beside
from tests.servers.conftest import HALL
from tests.servers.fleet import NO_SCRIPTS, Server, fleet

WELL_AGAIN = 5.0


@dataclass
class Asker:
    """Takes a ticket every 50 ms; what was answered, and the statuses otherwise."""

    address: str
    token: str
    issued: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    retry_after: set[str | None] = field(default_factory=set)
    each: str = "asker"
    faults: list[str] = field(default_factory=list)
    """What went wrong with a connection."""
    refused: int = 0
    slowest: float = 0.0
    well_at: float = 0.0
    """When the last ticket was issued."""
    _over: threading.Event = field(default_factory=threading.Event)

    def ask(self) -> None:
        n = 0
        with httpx.Client(timeout=10) as http:
            while not self._over.wait(0.05):
                n += 1
                began = time.monotonic()
                try:
                    answer = http.post(
                        f"{self.address}/api/v1/halls/dongcheng/tickets",
                        json={"service": "pay-bill"},
                        headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"{self.each}-{self.address}-{n}"},
                    )
                except httpx.TransportError as error:
                    self.faults.append(type(error).__name__)
                    continue
                self.slowest = max(self.slowest, time.monotonic() - began)
                self.statuses.add(answer.status_code)
                if answer.status_code == 201:
                    self.issued.append(answer.json()["number"])
                    self.well_at = time.monotonic()
                else:
                    self.refused += 1
                    self.retry_after.add(answer.headers.get("retry-after"))

    @contextmanager
    def asking(self) -> Iterator["Asker"]:
        with beside(self.ask, self._over):
            yield self

    def well_again(self, since: float) -> float:
        """Seconds until a ticket was issued."""
        while self.well_at < since:
            assert time.monotonic() - since < 20, "no ticket for 20 s"
            time.sleep(0.02)
        return self.well_at - since


class HasAddress(Protocol):
    @property
    def address(self) -> str: ...


@contextmanager
def screen(server: HasAddress, token: str) -> Iterator[list[str]]:
    """What a lobby TV is sent: `html`, `now`, `lost`, or `cut`; it comes back by itself as the screens do."""
    seen: list[str] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            try:
                url = server.address.replace("http", "ws") + "/display/dongcheng/live"
                with connect(
                    url, additional_headers={"Authorization": f"Bearer {token}"}, open_timeout=2, close_timeout=0.2
                ) as socket:
                    while not over.is_set():
                        try:
                            seen.append("|".join(json.loads(socket.recv(timeout=0.2))))
                        except TimeoutError:
                            continue
            except Exception:
                seen.append("cut")
                time.sleep(0.3)

    with beside(watch, over):
        yield seen


def shown(seen: list[str], what: str, within: float, since: int | None = None) -> float:
    """Seconds until the screen was sent this, from now on or since it had been sent so many frames."""
    began, at = time.monotonic(), len(seen) if since is None else since
    while not any(what in frame for frame in seen[at:]):
        assert time.monotonic() - began < within, seen[at:]
        time.sleep(0.02)
    return time.monotonic() - began


def in_the_log(place: Place) -> list[str]:
    rows = psycopg.connect(place.data.url).execute("SELECT data FROM facts WHERE type = 'TicketTaken' ORDER BY seq").fetchall()
    return [json.loads(row[0])["number"] for row in rows]


@pytest.mark.timeout(120)
def test_a_database_that_is_down_at_the_start_is_waited_for(own_cluster: postgres.Cluster, own_hall: Place, tmp_path: Path):
    own_cluster.stop()
    server = Server(own_hall, tmp_path / "log", scripts=NO_SCRIPTS).start()
    try:
        with httpx.Client(base_url=server.address, headers={"Authorization": f"Bearer {own_hall.tokens['manager']}"}) as http:
            assert http.get("/readyz").status_code == 503
            for path in ("/api/v1/halls/dongcheng", "/manager/dongcheng", "/"):
                answer = http.get(path)
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "1"), path
        assert "can't be reached" in server.words()
        assert "Traceback" not in server.words()
        own_cluster.start()
        assert server.wait_for("/readyz") < WELL_AGAIN
        with httpx.Client(base_url=server.address, headers={"Authorization": f"Bearer {own_hall.tokens['manager']}"}) as http:
            assert http.get("/api/v1/halls/dongcheng").status_code == 200
    finally:
        server.kill()


@pytest.mark.timeout(120)
def test_a_database_that_stops_loses_nothing_and_all_is_well_again_by_itself(
    own_cluster: postgres.Cluster, own_hall: Place, tmp_path: Path
):
    with fleet(own_hall, tmp_path, 1, NO_SCRIPTS) as (server,), screen(server, own_hall.tokens["display"]) as seen:
        asker = Asker(server.address, own_hall.tokens["integration"])
        with asker.asking():
            shown(seen, "html", 10)
            asker.well_again(time.monotonic())
            for _ in range(2):
                own_cluster.stop()
                assert shown(seen, "lost", WELL_AGAIN) < WELL_AGAIN
                time.sleep(1)
                own_cluster.start()
                back = time.monotonic()
                assert asker.well_again(back) < WELL_AGAIN
                assert shown(seen, "html", WELL_AGAIN) < WELL_AGAIN
        assert asker.statuses == {201, 503}
        assert asker.retry_after == {"1"}
        numbers = in_the_log(own_hall)
    assert set(asker.issued) <= set(numbers)
    assert len(asker.issued) == len(set(asker.issued))
    assert numbers == [f"B{n:03d}" for n in range(1, len(numbers) + 1)]
    yingbin("verify", "--data", own_hall.data.directory, "--database-url", own_hall.data.url).done()


@pytest.mark.timeout(120)
def test_a_database_that_hangs_is_given_up_and_comes_back(own_cluster: postgres.Cluster, own_hall: Place, tmp_path: Path):
    with fleet(own_hall, tmp_path, 1, NO_SCRIPTS) as (server,), screen(server, own_hall.tokens["display"]) as seen:
        asker = Asker(server.address, own_hall.tokens["integration"])
        with asker.asking():
            shown(seen, "html", 10)
            with own_cluster.frozen():
                shown(seen, "lost", WELL_AGAIN)
            back = time.monotonic()
            assert asker.well_again(back) < WELL_AGAIN
            assert shown(seen, "html", WELL_AGAIN) < WELL_AGAIN
    assert set(asker.issued) <= set(in_the_log(own_hall))


@pytest.mark.timeout(120)
def test_another_primary_takes_over(tmp_path: Path):
    """Two PostgreSQL servers, the second a synchronous standby; the first is lost and the second promoted."""
    first = postgres.Cluster.made(fsync="off", synchronous_standby_names="", max_wal_senders="4").start()
    second = first.standby()
    second.start()
    first.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
    first.execute("SELECT pg_reload_conf()")
    database = first.database().rpartition("/")[2]
    url = f"postgresql://postgres@127.0.0.1,127.0.0.1:0/{database}".replace(
        "127.0.0.1,127.0.0.1:0", f"127.0.0.1:{first.port},127.0.0.1:{second.port}"
    )
    place = Place.make(tmp_path / "var", (HALL,), url)
    with fleet(place, tmp_path, 1, NO_SCRIPTS) as (server,):
        asker = Asker(server.address, place.tokens["integration"])
        with asker.asking():
            asker.well_again(time.monotonic())
            time.sleep(1)
            first.kill()
            second.promote()
            second.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
            second.execute("SELECT pg_reload_conf()")
            promoted = time.monotonic()
            assert asker.well_again(promoted) < WELL_AGAIN
            time.sleep(0.5)
        place.data.engine.dispose()
        numbers = in_the_log(place)
    place.close()
    second.kill()
    assert set(asker.issued) <= set(numbers)
    assert numbers == [f"B{n:03d}" for n in range(1, len(numbers) + 1)]


@pytest.mark.timeout(120)
def test_a_server_that_hangs_in_the_middle_of_a_batch_holds_the_other_up_for_seconds_only(shared_hall: Place, tmp_path: Path):
    """Stopped wherever it happens to be, ten times: sometimes it has the hall in hand."""
    with fleet(shared_hall, tmp_path, 2, NO_SCRIPTS) as (slow, other):
        token = shared_hall.tokens["integration"]
        busy, asker = Asker(slow.address, token), Asker(other.address, token)
        with busy.asking(), asker.asking():
            for _ in range(10):
                busy.well_again(time.monotonic())
                with slow.frozen():
                    assert asker.well_again(time.monotonic()) < WELL_AGAIN
        assert asker.statuses == {201}
    numbers = in_the_log(shared_hall)
    assert {*busy.issued, *asker.issued} <= set(numbers)
    assert not set(busy.issued) & set(asker.issued)


@pytest.mark.parametrize("adding", [False, True], ids=["holding", "adding"])
def test_a_transaction_that_hangs_loses_the_hall_after_seconds(shared_hall: Place, tmp_path: Path, adding: bool):
    """The same, for certain in the middle: a server's own connection that has the hall in hand, or has added a fact to it and not
    said that this was all, and says no more."""
    from app.log import Log

    with fleet(shared_hall, tmp_path, 1, NO_SCRIPTS) as (server,):
        asker = Asker(server.address, shared_hall.tokens["integration"])
        with asker.asking():
            asker.well_again(time.monotonic())
            hung = Log(shared_hall.another().data.engine)
            writing = hung.write()
            began = time.monotonic()
            version = hung.versions(["dongcheng"])
            begun = writing.__enter__()
            while not (held := begun.hold(["dongcheng"], version)).versions:
                pass
            if adding:
                begun.append("dongcheng", held.versions["dongcheng"], [CounterOpened(at=0, counter=1, staff=None)])
            assert asker.well_again(time.monotonic() + 0.1) < 4
            assert time.monotonic() - began > 1
        with pytest.raises(Exception):  # noqa: B017 - whatever the driver says of a connection that was ended
            writing.__exit__(None, None, None)
    assert asker.statuses == {201}


def test_a_server_refuses_a_newer_schema_at_the_start_and_in_mid_run(shared_hall: Place, tmp_path: Path):
    url = ("--database-url", shared_hall.data.url)
    with fleet(shared_hall, tmp_path, 1, NO_SCRIPTS) as (server,), screen(server, shared_hall.tokens["display"]) as seen:
        shown(seen, "html", 10, 0)
        with psycopg.connect(shared_hall.data.url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        server.wait_for("/readyz", 503, 5)
        shown(seen, "cut", 3)
        headers = {"Authorization": f"Bearer {shared_hall.tokens['kiosk']}", "Idempotency-Key": "1"}
        answer = httpx.post(f"{server.address}/api/v1/halls/dongcheng/tickets", json={"service": "pay-bill"}, headers=headers)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert "newer version" in server.words()
        said = in_a_process("serve", "--data", shared_hall.data.directory, *url, "--port", 0, program=(YINGBIN,))
        said.refused_in_one_line("newer version", "9999")
        cut = len(seen)
        with psycopg.connect(shared_hall.data.url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", (HEAD,))
        assert server.wait_for("/readyz") < WELL_AGAIN
        assert shown(seen, "html", WELL_AGAIN, cut) < WELL_AGAIN


def test_a_server_with_another_secret_key_is_refused(shared_hall: Place, tmp_path: Path):
    shutil.copytree(shared_hall.data.directory, tmp_path / "second")
    url = ("--database-url", shared_hall.data.url)
    yingbin("verify", "--data", tmp_path / "second", *url).done()
    (tmp_path / "second" / "secret.key").write_bytes(b"x" * 32)
    yingbin("verify", "--data", tmp_path / "second", *url).refused_in_one_line("secret.key", "copy")

"""`yingbin hall apply` and `yingbin vip import`, beside a running server."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.cli.errors import CommandError
from app.cli.founding import apply_plan
from app.database import open_data
from app.hall.events import HelperCalled
from app.hall_file import read_hall_text
from app.log import Log
from app.phones import VipList
from app.tables import vips
from tests.cli.command import Server, yingbin
from tests.house import HALL


def within_seconds(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.05)


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "hall.yaml").write_text(text)
    return tmp_path / "hall.yaml"


def test_a_changed_hall_reaches_the_running_server(server: Server, tmp_path: Path) -> None:
    token = server.token("manager")
    changed = written(tmp_path, HALL.replace("promise: 15m", "promise: 20m"))
    assert yingbin("hall", "--data", server.data, "apply", changed).done() == "dongcheng was changed.\n"
    within_seconds(lambda: server.get(token, "halls/dongcheng").json()["levels"][0]["promise_ms"] == 1_200_000)
    assert "nothing was changed" in yingbin("hall", "--data", server.data, "apply", changed).done()


def test_a_new_hall_is_added_to_the_running_server(server: Server, tmp_path: Path) -> None:
    added = written(tmp_path, HALL.replace("dongcheng", "nancheng"))
    assert yingbin("hall", "--data", server.data, "apply", added).done() == "nancheng was created.\n"
    token = server.token("manager", "nancheng")
    within_seconds(lambda: server.get(token, "halls/nancheng").status_code == 200)


def test_what_a_customer_still_waits_for_cannot_be_taken_away(server: Server, tmp_path: Path) -> None:
    server.take(server.token("integration"), "still-waiting")
    without = "\n".join(line for line in HALL.splitlines() if "id: pay-bill" not in line and "number: 3" not in line)
    said = yingbin("hall", "--data", server.data, "apply", written(tmp_path, without.replace(", pay-bill]", "]")))
    said.refused_in_one_line("pay-bill", "still in use")


def test_a_hall_file_with_faults_changes_nothing(server: Server, tmp_path: Path) -> None:
    bad = written(tmp_path, HALL.replace("promise: 15m", "promise: 0m").replace("timezone: Asia", "timezone: Asien"))
    said = yingbin("hall", "--data", server.data, "apply", bad)
    said.refused(f"{bad}:4: ", f"{bad}:6: ")
    assert said.err.count("\n") == 2
    yingbin("hall", "--data", server.data, "apply", tmp_path / "none.yaml").refused_in_one_line("none.yaml")


def test_a_server_that_is_quicker_makes_it_decide_again(data: Path) -> None:
    found = open_data(data, None)
    log, plan = Log(found.engine), read_hall_text(HALL.replace("promise: 15m", "promise: 25m"))
    quicker, now = Quicker(log, times=3), log.load("dongcheng").last_at
    assert apply_plan(quicker, plan, lambda: now) == "changed"
    assert (log.load("dongcheng").version, log.load("dongcheng").plan) == (2 + 3 + 1, plan)
    with pytest.raises(CommandError, match="too busy"):
        apply_plan(Quicker(log, times=99), read_hall_text(HALL))
    assert log.load("dongcheng").plan == plan


class Quicker(Log):
    """Another process appends a fact between the look and the append."""

    def __init__(self, log: Log, times: int) -> None:
        super().__init__(log.engine)
        self._times = times

    def load(self, hall: str):  # type: ignore[no-untyped-def]
        found = super().load(hall)
        if self._times:
            self._times -= 1
            with self.write() as writing:
                fact = HelperCalled(at=found.last_at, help=f"h{found.version + 1}", kiosk="k")
                writing.append(hall, found.version, [fact])
        return found


def imported(data: Path, tmp_path: Path, content: bytes):  # type: ignore[no-untyped-def]
    (tmp_path / "vips.csv").write_bytes(content)
    return yingbin("vip", "--data", data, "--hall", "dongcheng", "import", tmp_path / "vips.csv")


def test_a_vip_list_replaces_the_one_before_and_is_stored_hashed(data: Path, tmp_path: Path) -> None:
    assert "1 customers" in imported(data, tmp_path, b"phone,level\n13900139000,vip\n").done()
    said = imported(data, tmp_path, "\ufeffphone,level\r\n+86 138 0013 8000,vip\r\n\r\n13700137000,ordinary\r\n".encode())
    assert "2 customers" in said.done()
    found = open_data(data, None)
    members = VipList(found.engine, found.key)
    assert [members.level("dongcheng", phone) for phone in ("13800138000", "13700137000", "13900139000")] == [
        "vip",
        "ordinary",
        None,
    ]
    with found.engine.connect() as connection:
        assert all(b"138" not in row.phone for row in connection.execute(select(vips)))


def test_every_faulty_line_is_told_without_the_number_and_nothing_is_imported(data: Path, tmp_path: Path) -> None:
    imported(data, tmp_path, b"phone,level\n13900139000,vip\n").done()
    faulty = b"phone,level\n13800138000,vip\n138 0013 8000,vip\nmobile,vip\n13700137000,gold\n13600136000\n"
    said = imported(data, tmp_path, faulty)
    said.refused(*(f"vips.csv:{line}: " for line in (3, 4, 5, 6)))
    assert "0013" not in said.err
    found = open_data(data, None)
    assert VipList(found.engine, found.key).level("dongcheng", "13900139000") == "vip"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "header"),
        (b"number,level\n1,vip\n", "header"),
        (b"phone,level\n\xff\xfe,vip\n", "UTF-8"),
        (b'phone,level\n13800138000,vip\n"1380,vip\n', "vips.csv:3: "),
    ],
)
def test_what_is_not_such_a_file_is_refused(data: Path, tmp_path: Path, content: bytes, words: str) -> None:
    imported(data, tmp_path, content).refused_in_one_line(words)


def test_a_missing_list_or_hall_is_refused(data: Path, tmp_path: Path) -> None:
    yingbin("vip", "--data", data, "--hall", "dongcheng", "import", tmp_path / "none.csv").refused_in_one_line("none.csv")
    yingbin("vip", "--data", data, "--hall", "nowhere", "import", tmp_path / "none.csv").refused_in_one_line("nowhere")

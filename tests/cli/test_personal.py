"""`yingbin personal`: all that is kept about a number, beside a running server."""

import json
from pathlib import Path

from tests.cli.command import Server, yingbin

PHONE = "13812345678"


def took(server: Server, key: str, **more: str) -> str:
    answer = server.post(server.token("greeter"), "dongcheng/tickets", key, service="pay-bill", **more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


def test_a_number_is_handed_out_and_erased_beside_a_server_which_forgets_it_at_once(server: Server, tmp_path: Path) -> None:
    mine, other = took(server, "a", phone=PHONE, note="red hat"), took(server, "b", phone="13900000000")
    (tmp_path / "vips.csv").write_text(f"phone,level\n{PHONE},vip\n")
    yingbin("vip", "--data", server.data, "--hall", "dongcheng", "import", tmp_path / "vips.csv").done()
    at = ("personal", "--data", server.data)
    told = json.loads(yingbin(*at, "export", "+86 " + PHONE).done())
    assert [(one["number"], one["notes"]) for one in told["tickets"]] == [(mine, ["red hat"])]
    assert told["vip"] == [{"hall": "dongcheng", "level": "vip"}]
    manager = server.token("manager")
    assert server.post(manager, f"dongcheng/tickets/{mine}/reveal", "r1").json()["phone"] == PHONE
    assert "1 tickets" in yingbin(*at, "erase", PHONE).done()
    assert json.loads(yingbin(*at, "export", PHONE).done()) == {"phone": PHONE, "tickets": [], "vip": []}
    assert server.post(manager, f"dongcheng/tickets/{mine}/reveal", "r2").json()["code"] == "no_phone"
    assert server.post(manager, f"dongcheng/tickets/{other}/reveal", "r3").json()["phone"] == "13900000000"
    yingbin("verify", "--data", server.data).done()


def test_what_is_no_number_or_no_hall_is_said(server: Server) -> None:
    yingbin("personal", "--data", server.data, "export", "someone").refused_in_one_line("not a phone number", code=2)
    yingbin("personal", "--data", server.data, "--hall", "nowhere", "erase", PHONE).refused_in_one_line("There is no hall")

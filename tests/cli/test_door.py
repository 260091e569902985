"""Connections as they shouldn't be, on raw sockets before the server as it is; its five seconds are half a second here."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from ipaddress import ip_network
from types import SimpleNamespace

import pytest

from app.cli import door
from app.main import create_app
from app.seats import Seats
from app.settings import Settings
from tests.house import Place, server

WITHIN = 0.5
TAKE = "POST /api/v1/halls/dongcheng/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nIdempotency-Key: {}\r\n"
BODY = b'{"service":"pay-bill"}'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = Place.make(tmp_path_factory.mktemp("door") / "var")
    yield made
    made.close()


@pytest.fixture(scope="module")
def port(place: Place) -> Iterator[int]:
    with pytest.MonkeyPatch.context() as patch, server(place) as address:
        patch.setattr(door, "WITHIN", WITHIN)
        yield int(address.rpartition(":")[2])


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        yield client


def heard(client: socket.socket) -> bytes:
    """All that comes until the server closes."""
    got = b""
    while data := client.recv(65_536):
        got += data
    return got


def take(place: Place, key: str, role: str = "integration") -> bytes:
    return TAKE.format(place.tokens[role], key).encode() + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY


def status(answer: bytes) -> int:
    return int(answer.split()[1])


def drip(client: socket.socket, data: bytes, every: float) -> float:
    """Sends byte by byte; the seconds until the server closes."""
    began = time.monotonic()
    client.setblocking(False)
    for at in range(len(data)):
        try:
            client.send(data[at : at + 1])
            if client.recv(1) == b"":
                break
        except BlockingIOError:
            pass
        except OSError:
            break
        time.sleep(every)
    return time.monotonic() - began


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"GET /t", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
def test_a_request_that_does_not_come_to_its_end_in_time_is_let_go(port: int, sent: bytes):
    began = time.monotonic()
    with connected(port) as client:
        client.sendall(sent)
        answer = heard(client)
    assert WITHIN * 0.9 < time.monotonic() - began < WITHIN * 3
    if sent.strip():
        assert status(answer) == 408
        assert b'"code":"too_slow"' in answer
        assert b"content-security-policy" in answer
    else:
        assert answer == b""


def test_a_byte_now_and_then_is_no_request(port: int, place: Place):
    with connected(port) as client:
        assert drip(client, take(place, "drip"), 0.05) < WITHIN * 3


def test_a_body_that_comes_too_slowly_changes_nothing(port: int, place: Place):
    with connected(port) as client:
        client.sendall(take(place, "slow")[:-1])
        assert status(heard(client)) == 408
    with connected(port) as client:
        client.sendall(take(place, "after"))
        assert status(client.recv(65_536)) == 201


def test_a_request_that_is_answered_while_its_body_still_comes_does_not_stay(port: int, place: Place):
    with connected(port) as client:
        client.sendall(TAKE.format(place.tokens["integration"], "large").encode() + b"Content-Length: 15000000\r\n\r\n")
        assert status(client.recv(65_536)) == 413
        assert drip(client, b"x" * 1000, 0.05) < WITHIN * 3


def test_one_request_after_the_other_is_as_welcome_as_before(port: int, place: Place):
    with connected(port) as client:
        for n in range(5):
            client.sendall(take(place, f"again-{n}")[:40])
            time.sleep(WITHIN / 2)
            client.sendall(take(place, f"again-{n}")[40:])
            assert status(client.recv(65_536)) == 201


@pytest.mark.parametrize(
    "head", [b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000 + b"\r\n\r\n"]
)
def test_a_head_of_more_than_16_kib_is_refused(port: int, head: bytes):
    with connected(port) as client:
        client.sendall(head)
        answer = heard(client)
        assert (status(answer), b'"code":"head_too_large"' in answer) == (431, True)


def test_a_head_without_end_is_refused_before_its_time_is_over(port: int):
    began = time.monotonic()
    with connected(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX: ")
        with suppress(OSError):
            while time.monotonic() - began < WITHIN:
                client.sendall(b"a" * 65_536)
    assert time.monotonic() - began < WITHIN


def test_a_head_of_15_kib_is_served(port: int):
    with connected(port) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 15_000 + b"\r\n\r\n")
        assert status(client.recv(65_536)) == 200


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"hello\r\n\r\n", b"GET / HTTP/1.1\r\nbad header\r\n\r\n"]
)
def test_what_is_no_request_is_told_so(port: int, sent: bytes):
    with connected(port) as client:
        client.sendall(sent)
        answer = heard(client)
        assert (status(answer), b"application/problem+json" in answer) == (400, True)


def test_a_handshake_that_is_none_does_not_stay(port: int):
    with connected(port) as client:
        long = b"X: " + b"a" * 10_000
        client.sendall(
            b"GET /display/dongcheng/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        )
        client.sendall(long + b"\r\n\r\n")
        assert status(heard(client)) == 400


# ------------------------------------------------------------ uploads
VIDEO = b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp41".ljust(20_000, b"x")
"""How one begins."""


def upload(place: Place, size: int) -> bytes:
    head = TAKE.format(place.tokens["manager"], f"upload-{size}").replace("/tickets", "/media")
    return head.encode() + b"Content-Length: %d\r\n\r\n" % size


def test_an_upload_may_take_its_time_as_long_as_it_goes_forward(port: int, place: Place):
    with connected(port) as client:
        client.sendall(upload(place, 21 * 20_000) + VIDEO)
        for _ in range(20):
            time.sleep(WITHIN / 5)
            client.sendall(b"x" * 20_000)
        assert status(client.recv(65_536)) == 422


def test_an_upload_that_stands_still_is_let_go(port: int, place: Place):
    with connected(port) as client:
        client.sendall(upload(place, 100_000_000) + VIDEO)
        assert drip(client, b"x" * 1000, 0.05) < WITHIN * 4


def test_an_upload_without_a_token_has_no_time_of_its_own(port: int, place: Place):
    with connected(port) as client:
        client.sendall(upload(place, 100_000_000).replace(place.tokens["manager"].encode(), b"none"))
        assert status(client.recv(65_536)) == 401
        assert drip(client, b"x" * 1000, 0.05) < WITHIN * 3


# ------------------------------------------------------------ seats
class Guest(SimpleNamespace):
    served = False

    def dismiss(self) -> None:
        self.gone = True


def guests(seats: Seats, *addresses: str) -> list[Guest]:
    found = [Guest(gone=False) for _ in addresses]
    for guest, address in zip(found, addresses, strict=True):
        guest.seat = seats.take(address, guest)
    return found


def test_of_too_many_strangers_of_one_address_the_oldest_makes_room():
    first, second, third, other = guests(Seats(an_address=2), "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2")
    assert [one.gone for one in (first, second, third, other)] == [True, False, False, False]


def test_whoever_is_being_served_stays_if_there_is_another():
    seats = Seats(an_address=2)
    served, idle = guests(seats, "192.0.2.1", "192.0.2.1")
    served.served = True
    guests(seats, "192.0.2.1")
    assert (served.gone, idle.gone) == (False, True)


def test_who_has_shown_a_token_is_not_counted():
    seats = Seats(an_address=1)
    known, *_ = guests(seats, "192.0.2.1")
    known.seat.give_up()
    guests(seats, "192.0.2.1", "192.0.2.1")
    assert not known.gone
    assert len(seats) == 1


def test_a_known_proxy_is_not_counted():
    seats = Seats([ip_network("10.0.0.0/8")], an_address=1)
    assert not any(guest.gone for guest in guests(seats, *["10.1.2.3"] * 5))
    assert len(seats) == 0


def test_the_many_addresses_of_one_host_are_one():
    first, second, third = guests(Seats(an_address=1), "2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")
    assert [one.gone for one in (first, second, third)] == [True, False, False]
    one, two = guests(Seats(an_address=1), "::ffff:192.0.2.1", "::ffff:192.0.2.2")
    assert not one.gone
    assert not two.gone


def test_all_strangers_together_have_their_share_too():
    found = guests(Seats(in_all=3), *(f"192.0.2.{n}" for n in range(5)))
    assert [one.gone for one in found] == [True, True, False, False, False]


def test_a_crowd_of_silent_sockets_shuts_nobody_out_of_the_same_address(place: Place):
    """More than its share, and all at once: whoever has a token is served, and stays."""
    app = create_app(place.data, Settings())
    app.state.seats = Seats(an_address=8)
    with server(place, app=app) as address, ExitStack() as stack:
        port = int(address.rpartition(":")[2])
        kiosk = stack.enter_context(connected(port))
        kiosk.sendall(take(place, "before"))
        assert status(kiosk.recv(65_536)) == 201
        crowd = [stack.enter_context(connected(port)) for _ in range(40)]
        newcomer = stack.enter_context(connected(port))
        for n, client in enumerate((kiosk, newcomer)):
            client.sendall(take(place, f"within-{n}"))
            assert status(client.recv(65_536)) == 201
        assert heard(crowd[0]) == b""
        assert len(app.state.seats) < 8

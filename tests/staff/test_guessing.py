"""Whoever guesses learns nothing, and waits longer each time; nobody is shut out for good."""

import asyncio
import time

import pytest

from app.staff import passwords
from app.staff.passwords import Hasher
from tests.house import Place, home
from tests.staff.cast import PASSWORD, PIN, at_counter, at_desk, member


async def test_an_unknown_number_has_the_same_answer_in_the_same_time(place: Place):
    member(place, "1007", "clerk")
    member(place, "1008", "clerk", disabled_at=1)
    async with home(place) as hall:
        await at_counter(hall).sign_in("somebody", "918273")  # the first of all makes a few things
        began = time.process_time()
        Hasher().hash("918273")
        one_hash, answers, times = time.process_time() - began, [], []
        for number in ("1007", "1008", "nobody", "王\0"):
            console, began = at_counter(hall), time.process_time()
            answers.append(await console.sign_in(number, "918273"))
            times.append(time.process_time() - began)
    assert len({(one.status_code, one.content) for one in answers}) == 1
    assert answers[0].json()["code"] == "wrong_secret"
    assert min(times) > 0.6 * one_hash  # of the processor's time: what else the machine does is left out
    assert max(times) < min(times) + 0.6 * one_hash


async def test_whoever_guesses_waits_longer_each_time_and_is_never_shut_out(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        console = at_counter(hall)
        assert [(await console.sign_in("1007", "918273")).status_code for _ in range(3)] == [401] * 3
        waits = await console.sign_in("1007", PIN)
        assert waits.status_code == 429
        assert waits.headers["Retry-After"] == "1"
        await asyncio.sleep(1.1)
        assert (await console.sign_in("1007", "918273")).status_code == 401
        assert (await console.sign_in("1007", PIN)).headers["Retry-After"] == "2"
        await asyncio.sleep(2.1)
        assert (await console.sign_in("1007", PIN)).status_code == 200
        assert (await console.sign_in("1007", "918273")).status_code == 401  # forgiven: it begins anew


async def test_many_guesses_at_the_same_moment_are_as_many_failures(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        console = at_counter(hall)
        tried = await asyncio.gather(*(console.sign_in("1007", f"91827{n}") for n in range(12)))
    assert sum(one.status_code == 401 for one in tried) <= 3


async def test_whoever_comes_while_too_many_guess_has_not_failed(place: Place, monkeypatch: pytest.MonkeyPatch):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        console = at_counter(hall)
        with monkeypatch.context() as crowd:
            crowd.setattr(passwords, "WAITING", 0)
            assert [(await console.sign_in("1007", PIN)).headers["Retry-After"] for _ in range(6)] == ["2"] * 6
        assert (await console.sign_in("1007", PIN)).status_code == 200


async def test_guesses_elsewhere_keep_nobody_waiting_at_a_paired_counter(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        for _ in range(4):
            await at_desk(hall).sign_in("1007", "not-this-one-9")
        assert (await at_desk(hall).sign_in("1007", PASSWORD)).status_code == 429
        assert (await at_counter(hall).sign_in("1007", PIN)).status_code == 200


async def test_an_address_that_guesses_at_many_numbers_waits_too(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        desk = at_desk(hall)
        answers = [(await desk.sign_in(f"9{n:03}", "x")).status_code for n in range(22)]
        assert (await at_counter(hall).sign_in("1007", PIN)).status_code == 200, "a counter behind the same address doesn't"
    assert answers[:20] == [401] * 20
    assert answers[-1] == 429

"""The phone page over HTTP: the secret is the key, nothing happens by looking, and nothing of it can stop the hall."""

import asyncio
import hashlib
import json
import logging
import re
import time
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app import phone_door
from app.codec import encode
from app.phone_link import pages
from kiosk_ui import phone_live
from tests.api.asking import problem
from tests.house import HALL, Caller, Home, Place, home, server

FORGED = ("nowhere", "dongcheng.3." + "a" * 22, "dongcheng.99999." + "a" * 22, "beicheng.3." + "a" * 22, "dongcheng.3.a")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def page_of(caller: Caller, service: str = "open-account", **body: str) -> str:
    """The path of a new ticket's page."""
    answer = await caller.post("/tickets", service=service, **body)
    return httpx.URL(answer.json()["phone_url"]).path


async def act(one: Home, page: str, name: str, key: str = "k", **body: int) -> httpx.Response:
    return await one.http.post(f"{page}/{name}", json=body, headers={"Idempotency-Key": key})


# ------------------------------------------------------------ the secret
async def test_the_secret_has_128_bits_that_only_the_directory_knows(place: Place):
    async with home(place) as one:
        links = one.house.links
        drawn = {links.random("dongcheng", seq, 0) for seq in range(2000)}
        assert len(drawn) == 2000
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", each) for each in drawn)
        places = [{each[at] for each in drawn} for at in range(22)]
        assert [len(letters) for letters in places] == [64] * 21 + [4], "six bits in each of 21 places, two in the last"
        other = replace(links, key=links.key[::-1])
        assert not drawn & {other.random("dongcheng", seq, 0) for seq in range(2000)}
        assert not drawn & {links.random("dongcheng", seq, 1) for seq in range(2000)}


@pytest.mark.parametrize("host", ["a" * 3000, 'h"><script>', "x/../y", "a@b", "a b", "", "[::1"])
async def test_what_is_no_host_goes_into_no_address(place: Place, host: str):
    """Nothing is taken under such a name; by itself the address would still be none."""
    async with home(place) as one:
        kiosk = {"Authorization": f"Bearer {place.tokens['kiosk']}", "Host": host}
        taken = await one.http.post(
            "/api/v1/halls/dongcheng/tickets", json={"service": "open-account"}, headers=kiosk | {"Idempotency-Key": "k"}
        )
        assert (taken.status_code, taken.json()["code"]) == (403, "foreign_host")
        scope = {"scheme": "http", "headers": [(b"host", host.encode())], "server": ("hall", 80)}
        assert pages(None, scope) == "http://hall:80/t/"


async def test_the_address_on_tickets_is_the_one_that_was_set(place: Place):
    async with home(place, public_url="https://queue.example.cn/hall/") as one:
        taken = await one.as_("kiosk").post("/tickets", service="open-account")
        assert taken.json()["phone_url"].startswith("https://queue.example.cn/hall/t/dongcheng.")


async def test_forged_or_old_address_is_told_kindly_in_both_languages_and_counted(place: Place):
    async with home(place, strangers_a_minute=len(FORGED)) as one:
        page = await page_of(one.as_("kiosk"))
        wrong = page[:-1] + ("A" if page[-1] != "A" else "Q")
        for address in (wrong, *(f"/t/{secret}" for secret in FORGED[1:])):
            answer = await one.http.get(address, headers={"Accept-Language": "zh-CN"})
            assert answer.status_code == 404
            assert "或已过保存期限" in answer.text
            assert "no such ticket page" in answer.text
        refused = await one.http.get("/t/nowhere")
        assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
        assert (await one.http.get(page)).status_code == 200, "who holds a secret isn't a stranger"


async def test_secret_is_in_no_fact_header_or_line_of_the_log(place: Place, caplog):
    caplog.set_level(logging.DEBUG, "app")
    async with home(place) as one:
        page = await page_of(one.as_("kiosk"))
        secret = page.rpartition("/")[2]
        await act(one, page, "cancel")
        await one.http.post(f"{page}/nonsense", headers={"Idempotency-Key": "k"})
        answer = await one.http.get(page)
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
        assert secret not in str(answer.headers)
        random = secret.rpartition(".")[2]
        assert all(random not in encode(recorded.fact) for recorded in one.house.log.since("dongcheng", 0))
        assert random not in caplog.text


# ------------------------------------------------------------ looking
async def test_page_works_without_any_script_and_looking_changes_nothing(place: Place):
    async with home(place) as one:
        page = await page_of(one.as_("kiosk"))
        before = await one.house.desk.read("dongcheng", lambda hall, now: hall.version)
        for query in ("", "?ask=leave", "?ask=later", "?said=cancel", "?no=wrong_state"):
            answer = await one.http.get(page + query)
            assert answer.status_code == 200
        assert 'method="post"' in (await one.http.get(page + "?ask=leave")).text
        assert 'http-equiv="refresh"' in (await one.http.get(page)).text
        for act in ("cancel", "let-pass", "rejoin"):
            assert (await one.http.get(f"{page}/{act}")).status_code in (404, 405)
        assert await one.house.desk.read("dongcheng", lambda hall, now: hall.version) == before


async def test_a_first_opening_is_under_60_kilobytes_in_all(place: Place):
    async with home(place) as one:
        page = await page_of(one.as_("kiosk"))
        found = await one.http.get(page, headers={"Accept-Encoding": "identity"})
        named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', found.text))
        assert len(named) == 3
        files = [await one.http.get(name) for name in named]
        imported = {name for file in files for name in re.findall(r"from '\./([^']+)'", file.text)}
        assert imported <= {name.rpartition("/")[2] for name in named}, "what the scripts import is counted too"
        live = (await one.http.get(f"{page}/state", headers={"Accept-Encoding": "identity"})).content
        assert sum(map(len, [found.content, live, *(file.content for file in files)])) < 60_000
        packed = await one.http.get(page, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < 6_000
        assert packed.text[:500] == found.text[:500]


async def test_style_in_the_page_is_the_only_one_that_its_policy_allows(place: Place):
    async with home(place) as one:
        found = await one.http.get(await page_of(one.as_("kiosk")))
        [style] = re.findall(r"<style>(.*?)</style>", found.text, re.S)
        print_of = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = found.headers.get_list("content-security-policy")
        assert len(policy) == 1
        assert f"style-src 'self' 'sha256-{print_of}'" in policy[0]
        assert "unsafe" not in policy[0]
        assert "</" not in style


async def test_language_is_the_chosen_one_else_the_tickets_else_the_phones(place: Place):
    async with home(place) as one:
        english, unknown = await page_of(one.as_("kiosk"), language="en"), await page_of(one.as_("kiosk"))
        chinese = {"Accept-Language": "zh-CN,zh"}
        assert '<html lang="en"' in (await one.http.get(english, headers=chinese)).text
        assert '<html lang="zh-CN"' in (await one.http.get(unknown, headers=chinese)).text
        assert '<html lang="en"' in (await one.http.get(unknown, headers={"Accept-Language": "fr"})).text
        assert '<html lang="zh-CN"' in (await one.http.get(f"{english}?lang=zh")).text


NONSENSE = ("?lang=<script>", "?said=%3Cb%3E&count=<b>", "?no=<script>", "?ask=" + "x" * 5000, "?%00=%ff")


async def test_nonsense_in_the_query_is_dropped(place: Place):
    async with home(place) as one:
        page = await page_of(one.as_("kiosk"))
        for query in NONSENSE:
            answer = await one.http.get(page + query)
            assert answer.status_code == 200
            assert "<script>" not in answer.text
            assert '<p class="said" role="status" hidden></p>' in answer.text


LEAFLET = (
    HALL
    + """
offers: [{id: fibre, name: {zh: 宽带, en: Fibre}, leaflet: {zh: 光纤到家, en: Light to your home}}]
"""
)


async def test_leaflet_can_be_read_at_home_when_the_day_is_over(tmp_path: Path):
    clock, place = [2_000_000_000_000], Place.make(tmp_path / "var", (LEAFLET,))
    async with home(place, lambda: clock[0]) as one:
        declined, other = [await page_of(one.as_("kiosk")) for _ in range(2)]
        await one.as_("greeter").post("/offers/A001/made", offer="fibre", outcome="not-today")
        for days in (0, 1, 20):
            clock[0] += days * 86_400_000
            assert "光纤到家" in (await one.http.get(f"{declined}?lang=zh")).text
            assert "光纤到家" not in (await one.http.get(f"{other}?lang=zh")).text
            await page_of(one.as_("kiosk"))  # so that the day begins
        assert "这个号码已经结束" in (await one.http.get(f"{declined}?lang=zh")).text
        problem(await act(one, declined, "cancel"), 409, "wrong_state")
    place.close()


# ------------------------------------------------------------ acting
async def test_a_customer_lets_others_pass_and_the_same_key_does_it_once(place: Place):
    async with home(place) as one:
        page = await page_of(one.as_("kiosk"))
        for _ in range(4):
            await page_of(one.as_("kiosk"))
        first = await act(one, page, "let-pass", count=3)
        assert (first.status_code, first.json()["passed"], first.json()["ahead"]) == (200, 3, 3)
        assert (await act(one, page, "let-pass", count=3)).json() == first.json()
        problem(await act(one, page, "let-pass", count=1), 422, "key_reused")
        assert (await act(one, page, "let-pass", "another", count=5)).json()["ahead"] == 4
        problem(await act(one, page, "let-pass", "third", count=1), 409, "nobody_behind")
        await one.check_replay()


async def test_a_missed_customer_comes_back_and_leaves_by_phone(place: Place):
    async with home(place) as one:
        page, clerk = await page_of(one.as_("kiosk")), one.as_(("counter", 1))
        await clerk.post("/counters/1/open")
        await clerk.post("/counters/1/call-next", expected_current=None)
        problem(await act(one, page, "let-pass"), 409, "wrong_state")
        await clerk.post("/counters/1/no-show")
        assert (await act(one, page, "rejoin", "a")).json()["state"] == "waiting"
        problem(await act(one, page, "rejoin", "b"), 409, "wrong_state")
        assert (await act(one, page, "cancel", "c")).json()["state"] == "cancelled"
        problem(await act(one, page, "cancel", "d"), 409, "wrong_state")


async def test_a_plain_form_leads_back_to_the_page_which_says_how_it_went(place: Place):
    async with home(place) as one:
        page = await page_of(one.as_("kiosk"))
        await page_of(one.as_("kiosk"))
        asked = (await one.http.get(f"{page}?ask=later&lang=zh")).text
        [key] = set(re.findall(r'name="key" value="([^"]+)"', asked))
        sent = {"key": key, "lang": "zh", "count": "1"}
        for _ in range(2):  # a reload of the answer sends it again
            answer = await one.http.post(f"{page}/let-pass", data=sent)
            assert (answer.status_code, answer.headers["location"]) == (303, f"{page}?lang=zh&said=let-pass&count=1")
        assert "已让 1 位客户先办理" in (await one.http.get(answer.headers["location"])).text
        assert await one.house.desk.read("dongcheng", lambda hall, now: hall.ticket("A001").let_pass) == 1
        refused = await one.http.post(f"{page}/let-pass", data=sent | {"key": "new"})
        assert "no=nobody_behind" in refused.headers["location"]
        assert "不用让号" in (await one.http.get(refused.headers["location"])).text
        assert (await one.http.post("/t/dongcheng.3." + "a" * 22 + "/cancel", data=sent)).status_code == 404


KEY = {"Idempotency-Key": "k"}
BAD = (
    (b"{", KEY, 400, "bad_json"),
    (b'{"count": "1"}', KEY, 422, "invalid"),
    (b'{"count": 99}', KEY, 422, "invalid"),
    (b'{"colour": 1}', KEY, 422, "invalid"),
    (b"{}", {}, 400, "key_missing"),
    (b"{}", {"Idempotency-Key": "k" * 256}, 400, "key_missing"),
    (b" " * 70_000, KEY, 413, "too_large"),
)


async def test_bad_requests_are_refused_and_do_nothing(place: Place, monkeypatch):
    monkeypatch.setattr(phone_door, "ACTS", 50)
    async with home(place) as one:
        page = await page_of(one.as_("kiosk"))
        for body, headers, status, code in BAD:
            problem(await one.http.post(f"{page}/let-pass", content=body, headers=headers), status, code)
        for form in (b"count=x&key=k", b"count=\xff&key=k", b"", b"&&&=", b"count=0&key=k"):
            answer = await one.http.post(f"{page}/let-pass", content=form, headers=FORM)
            assert (answer.status_code, "no=" in answer.headers["location"]) == (303, True)
        assert await one.house.desk.read("dongcheng", lambda hall, now: hall.version) == 3


async def test_greeter_lets_others_pass_for_a_customer_without_a_phone(place: Place):
    async with home(place) as one:
        for _ in range(3):
            await one.as_("kiosk").post("/tickets", service="pay-bill")
        answer = await one.as_("greeter").post("/tickets/B001/let-pass", count=1)
        assert (answer.status_code, answer.json()["ahead"]) == (200, 1)
        problem(await one.as_("kiosk").post("/tickets/B001/let-pass", count=1), 403, "forbidden")
        problem(await one.as_("greeter").post("/tickets/B001/let-pass", count=0), 422, "invalid")


# ------------------------------------------------------------ what is bounded
async def test_one_page_is_asked_only_so_often_and_the_next_one_all_the_same(place: Place, monkeypatch):
    async with home(place) as one:
        page, other = await page_of(one.as_("kiosk")), await page_of(one.as_("kiosk"))
        statuses = [(await one.http.get(f"{page}/state")).status_code for _ in range(phone_door.LOOKS + 5)]
        assert statuses.count(200) in (phone_door.LOOKS, phone_door.LOOKS + 1)
        assert statuses[-1] == 429
        statuses = [(await act(one, page, "cancel", f"k{n}")).status_code for n in range(phone_door.ACTS + 4)]
        assert statuses[-1] == 429
        assert (await one.http.get(other)).status_code == 200
        assert (await act(one, other, "cancel")).status_code == 200


class Phone:
    def __init__(self, socket) -> None:
        self.socket = socket

    async def until(self, words: str, seconds: float = 5) -> dict:
        async with asyncio.timeout(seconds):
            while True:
                frame = json.loads(await self.socket.recv())
                if words in frame.get("html", ""):
                    return frame


def live(address: str, page: str, query: str = "?lang=zh"):
    return connect(f"{address.replace('http', 'ws')}{page}/live{query}", proxy=None, close_timeout=0.5)


async def test_a_call_is_on_the_phone_at_once_and_a_tap_is_answered(place: Place):
    with server(place) as address:
        async with httpx.AsyncClient(base_url=address) as http:
            kiosk, manager = (Caller(http, place.tokens[role]) for role in ("kiosk", "manager"))
            page = await page_of(kiosk)
            async with live(address, page) as socket:
                phone = Phone(socket)
                await phone.until("前面没有人等候")
                await socket.send(json.dumps({"show": "ask=leave&lang=en"}))
                await phone.until("Yes, leave", 0.9)
                await manager.post("/counters/1/open")
                await manager.post("/counters/1/call-next", expected_current=None)
                await phone.until('data-call="', 2)
                await socket.send("nonsense")
                with pytest.raises(ConnectionClosed):
                    await phone.until("never")


async def test_a_phone_far_from_its_turn_is_told_the_place_now_and_then_and_its_own_news_at_once(place: Place, monkeypatch):
    monkeypatch.setattr(phone_live, "LATER", 60.0)
    with server(place) as address:
        async with httpx.AsyncClient(base_url=address) as http:
            kiosk, manager = (Caller(http, place.tokens[role]) for role in ("kiosk", "manager"))
            pages = [await page_of(kiosk) for _ in range(7)]
            async with live(address, pages[5]) as far, live(address, pages[1]) as near:
                await Phone(far).until("5 位")
                await Phone(near).until("1 位")
                await manager.post("/counters/1/open")
                await manager.post("/counters/1/call-next", expected_current=None)
                await Phone(near).until("前面没有人等候", 4)
                with pytest.raises(TimeoutError):
                    await Phone(far).until("4 位", 0.5)
                await manager.post("/tickets/A006/cancel")
                await Phone(far).until("已取消排队", 2)


async def test_an_open_page_ends_when_its_link_has_been_erased(place: Place, monkeypatch):
    monkeypatch.setattr(phone_live, "HELD_FOR", 0.3)
    with server(place) as address:
        async with home(place.another()) as there:
            ticket = (await there.as_("kiosk").post("/tickets", service="pay-bill", phone="13800001111")).json()
            async with live(address, httpx.URL(ticket["phone_url"]).path) as socket:
                await socket.recv()
                await asyncio.sleep(0.5)
                assert (await there.as_("manager").post("/counters/1/open")).status_code == 200
                assert json.loads(await asyncio.wait_for(socket.recv(), 10)), "it is still the customer's"
                assert (await there.as_("manager").post("/personal-erase", phone="13800001111")).status_code == 200
                async with asyncio.timeout(10):
                    await socket.wait_closed()
                assert socket.close_code == 4403
                assert (await there.http.get(httpx.URL(ticket["phone_url"]).path)).status_code == 404


async def test_a_phone_that_is_tapped_without_end_draws_few_pages_and_the_last_look(place: Place):
    with server(place) as address:
        async with httpx.AsyncClient(base_url=address) as http:
            page = await page_of(Caller(http, place.tokens["kiosk"]))
            async with live(address, page) as socket:
                await Phone(socket).until("A001")
                began = time.monotonic()
                for tap in range(400):
                    await socket.send(f'{{"show": "lang={("en", "zh")[tap % 2]}"}}')
                    await asyncio.sleep(0.003)
                await socket.send('{"show": "lang=en&ask=leave"}')
                frames = 0
                async with asyncio.timeout(5):
                    while "Yes, leave" not in str(await socket.recv()):
                        frames += 1
                assert frames <= 5 * (time.monotonic() - began) + 1


async def test_sockets_of_a_page_are_few_and_a_forged_page_has_none(place: Place, monkeypatch):
    monkeypatch.setattr(phone_door, "SOCKETS_A_PAGE", 2)
    with server(place) as address:
        async with httpx.AsyncClient(base_url=address) as http:
            page = await page_of(Caller(http, place.tokens["kiosk"]))
            async with live(address, page) as one, live(address, page) as two:
                await Phone(one).until("A001")
                await Phone(two).until("A001")
                async with live(address, page) as three:
                    with pytest.raises(ConnectionClosed) as closed:
                        await three.recv()
                    assert closed.value.rcvd.code == 1013
            await asyncio.sleep(0.2)
            async with live(address, page) as again:
                await Phone(again).until("A001")
            async with live(address, page[:-1] + "_") as forged:
                with pytest.raises(ConnectionClosed) as closed:
                    await forged.recv()
                assert closed.value.rcvd.code == 4403

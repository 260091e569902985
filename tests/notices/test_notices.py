"""Notices to staff and departments: real services on this machine, a real server, and a hall that waits for none of them."""

import asyncio
import email
import os
import time
from contextlib import AsyncExitStack
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from app.hall.plan import DAY
from app.notices import office, rows
from app.notices.addressees import BadAddressees, read
from app.tables import notices
from app.wishes import wall_clock
from tests.api.asking import problem, taken
from tests.house import Place, home
from tests.notices.services import Heard, mail, webhook
from tests.staff.cast import member

WITHIN = 12.0


def written(directory: Path, text: str, mode: int = 0o600) -> Path:
    file = directory / "notices.yaml"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return file


def hook(heard: Heard) -> str:
    return f"json://127.0.0.1:{heard.port}/told?token=sesame"


def told_to(directory: Path, *addresses: str, about: str = "[all]", language: str = "zh") -> Path:
    return written(
        directory, f"notices: {{duty-manager: {{to: [{', '.join(map(repr, addresses))}], about: {about}, language: {language}}}}}"
    )


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("EVERY", 0.1), ("REST", 0.02), ("BY_CLOCK", 0.2)):
        monkeypatch.setattr(office, name, seconds)
    monkeypatch.setattr(rows, "FIRST_AGAIN", 200)


async def until(holds, seconds: float = WITHIN) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


def noted(place: Place) -> bool:
    """Whether the database knows that all has been told."""
    with place.data.engine.connect() as connection:
        return None not in connection.execute(select(notices.c.done_at)).scalars().all()


async def paged(one, **more: object) -> None:
    answer = await one.as_("manager").post("/pages", reason="dispute", **more)
    assert answer.status_code == 200, answer.text


async def test_a_page_goes_to_a_webhook_and_by_mail_with_no_more_than_matter_hall_counter_and_number(
    place: Place, tmp_path: Path
):
    with webhook() as web, mail() as post:
        mailto = f"mailto://127.0.0.1:{post.port}?from=hall@example.cn&to=duty@example.cn&mode=insecure"
        async with home(place, notices_file=told_to(tmp_path, hook(web), mailto)) as one:
            number = await taken(one.as_("greeter"), "pay-bill", phone="13812345678", note="王先生 的 note")
            await paged(one, counter=2, number=number)
            await until(lambda: web.told and post.told)
    [told] = web.told
    assert told["title"] == "东城营业厅：呼叫经理"
    assert told["message"].splitlines()[:3] == ["有争执，请来调解", "2 号台席", f"号码 {number}"]
    assert len(told["message"].splitlines()) == 4
    letter = email.message_from_bytes(post.told[0], policy=default)
    assert "东城营业厅：呼叫经理" in letter["subject"]
    everything = str(web.told) + letter.as_string() + str(letter.get_body())
    assert not [secret for secret in ("13812345678", "5678", "王先生", "/t/") if secret in everything]


async def test_a_service_that_refuses_is_asked_again_until_it_listens_and_hears_it_once(place: Place, tmp_path: Path):
    with webhook() as web:
        web.status = 503
        async with home(place, notices_file=told_to(tmp_path, hook(web))) as one:
            await paged(one)
            await until(lambda: web.asked >= 2)
            web.status = 200
            await until(lambda: web.told)
            await asyncio.sleep(1)
    assert len(web.told) == 1


async def test_the_hall_goes_on_while_services_hang(place: Place, tmp_path: Path):
    with webhook() as web, mail() as post:
        web.hangs.set()
        post.hangs.set()
        mailto = f"mailto://127.0.0.1:{post.port}?from=a@example.cn&to=b@example.cn&mode=insecure"
        async with home(place, notices_file=told_to(tmp_path, hook(web), mailto)) as one:
            for counter in (1, 2, 3):
                await paged(one, counter=counter)
            await until(lambda: web.asked and post.asked)
            clerk = one.as_(("counter", 1))
            await clerk.post("/counters/1/open")
            slowest = 0.0
            for _ in range(30):
                await taken(one.as_("integration"), "pay-bill")
                began = time.perf_counter()
                assert (await clerk.post("/counters/1/call-next", expected_current=None)).status_code == 200
                slowest = max(slowest, time.perf_counter() - began)
                await clerk.post("/counters/1/no-show")
            assert (web.asked, post.asked) == (1, 1), "one at a time to an address"
            web.over.set()
            post.over.set()
    assert slowest < 1.0


async def test_a_page_that_was_answered_meanwhile_is_told_no_more(place: Place, tmp_path: Path):
    with webhook() as web:
        web.status = 503
        async with home(place, notices_file=told_to(tmp_path, hook(web), about="[page]")) as one:
            await paged(one)
            await until(lambda: web.asked >= 1)
            page = await one.house.desk.read("dongcheng", lambda hall, now: next(iter(hall.pages)))
            await one.as_("manager").post(f"/pages/{page}/answer")
            await until(lambda: any(one.outcome == "over" for one in standing(place)))
            web.status = 200
            await asyncio.sleep(0.8)
    assert web.told == []


def standing(place: Place) -> list[rows.Standing]:
    with place.data.engine.connect() as connection:
        return rows.standing(connection, "dongcheng")


async def test_after_a_day_it_is_given_up_with_a_line_in_the_log(place: Place, tmp_path: Path):
    later = [0]
    with webhook() as web, capture_logs() as logged:
        web.status = 503
        async with home(
            place, clock=lambda: wall_clock() + later[0], notices_file=told_to(tmp_path, hook(web), about="[page]")
        ) as one:
            await paged(one)
            await until(lambda: any(row.tries for row in standing(place)))
            later[0] = DAY + 60_000
            await until(lambda: any(row.outcome == "given-up" for row in standing(place)))
            asked = web.asked
            await asyncio.sleep(0.6)
            assert web.asked == asked
    [line] = [line for line in logged if line["event"] == "notice_given_up"]
    assert (line["who"], line["matter"]) == ("duty-manager", "page")
    assert "sesame" not in str(logged)


async def test_a_restart_loses_nothing_and_tells_nothing_twice(place: Place, tmp_path: Path):
    with webhook() as web:
        file = told_to(tmp_path, hook(web), about="[page]")
        web.status = 503
        async with home(place, notices_file=file) as one:
            await paged(one)
            await until(lambda: web.asked >= 1)
        web.status = 200
        async with home(place, notices_file=file):
            await until(lambda: web.told)
            await until(lambda: noted(place))
        async with home(place, notices_file=file):
            await asyncio.sleep(0.6)
    assert len(web.told) == 1


async def test_of_several_servers_one_sends_and_when_it_goes_another_does(place: Place, tmp_path: Path):
    with webhook() as web:
        file = told_to(tmp_path, hook(web), about="[page]")
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(home(place, notices_file=file))
            await paged(first, counter=1)
            await until(lambda: len(web.told) == 1)
            if place.data.shared:
                second = await stack.enter_async_context(home(place.another(), notices_file=file))
                await paged(second, counter=2)
                await until(lambda: len(web.told) == 2)
            await asyncio.sleep(0.5)
    assert len(web.told) == (2 if place.data.shared else 1)


async def test_the_manager_sends_a_test_to_each_address_of_a_name(place: Place, tmp_path: Path):
    with webhook() as web:
        async with home(place, notices_file=told_to(tmp_path, hook(web), about="[page]", language="en")) as one:
            manager = one.as_("manager")
            await asyncio.sleep(0.3)
            problem(await manager.post("/notices/nobody/test"), 404, "unknown_addressee")
            problem(await one.as_(("counter", 1)).post("/notices/duty-manager/test"), 403, "forbidden")
            for _ in range(2):
                assert (await manager.post("/notices/duty-manager/test", key="the same")).status_code == 200
            await until(lambda: web.told)
            await asyncio.sleep(0.4)
            page = (await one.http.get("/manager/dongcheng", headers=manager.headers)).text
    assert [told["title"] for told in web.told] == ["Dongcheng Hall: A test: nothing to do"]
    assert "sesame" not in page
    assert "duty-manager" in page


async def test_a_change_of_the_file_takes_effect_and_a_fault_is_said(place: Place, tmp_path: Path):
    with webhook() as web:
        file = written(tmp_path, "notices: {duty-manager: {to: [], about: [page]}}")
        async with home(place, notices_file=file) as one:
            await until(lambda: one.house.notices.fault)
            page = (await one.http.get("/manager/dongcheng", headers=one.as_("manager").headers)).text
            assert "notices.yaml: duty-manager.to" in page
            told_to(tmp_path, hook(web), about="[page]")
            os.utime(file, (1, 1))
            await until(lambda: one.house.notices.fault is None)
            await paged(one)
            await until(lambda: web.told)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("notices: [", "notices.yaml:1 isn't YAML"),
        ("others: {}", "has one key, `notices`"),
        ("notices: {clerk: {to: ['nonsense']}}", "clerk.to.1 is no address of a service"),
        ("notices: {clerk: {to: ['syslog://']}}", "clerk.to.1 is no address of a service"),
        ("notices: {clerk: {to: ['json://h/'], about: [tea]}}", "tea is none of all, page,"),
        ("notices: {clerk: {to: ['json://h/'], colour: red}}", "clerk.colour"),
        ("notices: {clerk: 7}", "clerk"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_in_a_sentence_without_its_addresses(tmp_path: Path, text: str, says: str):
    with pytest.raises(BadAddressees, match=r"notices\.yaml") as caught:
        read(written(tmp_path, text))
    assert says in str(caught.value)


def test_a_file_that_others_may_read_is_not_read(tmp_path: Path):
    with pytest.raises(BadAddressees, match="chmod 600"):
        read(written(tmp_path, "notices: {}", 0o644))


def test_without_a_file_nobody_is_told(tmp_path: Path):
    assert read(tmp_path / "notices.yaml") == ()


def test_tries_come_after_ever_longer_rests_up_to_ten_minutes():
    assert [rows.again_after(n) // 100 for n in (1, 2, 3)] == [2, 6, 18]
    assert rows.again_after(50) == rows.LAST_AGAIN


async def test_those_to_whom_a_bulletin_is_copied_are_told_and_nobody_else(place: Place, tmp_path: Path):
    for number, duty in (("3001", "bulletin-reader"), ("3002", "clerk")):
        member(place, number, duty)
    with webhook() as readers, webhook() as reader, webhook() as clerk, webhook() as manager:
        names = {"bulletin-reader": readers, '"3001"': reader, '"3002"': clerk, "duty-manager": manager}
        rows = "\n".join(f"  {name}: {{to: ['{hook(heard)}']}}" for name, heard in names.items())
        async with home(place, notices_file=written(tmp_path, f"notices:\n{rows}\n")) as one:
            analyst = one.as_("manager")
            period = (await analyst.get("/moments")).json()["day"][:7]
            draft = (await analyst.post(f"/bulletins/{period}/save", text="王先生 又来投诉")).json()
            readers.status = 503
            done = await analyst.post(f"/bulletins/{period}/publish", text="原因与措施", seen=draft["saved"])
            assert done.status_code == 200, done.text
            await until(lambda: reader.told and readers.asked)
            readers.status = 200
            await until(lambda: readers.told)
            await until(lambda: noted(place))
    assert (clerk.told, manager.told) == ([], [])
    [told] = reader.told
    assert told["title"] == "东城营业厅：投诉通报已发布"
    assert told["message"].splitlines()[0] == f"{period} 期"
    assert len(readers.told) == 1, "a draft is told to nobody"
    assert "王先生" not in str(readers.told + reader.told)

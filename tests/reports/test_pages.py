"""The pages and files of reports: every one of them in each language, in a hall where something happened and in an empty one."""

import csv
import io
import re
from datetime import datetime
from html import unescape

import httpx
import openpyxl
import pytest

from app.languages import LANGUAGES
from app.reports.layouts import NAMES, REPORTS
from counter_ui.reports.charts import Chart, charts
from counter_ui.reports.files import harmless
from tests.house import Home, Place, home
from tests.staff.cast import PASSWORD, Browser, device, member


async def worked(one: Home) -> None:
    """A clerk whose number a spreadsheet might take for a formula serves one of two customers."""
    desk = one.as_("integration")
    await desk.post("/counters/1/open", staff="=1+1")
    for service in ("pay-bill", "open-account", "pay-bill"):
        await desk.post("/tickets", service=service)
    await desk.post("/counters/1/call-next", expected_current=None)
    await desk.post("/counters/1/start")
    await desk.post("/counters/1/finish")
    await desk.post("/counters/1/call-next", expected_current=None)
    await desk.post("/counters/1/no-show")


async def page(one: Home, path: str, **query: str | list[str]) -> httpx.Response:
    headers = {"Authorization": f"Bearer {one.place.tokens['manager']}"}
    return await one.http.get(f"/manager/dongcheng/reports{path}", headers=headers, params=query or None)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_report_is_shown_in_every_language(place: Place, language: str) -> None:
    async with home(place) as one:
        for turn in range(2):
            for name in NAMES:
                answer = await page(one, f"/{name}", lang=language, by="day")
                assert answer.status_code == 200, answer.text
                assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>", answer.text), "the policy forbids it"
            if not turn:
                await worked(one)


async def test_a_chart_stands_above_a_table_with_the_same_figures(place: Place) -> None:
    async with home(place) as one:
        await worked(one)
        text = (await page(one, "/visits", lang="en", by="hour")).text
        assert text.index('role="img"') < text.index('data-table="course"')
        assert "Served: 1" in text
        assert re.search(r'<th scope=row><a href="[^"]+">Pay a bill</a></th><td class="n">2</td>', text)


def opened(text: str, words: str) -> str:
    """Where the row with these words leads, beneath the reports."""
    found = re.search(rf'<a href="/manager/dongcheng/reports([^"]+)">{re.escape(words)}</a>', text)
    assert found is not None, words
    return unescape(found[1])


async def test_every_number_opens_to_its_days_and_a_days_to_the_facts_behind_it(place: Place) -> None:
    async with home(place) as one:
        await worked(one)
        month = (await page(one, "/services", lang="en", by="day")).text
        clerk = (await page(one, opened(month, "=1+1"))).text
        assert "<b>=1+1</b>" in clerk
        assert 'data-table="by_both"' in clerk, "in more detail"
        assert 'data-table="by_service"' not in clerk, "which isn't about the clerk"
        today = await one.house.desk.read("dongcheng", lambda hall, now: hall.day)
        day = (await page(one, opened(clerk, today))).text
        assert 'data-table="facts"' in day
        assert re.search(r"<th scope=row>\d+</th><td>[\d:]{8}</td><td>Service finished</td><td>B001</td>", day)
        excel = await page(one, "/services.csv", lang="en", sheet="by_clerk", of="=1+1", **{"from": today})
        assert "Services · '=1+1" not in excel.text.splitlines()[0], "in the middle of a cell nothing needs a quote"


async def test_a_row_of_any_table_opens(place: Place) -> None:
    async with home(place) as one:
        await worked(one)
        for name, layout in REPORTS.items():
            for sheet in layout.sheets:
                for by, of in (("hour", "1"), ("month", "<²٣."), ("hall", "\x1f\0")):
                    answer = await page(one, f"/{name}", by=by, sheet=sheet.name, of=[of] * len(sheet.by))
                    assert answer.status_code == 200, (name, sheet, by, of)


async def test_a_row_that_cannot_be_is_refused_and_one_of_nobody_is_empty(place: Place) -> None:
    async with home(place) as one:
        for asked in ({"sheet": "by_weather", "of": "rain"}, {"sheet": "by_both", "of": "7001"}):
            assert (await page(one, "/services", **asked)).status_code == 404
        nobody = await page(one, "/services", lang="en", sheet="by_clerk", of="<b>")
        assert "Nothing was recorded" in nobody.text
        assert "<b>&lt;b&gt;</b>" in nobody.text


async def test_any_report_stands_the_halls_side_by_side_for_whoever_may_see_them(place: Place) -> None:
    async with home(place) as one:
        await worked(one)
        headers = {"Authorization": f"Bearer {place.tokens['all']}"}
        for name in NAMES:
            text = (await one.http.get(f"/manager/dongcheng/reports/{name}?by=hall&lang=en", headers=headers)).text
            assert 'data-table="course"' in text or "Nothing was recorded" in text, name
        waits = (await one.http.get("/manager/dongcheng/reports/services?by=hall&lang=en", headers=headers)).text
        assert waits.count("<th scope=row>") == 2
        assert "<h2>Halls side by side</h2>" in waits
        own = (await page(one, "/services", by="hall", lang="en")).text
        assert own.count("<th scope=row>") == 1
        assert '<option value="hall"' not in own


async def test_at_a_paired_counter_too_they_are_shown_to_whoever_has_signed_in_with_a_password(place: Place) -> None:
    member(place, "2000", "administrator", hall=None)
    async with home(place) as one:
        machine = Browser(one, device(place, "counter", 1))
        assert (await machine.sign_in("2000", PASSWORD)).status_code == 200
        shown = await machine.http.get("/manager/dongcheng/reports/visits?lang=en")
        assert '<option value="hall"' in shown.text, "of all halls"
        beside = await machine.http.get("/manager/dongcheng/reports/visits.csv?by=hall")
        assert beside.text.count("\r\n") == 6, "two halls below four lines"


async def test_dates_that_cannot_be_are_told_on_the_page_and_what_was_typed_stays(place: Place) -> None:
    async with home(place) as one:
        await worked(one)
        backwards = {"from": "2026-02-02", "to": "2026-02-01", "by": "week", "sheet": "by_level", "of": "vip"}
        text = (await page(one, "/visits", **backwards)).text
        assert "请把两个日期对调" in text
        assert 'name="from" value="2026-02-02"' in text
        assert 'name="to" value="2026-02-01"' in text
        assert 'name="sheet" value="by_level"' in text
        assert "data-table" not in text, "no figures that nobody asked for"
        assert (await page(one, "/visits.csv", **backwards)).status_code == 422
        unknown = await page(one, "/gossip.xlsx")
        assert unknown.status_code == 404


async def test_a_workbook_has_chinese_heads_and_values_that_excel_goes_on_with(place: Place) -> None:
    async with home(place) as one:
        await worked(one)
        answer = await page(one, "/services.xlsx", lang="zh", by="day")
        assert "filename*=UTF-8''%E4%B8%9C" in answer.headers["content-disposition"]
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        (sheet,) = book.worksheets
        assert sheet.title == "办理"
        rows = list(sheet.iter_rows())
        heads = next(row for row in rows if row[0].value == "日期")
        assert [cell.value for cell in heads[:3]] == ["日期", "办理笔数", "平均办理"]
        last = rows[rows.index(heads) + 30]
        assert isinstance(last[0].value, datetime)
        assert (last[0].number_format, last[1].value, last[2].number_format) == ("yyyy-mm-dd", 1, "[h]:mm:ss")
        clerk = next(row for row in rows if row[0].value == "=1+1")
        assert (clerk[0].data_type, clerk[1].value) == ("s", 1)


async def test_all_reports_are_sheets_of_one_workbook(place: Place) -> None:
    async with home(place) as one:
        await worked(one)
        book = openpyxl.load_workbook(io.BytesIO((await page(one, "/all.xlsx", lang="zh")).content))
        assert len(book.sheetnames) == len(NAMES) - 1
        assert {"总览", "等候", "插队呼叫"} <= set(book.sheetnames)


async def test_csv_opens_in_excel_and_holds_no_formula(place: Place) -> None:
    async with home(place) as one:
        await worked(one)
        answer = await page(one, "/services.csv", lang="zh")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(answer.content[3:].decode())))
        assert ["业务", "办理笔数", "平均办理", "九成在此时间内", "最长"] in rows
        assert next(row for row in rows if row and row[0].endswith("1+1"))[0] == "'=1+1"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_takes_for_a_formula_is_quoted(sign: str) -> None:
    assert harmless(f"{sign}1") == f"'{sign}1"
    assert harmless(f"1{sign}1") == f"1{sign}1"


async def test_pages_are_for_managers_only(place: Place) -> None:
    async with home(place) as one:
        for path in ("/visits", "/visits.xlsx", "/visits.csv"):
            headers = {"Authorization": f"Bearer {place.tokens['greeter']}"}
            assert (await one.http.get(f"/manager/dongcheng/reports{path}", headers=headers)).status_code == 403


def test_bars_are_as_high_as_their_figures() -> None:
    from datetime import date

    from app.reports.period import Period
    from app.reports.report import Report, Table
    from app.reports.wanted import Wanted
    from counter_ui.reports.names import Names
    from tests.hall.floor import Floor

    rows = ((("2026-03-09",), (10, 5)), (("2026-03-10",), (0, None)), (("2026-03-11",), (20, 20)))
    table = Table("course", ("day",), ("done", "left"), rows)
    period = Period(date(2026, 3, 9), date(2026, 3, 11), "day")
    (drawn,) = charts(Report(Wanted("visits", period), table, (30, 25), ()), ("done", "left"), (), Names(Floor().hall, "zh"))
    assert isinstance(drawn, Chart)
    heights = [bar.height for bar in drawn.bars]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.2)
    assert heights[3] == pytest.approx(2 * heights[0], abs=0.2)
    assert len(heights) == 5, "where nothing was measured nothing is drawn"

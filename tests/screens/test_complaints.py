"""What the pages of complaints show, and to whom."""

from dataclasses import replace

import pytest

from app.hall import complaints, orders
from app.hall.complaint import Kind
from counter_ui.complaints.routes import BULLETIN, CALLS, CASES
from shared_ui.picture import Place, render
from tests.hall.floor import Floor

CLERK = {"role": "staff", "staff": "1001", "duties": "complaint-clerk"}
DEPARTMENT = {"role": "staff", "staff": "2001", "duties": "department-clerk"}
SUPERVISOR = {"role": "staff", "staff": "1002", "duties": "customer-supervisor"}
AGENT = {"role": "staff", "staff": "1003", "duties": "follow-up-agent"}
ALL = {"role": "manager", "staff": "", "duties": ""}
KIND = Kind("charges", "hotline", "severe", "solve")


def record(floor: Floor) -> str:
    return floor.do(complaints.record, kind=KIND, by="1001")[0].complaint


@pytest.fixture
def floor() -> Floor:
    return Floor()


def page(floor: Floor, visitor: dict[str, str], screen=CASES, **look: str) -> str:
    return render(Place(screen, "dongcheng", None), floor.hall, floor.now, look | visitor)


def test_the_hour_of_a_department_runs_out_in_colour(floor):
    id = record(floor)
    floor.do(complaints.dispatch, complaint=id, by="1001")
    for minutes, state in ((0, "fine"), (46, "soon"), (20, "late")):
        floor.later(minutes=minutes)
        assert f'data-state="{state}"' in page(floor, CLERK)
    assert "已超时 6 分钟" in page(floor, CLERK)


def test_a_case_says_where_it_is_and_how_much_time_there_is(floor):
    id = record(floor)
    floor.do(complaints.dispatch, complaint=id, by="1001")
    floor.later(minutes=59, seconds=30)
    case = page(floor, DEPARTMENT, complaint=id).partition("<article")[2]
    for words in ("在相关部门", "10:00 前", "还有不到 1 分钟"):
        assert words in case
    form = case.partition("<case-form")[2]
    assert "相关部门 · 10:00 前" in form
    assert f">{floor.hall.complaints[id].order}<" not in form, "no code stands where its name could"


def test_a_case_that_went_to_the_supervisor_says_so_in_words(floor):
    id = record(floor)
    floor.do(complaints.solve, complaint=id, by="1001")
    floor.do(complaints.judge, complaint=id, satisfied=False, by="1001")
    assert "派工单：客户主管" in page(floor, SUPERVISOR, complaint=id)


@pytest.mark.parametrize("look", [{}, {"page": "new"}, {"complaint": "new"}, {"complaint": "sent"}])
def test_the_page_of_cases_has_one_filled_button(floor, look):
    new, sent = record(floor), record(floor)
    floor.do(complaints.dispatch, complaint=sent, by="1001")
    look = {name: {"new": new, "sent": sent}.get(value, value) if name == "complaint" else value for name, value in look.items()}
    assert page(floor, ALL, **look).count('class="main') == 1


def test_of_the_follow_ups_the_next_has_the_filled_button(floor):
    for _ in range(3):
        id = record(floor)
        floor.do(complaints.solve, complaint=id, by="1001")
        floor.do(complaints.judge, complaint=id, satisfied=True, by="1001")
    later = floor.hall.complaints[id].follow_up
    seen = later_page(floor, days=30)
    assert seen.count('class="main"') == 1
    assert seen.index('class="main"') < seen.index(f'data-follow-up="{later}"')
    seen = page(floor, AGENT, CALLS, call=later)
    assert seen.count('class="main"') == 1
    assert seen.index('class="main"') > seen.index(f'data-follow-up="{later}"')


def test_each_has_the_form_of_their_own_step_and_no_other(floor):
    id = record(floor)
    look = {"complaint": id}
    assert 'data-command="dispatch-complaint"' in page(floor, CLERK, **look)
    assert "data-command" not in page(floor, DEPARTMENT, **look), "nothing went to the department yet"
    floor.do(complaints.dispatch, complaint=id, by="1001")
    assert 'data-command="answer-order"' in page(floor, DEPARTMENT, **look)
    assert 'data-command="answer-order"' not in page(floor, CLERK, **look)
    order = floor.hall.complaints[id].order
    floor.do(orders.answer, work_order=order, by="2001")
    assert 'data-command="reply-to-complaint"' in page(floor, CLERK, **look)
    assert id not in page(floor, DEPARTMENT, **look).replace(f"complaint={id}", ""), "what is answered is no longer theirs"
    floor.do(complaints.reply, complaint=id, by="1001")
    assert 'data-value="not-satisfied"' in page(floor, CLERK, **look)
    floor.do(complaints.judge, complaint=id, satisfied=False, by="1001")
    assert 'data-command="reply-to-complaint"' in page(floor, SUPERVISOR, **look)
    assert f'data-case="{id}"' not in page(floor, CLERK, **look)


def test_what_was_told_is_on_the_case_for_whoever_has_it_and_the_number_is_masked(floor):
    id = record(floor)
    case = floor.hall.complaints[id]
    floor.hall.know((case.on, id), "账单多出 88 元", "李女士", "13800001234", seq=case.steps[0].seq)
    seen = page(floor, CLERK, complaint=id)
    for words in ("账单多出 88 元", "李女士", "138****1234"):
        assert words in seen
    assert "13800001234" not in seen
    for other in (DEPARTMENT, SUPERVISOR, AGENT):
        assert "李女士" not in page(floor, other, complaint=id)


def test_an_order_whose_department_is_gone_says_so_and_can_be_sent_on(floor):
    id = record(floor)
    floor.do(complaints.dispatch, complaint=id, by="1001")
    rules = floor.hall.plan.complaints

    floor.replan(complaints=replace(rules, departments=tuple(replace(one, id="new") for one in rules.departments)))
    seen = page(floor, CLERK, complaint=id)
    assert "部门已撤销" in seen
    assert 'data-command="dispatch-complaint"' in seen


def test_a_return_call_is_asked_of_on_its_day_and_earlier_only_by_choice(floor):
    """The next one comes where the one before was touched: nobody judges it by a second tap."""
    id = record(floor)
    floor.do(complaints.solve, complaint=id, by="1001")
    floor.do(complaints.judge, complaint=id, satisfied=True, by="1001")
    call = floor.hall.complaints[id].follow_up
    seen = page(floor, AGENT, CALLS)
    assert 'data-command="follow-up-done"' not in seen
    assert f'data-show="call={call}"' in seen
    for seen in (page(floor, AGENT, CALLS, call=call), later_page(floor, days=29)):
        for outcome in ("satisfied", "ended", "not-satisfied", "unreachable", "gave-up"):
            assert f'data-value="{outcome}"' in seen
        assert "第 1 次回访" in seen
        assert 'data-state="late"' not in seen
    assert 'data-state="late"' in later_page(floor, days=2)
    assert "data-follow-up" not in page(floor, CLERK, CALLS), "return calls are the agent's"


def later_page(floor: Floor, days: int) -> str:
    floor.later(days=days)
    return page(floor, AGENT, CALLS)


def test_after_the_last_return_call_there_is_no_other_to_be_set(floor):
    id = record(floor)
    floor.do(complaints.solve, complaint=id, by="1001")
    floor.do(complaints.judge, complaint=id, satisfied=True, by="1001")
    for days in (30, 90):
        floor.later(days=days)
        floor.do(orders.follow_up_done, follow_up=floor.hall.complaints[id].follow_up, outcome="satisfied", by="1003")
    seen = later_page(floor, days=90)
    assert "第 3 次回访" in seen
    assert 'data-value="satisfied"' not in seen
    assert 'data-value="ended"' in seen


@pytest.mark.parametrize("screen", [CASES, CALLS, BULLETIN])
@pytest.mark.parametrize("language", ["zh", "en", "zh-Hant"])
def test_every_page_speaks_every_language(floor, screen, language):
    id = record(floor)
    floor.do(complaints.dispatch, complaint=id, by="1001", minutes=30)
    for look in ({"complaint": id}, {"page": "new"}, {"page": "write"}, {}):
        assert "<main" in page(floor, ALL, screen, lang=language, **look)


def test_nobody_is_led_to_a_page_that_is_not_theirs(floor):
    follow_ups = 'href="/follow-ups/dongcheng'
    assert [follow_ups in page(floor, one) for one in (CLERK, SUPERVISOR, AGENT, ALL, DEPARTMENT)] == [True] * 4 + [False]

import pytest

from app.hall.plan import Group, Text
from tests.hall_file.small import NEXT, SMALL, changed, fault, faults, plan


def test_a_name_is_needed_in_both_languages() -> None:
    assert fault(changed("{zh: 东城营业厅, en: Dongcheng Hall}", "{zh: 东城营业厅}")) == (2, "a text needs `en`: add it")
    line, sentence = fault(changed("{zh: 东城营业厅, en: Dongcheng Hall}", "东城营业厅"))
    assert (line, sentence) == (2, "`东城营业厅` is needed in both languages: write {zh: …, en: …}")


@pytest.mark.parametrize("word", ["10086", "1.5", "true", "2027-01-01"])
def test_a_number_where_a_text_belongs_is_to_be_quoted(word: str) -> None:
    line, sentence = fault(changed("en: Pay a bill", f"en: {word}"))
    assert (line, sentence) == (9, f'`{word}` should be a text: put it in quotes, as "{word}"')


def test_an_empty_name_is_refused() -> None:
    assert fault(changed("en: Pay a bill", 'en: " "'))[0] == 9


def test_a_name_has_no_line_break_and_no_half_character() -> None:
    assert "control character" in fault(changed("en: Pay a bill", r'en: "Pay\na bill"'))[1]
    assert "control character" in fault(changed("en: Pay a bill", r'en: "\ud800"'))[1]


def test_a_channel_is_one_of_the_five() -> None:
    line, sentence = fault(changed("en: Pay a bill}", "en: Pay a bill}, elsewhere: [{channel: selfservice}]"))
    assert (line, sentence) == (9, "there is no channel `selfservice`; did you mean `self-service`?")


@pytest.mark.parametrize("key", ["missed_return: {}", "waiting: {{seats: {}}}", "lounge: {{seats: {}}}"])
@pytest.mark.parametrize("number", ["0", "-3", "true", '"3"', "2.5"])
def test_seats_and_missed_return_are_counted_from_1(key: str, number: str) -> None:
    line, sentence = fault(SMALL + key.format(number) + "\n")
    assert (line, "a whole number from 1" in sentence) == (NEXT, True)


@pytest.mark.parametrize("word", ["1", "yes", '"true"'])
def test_important_is_true_or_false(word: str) -> None:
    assert fault(changed("important: true", f"important: {word}")) == (
        6,
        f"true or false is needed here, not `{word.strip(chr(34))}`",
    )


def test_a_service_belongs_to_a_listed_group_and_a_group_has_a_service() -> None:
    grouped = changed("letter: B", "letter: B, group: payment")
    listed = grouped + "groups: [{id: payments, name: {zh: 缴费, en: Payments}}]\n"
    assert [one.line for one in faults(listed)] == [9, NEXT]
    hall = plan(listed.replace("group: payment,", "group: payments,"))
    assert hall.groups == (Group("payments", Text("缴费", "Payments")),)


def test_a_group_without_a_name_is_named_by_its_services() -> None:
    grouped = SMALL.replace("letter: A", "letter: A, group: all").replace("letter: B", "letter: B, group: all")
    assert plan(grouped).groups == (Group("all", Text("开户入网、交话费", "Open an account, Pay a bill")),)
    third = "  - {id: c, letter: C, name: {zh: 丙, en: C}, group: all}\ncounters:"
    assert plan(grouped.replace("counters:", third)).groups[0].name == Text(
        "开户入网、交话费等", "Open an account, Pay a bill and more"
    )


def test_reasons_are_codes() -> None:
    assert "can't be an id" in fault(SMALL + "call_reasons: [Elderly person]\n")[1]
    assert "this list is empty" in fault(SMALL + "pause_reasons: []\n")[1]


@pytest.mark.parametrize("value", ["[1, 2]", "{a: 1}", ".inf", ".nan", "0o17", "1" * 5000, "1e999"])
def test_a_setting_is_a_single_plain_value(value: str) -> None:
    assert fault(SMALL + f"settings:\n  prepayment: {value}\n")[0] == NEXT + 1


def test_an_empty_list_of_counters_or_services_is_refused() -> None:
    assert fault(changed("services: [open-account, pay-bill]}", "services: []}"))[0] == 11

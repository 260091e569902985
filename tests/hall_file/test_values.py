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
    assert "control character" in fault(changed("en: Pay a bill", r'en: "Pay\La bill"'))[1]
    assert fault(changed("en: Pay a bill", r'en: "\ud800"'))[0] == 9


def test_a_name_has_at_most_500_characters() -> None:
    assert plan(changed("en: Pay a bill", f"en: {'x' * 500}"))
    line, sentence = fault(changed("en: Pay a bill", f"en: {'x' * 501}"))
    assert (line, "has 501 characters: a text has at most 500" in sentence) == (9, True)


@pytest.mark.parametrize(
    "key",
    [
        "counter_word: {}",
        "nearby: [{{name: {}}}]",
        "nearby: [{{name: {{zh: 甲, en: A}}, address: {}}}]",
        "offers: [{{id: a, name: {}}}]",
        "settings: {{hint: {}}}",
    ],
)
@pytest.mark.parametrize("text", ["{zh: 先交钱, en: x}", "{zh: 甲, en: Pay first}"])
def test_no_text_for_customers_has_a_forbidden_phrase(key: str, text: str) -> None:
    line, sentence = fault(SMALL + key.format(text) + "\n")
    assert (line, "contains the forbidden phrase" in sentence, "say rather `" in sentence) == (NEXT, True, True)


@pytest.mark.parametrize("old", ["{zh: 东城营业厅, en: Dongcheng Hall}", "{zh: 交话费, en: Pay a bill}"])
def test_names_of_hall_and_services_have_no_forbidden_phrase(old: str) -> None:
    assert "forbidden phrase `pay first`" in fault(changed(old, "{zh: 甲, en: Pay first}"))[1]
    more = "elsewhere: [{channel: online, where: {zh: 自己看, en: x}}], hint: {zh: 先交钱, en: x}"
    assert len(faults(changed("en: Pay a bill}", "en: Pay a bill}, " + more))) == 2


def test_the_name_of_a_level_is_for_staff() -> None:
    assert plan(SMALL).levels[0].name.zh == "普通客户"
    assert "普通客户" in fault(changed("交话费", "普通客户"))[1]


def test_a_setting_that_is_words_has_no_forbidden_phrase() -> None:
    assert fault(SMALL + "settings:\n  hint: 先交钱\n")[0] == NEXT + 1


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


@pytest.mark.parametrize("number", ["-1", '"3"', "2.5"])
def test_who_may_stand_is_counted_from_0(number: str) -> None:
    assert "a whole number from 0" in fault(SMALL + f"waiting: {{seats: 4, standing: {number}}}\n")[1]
    assert plan(SMALL + "waiting: {seats: 4, standing: 0}\n").standing == 0


def test_reasons_are_codes() -> None:
    assert "can't be an id" in fault(SMALL + "call_reasons: [Elderly person]\n")[1]
    assert "this list is empty" in fault(SMALL + "pause_reasons: []\n")[1]


def test_a_setting_may_be_a_text() -> None:
    hall = plan(SMALL + "settings: {where: {zh: 左侧, en: On the left}}\n")
    assert hall.settings == {"where": Text("左侧", "On the left")}
    assert fault(SMALL + "settings: {where: {zh: 左侧}}\n") == (NEXT, "a text needs `en`: add it")


@pytest.mark.parametrize("value", ["[1, 2]", ".inf", ".nan", "0o17", "1" * 5000, "1e999"])
def test_a_setting_is_a_single_plain_value(value: str) -> None:
    assert fault(SMALL + f"settings:\n  prepayment: {value}\n")[0] == NEXT + 1


def test_an_empty_list_of_counters_or_services_is_refused() -> None:
    assert fault(changed("services: [open-account, pay-bill]}", "services: []}"))[0] == 11

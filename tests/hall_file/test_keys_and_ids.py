import pytest

from app.hall.script import Script, Step
from app.hall_file import read_hall_text
from app.yaml_values import NO_TEXT
from tests.hall_file.small import NEXT, SMALL, changed, fault, faults, plan


def test_a_misspelt_key_is_named_with_what_was_probably_meant() -> None:
    line, sentence = fault(changed("important: true", "importent: true"))
    assert (line, sentence) == (6, "`importent` is not a key of a level; did you mean `important`?")


def test_an_unknown_key_is_refused_with_the_keys_that_are_known() -> None:
    assert fault(SMALL + "waiting: {seats: 4, zebra: 3}\n") == (
        NEXT,
        "`zebra` is not a key of `waiting`; known here: seats, standing",
    )


@pytest.mark.parametrize("key", ["hall", "name", "timezone"])
def test_a_hall_needs_id_name_and_zone(key: str) -> None:
    text = "".join(line for line in SMALL.splitlines(keepends=True) if not line.startswith(f"{key}:"))
    assert fault(text) == (1, f"the hall file needs `{key}`: add it")


def test_a_hall_needs_services_and_the_counters_are_not_blamed_for_it() -> None:
    text = SMALL[: SMALL.index("services:\n")] + SMALL[SMALL.index("counters:\n") :]
    assert fault(text) == (1, "the hall file needs `services`: add it")


def test_a_level_needs_a_promise() -> None:
    assert fault(changed(", promise: 15m", "")) == (5, "a level needs `promise`: add it")


def test_a_key_without_a_value_is_refused_in_its_own_line() -> None:
    assert fault(SMALL + "opens:\nmissed_return: 3\n") == (NEXT, "`opens` has no value: write one, or leave the key out")


def test_a_key_that_stands_twice_is_refused() -> None:
    assert fault(SMALL + "timezone: Asia/Tokyo\n") == (NEXT, "`timezone` stands here a second time (first in line 3): keep one")


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = changed("promise: 15m", "promise: 0m").replace("letter: B", "letter: A").replace("[vip]", "[vop]")
    assert [one.line for one in faults(text)] == [5, 9, 12]


def test_a_fault_reads_file_line_sentence() -> None:
    assert str(faults(changed("letter: B", "letter: A"))[0]) == (
        "halls/x.yaml:9: the letter `A` is already used in line 8: give each its own"
    )


@pytest.mark.parametrize("word", ["Dongcheng", "1hall", "dong cheng", "a" * 41, "东城", "-a", "a_b"])
def test_a_hall_id_is_small_letters_digits_and_hyphens(word: str) -> None:
    line, sentence = fault(changed("hall: dongcheng", f"hall: {word}"))
    assert line == 1
    assert "can't be an id" in sentence


def test_a_counter_serves_services_that_exist() -> None:
    line, sentence = fault(changed("pay-bill]}", "pay-bil]}"))
    assert (line, sentence) == (11, "there is no service `pay-bil`; did you mean `pay-bill`?")


def test_a_counter_takes_levels_first_that_exist() -> None:
    assert fault(changed("first: [vip]", "first: [gold]")) == (12, "there is no level `gold`; known here: ordinary, vip")


def test_a_post_stands_in_for_a_post_that_exists_and_not_for_itself() -> None:
    line, sentence = fault(SMALL + "posts:\n  - {id: door, kind: greeter}\n  - {id: sales, kind: sales, stands_in_for: dor}\n")
    assert (line, sentence) == (NEXT + 2, "there is no post `dor`; did you mean `door`?")
    line, sentence = fault(SMALL + "posts:\n  - {id: door, kind: greeter, stands_in_for: door}\n")
    assert (line, "itself" in sentence) == (NEXT + 1, True)


def test_a_script_must_exist_once_the_scripts_are_known() -> None:
    line, sentence = fault(SMALL, scripts={"open-acount": None, "pay-bill": None})
    assert (line, sentence) == (8, "there is no script `open-account`; did you mean `open-acount`?")
    assert read_hall_text(SMALL, "x", {"open-account": None}).services[0].script == "open-account"


def test_a_limit_is_for_a_step_that_exists_once_the_scripts_are_known() -> None:
    limited = SMALL + "limits:\n  open-account: {sytem: 4m}\n"
    script = Script("open-account", NO_TEXT, (Step("system", "do"), Step("check", "do")))
    line, sentence = fault(limited, scripts={"open-account": script})
    assert (line, sentence) == (NEXT + 1, "there is no step of open-account `sytem`; did you mean `system`?")
    line, sentence = fault(limited.replace("open-account: {s", "open-acount: {s"), scripts={"open-account": script})
    assert (line, sentence) == (NEXT + 1, "there is no script `open-acount`; did you mean `open-account`?")
    assert read_hall_text(limited.replace("sytem", "system"), "x", {"open-account": script}).limits == {
        "open-account.system": 240_000
    }
    assert read_hall_text(limited, "x", {"open-account": None}).limits, "a script with faults may have any step"


def test_an_offer_leads_to_a_service_that_exists() -> None:
    offered = SMALL + "offers:\n  - {id: fibre, name: {zh: 宽带, en: Fibre}, service: fibre}\n"
    assert fault(offered) == (NEXT + 1, "there is no service `fibre`; known here: open-account, pay-bill")
    twice = offered.replace(", service: fibre", "") + "  - {id: fibre, name: {zh: 宽带, en: Fibre}}\n"
    assert fault(twice) == (NEXT + 2, f"the offer `fibre` is already used in line {NEXT + 1}: give each its own")


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("id: vip", "id: ordinary", 6, "the level `ordinary` is already used in line 5"),
        ("id: pay-bill", "id: open-account", 9, "the service `open-account` is already used in line 8"),
        ("letter: B", "letter: A", 9, "the letter `A` is already used in line 8"),
        ("number: 2", "number: 1", 12, "the counter number `1` is already used in line 11"),
    ],
)
def test_ids_letters_and_counter_numbers_are_given_once(old: str, new: str, line: int, sentence: str) -> None:
    found = faults(changed(old, new))
    assert (line, True) in [(one.line, one.sentence.startswith(sentence)) for one in found]


def test_double_posts_and_groups_are_refused() -> None:
    grouped = changed("letter: B", "letter: B, group: g")
    assert fault(grouped + "groups:\n  - {id: g, name: {zh: 甲, en: A}}\n  - {id: g, name: {zh: 乙, en: B}}\n")[0] == NEXT + 2
    assert fault(SMALL + "posts:\n  - {id: door, kind: greeter}\n  - {id: door, kind: sales}\n")[0] == NEXT + 2


@pytest.mark.parametrize("letter", ["I", "O", "b", "AB", "Ä", "1x", "李"])
def test_a_letter_is_one_capital_but_not_i_or_o(letter: str) -> None:
    line, sentence = fault(changed("letter: B", f"letter: {letter}"))
    assert line == 9
    assert "can't be a letter" in sentence


@pytest.mark.parametrize("letter", ["D", "E", "R", "N", "Y"])
def test_letters_that_are_heard_badly_are_allowed(letter: str) -> None:
    assert plan(changed("letter: B", f"letter: {letter}")).services[1].letter == letter


@pytest.mark.parametrize("number", ["0", "100", "-1", "true", '"2"', "1.5", "two", "[2]", "9" * 5000])
def test_a_counter_number_is_a_whole_number_from_1_to_99(number: str) -> None:
    line, sentence = fault(changed("number: 2", f"number: {number}"))
    assert line == 12
    assert "a whole number from 1 to 99" in sentence


def test_nothing_stands_twice_in_a_counters_list() -> None:
    assert fault(changed("first: [vip]", "first: [vip, vip]")) == (12, "`vip` stands twice in this list: keep one")


def test_the_ids_of_rehearsal_halls_are_kept_for_them() -> None:
    line, sentence = fault(changed("hall: dongcheng", "hall: dongcheng-rehearsal"))
    assert (line, "-rehearsal" in sentence) == (1, True)


NEAR = "nearby:\n  - {name: {zh: 西城, en: West}, hall: xicheng}\n  - {name: {zh: 乙, en: B}, hall: %s}\n"


def test_a_nearby_hall_may_say_which_one_of_the_chain_it_is() -> None:
    assert [near.hall for near in plan(SMALL + NEAR % "beicheng").nearby] == ["xicheng", "beicheng"]
    assert plan(SMALL + "nearby: [{name: {zh: 西城, en: West}}]\n").nearby[0].hall is None


@pytest.mark.parametrize(
    ("id", "sentence"),
    [
        ("dongcheng", "`dongcheng` is this hall itself: name another one, or leave `hall` out"),
        ("xicheng", f"the nearby hall `xicheng` is already used in line {NEXT + 1}: give each its own"),
        ("North", "`North` can't be an id"),
        ("beicheng-rehearsal", "`beicheng-rehearsal` can't be a hall's id"),
    ],
)
def test_a_nearby_hall_is_another_one_and_named_once(id: str, sentence: str) -> None:
    line, said = fault(SMALL + NEAR % id)
    assert (line, said.startswith(sentence)) == (NEXT + 2, True), said


@pytest.mark.parametrize(
    ("zones", "sentence"),
    [
        ("[{id: east, counters: [1, 9]}]", "there is no counter number `9`; known here: 1, 2"),
        ("[{id: east, counters: [1, 1]}]", "`1` stands twice in this list: keep one"),
        ("[{id: east, counters: [one]}]", "a whole number from 1 to 99 is needed here, without quotes, not `one`"),
        ("[{id: east, counters: []}]", "this list is empty: write at least one item"),
        ("[{id: east}]", "a zone needs `counters`: add it"),
        ("[{id: east, counters: [1], services: [fly]}]", "there is no service `fly`; known here: open-account, pay-bill"),
        ("[{id: a, counters: [1]}, {id: a, counters: [2]}]", f"the zone `a` is already used in line {NEXT}: give each its own"),
    ],
)
def test_a_zone_is_made_of_counters_and_services_that_the_hall_has(zones: str, sentence: str) -> None:
    assert fault(f"{SMALL}zones: {zones}\n") == (NEXT, sentence)

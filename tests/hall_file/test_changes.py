"""What a manager is shown as old and new, and what becomes of two managers' changes."""

from app.hall_file_changes import Change, changes, merged
from app.hall_file_written import hall_tree
from app.yaml_written import Tree
from tests.hall_file.small import SMALL, changed, plan

BASE = hall_tree(plan(SMALL))


def after(text: str) -> dict[str, Tree]:
    return hall_tree(plan(text))


def test_a_change_is_told_by_the_way_to_it_with_what_was_and_what_is() -> None:
    now = after(changed("promise: 15m", "promise: 20m") + "last_ticket: 15m\n")
    assert list(changes(BASE, now)) == [
        Change(("levels", "ordinary", "promise"), "15m", "20m"),
        Change(("last_ticket",), None, "15m"),
    ]


def test_an_item_is_known_by_its_id_wherever_it_stands() -> None:
    one = "  - {number: 1, services: [open-account, pay-bill]}\n"
    two = "  - {number: 2, services: [open-account, pay-bill], first: [vip]}\n"
    assert list(changes(BASE, after(SMALL.replace(one + two, two + one)))) == [Change(("counters", "order"), "1, 2", "2, 1")]
    assert list(changes(BASE, after(SMALL.replace(one, "")))) == [
        Change(("counters", "1"), "{number: 1, services: [open-account, pay-bill]}", None)
    ]


def test_what_two_managers_changed_in_different_places_goes_together() -> None:
    slower, behind = changed("promise: 15m", "promise: 20m"), "missed_return: 3\n"
    both = merged(BASE, after(slower), after(changed("typical: 8m", "typical: 9m") + behind))
    assert (both.pairs, both.clashes) == (after(slower.replace("8m", "9m") + behind), ())


def test_where_both_changed_the_same_ones_own_stands_and_it_is_said() -> None:
    mine, theirs = after(changed("promise: 15m", "promise: 20m")), after(changed("promise: 15m", "promise: 12m"))
    both = merged(BASE, mine, theirs)
    assert (both.pairs, both.clashes) == (mine, (("levels", "ordinary", "promise"),))


def test_a_service_that_one_deleted_and_the_other_changed_is_a_clash() -> None:
    line = next(line for line in SMALL.splitlines(keepends=True) if "id: pay-bill" in line)
    without = SMALL.replace(line, "").replace(", pay-bill]", "]")
    both = merged(BASE, after(without), after(changed("en: Pay a bill", "en: Pay bills")))
    assert both.clashes == (("services", "pay-bill"),)
    assert both.pairs == after(without)


def test_the_same_change_by_both_is_no_clash() -> None:
    same = after(changed("promise: 15m", "promise: 20m"))
    assert merged(BASE, same, same).clashes == ()

"""`yingbin staff`: rescue from the command line."""

import pytest

from tests.cli.command import yingbin
from tests.house import Place


def staff(place: Place, *words: str):
    return yingbin("staff", "--data", place.data.directory, *words)


def test_somebody_is_added_with_a_one_time_password(place: Place):
    said = staff(place, "add", "1007", "--name", "王芳", "--duty", "clerk", "--duty", "sales", "--hall", "dongcheng").done()
    assert said.startswith("One-time password of 1007: ")
    assert staff(place, "list").done() == "1007\t王芳\tdongcheng\tclerk sales\tpassword to be changed\n"


def test_somebody_is_disabled_and_let_in_again(place: Place):
    staff(place, "add", "1007", "--name", "王芳", "--duty", "clerk").done()
    staff(place, "disable", "1007").done()
    assert staff(place, "list").done().endswith("\tdisabled\n")
    assert staff(place, "password", "1007").done().startswith("One-time password of 1007: ")
    assert staff(place, "list").done().endswith("\tpassword to be changed\n")


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("add", "1007", "--name", "x", "--duty", "king"), "There is no duty 'king'", 2),
        (("add", "10 07", "--name", "x", "--duty", "clerk"), "A staff number is", 2),
        (("add", "1007", "--name", " ", "--duty", "clerk"), "A name has", 2),
        (("add", "1007", "--name", "x", "--duty", "clerk", "--hall", "nowhere"), "There is no hall 'nowhere'", 1),
        (("disable", "1007"), "no staff number 1007", 1),
        (("password", "1007"), "no staff number 1007", 1),
    ],
)
def test_what_can_not_be_done_is_said(place: Place, words: tuple[str, ...], said: str, code: int):
    staff(place, *words).refused(said, code=code)


def test_a_number_is_given_once(place: Place):
    staff(place, "add", "1007", "--name", "x", "--duty", "clerk").done()
    staff(place, "add", "1007", "--name", "y", "--duty", "clerk").refused_in_one_line("1007 is somebody's already")


def test_the_last_administrator_stays(place: Place):
    staff(place, "add", "1", "--name", "x", "--duty", "administrator").done()
    staff(place, "disable", "1").refused_in_one_line("last administrator")

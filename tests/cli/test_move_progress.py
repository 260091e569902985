"""What is said while a hall moves: of a big one a line every few seconds, of a small one nothing."""

from app.move.progress import EVERY, SOON, Progress


class Time:
    """A row takes a thousandth of a second."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def rows(self, count: int):  # type: ignore[no-untyped-def]
        for n in range(count):
            self.now = (n + 1) / 1000
            yield (n,)


def said_of(rows: int) -> list[str]:
    time, said = Time(), list[str]()
    passed = list(Progress(said.append, time).counting(time.rows(rows), "{count} rows"))
    assert passed == [(n,) for n in range(rows)]
    return said


def test_a_small_hall_moves_without_a_word() -> None:
    assert said_of(2_999) == []


def test_of_a_big_hall_something_is_said_soon_and_then_every_few_seconds() -> None:
    assert said_of(14_000) == ["3000 rows", "8000 rows", "13000 rows"]
    assert (SOON, EVERY) == (3.0, 5.0)

"""What each source counts for."""

from app.hall.plan import Assessment, Weights
from tests.hall_file.small import SMALL, fault, plan


def test_the_weights_have_usual_values_that_a_hall_changes_one_by_one() -> None:
    assert plan(SMALL).assessment == Assessment(Weights(30, 20, 20, 15, 15))
    told = plan(SMALL + "assessment: {weights: {moments: 50, ratings: 0}}\n").assessment
    assert told.weights == Weights(moments=50, patrols=20, visits=20, inspections=15, ratings=0)


def test_something_must_count() -> None:
    zeros = ", ".join(f"{name}: 0" for name in Weights.__dataclass_fields__)
    assert fault(SMALL + f"assessment: {{weights: {{{zeros}}}}}\n")[1].startswith("all weights are 0")
    assert "-1" in fault(SMALL + "assessment: {weights: {ratings: -1}}\n")[1]
    assert "hats" in fault(SMALL + "assessment: {weights: {hats: 1}}\n")[1]

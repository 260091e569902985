"""Every command at random on the hall and on the model, five times as long as in `make test`."""

from hypothesis import settings

from tests.hall.test_model import HallByModel, TestHallByModel


class TestHallByModelForLong(HallByModel.TestCase):
    settings = settings(TestHallByModel.settings, max_examples=1000)


del TestHallByModel

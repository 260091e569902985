"""What a hall file says about how customers' and inspectors' voices are heard: ratings, and the weights of the
assessment."""

from yaml.nodes import Node

from app.hall.plan import TOPICS, Assessment, Ratings, Topic, Weights
from app.hall_file_times import duration
from app.yaml_file import Sheet, quoted
from app.yaml_values import Fields, named, public_text, several, whole

_USUAL = Ratings()


def ratings(sheet: Sheet, node: Node) -> Ratings:
    fields = Fields(sheet, node, "`ratings`", (), ("about", "pad"))
    return Ratings(fields.get("about", several(_topic), _USUAL.about), fields.get("pad", duration, _USUAL.pad))


def _topic(sheet: Sheet, node: Node) -> Topic:
    """A topic of the product's own list needs no name."""
    fields = Fields(sheet, node, "a topic", ("id",), ("name",))
    topic = Topic(fields.get("id", named("topic"), ""), fields.get("name", public_text, None))
    if topic.id and topic.name is None and topic.id not in {one.id for one in TOPICS}:
        sheet.fault(node, f"the topic {quoted(topic.id)} needs a `name`: write it as customers are to read it")
    return topic


def assessment(sheet: Sheet, node: Node) -> Assessment:
    fields = Fields(sheet, node, "`assessment`", (), ("weights",))
    return Assessment(fields.get("weights", _weights, Weights()))


def _weights(sheet: Sheet, node: Node) -> Weights:
    """Whole numbers; they need not come to 100."""
    usual = Weights()
    fields = Fields(sheet, node, "the weights", (), ("moments", "patrols", "visits", "inspections", "ratings"))
    found = Weights(
        moments=fields.get("moments", whole(0, 1000), usual.moments),
        patrols=fields.get("patrols", whole(0, 1000), usual.patrols),
        visits=fields.get("visits", whole(0, 1000), usual.visits),
        inspections=fields.get("inspections", whole(0, 1000), usual.inspections),
        ratings=fields.get("ratings", whole(0, 1000), usual.ratings),
    )
    if not any((found.moments, found.patrols, found.visits, found.inspections, found.ratings)):
        sheet.fault(node, "all weights are 0: give at least one of them a weight")
    return found

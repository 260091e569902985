"""What a hall file says about how customers' and inspectors' voices are heard: ratings."""

from yaml.nodes import Node

from app.hall.plan import TOPICS, Ratings, Topic
from app.hall_file_times import duration
from app.yaml_file import Sheet, quoted
from app.yaml_values import Fields, named, public_text, several

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

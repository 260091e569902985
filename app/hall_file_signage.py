"""What a hall file says about its screens: the zones."""

from yaml.nodes import Node

from app.hall.plan import Zone
from app.yaml_file import Sheet
from app.yaml_values import Fields, distinct, named, public_text, reference, whole

MOST_COUNTERS = 99
"""The voice has clips for the counters up to this one."""


def zone(sheet: Sheet, node: Node) -> Zone:
    fields = Fields(sheet, node, "a zone", ("id", "counters"), ("name", "services"))
    return Zone(
        id=fields.get("id", named("zone"), ""),
        counters=fields.get("counters", distinct(_of_a_counter), ()),
        name=fields.get("name", public_text, None),
        services=fields.get("services", distinct(reference("service")), ()),
    )


def _of_a_counter(sheet: Sheet, node: Node) -> int:
    number = whole(1, MOST_COUNTERS)(sheet, node)
    if number:
        sheet.refer("counter number", str(number), node)
    return number

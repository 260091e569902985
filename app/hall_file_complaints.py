"""What a hall file says about complaints: the times, departments and their people, classes, causes, branches."""

from yaml.nodes import Node, ScalarNode

from app.hall.plan import Complaints, Department, Named
from app.hall_file_times import duration
from app.yaml_file import Sheet, quoted
from app.yaml_values import NO_TEXT, Fields, Read, distinct, named, one_of, public_text, reference, scalar, several, whole

_USUAL = Complaints()
KEYS = (
    *("reply_within", "remind", "at_once", "return_call", "return_every", "return_calls", "bulletin"),
    *("departments", "classes", "causes", "branches"),
)
MOST_CALLS = 100
PERIODS = ("month", "quarter")


def complaints(sheet: Sheet, node: Node) -> Complaints:
    fields = Fields(sheet, node, "`complaints`", (), KEYS)
    within = fields.get("reply_within", duration, _USUAL.reply_within)
    remind = fields.get("remind", duration, min(_USUAL.remind, within // 4))
    if "remind" in fields and remind >= within:
        fields.fault("remind", "`remind` is so long before the end of `reply_within`: write less than that")
    if "classes" not in fields:
        sheet.declare("class of complaints", [one.id for one in _USUAL.classes])
    found = Complaints(
        reply_within=within,
        remind=remind,
        at_once=fields.get("at_once", duration, _USUAL.at_once),
        return_call=fields.get("return_call", duration, _USUAL.return_call),
        return_every=fields.get("return_every", duration, _USUAL.return_every),
        return_calls=fields.get("return_calls", whole(1, MOST_CALLS), _USUAL.return_calls),
        bulletin=fields.get("bulletin", one_of("period", PERIODS), _USUAL.bulletin),  # type: ignore[arg-type]
        departments=fields.get("departments", several(department), _USUAL.departments),
        classes=fields.get("classes", several(_called("class of complaints")), _USUAL.classes),
        causes=fields.get("causes", several(_called("cause")), _USUAL.causes),
        branches=fields.get("branches", several(_called("branch")), ()),
    )
    for key in ("departments", "classes", "causes"):
        if key in fields and not getattr(found, key):
            fields.fault(key, f"`{key}` is empty: write at least one, or leave it out")
    return found


def department(sheet: Sheet, node: Node) -> Department:
    fields = Fields(sheet, node, "a department", ("id", "name"), ("people", "classes"))
    return Department(
        id=fields.get("id", named("department"), ""),
        name=fields.get("name", public_text, NO_TEXT),
        people=fields.get("people", distinct(_staff), ()),
        classes=fields.get("classes", distinct(reference("class of complaints")), ()),
    )


def _staff(sheet: Sheet, node: Node) -> str:
    """A staff number: digits may be written without quotes."""
    number = str(node.value).strip() if isinstance(node, ScalarNode) else str(scalar(sheet, node))
    if not (0 < len(number) <= 20 and number.isascii() and number.isalnum()):
        sheet.fault(node, f"{quoted(number)} is no staff number: write it as it is in the list of staff")
    return number


def _called(what: str) -> Read[Named]:
    def read(sheet: Sheet, node: Node) -> Named:
        fields = Fields(sheet, node, f"a {what}", ("id", "name"))
        return Named(fields.get("id", named(what), ""), fields.get("name", public_text, NO_TEXT))

    return read

"""Cases of complaints in the stories: from the hotline or the script, and how they stand."""

from app.hall.events import ComplaintRecorded
from tests.flows.story import Story

STORY = "客户李女士说三月被扣了 88 元"
HEARD = {"about": "network", "source": "mayor", "severity": "serious", "wish": "compensation"}


async def tick(told: Story) -> None:
    """The desk's own timer."""
    await told.at("manager", "/notice", zh="请稍候", en="One moment")
    await told.at("manager", "/notice")


async def written(told: Story, **more) -> str:
    """Entered by hand, from the hotline."""
    body = {"about": "charges", "source": "hotline", "text": STORY, "customer": "李女士", "phone": "13800001234"} | more
    return (await told.at("manager", "/complaints", **body))["complaint"]


async def case(told: Story, id: str) -> dict:
    return (await told.one.as_("manager").get(f"/complaints/{id}")).json()


async def from_the_script(told: Story, *ways) -> str:
    await told.touches("complaint")
    await told.calls(6)
    await told.serves(6, HEARD, *ways)
    await told.finishes(6)
    [recorded] = told.facts(ComplaintRecorded)
    return recorded.complaint

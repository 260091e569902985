"""The page of the halls, as seen from one of them."""

from fastapi import APIRouter

from app.chain_reading import Reading
from app.house import House
from counter_ui.chain.looks import LOOKS
from counter_ui.chain.view import halls
from shared_ui.picture import Screen
from shared_ui.screen import add_screen

router = APIRouter(include_in_schema=False)


async def _all(house: House, hall: str) -> Reading:
    return await house.chain.all()


CHAIN = Screen(
    name="chain",
    role="manager",
    path="/chain/{hall}",
    template="counter_ui/chain/halls.html",
    view=halls,
    looks=LOOKS,
    styles=("counter/manager/top.css", "counter/chain/page.css"),
    scripts=("counter/chain/hall-find.js",),
    again=2,
    beside=_all,
)
add_screen(router, CHAIN)

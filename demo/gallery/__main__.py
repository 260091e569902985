"""`python -m demo.gallery`: photographs every screen of halls of its own, and writes docs/gallery.md."""

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import sync_playwright

from demo.gallery import today, week
from demo.gallery.camera import FOLDER, Gallery

HEAD = """# The screens

Each was photographed by `make gallery` on a hall of its own, in the states that its title names.
"""
FOOT = """## What looking at them improved

- A ticket's lines are broken evenly, so that no character stands alone; document names are plain and larger, as thickened
  strokes ran together on thermal paper; in large type the code stands below the number and no longer over the facts.
- Within reach: names were cut beside the waits and now stand above them; the helper's answer no longer pushes a button above
  the middle.
- With three languages on an upright kiosk one letter was left of the hall's name: it goes, as do the hints in large type.
- The TV keeps «touch your service» below the playlist; the hall's name isn't squeezed by a logo; no row of waits is cut; the
  line about blocked sound stands in a row of its own, below the picture.
- The phone page has no button that does nothing: no bell once it is called, none to let others pass when nobody is behind.
  Messages lie above the page, so nothing moves under a finger.
- The manager's bar had twelve buttons in two rows: what is needed all day stands in it, the rest in two menus. Follow-ups were
  squeezed into a letter a line; a clock past an hour said 103:06; in large type one half of the page lay over the other.
- What a check finds was in English whoever read it, and lay under the bar that had asked for it.
- A screen that waits to be let in says how in letters that are read from where its code is read.
- A printed report or assessment says of which days it is, and leaves a margin.
- Ticks of a patrol stand in two columns on a phone; every box has the hall's colour; English quotation marks are no longer as
  wide as Chinese ones.
- The devices' page says «not the server's version» and not «older», which it can't know.
- A case said the code of its work order and no time; now it says where it is, until when, and how long that still is.
  Departments, duties and services have names wherever they stand; of several buttons one is filled: the next thing to do.
- Nothing that staff read is smaller than 16 px, charts included; tables of halls and staff fit an upright tablet; Chinese
  commas on English pages are no longer half as wide.
"""


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    places: tuple[tuple[str, Callable[[], AbstractContextManager[tuple[str, str]]], Callable[[Gallery], None]], ...] = (
        ("dongcheng", today.hall, today.show),
        ("xicheng", week.hall, week.show),
    )
    text: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        for name, hall, show in places:
            with hall() as (address, key):
                gallery = Gallery(browser, address, key, name)
                show(gallery)
                text += gallery.text
        browser.close()
    (FOLDER.parent / "gallery.md").write_text("\n".join([HEAD, *text, FOOT]), "utf-8")


if __name__ == "__main__":
    main()

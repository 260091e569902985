"""What browsers keep of the pages: static files, under addresses that change with the version."""

import hashlib
import os
from pathlib import Path

STATIC = {"shared": "shared_ui", "kiosk": "kiosk_ui", "counter": "counter_ui", "display": "display_ui"}
"""Folder of addresses to package."""


def _print() -> str:
    """Of all that a browser keeps: the same at all servers of a version, whenever it was installed there."""
    root = str(Path(__file__).parent.parent)
    kept = [f"{root}/shared_ui/templates/page.html"]
    for package in STATIC.values():
        kept += [f"{folder}/{name}" for folder, _, names in os.walk(f"{root}/{package}/static") for name in names]
    found = hashlib.blake2b(digest_size=6)
    for file in sorted(kept):
        found.update(f"{file.removeprefix(root)} {os.stat(file).st_size}\n".encode())
        if not file.endswith(".ogg"):  # 1,800 clips would take 60 ms of every start; their lengths stand in the manifest
            found.update(Path(file).read_bytes())
    return found.hexdigest()


STAMP = _print()
"""The version of the pages."""


def files(path: str) -> str:
    """The address of a static file, `shared/live-region.js`. The stamp in it changes when any file has changed, and
    stands in the folder, so that modules that import each other are fetched once."""
    return f"/static/{STAMP}/{path}"

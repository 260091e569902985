"""What browsers keep of the pages: static files, under addresses that change with the version."""

import hashlib
from pathlib import Path

STATIC = {"shared": "shared_ui", "kiosk": "kiosk_ui", "counter": "counter_ui", "display": "display_ui"}
"""Folder of addresses to package."""


def _print() -> str:
    """Of all that a browser keeps: the same at all servers of a version, whenever it was installed there."""
    root = Path(__file__).parent.parent
    folders = [root / package / "static" for package in STATIC.values()]
    kept = [root / "shared_ui" / "templates" / "page.html", *(file for folder in folders for file in folder.rglob("*"))]
    found = hashlib.blake2b(digest_size=6)
    for file in sorted(file for file in kept if file.is_file()):
        found.update(f"{file.relative_to(root)} {file.stat().st_size}\n".encode())
        if file.suffix != ".ogg":  # 1,500 clips would take 60 ms of every start; their lengths stand in the manifest
            found.update(file.read_bytes())
    return found.hexdigest()


STAMP = _print()
"""The version of the pages."""


def files(path: str) -> str:
    """The address of a static file, `shared/live-region.js`. The stamp in it changes when any file has changed, and
    stands in the folder, so that modules that import each other are fetched once."""
    return f"/static/{STAMP}/{path}"

"""What a server of this version consists of, as CycloneDX 1.6 in JSON: the locked packages with their hashes, and the fonts and
clips that are shipped. The same checkout gives the same file."""

import hashlib
import json
import re
import sys
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)([^\n]*(?:\n[ \t]+--hash=\S+(?: \\)?)*)", re.MULTILINE)
ASSETS = (
    (
        "Noto Sans CJK SC, a subset",
        "2.004",
        "OFL-1.1",
        ("app/printing/fonts/words.otf", "app/printing/fonts/number.otf"),
    ),
    ("Yingbin voice clips, rendered with Kokoro-82M", "1.0", "Apache-2.0", ("display_ui/static/voice",)),
)
"""Name, version, licence, and the files or folders: what is shipped and is no text of ours."""


def bill(requirements: str) -> dict[str, Any]:
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "app" / "__init__.py").read_text())
    assert version is not None
    own = {"type": "application", "bom-ref": "yingbin", "name": "yingbin", "version": version[1], **_licence("Apache-2.0")}
    parts = [*_packages(requirements), *_assets()]
    print_of = hashlib.sha256(json.dumps([own, parts], sort_keys=True).encode()).hexdigest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, print_of)}",
        "version": 1,
        "metadata": {"component": own},
        "components": parts,
        "dependencies": [{"ref": "yingbin", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def _packages(requirements: str) -> Iterator[dict[str, Any]]:
    for name, version, rest in PACKAGE.findall(requirements):
        prints = re.findall(r"sha256:([0-9a-f]{64})", rest)
        purl = f"pkg:pypi/{name.lower().replace('_', '-').replace('.', '-')}@{version}"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            **_licence(_told(name)),
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": purl,
                    "comment": "any of the files that the lock allows",
                    "hashes": [{"alg": "SHA-256", "content": one} for one in prints],
                }
            ],
        }


def _told(name: str) -> str | None:
    """The licence that an installed package states as an SPDX expression, or by its classifier."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    kinds = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if one.startswith("License :: OSI Approved :: ")]
    short = told.get("License", "") or ""
    return told.get("License-Expression") or (short if 0 < len(short) < 60 else None) or ("; ".join(kinds) or None)


def _licence(name: str | None) -> dict[str, Any]:
    return {} if name is None else {"licenses": [{"license": {"name": name}}]}


def _assets() -> Iterator[dict[str, Any]]:
    for name, version, licence, places in ASSETS:
        files = sorted(file for place in places for file in _files(ROOT / place))
        whole = hashlib.sha256()
        for file in files:
            whole.update(f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
        yield {
            "type": "file",
            "bom-ref": places[0],
            "name": name,
            "version": version,
            **_licence(licence),
            "hashes": [{"alg": "SHA-256", "content": whole.hexdigest()}],
            "properties": [{"name": "yingbin:files", "value": str(len(files))}, {"name": "yingbin:place", "value": places[0]}],
        }


def _files(place: Path) -> list[Path]:
    return [file for file in place.rglob("*") if file.is_file()] if place.is_dir() else [place]


if __name__ == "__main__":
    into = Path(sys.argv[1])
    into.write_text(json.dumps(bill((ROOT / "requirements" / "run.txt").read_text()), indent=1, ensure_ascii=False) + "\n")
    print(f"{into} was written.")

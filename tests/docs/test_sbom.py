"""The bill of materials names all that is shipped."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements" / "run.txt").read_text()
found = importlib.util.spec_from_file_location("sbom", ROOT / "bin" / "sbom.py")
assert found is not None
assert found.loader is not None
sbom = importlib.util.module_from_spec(found)
found.loader.exec_module(sbom)


def test_every_locked_package_stands_in_it_with_every_hash():
    bill = sbom.bill(LOCK)
    packages = {part["name"]: part for part in bill["components"] if part["type"] == "library"}
    assert set(packages) == set(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", LOCK, re.MULTILINE))
    told = [one["content"] for part in packages.values() for one in part["externalReferences"][0]["hashes"]]
    assert sorted(told) == sorted(re.findall(r"sha256:([0-9a-f]{64})", LOCK))
    assert all(part["externalReferences"][0]["hashes"] for part in packages.values())
    untold = {name for name, part in packages.items() if "licenses" not in part}
    assert untold <= {"colorama", "greenlet"}, "only what other systems need isn't installed here"


def test_everything_shipped_that_is_no_text_of_ours_stands_in_it_with_its_licence():
    places = [place for *_, licence, places in sbom.ASSETS for place in places if licence]
    shipped = [file for part in ("app", "shared_ui", "kiosk_ui", "counter_ui", "display_ui") for file in (ROOT / part).rglob("*")]
    kinds = (".otf", ".ttf", ".woff", ".woff2", ".ogg", ".wav", ".mp3", ".onnx", ".png")
    foreign = [file for file in shipped if file.suffix in kinds]
    assert foreign
    for file in foreign:
        assert any(str(file.relative_to(ROOT)).startswith(place) for place in places), file


def test_the_same_checkout_gives_the_same_bill_and_another_package_another():
    assert sbom.bill(LOCK) == sbom.bill(LOCK)
    assert sbom.bill(LOCK.replace("alembic==", "alembic==9"))["serialNumber"] != sbom.bill(LOCK)["serialNumber"]


def test_a_bill_is_cyclonedx():
    bill = sbom.bill(LOCK)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    refs = [part["bom-ref"] for part in bill["components"]]
    assert len(refs) == len(set(refs))

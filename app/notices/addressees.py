"""Who is told of what, and where: a YAML file of the server's, which only its owner may read, for the addresses hold tokens."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.notices.matters import MATTERS, Matter

LARGEST = 1 << 16
NOT_A_SERVICE = ("dbus", "file", "gnome", "kde", "macosx", "syslog", "windows")
"""Apprise would show them on the server itself."""


class BadAddressees(Exception):
    """A sentence that says what to do; no address stands in it."""


@dataclass(frozen=True, slots=True)
class Address:
    """`id` tells it apart and gives nothing of it away; `service`: the part before ://."""

    id: str
    service: str
    url: str

    def __repr__(self) -> str:
        return f"Address({self.id}, {self.service}://…)"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A duty, a post, a department, or somebody by their staff number. No `halls`: of all of them."""

    name: str
    addresses: tuple[Address, ...]
    about: frozenset[Matter]
    halls: frozenset[str]
    language: str

    def hears(self, hall: str, matter: Matter) -> bool:
        return (not self.halls or hall in self.halls) and (matter == "test" or matter in self.about)


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    to: Annotated[list[str], Field(min_length=1, max_length=20)]
    about: Annotated[list[str], Field(min_length=1)] = ["all"]
    halls: list[str] = []
    language: Literal["zh", "en", "zh-Hant"] = "zh"

    @field_validator("about")
    @classmethod
    def _known(cls, given: list[str]) -> list[str]:
        strange = [one for one in given if one not in ("all", *MATTERS)]
        if strange:
            raise ValueError(f"{strange[0]} is none of all, {', '.join(MATTERS[:-1])}")
        return given

    def hears_of(self) -> frozenset[Matter]:
        return frozenset(one for one in MATTERS if "all" in self.about or one in self.about)


def read(path: Path) -> tuple[Addressee, ...]:
    """None of them where there is no such file. Raises BadAddressees."""
    try:
        state = path.stat()
        if state.st_mode & 0o077:
            raise BadAddressees(f"others may read {path.name}, which holds tokens: chmod 600 {path}")
        if state.st_size > LARGEST:
            raise BadAddressees(f"{path.name} is larger than {LARGEST >> 10} KiB")
        told = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise BadAddressees(f"{path.name} can't be read ({type(error).__name__})") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadAddressees(f"{path.name}{f':{mark.line + 1}' if mark else ''} isn't YAML") from None
    return _addressees(path.name, told)


def _addressees(file: str, told: Any) -> tuple[Addressee, ...]:
    if not isinstance(told, dict) or not isinstance(told.get("notices"), dict) or len(told) > 1:
        raise BadAddressees(f"{file} has one key, `notices`, with a duty or a post each below it")
    return tuple(_addressee(file, str(name)[:40], row) for name, row in told["notices"].items())


def _addressee(file: str, name: str, told: Any) -> Addressee:
    try:
        row = _Row.model_validate(told)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        at = ".".join(map(str, fault["loc"]))
        raise BadAddressees(f"{file}: {name}{f'.{at}' if at else ''}: {fault['msg']}") from None
    addresses = tuple(_address(f"{file}: {name}.to.{at}", url) for at, url in enumerate(row.to, 1))
    return Addressee(name, addresses, row.hears_of(), frozenset(row.halls), row.language)


def _address(place: str, url: str) -> Address:
    service = url.partition("://")[0].lower()
    from apprise import Apprise  # it takes a while to load, and most halls tell nobody

    if service in NOT_A_SERVICE or not Apprise().add(url):
        raise BadAddressees(f"{place} is no address of a service: see docs/notices.md")
    return Address(hashlib.blake2b(url.encode(), digest_size=8).hexdigest(), service, url)

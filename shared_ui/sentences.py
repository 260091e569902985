"""All sentences of the product, from the files in zh/ and en/. Both have the same keys; a test holds them to it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import HTTPConnection

from app.hall.plan import Text

LANGUAGES = ("zh", "en")
HTML_LANG = {"zh": "zh-CN", "en": "en"}


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found


def _read(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted((Path(__file__).parent / language).glob("*.toml")):
        found |= _flat(tomllib.loads(file.read_text("utf-8")))
    return found


SENTENCES: dict[str, dict[str, str]] = {language: _read(language) for language in LANGUAGES}


def say(language: str, key: str, **fields: object) -> str:
    """The sentence of a key, its {placeholders} filled. Raises KeyError for an unknown key: a fault of ours."""
    sentence = SENTENCES[language][key]
    return sentence.format(**fields) if fields else sentence


def sentence(key: str) -> Text:
    """A sentence without placeholders in each language."""
    return Text(say("zh", key), say("en", key))


def label(language: str, prefix: str, code: str) -> str:
    """The word for a code of an open list (a hall's own reason): the code itself if there is no sentence."""
    return SENTENCES[language].get(f"{prefix}.{code}", code)


def language_of(connection: HTTPConnection) -> str:
    """zh if the client prefers Chinese, else English."""
    return "zh" if connection.headers.get("accept-language", "").lower().startswith("zh") else "en"


def refusal_title(code: str) -> str:
    return code.replace("_", " ")


def refusal_sentence(code: str, fields: Mapping[str, Any], language: str) -> str:
    told = {name: "–" if value is None else value for name, value in fields.items()}
    key = f"refusals.{code}_{told.get('state', '')}"
    sentence = SENTENCES[language].get(key) or SENTENCES[language][f"refusals.{code}"]
    return sentence.format_map(_Lenient(told))


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"

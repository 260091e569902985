"""All sentences of the product, from the files of its languages. zh and en have the same keys; a test holds them to it."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection

from app.hall.plan import Text
from app.languages import LANGUAGES, known_as

HTML_LANG = {code: one.html for code, one in LANGUAGES.items()}
SENTENCES: dict[str, Mapping[str, str]] = {code: one.sentences for code, one in LANGUAGES.items()}


def say(language: str, key: str, **fields: object) -> str:
    """The sentence of a key, its {placeholders} filled. Raises KeyError for an unknown key: a fault of ours."""
    sentence = SENTENCES[language][key]
    return sentence.format(**fields) if fields else sentence


def sentence(key: str) -> Text:
    """A sentence without placeholders in each language."""
    return Text(**{language: say(language, key) for language in LANGUAGES})


def label(language: str, prefix: str, code: str) -> str:
    """The word for a code of an open list (a hall's own reason): the code itself if there is no sentence."""
    return SENTENCES[language].get(f"{prefix}.{code}", code)


def language_of(connection: HTTPConnection) -> str:
    """The language that the client likes best of those that there are; English if there is none of them."""
    tags = connection.headers.get("accept-language", "")[:200].replace(" ", "").split(",")
    liked = sorted((tag for tag in tags if _liked(tag) > 0), key=_liked, reverse=True)
    return next((found for tag in liked if (found := known_as(tag.partition(";")[0]))), "en")


def _liked(tag: str) -> float:
    try:
        return float(tag.partition(";q=")[2] or 1)
    except ValueError:
        return 0


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

"""The languages of the product, found from their files.

`shared_ui/CODE/*.toml` or one file `shared_ui/CODE.toml`: `[language]` says what the language is called, all else are its
sentences. zh and en have every sentence. In another language one that is missing is read in its fallback, so that a new sentence
of the product never stops a screen; `yingbin check` lists what is missing.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from app.hall.plan import INSTEAD
from app.yaml_file import Fault

First = Literal["zh", "en"]
FIRST: tuple[First, ...] = get_args(First)
"""The languages in which everything is written, each with forbidden phrases of its own, and that others fall back on."""
FOLDER = Path(__file__).parent.parent / "shared_ui"
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Language:
    """`name`: as its speakers write it; `html`: its tag on a page; `accepts`: the tags of a browser that it answers to.
    `fallback`: that of zh and en is itself; its forbidden phrases hold. `folds`: letters, and what each is in the fallback.
    `missing`: what the fallback lends.
    """

    code: str
    name: str
    html: str
    direction: Literal["ltr", "rtl"]
    accepts: tuple[str, ...]
    fallback: First
    folds: Mapping[int, str]
    sentences: Mapping[str, str]
    missing: tuple[str, ...] = ()

    @property
    def beside(self) -> First:
        """What stands beside it where two are shown: another tongue, not the same in other letters."""
        return "zh" if self.fallback == "en" else "en"

    def folded(self, words: str) -> str:
        return words.translate(self.folds)


def read_languages(folder: Path) -> tuple[dict[str, Language], list[Fault]]:
    """All languages of a folder, zh and en first, and what is wrong with the others; one that can't be used is left out."""
    found: dict[str, Language] = {code: _language(code, sorted((folder / code).glob("*.toml"))) for code in FIRST}
    faults: list[Fault] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            one = _language(file.stem, [file])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            faults.append(Fault(str(file), _line_of_error(error), f"this language can't be used: {_sentence(error)}"))
            continue
        found[one.code], wrong = _completed(one, [found[code] for code in FIRST], file)
        faults += wrong
    return found, faults


def _language(code: str, files: list[Path]) -> Language:
    """Raises ValueError, KeyError, TypeError or AttributeError if the files don't say what a language needs."""
    tables: dict[str, Any] = {}
    for file in files:
        _merge(tables, tomllib.loads(file.read_text("utf-8")))
    told = {"fallback": code} | tables.pop("language")
    if not _CODE.fullmatch(code) or told["direction"] not in ("ltr", "rtl") or told["fallback"] not in FIRST:
        raise ValueError("its name is a language's tag such as `pt-BR`, `direction` ltr or rtl, `fallback` zh or en")
    accepts = tuple(str(tag).lower() for tag in told["accepts"])
    folds = str.maketrans(dict(tuple(pair) for pair in told.get("folds", "").split()))
    name, html, direction, fallback = str(told["name"]), str(told["html"]), told["direction"], told["fallback"]
    return Language(code, name, html, direction, accepts, fallback, folds, dict(_flat(tables)))


def _completed(one: Language, first: list[Language], file: Path) -> tuple[Language, list[Fault]]:
    """With the fallback's sentences where it has none that can be used; every sentence that can't is a fault."""
    wrong = {key: why for key, words in one.sentences.items() if (why := _why_not(words, first, key))}
    lines = _lines(file) if wrong else {}
    fallback = first[FIRST.index(one.fallback)]
    faults = [Fault(str(file), lines.get(key, 1), f"`{key}` {why}") for key, why in wrong.items()]
    own = {key: words for key, words in one.sentences.items() if key not in wrong}
    missing = tuple(key for key in fallback.sentences if key not in own)
    return replace(one, sentences={**fallback.sentences, **own}, missing=missing), faults


def _why_not(words: object, first: list[Language], key: str) -> str | None:
    """What one of the first two languages needs may be left out if the other does without; what neither has isn't filled in."""
    if any(key not in other.sentences for other in first):
        return "is no sentence of the product: delete it, or correct its key"
    if not isinstance(words, str) or not words.strip():
        return "needs a sentence in quotes"
    mine, theirs = _placeholders(words), [_placeholders(other.sentences[key]) for other in first]
    if not (set.intersection(*theirs) <= mine <= set.union(*theirs)) or set("{}") & set(_PLACEHOLDER.sub("", words)):
        return f"has the placeholders {_named(mine)}, but what is filled in is {_named(set.union(*theirs))}"
    return None


def _placeholders(words: str) -> set[str]:
    return set(_PLACEHOLDER.findall(words))


def _named(placeholders: set[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(placeholders)) or "none"


def _merge(all: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(all.get(key), dict):
            _merge(all[key], value)
        else:
            all[key] = value


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _lines(file: Path) -> dict[str, int]:
    """Where each sentence stands."""
    found, table = {}, ""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if head := re.match(r"\s*\[([^\]]+)\]", line):
            table = head[1] + "."
        elif word := re.match(r"\s*([\w.-]+)\s*=", line):
            found[table + word[1]] = number
    return found


def _sentence(error: Exception) -> str:
    return f"`[language]` needs `{error.args[0]}`" if isinstance(error, KeyError) else str(error)


def _line_of_error(error: Exception) -> int:
    found = re.search(r"line (\d+)", str(error))
    return int(found[1]) if found else 1


LANGUAGES, FAULTS = read_languages(FOLDER)
INSTEAD.update({code: one.fallback for code, one in LANGUAGES.items()})


def known_as(tag: str) -> str | None:
    """The language that answers best to a browser's tag: zh-TW finds zh-Hant before zh."""
    asked = f"{tag.lower()}-"
    fits = [(len(one), code) for code, language in LANGUAGES.items() for one in language.accepts if asked.startswith(f"{one}-")]
    return max(fits)[1] if fits else None

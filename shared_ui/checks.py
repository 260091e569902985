"""What a check of files found, in the reader's language.

Files are checked in English, for terminals, programs and logs. Each sentence stands among the languages' own (`checks`), and is
known here by its English words; one that isn't known is told as it is.
"""

import re

from shared_ui.sentences import SENTENCES, say

_KEYS = [key for key in SENTENCES["en"] if key.startswith("checks.")]
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_OF_OURS = {"kind", "what", "shown", "hint", "why", "how"}
"""What is filled in at these places are words of ours too, not the file's."""
_PLACES = {"hint": "(?:;.+)?", "how": "(?:write .+)?", "word": "`.+?|[^`]+?", "value": "`.+?|[^`]+?"}
"""Where not just anything may stand."""


def _form(sentence: str) -> re.Pattern[str]:
    parts = _PLACEHOLDER.split(sentence)
    held = [f"(?P<{name}>{_PLACES.get(name, '.+?')})" for name in parts[1::2]]
    written = [re.escape(words) + place for words, place in zip(parts[::2], [*held, ""], strict=True)]
    return re.compile("".join(written), re.DOTALL)


def _told_words(key: str) -> int:
    return len(_PLACEHOLDER.sub("", SENTENCES["en"][key]))


_FORMS = [(key, _form(SENTENCES["en"][key])) for key in sorted(_KEYS, key=_told_words, reverse=True)]
"""The most exact first."""


def said_in(language: str, sentence: str) -> str:
    """What `sentence`, as a check says it, is in this language."""
    if language == "en":
        return sentence
    for key, form in _FORMS:
        if found := form.fullmatch(sentence):
            fields = {name: said_in(language, part) if name in _OF_OURS else part for name, part in found.groupdict().items()}
            return say(language, key, **fields)
    return sentence

"""A lobby reads two languages at once: the one that the screen speaks first, the other beside it."""

from dataclasses import dataclass

from app.hall.plan import Text
from app.languages import LANGUAGES
from shared_ui.picture import Look, language
from shared_ui.sentences import HTML_LANG, say


@dataclass(frozen=True, slots=True)
class Both:
    """`main` in the shown language, `beside` in the other one, whose tag is `beside_lang`."""

    main: str
    beside: str
    beside_lang: str


def _order(look: Look) -> tuple[str, str]:
    first = language(look)
    return first, LANGUAGES[first].beside


def both(look: Look, key: str, **fields: object) -> Both:
    """A sentence in both languages; a `Text` among the fields is put in the language of each."""

    def told(spoken: str) -> str:
        return say(
            spoken, key, **{name: value.in_(spoken) if isinstance(value, Text) else value for name, value in fields.items()}
        )

    first, other = _order(look)
    return Both(told(first), told(other), HTML_LANG[other])


def both_of(look: Look, text: Text) -> Both:
    first, other = _order(look)
    return Both(text.in_(first), text.in_(other), HTML_LANG[other])

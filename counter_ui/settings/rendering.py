"""The settings' pages as HTML."""

import json
from typing import Any

from app.hall.plan import Plan
from counter_ui.rendering import render
from shared_ui.sentences import SENTENCES


def page(name: str, plan: Plan, language: str, **shown: Any) -> str:
    """With the words for keys and hands, which its script needs for what a check finds."""
    told = {"keys": _words("key", language), "hands": _words("hand", language), "here": name, "script": f"{name}.js"}
    return render(f"settings/{name}", plan, language, **told, **shown)


def _words(part: str, language: str) -> str:
    begins = f"settings.{part}."
    return json.dumps({key.removeprefix(begins): word for key, word in SENTENCES[language].items() if key.startswith(begins)})

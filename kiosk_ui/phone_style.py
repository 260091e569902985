"""How the phone page looks, within the page: a second trip for a style would be half of the second in which it is to be there.

The policy allows this very text by its hash, and no other.
"""

import hashlib
import re
from base64 import b64encode
from pathlib import Path

from markupsafe import Markup

from shared_ui.policy import POLICY

_ROOT = Path(__file__).parent.parent
_FILES = ("shared_ui/static/tokens.css", "shared_ui/static/ways.css", "kiosk_ui/static/phone.css")


def _packed(css: str) -> str:
    """Without remarks and line breaks."""
    return re.sub(r"\s*\n\s*", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.S)).strip()


STYLE = Markup(_packed("\n".join((_ROOT / file).read_text("utf-8") for file in _FILES)))
_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
PAGE_POLICY = POLICY.replace("style-src 'self'", f"style-src 'self' 'sha256-{_HASH}'")

"""What a screen tells of itself when it asks to be let in, in words that a manager knows: which browser, on what."""

import re

_BROWSERS = (
    ("Edge", r"Edg/(\d+)"),
    ("Firefox", r"Firefox/(\d+)"),
    ("Chrome", r"Chrom(?:e|ium)/(\d+)"),
    ("Safari", r"Version/(\d+).*Safari"),
)
_MACHINES = (
    ("Android", "Android"),
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("ChromeOS", "CrOS"),
    ("TV", r"SmartTV|SMART-TV|Tizen|Web0S|webOS"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str:
    """As `Chrome 156, Linux`; what isn't known is told by its first words."""
    found = ((name, re.search(pattern, agent)) for name, pattern in _BROWSERS)
    browser = next((f"{name} {hit[1]}" for name, hit in found if hit), "")
    machine = next((name for name, pattern in _MACHINES if re.search(pattern, agent)), "")
    told = ", ".join(filter(None, (browser, machine)))
    return told or re.sub(r"[^\w ./;()-]", "", agent)[:40] or "–"

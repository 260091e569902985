"""How a manager may look at the halls: the keys of the page's address."""

from collections.abc import Mapping

from shared_ui.looks import Accepts

LONGEST = 40
LOOKS: Mapping[str, Accepts] = {"find": lambda value: len(value) <= LONGEST and value.isprintable()}
"""`find`: part of a name or an id."""

"""Blocks of a template that are kept from one drawing of a screen to the next, while what they show is the same.

    {% kept "bar", v.bar %} … {% endkept %}

The first value names the block within its page, the others are all of the view that it depends on. What is the same for one way
of looking (hall, language, look) and what redraws the page anyway (plan, offset) needn't be named.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context

Blocks = dict[str, tuple[tuple[Any, ...], str]]
"""What each block depended on, and its HTML."""


class Kept(Extension):
    """A drawing gets `kept`, the blocks of the drawing before and those of this one: (before, now). Without, all is drawn."""

    tags = {"kept"}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        told = parser.parse_tuple()
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_block", [nodes.ContextReference(), told]), [], [], body).set_lineno(line)

    def _block(self, context: Context, told: Any, caller: Callable[[], str]) -> str:
        kept: tuple[Blocks, Blocks] | None = context.get("kept")
        if kept is None:
            return caller()
        before, now = kept
        name, values = (told[0], told[1:]) if isinstance(told, tuple) else (told, ())
        found = before.get(name)
        if found is None or found[0] != values:
            found = values, caller()
        now[name] = found
        return found[1]

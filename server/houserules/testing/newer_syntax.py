"""Syntax that is newer than the Python that runs the tests, written so that it can read it.

Nothing moves: every character outside stays where it is, so that positions can be compared.
"""

from __future__ import annotations

import sys

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from houserules.text.lines import LineIndex

_SINCE_PEP_695 = (3, 12)


def readable_here(code: str) -> str:
    """The code with blanks for type parameters where the running Python knows none (PEP 695).

    ``type X = int`` becomes an assignment. Code that does not parse is given back as it is.
    """
    if sys.version_info >= _SINCE_PEP_695 or ("[" not in code and "type " not in code):
        return code
    try:
        wrapper = MetadataWrapper(cst.parse_module(code))
    except (cst.ParserSyntaxError, RecursionError):
        return code
    lines = LineIndex.of(code)
    characters = list(code)
    for node, place in wrapper.resolve(PositionProvider).items():
        if not isinstance(node, cst.TypeParameters | cst.TypeAlias):
            continue
        start = lines.line_start(place.start.line - 1) + place.start.column
        end = lines.line_start(place.end.line - 1) + place.end.column
        if isinstance(node, cst.TypeAlias):
            end = code.index(node.name.value, start + len("type")) + len(node.name.value)
            text = node.name.value.ljust(end - start)
        else:
            text = " " * (end - start)
        characters[start:end] = text
    return "".join(characters)

"""Which names a unit refers to: asked by fixes, to tell whether an import is still needed."""

from __future__ import annotations

import re

import libcst as cst

from houserules.analysis.walk import descendants
from houserules.syntax.parse import ParsedUnit, parse_expression

_WORD = re.compile(r"[^\W\d]\w*")
TYPE_COMMENT = re.compile(r"#\s{0,4}type:\s{0,4}(?!ignore)(.{0,2000})")
_LONGEST_QUOTED_TYPE = 400


def referenced_names(parsed: ParsedUnit) -> frozenset[str]:
    """Every name that may refer to something of the module, generously.

    Names in code, in strings that read as expressions (quoted types, ``__all__``), in type
    comments; of a unit without a tree every word. Import statements refer to nothing.
    """
    node = parsed.node
    if node is None:
        return frozenset(_WORD.findall(parsed.unit.text))
    found: set[str] = set()
    skipped: set[cst.CSTNode] = set()
    for visited in descendants(node):
        if isinstance(visited, cst.Import | cst.ImportFrom):
            skipped.update(descendants(visited))
        elif isinstance(visited, cst.Attribute):
            skipped.add(visited.attr)
        elif isinstance(visited, cst.Arg) and visited.keyword is not None:
            skipped.add(visited.keyword)
        elif isinstance(visited, cst.SimpleString):
            found.update(quoted_names(visited))
        elif isinstance(visited, cst.Name) and visited not in skipped:
            found.add(visited.value)
    for comment in parsed.comments:
        match = TYPE_COMMENT.match(comment.text)
        if match:
            found.update(_WORD.findall(match[1]))
    return frozenset(found)


def quoted_names(node: cst.SimpleString) -> frozenset[str]:
    """The words of a string that reads as an expression."""
    if "b" in node.prefix.lower() or len(node.value) > _LONGEST_QUOTED_TYPE:
        return frozenset()
    text = node.raw_value.strip()
    if not text or not _WORD.search(text) or parse_expression(text) is None:
        return frozenset()
    return frozenset(_WORD.findall(text))

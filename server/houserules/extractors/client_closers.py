"""Functions that close the shared HTTP client of their module, and who mentions them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.project import everywhere, fact
from houserules.analysis.structure import UnitView
from houserules.analysis.walk import children, descendants

_NAME = re.compile(r"a?close_(?:\w+_)?client")
_CLOSING = frozenset({"aclose", "close"})


def is_closer(function: cst.FunctionDef) -> bool:
    """Whether a function is named for closing a client, and closes something."""
    return _NAME.fullmatch(function.name.value) is not None and any(
        isinstance(n, cst.Attribute) and n.attr.value in _CLOSING for n in descendants(function)
    )


def _mentions(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if view.node is None or "close_" not in view.unit.text:
        return
    found: set[str] = set()
    waiting: list[cst.CSTNode] = [view.node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Import | cst.ImportFrom):
            continue
        if isinstance(node, cst.Name) and _NAME.fullmatch(node.value):
            found.add(node.value)
        below = children(node)
        if isinstance(node, cst.FunctionDef):
            below = [child for child in below if child is not node.name]
        waiting.extend(below)
    for name in found:
        yield name, True


CLOSER_MENTIONS = fact("closer-mentions", _mentions, bool)
"""Name like ``close_http_client`` → whether something beside its definition and imports names it."""
EVERY_CLOSER_MENTION = everywhere(CLOSER_MENTIONS)

"""``if __name__ == "__main__":``."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.extractors.strings import literal_string


def is_main_guard(node: cst.CSTNode) -> bool:
    """Whether a node is an ``if`` that asks whether the module is run as a program."""
    if not isinstance(node, cst.If) or not isinstance(node.test, cst.Comparison):
        return False
    sides = (node.test.left, *(c.comparator for c in node.test.comparisons))
    return any(dotted_name(s) == "__name__" for s in sides) and any(
        literal_string(s) == "__main__" for s in sides
    )

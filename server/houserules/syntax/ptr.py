"""A way to name a node that survives the tree it came from."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from houserules.syntax.parse import ParsedUnit
from houserules.text.span import Span


class NodePtr(NamedTuple):
    """The LibCST class of a node and its span, relative to its unit."""

    kind: str
    span: Span

    @staticmethod
    def of(parsed: ParsedUnit, node: cst.CSTNode) -> NodePtr:
        """Point at a node of `parsed`."""
        return NodePtr(type(node).__name__, parsed.span(node))


def resolve(parsed: ParsedUnit, ptr: NodePtr) -> cst.CSTNode | None:
    """Return the outermost node of that class and span in `parsed`, if there is one."""
    return parsed.find(ptr.kind, ptr.span)

"""One walk over the nodes that carry meaning; whitespace, punctuation and layout are skipped.

``cst.CSTNode.visit`` costs five times as much, since it visits (and rebuilds) every whitespace
node. Comments are fed to rules from the scanner's tokens instead.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import libcst as cst

_LAYOUT_FIELDS = frozenset(
    {
        "asterisk", "colon", "comma", "default_indent", "default_newline", "dot", "encoding",
        "equal", "footer", "has_trailing_newline", "header", "indent", "leading_lines", "lbrace",
        "lbracket", "lines_after_decorators", "lpar", "open_paren_with_whitespace", "operator",
        "posonly_ind", "rbrace", "rbracket", "rpar", "semicolon", "separator",
        "trailing_whitespace", "close_paren_with_whitespace", "async_ws",
    }
)  # fmt: skip
_TEXT_NODES = (cst.BaseParenthesizableWhitespace, cst.EmptyLine, cst.TrailingWhitespace)

_children_of: dict[type, tuple[str, ...]] = {}


def _child_fields(node_type: type[cst.CSTNode]) -> tuple[str, ...]:
    """The fields of a node class that may hold nodes with meaning, in declaration order."""
    fields = _children_of.get(node_type)
    if fields is None:
        fields = tuple(
            f.name
            for f in dataclasses.fields(node_type)
            if f.name not in _LAYOUT_FIELDS
            and not f.name.startswith(("whitespace", "asynchronous"))
        )
        _children_of[node_type] = fields
    return fields


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The children of ``node`` that carry meaning, in declaration order of its class."""
    found: list[cst.CSTNode] = []
    kinds = _kinds
    for name in _children_of.get(node.__class__) or _child_fields(node.__class__):
        value: Any = getattr(node, name)
        kind = kinds.get(value.__class__)
        if kind is None:
            kind = _kind_of(value.__class__)
        if kind == _NODE:
            found.append(value)
        elif kind == _NODES:
            found.extend(value)
    return found


_LEAF, _NODE, _NODES = 0, 1, 2
# Looked up by type: `isinstance` against LibCST's abstract classes costs more than all the rest.
_kinds: dict[type, int] = {}


def _kind_of(value_type: type) -> int:
    if issubclass(value_type, cst.CSTNode):
        kind = _LEAF if issubclass(value_type, _TEXT_NODES) else _NODE
    else:
        kind = _NODES if issubclass(value_type, tuple | list) else _LEAF
    _kinds[value_type] = kind
    return kind


def walk(
    root: cst.CSTNode, ancestors: list[cst.CSTNode], skip: cst.CSTNode | None = None
) -> Iterator[cst.CSTNode]:
    """Yield ``root`` and all below it but ``skip``, parents first.

    ``ancestors`` is kept up to date while the walk runs: outermost first, without the node
    itself. Iterative, so that deep trees never meet the recursion limit.
    """
    yield root
    stack = [iter(children(root))]
    ancestors.append(root)
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            ancestors.pop()
            continue
        if node is skip:
            continue
        yield node
        below = children(node)
        if below:
            ancestors.append(node)
            stack.append(iter(below))


def descendants(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield ``root`` and all below it, in no promised order, as cheaply as possible."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


_SCOPES = frozenset({cst.FunctionDef, cst.Lambda, cst.ClassDef})


def own_nodes(function: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """What is below the body of a function, in order; of scopes inside it only they themselves."""
    waiting: list[cst.CSTNode] = [function.body]
    while waiting:
        node = waiting.pop()
        yield node
        if node.__class__ not in _SCOPES:
            waiting.extend(reversed(children(node)))


def path_to(root: cst.CSTNode, target: cst.CSTNode) -> Sequence[cst.CSTNode] | None:
    """The ancestors of ``target`` below and including ``root``, outermost first."""
    ancestors: list[cst.CSTNode] = []
    for node in walk(root, ancestors):
        if node is target:
            return tuple(ancestors)
    return None

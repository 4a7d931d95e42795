"""A walk over a unit that knows which names functions in it make local: for facts, which see no
more than their unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst

from houserules.analysis.binding_names import Binding, BindingKind
from houserules.analysis.walk import children
from houserules.extractors.scopes import ScopeNode, names_of

Locals = Mapping[str, tuple[Binding, ...]]
_NOTHING: Locals = {}


def scoped_walk(
    root: cst.CSTNode, skip: cst.CSTNode | None = None
) -> Iterator[tuple[cst.CSTNode, Locals]]:
    """Every node but ``skip`` with the local names it may see, bodies of functions last.

    Names of class bodies are left out: what a class binds, its methods do not see.
    """
    waiting: list[tuple[cst.CSTNode, Locals, ScopeNode | None]] = [(root, _NOTHING, None)]
    while waiting:
        node, known, scope = waiting.pop()
        if node is skip:
            continue
        if scope is not None:
            known = {**known, **names_of(scope)}
        yield node, known
        below = children(node)
        if isinstance(node, cst.FunctionDef | cst.Lambda):
            # Last, and only now: many who walk have seen enough before they come to it.
            waiting.append((node.body, known, node))
            below = [child for child in below if child is not node.body]
        inner = node if isinstance(node, cst.BaseComp) else None
        waiting.extend((child, known, inner) for child in reversed(below))


def outer_name(dotted: str, known: Locals) -> tuple[str, bool] | None:
    """What a dotted name means outside the functions of its unit.

    Returns:
        The name, and whether it is the target of an import inside a function; ``None`` where a
        function binds it to anything else.
    """
    root, dot, rest = dotted.partition(".")
    bindings = known.get(root)
    if bindings is None:
        return dotted, False
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.IMPORT:
        return None
    return bindings[0].target + dot + rest, True

"""A walk over a unit that knows which names functions in it make local: for facts, which see no
more than their unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst

from houserules.analysis.binding_names import Binding, BindingKind
from houserules.analysis.walk import children
from houserules.extractors.scopes import names_of

Locals = Mapping[str, tuple[Binding, ...]]
_NOTHING: Locals = {}


def scoped_walk(
    root: cst.CSTNode, skip: cst.CSTNode | None = None
) -> Iterator[tuple[cst.CSTNode, Locals]]:
    """Every node but ``skip`` with the local names it may see, in the order of the source.

    Names of class bodies are left out: what a class binds, its methods do not see.
    """
    waiting: list[tuple[cst.CSTNode, Locals]] = [(root, _NOTHING)]
    while waiting:
        node, known = waiting.pop()
        if node is skip:
            continue
        yield node, known
        below = children(node)
        if isinstance(node, cst.FunctionDef | cst.Lambda):
            inner = {**known, **names_of(node)}
            found = [(c, inner if c is node.body else known) for c in below]
        elif isinstance(node, cst.BaseComp):
            inner = {**known, **names_of(node)}
            found = [(c, inner) for c in below]
        else:
            found = [(c, known) for c in below]
        waiting.extend(reversed(found))


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

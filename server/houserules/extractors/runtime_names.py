"""Which names of a module are used when it runs, and not only to say what types are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import children

_SAYS_A_TYPE = frozenset({"Annotated", "TypeAlias"})
_SKIPPED: frozenset[type] = frozenset({cst.Annotation, cst.Import, cst.ImportFrom, cst.TypeAlias})


def _names(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if view.node is None or view.node.__class__ in _SKIPPED:
        return
    found: set[str] = set()
    waiting = [view.node]
    while waiting:
        node = waiting.pop()
        kind = node.__class__
        if kind is cst.Name:
            found.add(node.value)  # type: ignore[attr-defined] - the type was looked up
        elif kind is cst.Attribute or kind is cst.Arg:
            waiting.append(node.value)  # type: ignore[attr-defined] - the type was looked up
        elif kind not in _SKIPPED and not (kind is cst.Assign and _is_alias(node)):
            waiting.extend(children(node))
    for name in found:
        yield name, True


def _is_alias(node: cst.CSTNode) -> bool:
    """``CurrentUser = Annotated[User, Depends(...)]``."""
    value = node.value if isinstance(node, cst.Assign) else None
    return (
        isinstance(value, cst.Subscript)
        and dotted_name(value.value).rpartition(".")[2] in _SAYS_A_TYPE
    )


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


RUNTIME_NAMES = table("runtime-names", _names, _any)
"""Name → whether something of the module beside annotations and imports mentions it."""

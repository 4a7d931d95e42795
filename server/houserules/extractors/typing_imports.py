"""Single names imported from ``typing``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.collection_types import TYPING_MODULES


@dataclass(frozen=True, slots=True)
class TypingAlias:
    """A name that is imported from ``typing`` and means nothing else.

    Attributes:
        node: The alias.
        module: ``typing`` or ``typing_extensions``.
        member: Its name there.
        is_removable: Whether the statement stands alone at module level, without a comment.
    """

    node: cst.ImportAlias
    module: str
    member: str
    is_removable: bool


def local_name(alias: cst.ImportAlias) -> str:
    """The name that an alias of a ``from`` import binds."""
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    return dotted_name(alias.name)


def typing_aliases(unit_pass: UnitPass, node: cst.ImportFrom) -> Iterator[TypingAlias]:
    """The names that an import takes from ``typing``.

    Left out are re-exports (``X as X``, anything in an ``__init__.py``) and, at module level,
    names with a second binding. The rule must require ``BINDINGS``.
    """
    module = imported_module(node)
    names = node.names
    if module not in TYPING_MODULES or isinstance(names, cst.ImportStar):
        return
    if unit_pass.module.is_package:
        return
    local = any(isinstance(a, cst.FunctionDef) for a in unit_pass.ancestors)
    in_module = not local and unit_pass.view.unit.depth == 0
    removable = in_module and _stands_alone(unit_pass)
    for alias in names:
        name = local_name(alias)
        is_reexport = alias.asname is not None and name == dotted_name(alias.name)
        if is_reexport or (in_module and len(unit_pass.lookup(BINDINGS, name)) != 1):
            continue
        yield TypingAlias(alias, module, dotted_name(alias.name), removable)


def _stands_alone(unit_pass: UnitPass) -> bool:
    line = unit_pass.ancestors[-1] if len(unit_pass.ancestors) == 1 else None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return False
    start = unit_pass.view.unit.item_start
    return not any(c.span.start >= start for c in unit_pass.parsed.comments)

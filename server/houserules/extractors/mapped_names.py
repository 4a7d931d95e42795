"""Names in ``Mapped[…]`` that nothing in the module binds: SQLAlchemy looks them up by itself."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import WILDCARD
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import children, descendants
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.qualified_names import resolves_to

_MAPPED = frozenset(
    f"{module}.{name}"
    for module in ("sqlalchemy.orm", "sqlalchemy.orm.base")
    for name in ("Mapped", "DynamicMapped", "WriteOnlyMapped")
)
_LAZY = (3, 14)

MAPPED_READS = (BINDINGS, FUTURE_IMPORTS)
"""What a rule that asks ``unbound_in_mapped`` must require."""


def unbound_in_mapped(
    unit_pass: UnitPass, field: cst.AnnAssign
) -> Iterator[tuple[cst.BaseExpression, str]]:
    """The names in a ``Mapped[…]`` that the module does not bind, and where they stand.

    The place is the string that holds a name, or the name itself where annotations are not
    evaluated.
    """
    annotation = field.annotation.annotation
    if not isinstance(annotation, cst.Subscript):
        return
    if resolves_to(unit_pass, annotation.value, _MAPPED) is None:
        return
    said: set[str] = set()
    for place, name in _names(unit_pass, annotation):
        if name not in said and not _is_bound(unit_pass, name):
            said.add(name)
            yield place, name


def _names(unit_pass: UnitPass, node: cst.CSTNode) -> Iterator[tuple[cst.BaseExpression, str]]:
    if isinstance(node, cst.SimpleString):
        quoted = unit_pass.quoted_expression(node)
        for part in descendants(quoted) if quoted is not None else ():
            if isinstance(part, cst.Name):
                yield node, part.value
    elif isinstance(node, cst.Name):
        is_lazy = unit_pass.module.target_version >= _LAZY
        if is_lazy or unit_pass.lookup(FUTURE_IMPORTS, "annotations"):
            yield node, node.value
    elif isinstance(node, cst.Subscript):
        last = dotted_name(node.value).rpartition(".")[2]
        if last != "Literal":
            elements = node.slice[:1] if last == "Annotated" else node.slice
            for part in (node.value, *elements):
                yield from _names(unit_pass, part)
    elif not isinstance(node, cst.Attribute | cst.Call):
        for part in children(node):
            yield from _names(unit_pass, part)


def _is_bound(unit_pass: UnitPass, name: str) -> bool:
    if name in BUILTINS or name in unit_pass.class_path or unit_pass.siblings_named(name):
        return True
    return bool(unit_pass.lookup(BINDINGS, name) or unit_pass.lookup(BINDINGS, WILDCARD))

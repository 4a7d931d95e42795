"""Fields of models and dataclasses whose default is a mutable value."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement, without_subscript
from houserules.extractors.mutable_defaults import is_mutable_value
from houserules.extractors.pydantic_fields import FIELD_READS, model_field
from houserules.extractors.qualified_names import module_qualified_names, resolves_to
from houserules.extractors.strings import argument

DEFAULT_FIELD_READS = FIELD_READS
"""What a rule that asks ``mutable_field_default`` must require."""

_DATACLASS = frozenset({"dataclasses.dataclass"})
_FIELD = frozenset({"dataclasses.field"})


@dataclass(frozen=True, slots=True)
class MutableFieldDefault:
    """A default that all instances share, or would share.

    Attributes:
        name: The field.
        value: The default.
        argument: The argument of ``Field`` that holds it; ``None`` for a plain default.
        model: The class path of the model, ``""`` for a dataclass.
    """

    name: str
    value: cst.BaseExpression
    argument: cst.Arg | None
    model: str


def mutable_field_default(p: UnitPass, node: cst.AnnAssign) -> MutableFieldDefault | None:
    """The mutable default of a field; ``node`` must be the node that the walk stands on."""
    if node.value is None or not p.class_path or first_statement(p.view.node) is not node:
        return None
    value, given = node.value, None
    if isinstance(value, cst.Call):
        given = argument(value, "default", 0)
    if not is_mutable_value(p, given.value if given is not None else value):
        return None if given is None or not is_mutable_value(p, value) else _of(p, node, None)
    return _of(p, node, given)


def _of(p: UnitPass, node: cst.AnnAssign, given: cst.Arg | None) -> MutableFieldDefault | None:
    assert node.value is not None
    field = model_field(p, node)
    if field is not None:
        if given is not None and (field.call is None or field.in_annotated):
            given = None
            if not is_mutable_value(p, node.value):
                return None
        value = given.value if given is not None else node.value
        return MutableFieldDefault(field.name, value, given, field.model)
    return _of_dataclass(p, node, given)


def _of_dataclass(
    p: UnitPass, node: cst.AnnAssign, given: cst.Arg | None
) -> MutableFieldDefault | None:
    assert node.value is not None
    decorators = p.enclosing_classes[-1].decorators if p.enclosing_classes else ()
    if not any(d and set(module_qualified_names(p, d)) & _DATACLASS for d in decorators):
        return None
    written = dotted_name(without_subscript(node.annotation.annotation)).rpartition(".")[2]
    if written in ("ClassVar", "InitVar") or not isinstance(node.target, cst.Name):
        return None
    value = node.value
    if given is not None:
        is_field = isinstance(value, cst.Call) and resolves_to(p, value.func, _FIELD)
        if not is_field or given.keyword is None:
            return None
        value = given.value
    return MutableFieldDefault(node.target.value, value, given, "")

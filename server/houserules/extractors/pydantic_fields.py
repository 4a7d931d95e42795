"""The fields of pydantic models, and the ``Field(...)`` that describes them."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement, without_subscript
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import ANCESTRY
from houserules.extractors.models import MODELS, ModelKind
from houserules.extractors.parameter_markers import ANNOTATED
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument

FIELD_READS = (ANCESTRY, BINDINGS, MODELS)
"""What a rule that asks ``model_field`` must require."""

FIELD_CALLS = frozenset(
    {"pydantic.Field", "pydantic.fields.Field", "pydantic.v1.Field", "sqlmodel.Field"}
)
_NO_FIELD = frozenset({"ClassVar", "Final", "PrivateAttr"})
_PRIVATE = frozenset({"pydantic.PrivateAttr"})


@dataclass(frozen=True, slots=True)
class ModelField:
    """A field of a model.

    Attributes:
        kind: What the model is.
        model: The class path of the model.
        statement: The annotated assignment.
        name: The name of the field.
        type: The annotation without ``Annotated``.
        call: The ``Field(...)``, as the default or in the ``Annotated``; ``None`` for none.
        in_annotated: Whether the call is metadata of the ``Annotated``.
        default: The default, whether plain or handed to ``Field``; ``None`` where there is none
            or it is ``...``.
        is_known: Whether all that is said of the field is written in it: no metadata or call
            that could say more.
    """

    kind: ModelKind
    model: str
    statement: cst.AnnAssign
    name: str
    type: cst.BaseExpression
    call: cst.Call | None
    in_annotated: bool
    default: cst.BaseExpression | None
    is_known: bool

    def argument(self, keyword: str) -> cst.Arg | None:
        """The argument of ``Field`` with a keyword."""
        return argument(self.call, keyword) if self.call is not None else None

    @property
    def has_default(self) -> bool:
        """Whether the field may be left out."""
        return self.default is not None or self.argument("default_factory") is not None


def model_field(p: UnitPass, node: cst.AnnAssign) -> ModelField | None:
    """The field that a statement declares; ``None`` where it is no field of a proven model.

    ``node`` must be the node that the walk stands on.
    """
    target = node.target
    if not p.class_path or not isinstance(target, cst.Name):
        return None
    name = target.value
    if name.startswith("_") or name == "model_config" or p.class_path[-1] == "Config":
        return None
    if first_statement(p.view.node) is not node:
        return None
    written = dotted_name(without_subscript(node.annotation.annotation)).rpartition(".")[2]
    if written in _NO_FIELD:
        return None
    path = ".".join(p.class_path)
    kind = p.lookup(MODELS, path)
    return _described(p, node, name, path, kind) if kind is not None else None


def _described(
    p: UnitPass, node: cst.AnnAssign, name: str, path: str, kind: ModelKind
) -> ModelField | None:
    annotation, metadata = node.annotation.annotation, tuple[cst.BaseExpression, ...]()
    if isinstance(annotation, cst.Subscript) and resolves_to(p, annotation.value, ANNOTATED):
        parts = [e.slice.value for e in annotation.slice if isinstance(e.slice, cst.Index)]
        annotation, metadata = parts[0], tuple(parts[1:])
    value = node.value
    if isinstance(value, cst.Call) and resolves_to(p, value.func, _PRIVATE):
        return None
    call = value if isinstance(value, cst.Call) and is_field_call(p, value) else None
    in_annotated = False
    is_known = True
    for part in metadata:
        if call is None and isinstance(part, cst.Call) and is_field_call(p, part):
            call, in_annotated = part, True
        else:
            is_known = False
    if call is not None:
        is_known = is_known and not any(arg.star for arg in call.args)
    elif isinstance(value, cst.Call):
        is_known = is_known and not _may_describe(value)
    default = value if call is None or in_annotated else None
    if call is not None and not in_annotated:
        given = argument(call, "default", 0)
        default = given.value if given is not None else None
    if isinstance(default, cst.Ellipsis):
        default = None
    return ModelField(kind, path, node, name, annotation, call, in_annotated, default, is_known)


def _may_describe(call: cst.Call) -> bool:
    """Whether a call may be a wrapper around ``Field``; types are written with a capital."""
    name = dotted_name(call.func).rpartition(".")[2]
    return "field" in name.lower() or not name


def is_field_call(p: UnitPass, call: cst.Call) -> bool:
    """Whether a call is one of ``Field``, proven by imports."""
    return resolves_to(p, call.func, FIELD_CALLS) is not None


def field_module(p: UnitPass, model: str) -> str:
    """The module that a model takes ``Field`` from."""
    ancestry = p.lookup(ANCESTRY, model)
    if "sqlmodel.SQLModel" in ancestry:
        return "sqlmodel"
    return "pydantic.v1" if any(a.startswith("pydantic.v1.") for a in ancestry) else "pydantic"

"""Criteria of a list are no model of optional fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.declared_types import parameters_of, written_type
from houserules.extractors.models import ModelKind
from houserules.extractors.pydantic_fields import FIELD_READS, model_field
from houserules.extractors.route_schemas import is_router
from houserules.extractors.routes import ROUTERS, route_decorators
from houserules.text.excerpt import excerpt

_LAYERS = (Role.SERVICE, Role.STORE)
_LISTS = frozenset({"list", "plist"})
_SCALARS = frozenset(
    {"str", "int", "float", "bool", "date", "datetime", "UUID", "Decimal", "uuid.UUID"}
)
_OTHERS = frozenset(
    {
        "cursor", "direction", "limit", "offset", "order", "order_by", "page", "page_size",
        "per_page", "size", "skip", "sort", "sort_by", "sort_direction", "sort_order",
    }
)  # fmt: skip
_FIELD = "filter field `{field}` is required; make it nullable, with the default `None`"


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/filter-model``.

    Attributes:
        max_parameters: How many criteria a function that lists may take one by one.
    """

    max_parameters: int = 2


@rule(
    id="pydantic/filter-model",
    on=(cst.FunctionDef, cst.AnnAssign),
    requires=(*FIELD_READS, BINDINGS, ROUTERS),
    options=Options,
    severity="hint",
    message="`{name}` takes {count} filter parameters; group them in a filter model",
    why="One model of criteria passes through all layers unchanged when a criterion is added.",
    allow_when="A criterion has to be given always.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class PlanFilter(BaseModel):\n"
            "    status: str  # want: filter field `status` is required; make it nullable, "
            "with the default `None` # at: status\n"
        ),
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class PlanFilter(BaseModel):\n"
            "    status: str | None = None\n"
        ),
    ],
)
def filter_model(p: UnitPass, node: cst.FunctionDef | cst.AnnAssign) -> Iterator[Finding]:
    """Report criteria that stand one by one, and required ones."""
    if isinstance(node, cst.AnnAssign):
        if not p.class_path or not p.class_path[-1].endswith("Filter"):
            return
        field = model_field(p, node)
        if field is None or field.kind is not ModelKind.MODEL or not field.is_known:
            return
        written = dotted_name(getattr(field.type, "value", field.type))
        if not field.has_default and written.rpartition(".")[2] != "Literal":
            yield p.finding(node.target, message=_FIELD, field=excerpt(field.name, 30))
        return
    if p.ancestors or not _LISTS & set(node.name.value.split("_")) or not _is_meant(p, node):
        return
    count = sum(_is_criterion(param) for param in parameters_of(node))
    if count > p.options.max_parameters:
        yield p.finding(node.name, name=excerpt(node.name.value, 30), count=count)


def _is_criterion(param: cst.Param) -> bool:
    """Whether a parameter is a nullable scalar that may be left out."""
    if param.annotation is None or param.default is None or param.name.value in _OTHERS:
        return False
    default = param.default
    if isinstance(default, cst.Call):
        default = default.args[0].value if default.args else default
    is_none = isinstance(default, cst.Name) and default.value == "None"
    return is_none and written_type(param.annotation.annotation) in _SCALARS


def _is_meant(p: UnitPass, node: cst.FunctionDef) -> bool:
    if p.module.role in _LAYERS:
        return True
    return any(is_router(p, owner) for _, owner, _, _ in route_decorators(node))

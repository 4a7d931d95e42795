"""What to sort by, or in which direction, is a plain string."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.choices import string_annotation
from houserules.extractors.declared_types import parameters_of
from houserules.extractors.pydantic_fields import FIELD_READS, model_field
from houserules.extractors.route_schemas import is_router
from houserules.extractors.routes import ROUTERS, route_decorators

_LAYERS = (Role.SERVICE, Role.STORE)


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/sort-field-enum``.

    Attributes:
        names: The fields and parameters meant.
    """

    names: tuple[str, ...] = ("sort_by", "sort_direction", "sort_order", "order_by")


@rule(
    id="pydantic/sort-field-enum",
    on=(cst.AnnAssign, cst.FunctionDef),
    requires=(*FIELD_READS, BINDINGS, ROUTERS),
    options=Options,
    message="`{name}` is a plain `str`; use a string enum",
    why="An enumeration is validated where the request comes in, is listed in the API's document, "
    "and keeps names of clients out of `ORDER BY`.",
    allow_when="The columns to sort by are not known before the program runs.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class Params(BaseModel):\n"
            '    sort_direction: str = "desc"'
            "  # want: `sort_direction` is a plain `str`; use a string enum # at: sort_direction\n"
        ),
        Example(
            "from enum import StrEnum\n\nfrom pydantic import BaseModel\n\n\n"
            'class SortDirection(StrEnum):\n    DESC = "desc"\n\n\n'
            "class Params(BaseModel):\n"
            "    sort_direction: SortDirection = SortDirection.DESC\n"
        ),
    ],
)
def sort_field_enum(p: UnitPass, node: cst.AnnAssign | cst.FunctionDef) -> Iterator[Finding]:
    """Report fields and parameters for sorting that take any string."""
    if isinstance(node, cst.AnnAssign):
        target = node.target
        if not isinstance(target, cst.Name) or target.value not in p.options.names:
            return
        if string_annotation(p, node.annotation) and model_field(p, node) is not None:
            yield p.finding(target, name=target.value)
        return
    if p.ancestors or not _is_meant(p, node):
        return
    for param in parameters_of(node):
        if param.name.value in p.options.names and string_annotation(p, param.annotation):
            yield p.finding(param.name, name=param.name.value)


def _is_meant(p: UnitPass, node: cst.FunctionDef) -> bool:
    if p.module.role in _LAYERS:
        return True
    return any(is_router(p, owner) for _, owner, _, _ in route_decorators(node))

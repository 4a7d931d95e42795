"""A model of a paginated list lacks a part of its shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, without_subscript
from houserules.extractors.config_keys import CONFIG_KEYS, UNKNOWN
from houserules.extractors.model_fields import INHERITED_FIELDS
from houserules.extractors.models import MODELS, ModelKind
from houserules.text.excerpt import excerpt

_BASE = "`{model}` does not derive from the generic `{base}`"
_PLAIN = frozenset({"BaseModel"})


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/pagination-shape``.

    Attributes:
        page_fields: The fields of a page of results.
        params_base: The generic class that parameters of lists derive from.
    """

    page_fields: tuple[str, ...] = ("items", "total", "limit", "offset")
    params_base: str = "PaginationParams"


@rule(
    id="pydantic/pagination-shape",
    on=(cst.ClassDef,),
    requires=(CONFIG_KEYS, INHERITED_FIELDS, MODELS),
    options=Options,
    message="`{model}` has no field `{field}`",
    why="Clients page through every list with the same code if all lists have the same shape.",
    allow_when="A list is paged otherwise, by a cursor for instance.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class PlanGetPListPayload(BaseModel):  # want: `PlanGetPListPayload` has no field "
            "`params` # at: PlanGetPListPayload\n"
            "    limit: int\n"
            "    offset: int\n"
        ),
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class PaginatedPlans(BaseModel):  # want: `PaginatedPlans` has no field "
            "`total` # at: PaginatedPlans\n"
            "    items: list[str]\n"
            "    limit: int\n"
            "    offset: int\n"
        ),
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class PlanGetPListPayload(BaseModel):\n"
            "    user_id: int\n"
            "    params: str\n"
        ),
    ],
)
def pagination_shape(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report models whose name says that they page, and whose fields do not."""
    name = node.name.value
    if not node.bases or p.ancestors or not _names_a_page(name):
        return
    path = ".".join((*p.class_path, name))
    if p.lookup(MODELS, path) is not ModelKind.MODEL or UNKNOWN in p.lookup(CONFIG_KEYS, path):
        return
    shown = excerpt(name, 30)
    if name.endswith("PListParams"):
        bases = {dotted_name(without_subscript(b.value)).rpartition(".")[2] for b in node.bases}
        if bases <= _PLAIN:
            yield p.finding(node.name, message=_BASE, model=shown, base=p.options.params_base)
        return
    fields = {n for member in p.members(node) if member.kind == "field" for n in member.names}
    fields |= {field.name for field in p.lookup(INHERITED_FIELDS, path)}
    for field in _wanted(p.options, name, fields):
        if field not in fields:
            yield p.finding(node.name, model=shown, field=field)


def _names_a_page(name: str) -> bool:
    return name.startswith("Paginated") or name.endswith(
        ("Page", "BatchPayload", "PListParams", "PListPayload")
    )


def _wanted(options: Options, name: str, fields: set[str]) -> tuple[str, ...]:
    """The fields that a name promises; what is called a page needs items to be one of results."""
    if name.endswith("PListPayload"):
        return ("params",)
    if name.endswith("BatchPayload"):
        return ("items",)
    return options.page_fields if name.startswith("Paginated") or "items" in fields else ()

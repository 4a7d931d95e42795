"""A parameter that bounds a list is not bounded itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.parameter_markers import (
    marker_default,
    marker_in_annotation,
    marker_names,
)
from houserules.extractors.query_bounds import (
    MOST,
    PAGING_READS,
    SIZES,
    STARTS,
    bounds_of,
    default_fits,
    is_plain,
    missing_bounds,
    paging_parameters,
)
from houserules.fixes.transform import FixRef
from houserules.transforms.bound_query import REASON, bound_query

_QUERY = marker_names(("Query",))
_STYLE = "depends-style"


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/query-validation``.

    Attributes:
        sizes: Parameters that say how many; they need a least and a greatest value.
        starts: Parameters that say from where; they need a least value.
        most: The greatest value that the fix writes.
    """

    sizes: tuple[str, ...] = SIZES
    starts: tuple[str, ...] = STARTS
    most: int = MOST


@rule(
    id="fastapi/query-validation",
    on=(cst.FunctionDef,),
    requires=(*PAGING_READS, *bound_query.requires),
    reads=(_STYLE,),
    options=Options,
    fixes=(bound_query,),
    message="query parameter `{name}` has no bounds; give it {wanted}",
    why="A client may ask for minus one, or for everything at once.",
    allow_when="What is called with the value bounds it.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/orders")\n'
            "async def orders(limit: int = 10): ..."
            "  # want: query parameter `limit` has no bounds; give it `ge=1, le=100` # at: limit\n",
            fixed="from typing import Annotated\n\n"
            "from fastapi import APIRouter, Query\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/orders")\n'
            "async def orders(limit: Annotated[int, Query(ge=1, le=100)] = 10): ...\n",
        ),
        Example(
            "from typing import Annotated\n\n"
            "from fastapi import APIRouter, Query\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/orders")\n'
            "async def orders(offset: Annotated[int, Query(ge=0)] = 0): ...\n"
        ),
    ],
)
def query_validation(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report parameters of GET routes that page through a list without bounds."""
    for param in paging_parameters(p, node, {*p.options.sizes, *p.options.starts}):
        yield from _of_parameter(p, param)


def _of_parameter(p: UnitPass, param: cst.Param) -> Iterator[Finding]:
    name, most = param.name.value, p.options.most
    is_size = name in p.options.sizes
    bounds = bounds_of(name, is_size=is_size, most=most)
    query = marker_default(p, param, _QUERY) or marker_in_annotation(p, param, _QUERY)
    if query is not None:
        missing = missing_bounds(query, is_size=is_size)
        bounds = tuple(b for b in bounds if b.partition("=")[0] in missing)
    elif not is_plain(p, param):
        return
    if not bounds:
        return
    wanted = ", ".join(bounds)
    fix = _fix(p, param, query, bounds) if default_fits(param, query, most) else None
    yield p.finding(param.name, fix=fix, name=name, wanted=f"`{wanted}`")


def _fix(p: UnitPass, param: cst.Param, query: cst.Call | None, bounds: tuple[str, ...]) -> FixRef:
    wanted = ", ".join(bounds)
    annotated = p.convention(_STYLE) != "default"
    node = param if query is None else query
    return bound_query.at(node, reason=REASON, bounds=wanted, annotated=annotated)

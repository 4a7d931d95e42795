"""Parameters of GET routes that page through a list: which they are, and what bounds they lack."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes
from houserules.extractors.declared_types import parameters_of
from houserules.extractors.parameter_markers import annotated_parts
from houserules.extractors.path_segments import placeholders
from houserules.extractors.qualified_names import resolves_to

PAGING_READS = ROUTE_READS
"""What a rule that asks ``paging_parameters`` must require."""

SIZES = ("limit", "page_size", "size", "per_page")
"""Usual names of parameters that say how many."""
STARTS = ("offset", "skip", "page")
"""Usual names of parameters that say from where."""
MOST = 100
"""How many are many."""
_INT = frozenset({"builtins.int"})


def paging_parameters(
    unit: UnitPass, function: cst.FunctionDef, names: Collection[str]
) -> Iterator[cst.Param]:
    """The parameters of a GET route with one of the names, those of its path left out.

    ``function`` must be the node the walk stands on.
    """
    if not function.decorators:
        return
    params = [param for param in parameters_of(function) if param.name.value in names]
    routes = declared_routes(unit, function) if params else ()
    if not routes or any(r.methods != ("GET",) or r.path is None for r in routes):
        return
    taken = {name for route in routes for name in placeholders(route.path or "")}
    yield from (param for param in params if param.name.value not in taken)


def bounds_of(name: str, *, is_size: bool, most: int) -> tuple[str, ...]:
    """The bounds that a parameter wants, as keywords of ``Query``."""
    least = "ge=1" if is_size or name == "page" else "ge=0"
    return (least, f"le={most}") if is_size else (least,)


def is_plain(unit: UnitPass, param: cst.Param) -> bool:
    """Whether a parameter is annotated ``int`` and has a number for its default, or none."""
    annotation = param.annotation.annotation if param.annotation is not None else None
    if annotation is None or annotated_parts(unit, param):
        return False
    if not resolves_to(unit, annotation, _INT):
        return False
    return param.default is None or isinstance(param.default, cst.Integer)


def missing_bounds(query: cst.Call, *, is_size: bool) -> frozenset[str]:
    """Which of ``ge`` and ``le`` a ``Query`` lacks."""
    given = {arg.keyword.value for arg in query.args if arg.keyword is not None}
    if any(arg.star for arg in query.args):
        return frozenset()
    missing = () if given & {"ge", "gt"} else ("ge",)
    return frozenset((*missing, "le") if is_size and not given & {"le", "lt"} else missing)


def default_fits(param: cst.Param, query: cst.Call | None, most: int) -> bool:
    """Whether the default is known to lie within the bounds; of a ``Query`` its own counts."""
    default: cst.CSTNode | None = param.default
    if query is not None and default is query:
        first = next((a for a in query.args if a.keyword is None), None)
        named = next((a for a in query.args if a.keyword and a.keyword.value == "default"), None)
        found = first or named
        default = found.value if found is not None else None
    if default is None:
        return True
    return isinstance(default, cst.Integer) and default.evaluated_value <= most

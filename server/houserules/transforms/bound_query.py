"""A parameter of a route becomes a ``Query`` with bounds, its default kept, or its ``Query`` gets
them.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.query_bounds import (
    MOST,
    PAGING_READS,
    SIZES,
    STARTS,
    bounds_of,
    default_fits,
    is_plain,
    paging_parameters,
)
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.call_keywords import appended
from houserules.transforms.import_names import IMPORT_READS, name_for

REASON = "requests outside of the bounds are answered with 422"


def _apply(
    rewrite: RewritePass, param: cst.Param | cst.Call, bounds: str, annotated: bool
) -> Iterator[Change | ImportNeed]:
    if isinstance(param, cst.Call):
        last = param.args[-1] if param.args else None
        yield from appended(rewrite, param, last, bounds.split(", "))
        return
    annotation = param.annotation.annotation if param.annotation is not None else None
    query = name_for(rewrite, "fastapi", "Query", param)
    if annotation is None or query is None:
        return
    if not annotated:
        yield from query[1]
        if param.default is None:
            # Without a default of its own, the parameter stays required.
            yield rewrite.insert(rewrite.span(annotation).end, f" = {query[0]}({bounds})")
        else:
            default = rewrite.text(param.default)
            yield rewrite.replace(param.default, f"{query[0]}(default={default}, {bounds})")
        return
    marker = name_for(rewrite, "typing", "Annotated", param)
    if marker is None:
        return
    yield from (*query[1], *marker[1])
    written = rewrite.text(annotation)
    yield rewrite.replace(annotation, f"{marker[0]}[{written}, {query[0]}({bounds})]")


def _sites(unit: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    for param in paging_parameters(unit, function, (*SIZES, *STARTS)):
        if is_plain(unit, param) and default_fits(param, None, MOST):
            name = param.name.value
            bounds = bounds_of(name, is_size=name in SIZES, most=MOST)
            yield bound_query.at(param, reason=REASON, bounds=", ".join(bounds), annotated=True)


bound_query = Transform(
    id="bound-query",
    title="Bound it with `{bounds}`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(*IMPORT_READS, *PAGING_READS),
)

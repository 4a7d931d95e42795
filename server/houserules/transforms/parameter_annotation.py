"""The annotation of a parameter that its default, or FastAPI, decides."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.literals import literal_type
from houserules.extractors.parameters import all_parameters
from houserules.extractors.routes import ROUTERS, route_decorators
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, means_builtin, name_for

DEFAULT_REASON = "callers may pass what its default is not"
REQUEST_REASON = "FastAPI took it for a query parameter so far"
_REQUEST = "Request"


def deducible_type(
    unit_pass: UnitPass, function: cst.FunctionDef, param: cst.Param
) -> tuple[str, str] | None:
    """The type that is certain of a parameter without annotation, and what is not.

    The walk must stand on the function. The rule must require ``BINDINGS`` and ``ROUTERS``.
    """
    if param.star:
        return None
    if param.default is None:
        if param.name.value == "request" and _is_route(unit_pass, function):
            return _REQUEST, REQUEST_REASON
        return None
    name = literal_type(param.default)
    if not name or not means_builtin(unit_pass, name, function):
        return None
    return name, DEFAULT_REASON


def _is_route(unit_pass: UnitPass, function: cst.FunctionDef) -> bool:
    return any(unit_pass.lookup(ROUTERS, owner) for _, owner, _, _ in route_decorators(function))


def _annotate(
    rewrite: RewritePass, function: cst.FunctionDef, name: str, written: str
) -> Iterator[Change | ImportNeed]:
    free = (p for p in all_parameters(function.params) if p.annotation is None)
    param = next((p for p in free if p.name.value == name), None)
    found = deducible_type(rewrite, function, param) if param is not None else None
    if param is None or found is None or found[0] != written:
        return
    if written == _REQUEST:
        known = name_for(rewrite, "fastapi", _REQUEST, function)
        if known is None:
            return
        written, needs = known
        yield from needs
    end = rewrite.span(param.name).end
    if param.default is None:
        yield rewrite.insert(end, f": {written}")
        return
    start = rewrite.span(param.default).start
    between = rewrite.source[end:start]
    if between.strip() == "=":
        yield rewrite.replace_span(Span(end, start), f": {written} = ")


def _sites(unit_pass: UnitPass, node: cst.FunctionDef) -> Iterator[FixRef]:
    for param in all_parameters(node.params):
        found = deducible_type(unit_pass, node, param) if param.annotation is None else None
        if found is not None:
            yield annotate_parameter.at(
                node, reason=found[1], name=param.name.value, written=found[0]
            )


annotate_parameter = Transform(
    id="annotate-parameter",
    title="Write `{name}: {written}`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_annotate,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(*IMPORT_READS, ROUTERS),
)

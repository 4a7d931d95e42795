"""A parameter that FastAPI fills from a dependency gets the type that the dependency gives."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.parameter_markers import INJECTING_NAMES, dependency_of, marker_default
from houserules.extractors.parameters import all_parameters
from houserules.extractors.returned_types import RETURNED_TYPE_READS, meaning_in, returned_type
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span


def given_type(unit: UnitPass, call: cst.Call) -> str:
    """The code of the type that a marker injects, where all of it is at hand here; ``""``."""
    dependency = dependency_of(call)
    found = returned_type(unit, dependency) if dependency is not None else None
    if found is None or not (found.module == "" or found.code.isidentifier()):
        return ""
    if found.module and not _means_the_same(unit, found.module, found.code):
        return ""
    return found.code


def _means_the_same(unit: UnitPass, module: str, name: str) -> bool:
    """Whether a name of another file stands for the same thing here."""
    meant = meaning_in(unit, module, name)
    own = meaning_in(unit, unit.module.name, name)
    return meant == own and meant is not None and (meant != "" or name in ("str", "int", "dict"))


def _apply(rewrite: RewritePass, function: cst.FunctionDef, name: str) -> Iterator[Change]:
    for param in all_parameters(function.params):
        if param.name.value != name or param.annotation is not None:
            continue
        call = marker_default(rewrite, param, INJECTING_NAMES)
        code = given_type(rewrite, call) if call is not None else ""
        if call is None or not code:
            return
        end, start = rewrite.span(param.name).end, rewrite.span(call).start
        if rewrite.source[end:start].strip() == "=":
            yield rewrite.replace_span(Span(end, start), f": {code} = ")


annotate_dependency = Transform(
    id="annotate-dependency",
    title="Annotate `{name}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
    requires=RETURNED_TYPE_READS,
)

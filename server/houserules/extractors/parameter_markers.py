"""Parameters that FastAPI fills by a marker: ``Depends(f)``, as a default or in ``Annotated``."""

from __future__ import annotations

import re
from collections.abc import Iterable

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.qualified_names import resolves_to
from houserules.text.span import Span

_CLOSING = re.compile(r"(?:\s|#[^\r\n]*+)*\)")
ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
INJECTING = ("Depends", "Security")
"""The markers that take a dependency; the others take a default."""
_MODULES = ("fastapi", "fastapi.param_functions", "fastapi.params")


def marker_names(markers: Iterable[str]) -> frozenset[str]:
    """The qualified names of markers of FastAPI such as ``Depends``."""
    return frozenset(f"{module}.{marker}" for module in _MODULES for marker in markers)


INJECTING_NAMES = marker_names(INJECTING)


def marker_default(
    unit_pass: UnitPass, param: cst.Param, wanted: frozenset[str]
) -> cst.Call | None:
    """The marker that is the default of a parameter, unless it is annotated with another one.

    ``wanted`` holds qualified names.
    """
    call = param.default
    if not isinstance(call, cst.Call) or resolves_to(unit_pass, call.func, wanted) is None:
        return None
    return None if annotated_parts(unit_pass, param) else call


def marker_in_annotation(
    unit_pass: UnitPass, param: cst.Param, wanted: frozenset[str]
) -> cst.Call | None:
    """The first marker in the ``Annotated`` of a parameter."""
    for value in annotated_parts(unit_pass, param)[1:]:
        if isinstance(value, cst.Call) and resolves_to(unit_pass, value.func, wanted):
            return value
    return None


def annotated_parts(unit_pass: UnitPass, param: cst.Param) -> tuple[cst.BaseExpression, ...]:
    """The type and what follows it in an ``Annotated``; ``()`` for other annotations."""
    annotation = param.annotation.annotation if param.annotation else None
    if not isinstance(annotation, cst.Subscript):
        return ()
    if resolves_to(unit_pass, annotation.value, ANNOTATED) is None:
        return ()
    values = (e.slice.value for e in annotation.slice if isinstance(e.slice, cst.Index))
    return tuple(values)


def dependency_of(call: cst.Call) -> cst.BaseExpression | None:
    """What a marker is given to call."""
    for index, arg in enumerate(call.args):
        if arg.keyword is None and not arg.star and index == 0:
            return arg.value
        if arg.keyword is not None and arg.keyword.value == "dependency":
            return arg.value
    return None


def is_injecting(unit_pass: UnitPass, call: cst.Call) -> bool:
    """Whether a marker takes a dependency rather than a default."""
    return resolves_to(unit_pass, call.func, INJECTING_NAMES) is not None


def parameter_span(unit_pass: UnitPass, param: cst.Param) -> Span:
    """Where a parameter stands with its annotation and default; LibCST notes its name alone."""
    start = unit_pass.span(param.name).start
    last = param.default or (param.annotation and param.annotation.annotation)
    if last is None:
        return unit_pass.span(param.name)
    end = unit_pass.span(last).end
    for _ in getattr(last, "rpar", ()):
        closing = _CLOSING.match(unit_pass.view.unit.text, end)
        end = closing.end() if closing else end
    return Span(start, end)

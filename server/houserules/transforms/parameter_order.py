"""Whether the parameters of what FastAPI calls may change places: not where code calls it, too."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.calls import callers_of, listed
from houserules.extractors.parameter_markers import (
    is_injecting,
    marker_default,
    marker_in_annotation,
    marker_names,
)
from houserules.extractors.strings import argument

REASON = "whoever calls the function itself meets other defaults, and maybe another order"


def parameters(function: cst.FunctionDef) -> Sequence[cst.Param]:
    """All parameters that may have a marker."""
    found = function.params
    return (*found.posonly_params, *found.params, *found.kwonly_params)


def calls_reason(unit_pass: UnitPass, function: cst.FunctionDef) -> str:
    """Who meets the change, as far as the project shows; ``REASON`` where nobody is known."""
    callers = listed(_direct_callers(unit_pass, function))
    return f"{REASON}: {callers}" if callers else REASON


def _direct_callers(unit_pass: UnitPass, function: cst.FunctionDef) -> tuple[str, ...]:
    path = ".".join((*unit_pass.class_path, function.name.value))
    return callers_of(unit_pass, path, all_of_them=True)


def is_tied(
    unit_pass: UnitPass, function: cst.FunctionDef, markers: tuple[str, ...], *, annotate: bool
) -> bool:
    """Whether parameters would change places, and code calls the function itself."""
    wanted, free = marker_names(markers), len(function.params.kwonly_params)
    positional = parameters(function)[: len(parameters(function)) - free]
    has_default = [_will_have_default(unit_pass, p, wanted, annotate) for p in positional]
    return has_default != sorted(has_default) and bool(_direct_callers(unit_pass, function))


def _will_have_default(
    unit_pass: UnitPass, param: cst.Param, wanted: frozenset[str], annotate: bool
) -> bool:
    if not annotate:
        return param.default is not None or bool(marker_in_annotation(unit_pass, param, wanted))
    call = marker_default(unit_pass, param, wanted)
    if call is None:
        return param.default is not None
    given = None if is_injecting(unit_pass, call) else argument(call, "default", 0)
    return given is not None and not isinstance(given.value, cst.Ellipsis)

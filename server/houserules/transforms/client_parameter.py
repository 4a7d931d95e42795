"""``with httpx.Client() as c`` becomes a parameter: callers pass the client."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.calls import CALLER_READS, callers_of, listed
from houserules.extractors.declared_types import first_parameter, parameters_of
from houserules.extractors.definitions import decorator_names
from houserules.extractors.dependencies import INJECTION_READS, is_injected
from houserules.extractors.http_clients import CLIENT_READS
from houserules.extractors.overrides import MAY_INHERIT
from houserules.extractors.parameter_markers import parameter_span
from houserules.extractors.scopes import scope_of, scopes_around
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.shared_client import client_block, client_name, dedented

_KEEP_SIGNATURE = frozenset({"staticmethod", "classmethod"})


def passable(unit_pass: UnitPass, call: cst.Call) -> cst.FunctionDef | None:
    """The function that can take the client as a parameter; ``None`` where none can.

    None can that others than plain callers call: handlers, dependencies, what a decorator is
    given, what may override an inherited method. ``call`` must be the node the walk stands on.
    """
    block = client_block(unit_pass, call)
    functions = [a for a in unit_pass.ancestors if isinstance(a, cst.FunctionDef | cst.Lambda)]
    function = functions[0] if len(functions) == 1 else None
    if block is None or not isinstance(function, cst.FunctionDef):
        return None
    name, client = function.name.value, client_name(block)
    if name.startswith("__") or not set(decorator_names(function)) <= _KEEP_SIGNATURE:
        return None
    if len(scope_of(unit_pass, function).get(client, ())) != 1:
        return None
    root = dotted_name(call.func).partition(".")[0]
    if not unit_pass.lookup(BINDINGS, root) or _is_local(unit_pass, root, call):
        return None
    around = list(unit_pass.ancestors)
    unit_pass.ancestors = around[: around.index(function)]
    try:
        path = _class_path(unit_pass)
        if is_injected(unit_pass, function):
            return None
    finally:
        unit_pass.ancestors = around
    inherits = path is None or (path and unit_pass.lookup(MAY_INHERIT, (path, name)))
    return None if inherits else function


def _is_local(unit_pass: UnitPass, name: str, at: cst.CSTNode) -> bool:
    return any(name in scope for scope in scopes_around(unit_pass, at))


def _class_path(unit_pass: UnitPass) -> str | None:
    """The classes around a function, ``None`` where something else is around it, too."""
    if any(not isinstance(a, cst.ClassDef | cst.BaseSuite) for a in unit_pass.ancestors):
        return None
    inner = (a.name.value for a in unit_pass.ancestors if isinstance(a, cst.ClassDef))
    return ".".join((*unit_pass.class_path, *inner))


def passing_reason(unit_pass: UnitPass, function: cst.FunctionDef) -> str:
    """Who must pass the client, as far as the project shows."""
    callers = listed(callers_of(unit_pass, ".".join((*unit_pass.class_path, function.name.value))))
    return f"callers must pass the client now{f': {callers}' if callers else ''}"


def _apply(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    block, function = client_block(rewrite, call), passable(rewrite, call)
    if block is None or function is None:
        return
    assert isinstance(block.body, cst.IndentedBlock)
    parameter = f"{client_name(block)}: {dotted_name(call.func)}"
    yield _added_parameter(rewrite, function, parameter)
    start, header = rewrite.span(block).start, rewrite.span(block.body.header)
    end, body = dedented(rewrite, block, block.body)
    comment = rewrite.source[header.start : header.end].strip()
    if comment:
        yield rewrite.replace_span(Span(start, end), f"{comment}{rewrite.newline}{body}")
    else:
        line = start - len(rewrite.indentation(block))
        yield rewrite.replace_span(Span(line, end), body)


def _added_parameter(rewrite: RewritePass, function: cst.FunctionDef, parameter: str) -> Change:
    first = next(parameters_of(function), None)
    is_bound = "staticmethod" not in decorator_names(function) and _is_method(rewrite, function)
    if is_bound and first is not None and first.name.value == first_parameter(function):
        return rewrite.insert(parameter_span(rewrite, first).end, f", {parameter}")
    before = function.type_parameters or function.name
    text = rewrite.source
    opening = text.index("(", rewrite.span(before).end) + 1
    start = opening
    while text[start].isspace():
        start += 1
    if text[start] == ")":
        return rewrite.insert(opening, parameter)
    return rewrite.insert(start, f"{parameter},{text[opening:start] or ' '}")


def _is_method(rewrite: RewritePass, function: cst.FunctionDef) -> bool:
    around = rewrite.ancestors[: rewrite.ancestors.index(function)]
    return bool(rewrite.class_path) or any(isinstance(a, cst.ClassDef) for a in around)


def _sites(unit_pass: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    function = passable(unit_pass, call)
    if function is not None:
        yield client_to_parameter.at(call, reason=passing_reason(unit_pass, function))


client_to_parameter = Transform(
    id="client-to-parameter",
    title="Take the client as a parameter",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=tuple(
        dict.fromkeys((*CLIENT_READS, *INJECTION_READS, *CALLER_READS, BINDINGS, MAY_INHERIT))
    ),
)

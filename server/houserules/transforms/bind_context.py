"""A function binds its context to a logger of its own, and logs with that."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.bound_context import log_calls_of, unbound_context
from houserules.extractors.loggers import LOGGER_READS
from houserules.extractors.scopes import scope_of
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

REASON = "every entry of the function carries more"
_CONTEXT = ("request_id", "user_id", "session_id", "tenant_id")
_NAMES = ("log", "bound_logger")


def _apply(
    rewrite: RewritePass, function: cst.FunctionDef, logger: str, names: tuple[str, ...]
) -> Iterator[Change]:
    body = function.body
    scope = scope_of(rewrite, function)
    name = next((n for n in _NAMES if n not in scope and not rewrite.lookup(BINDINGS, n)), "")
    if not isinstance(body, cst.IndentedBlock) or not name or logger in scope:
        return
    first = next((s for s in body.body if not _is_docstring(s)), None)
    if first is None:
        return
    bound = ", ".join(f"{n}={n}" for n in names)
    line = f"{name} = {logger}.bind({bound}){rewrite.newline}{rewrite.indentation(first)}"
    yield rewrite.insert(rewrite.span(first).start, line)
    for call in log_calls_of(function, logger):
        assert isinstance(call.func, cst.Attribute)
        yield rewrite.replace(call.func.value, name)


def _is_docstring(statement: cst.BaseStatement) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    small = statement.body[0]
    strings = (cst.SimpleString, cst.ConcatenatedString)
    return isinstance(small, cst.Expr) and isinstance(small.value, strings)


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    found = unbound_context(unit, call, _CONTEXT)
    if found is not None:
        function, logger, names = found
        yield bind_context.at(function, reason=REASON, logger=logger, names=names)


bind_context = Transform(
    id="bind-context",
    title="Bind the context to a logger of the function",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=LOGGER_READS,
)

"""``commit`` and ``flush`` where a team wants its transactions to end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import path_to
from houserules.extractors.calls import CALLER_READS, callers_of, listed
from houserules.extractors.scopes import scopes_around
from houserules.extractors.sessions import SessionKind, is_made_by_class
from houserules.extractors.transactions import (
    TRANSACTION_READS,
    Write,
    session_call,
    uncommitted_writes,
)
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

FLUSH_REASON = "the callers must commit now"
COMMIT_REASON = "what was written stays written, whatever the caller does next"
_COMMIT = frozenset({"commit"})


def _to_flush(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    if not isinstance(call.func, cst.Attribute) or call.args:
        return
    line = next((a for a in reversed(rewrite.ancestors) if _is_line(a)), None)
    before = _line_before(rewrite, line) if line is not None else None
    session = dotted_name(call.func.value)
    if line is not None and _calls(before, session, "flush") and _calls(line, session, "commit"):
        span = rewrite.lines_of(line)
        if not rewrite.has_comment(span) and not _has_comment_above(line):
            yield rewrite.replace_span(span, "")
            return
    yield rewrite.replace(call.func.attr, "flush")


def committing_reason(unit_pass: UnitPass) -> str:
    """Who must commit instead of the function the walk stands in, as far as the project shows."""
    around = (a for a in unit_pass.ancestors if isinstance(a, cst.ClassDef | cst.FunctionDef))
    path: list[str] = list(unit_pass.class_path)
    for holder in around:
        path.append(holder.name.value)
        if isinstance(holder, cst.FunctionDef):
            break
    callers = listed(callers_of(unit_pass, ".".join(path)))
    return f"{FLUSH_REASON}: {callers}" if callers else FLUSH_REASON


def is_opened_here(unit_pass: UnitPass, session: cst.BaseExpression) -> bool:
    """Whether the function the walk stands in, or its class, made a session itself.

    Nobody else can commit it then.
    """
    if isinstance(session, cst.Attribute):
        return is_made_by_class(unit_pass, session)
    if not isinstance(session, cst.Name):
        return True
    for scope in scopes_around(unit_pass, session):
        bindings = scope.get(session.value, ())
        if bindings:
            return any(b.kind is not BindingKind.PARAMETER for b in bindings)
    return False


def _is_line(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.SimpleStatementLine)


def _line_before(rewrite: RewritePass, line: cst.CSTNode) -> cst.CSTNode | None:
    block = rewrite.ancestors[rewrite.ancestors.index(line) - 1]
    if not isinstance(block, cst.BaseSuite):
        return None
    body: Sequence[cst.CSTNode] = block.body
    index = body.index(line)
    return body[index - 1] if index else None


def _has_comment_above(line: cst.CSTNode) -> bool:
    lines: Sequence[cst.EmptyLine] = getattr(line, "leading_lines", ())
    return any(empty.comment for empty in lines)


def _calls(statement: cst.CSTNode | None, session: str, method: str) -> bool:
    """Whether a line is ``[await] session.method()``."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    expression = statement.body[0]
    value = expression.value if isinstance(expression, cst.Expr) else None
    if isinstance(value, cst.Await):
        value = value.expression
    return isinstance(value, cst.Call) and dotted_name(value.func) == f"{session}.{method}"


def commit_place(function: cst.FunctionDef, write: Write) -> cst.CSTNode | None:
    """The statement behind which a commit of a write belongs; ``None`` where there is no place."""
    path = path_to(function, write.call)
    if path is None or not isinstance(function.body, cst.IndentedBlock):
        return None
    block: cst.BaseSuite = function.body
    while True:
        statement = next((s for s in block.body if s in path), None)
        if isinstance(statement, cst.With | cst.Try) and isinstance(
            statement.body, cst.IndentedBlock
        ):
            if statement.body not in path:
                return None
            block = statement.body
            continue
        if isinstance(statement, cst.SimpleStatementLine):
            returns = any(isinstance(s, cst.Return | cst.Raise) for s in statement.body)
            return None if returns else statement
        returns = statement is not None and any(isinstance(n, cst.Return) for n in path)
        return None if returns else statement


def _add_commit(rewrite: RewritePass, function: cst.FunctionDef) -> Iterator[Change]:
    writes = uncommitted_writes(rewrite, function)
    if not writes or len({dotted_name(w.session) for w in writes}) != 1:
        return
    last = writes[-1]
    place = commit_place(function, last)
    if place is None:
        return
    awaited = "await " if last.kind is SessionKind.ASYNC else ""
    lines = rewrite.lines_of(place)
    text = f"{rewrite.indentation(place)}{awaited}{dotted_name(last.session)}.commit()"
    if rewrite.source[lines.start : lines.end].endswith(("\n", "\r")):
        yield rewrite.insert(lines.end, text + rewrite.newline)
    else:
        yield rewrite.insert(lines.end, rewrite.newline + text)


def _flush_sites(unit_pass: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    found = session_call(unit_pass, call, _COMMIT)
    if found and not is_opened_here(unit_pass, found[0]):
        yield commit_to_flush.at(call, reason=committing_reason(unit_pass))


commit_to_flush = Transform(
    id="commit-to-flush",
    title="Flush instead of committing",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_to_flush,
    sites=_flush_sites,
    on=(cst.Call,),
    requires=(*TRANSACTION_READS, *CALLER_READS),
)


def _commit_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    if unit_pass.class_path and uncommitted_writes(unit_pass, function):
        yield add_commit.at(function, reason=COMMIT_REASON)


add_commit = Transform(
    id="add-commit",
    title="Commit after the last write",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_add_commit,
    sites=_commit_sites,
    on=(cst.FunctionDef,),
    requires=TRANSACTION_READS,
)

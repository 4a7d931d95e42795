"""An exception class says with which status it leaves, and hands its message on."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import first_statement, is_docstring
from houserules.analysis.walk import own_nodes
from houserules.extractors.declared_types import parameters_of
from houserules.extractors.error_statuses import STATUS_READS, lacks_status, status_for
from houserules.extractors.exception_classes import is_below
from houserules.extractors.http_errors import calls_super_init
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

STATUS_REASON = "the error leaves the application with this status from now on"
SUPER_REASON = "the message becomes an argument of the exception"
DEFAULT_BASE = "AppError"
_UNKNOWN = 500
_MESSAGE = "message"


def status_fix(node: cst.ClassDef, status: int | None) -> FixRef:
    """The reference for a class without a status; ``None`` for one that a human must choose."""
    if status is None:
        return add_status.at(node, safety=Safety.SKELETON, status=_UNKNOWN, known=False)
    return add_status.at(node, reason=STATUS_REASON, status=status, known=True)


def _apply(rewrite: RewritePass, node: cst.ClassDef, status: int, known: bool) -> Iterator[Change]:
    todo = "" if known else "  # TODO(houserules): the status that fits"
    line, newline = f"status_code = {status}{todo}", rewrite.newline
    if isinstance(node.body, cst.SimpleStatementSuite):
        first = node.body.body[0]
        if len(node.body.body) == 1 and _is_filler(first):
            end, colon = (
                rewrite.span(first).end,
                rewrite.source.rindex(":", 0, rewrite.span(first).start),
            )
            yield rewrite.replace_span(Span(colon + 1, end), f"{newline}{rewrite.indent}{line}")
        return
    members = list(rewrite.class_members())
    first_member = members[0].view.node if members else None
    if first_member is None:
        return
    member, margin = members[0], rewrite.view.unit.body_indent or ""
    place = member.lines_of(first_member)
    if is_docstring(first_member):
        ends = member.source[: place.end].endswith(("\n", "\r"))
        lead, tail = ("", newline) if ends else (newline, "")
        yield member.insert(place.end, f"{lead}{newline}{margin}{line}{tail}")
    elif len(members) == 1 and _is_filler(first_statement(first_member)):
        statement = first_statement(first_member)
        assert statement is not None
        yield member.replace(statement, line)
    else:
        blank = newline if isinstance(first_member, cst.FunctionDef | cst.ClassDef) else ""
        yield member.insert(0, f"{margin}{line}{newline}{blank}")


def _is_filler(statement: cst.CSTNode | None) -> bool:
    if isinstance(statement, cst.Expr):
        return isinstance(statement.value, cst.Ellipsis)
    return isinstance(statement, cst.Pass)


def super_place(init: cst.FunctionDef) -> cst.SimpleStatementLine | None:
    """The statement to hand the message on before, where it is a parameter and nothing does so."""
    if not any(param.name.value == _MESSAGE for param in parameters_of(init)):
        return None
    if any(calls_super_init(node) for node in own_nodes(init)):
        return None
    lines = [s for s in init.body.body if not is_docstring(s)]
    first = lines[0] if lines and isinstance(init.body, cst.IndentedBlock) else None
    return first if isinstance(first, cst.SimpleStatementLine) else None


def _with_super(rewrite: RewritePass, init: cst.FunctionDef) -> Iterator[Change]:
    place = super_place(init)
    if place is not None:
        margin = rewrite.newline + rewrite.indentation(place)
        yield rewrite.insert(rewrite.span(place).start, f"super().__init__({_MESSAGE}){margin}")


def _status_sites(unit: UnitPass, node: cst.ClassDef) -> Iterator[FixRef]:
    if not unit.ancestors and lacks_status(unit, node, DEFAULT_BASE):
        yield status_fix(node, status_for(node.name.value))


def _super_sites(unit: UnitPass, init: cst.FunctionDef) -> Iterator[FixRef]:
    if init.name.value != "__init__" or not unit.class_path or super_place(init) is None:
        return
    if is_below(unit, ".".join(unit.class_path), DEFAULT_BASE):
        yield call_super_init.at(init, reason=SUPER_REASON)


add_status = Transform(
    id="add-status",
    title="Write `status_code = {status}`",
    safety=Safety.UNSAFE,
    reach=Reach.CLASS,
    apply=_apply,
    sites=_status_sites,
    on=(cst.ClassDef,),
    requires=STATUS_READS,
)
call_super_init = Transform(
    id="call-super-init",
    title="Call `super().__init__(message)`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_with_super,
    sites=_super_sites,
    on=(cst.FunctionDef,),
    requires=STATUS_READS,
)

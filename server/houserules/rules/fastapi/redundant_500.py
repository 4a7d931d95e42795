"""A route catches every exception, only to answer with status 500."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, first_statement
from houserules.analysis.walk import own_nodes
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes, outer_names
from houserules.extractors.http_errors import HTTP_EXCEPTIONS, status_of
from houserules.extractors.strings import argument

_EVERYTHING = frozenset({"builtins.Exception", "builtins.BaseException"})
_LOGGING = frozenset(
    {"debug", "info", "warning", "warn", "error", "critical", "exception", "log", "print"}
)
_SERVER_ERROR = 500


@rule(
    id="fastapi/redundant-500",
    on=(cst.FunctionDef,),
    requires=ROUTE_READS,
    message="every exception is caught only to answer 500; let FastAPI do that",
    why="FastAPI answers 500 itself, and lets whoever watches for errors see the exception.",
    allow_when="Clients are promised a body of a certain shape, and no exception handler makes it.",
    examples=[
        Example(
            "from fastapi import APIRouter, HTTPException\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/total")\n'
            "async def total(service):\n"
            "    try:\n"
            "        return await service.total()\n"
            "    except Exception:"
            "  # want: every exception is caught only to answer 500; let FastAPI do that\n"
            '        raise HTTPException(500, "failed")\n'
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/total")\n'
            "async def total(service):\n"
            "    return await service.total()\n"
        ),
    ],
)
def redundant_500(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report handlers in routes that turn whatever happens into a 500."""
    if not node.decorators or "except" not in p.view.unit.text:
        return
    handlers = [
        handler
        for block in own_nodes(node)
        if isinstance(block, cst.Try) and block.finalbody is None
        for handler in block.handlers
        if _catches_everything(p, node, handler) and _answers_500(p, node, handler)
    ]
    if handlers and declared_routes(p, node):
        for handler in sorted(handlers, key=lambda h: p.span(h).start):
            yield p.finding(handler)


def _catches_everything(p: UnitPass, node: cst.FunctionDef, handler: cst.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = outer_names(p, node, handler.type)
    return bool(names) and set(names) <= _EVERYTHING


def _answers_500(p: UnitPass, node: cst.FunctionDef, handler: cst.ExceptHandler) -> bool:
    """Whether a handler logs at most before it answers: what cleans up is needed."""
    if not isinstance(handler.body, cst.IndentedBlock):
        return False
    statements = [first_statement(statement) for statement in handler.body.body]
    if not statements or not all(_logs(statement) for statement in statements[:-1]):
        return False
    last = statements[-1]
    if isinstance(last, cst.Raise):
        call = last.exc
        known = isinstance(call, cst.Call) and outer_names(p, node, call.func)
        if not known or not set(known) <= HTTP_EXCEPTIONS:
            return False
        position = 0
    elif isinstance(last, cst.Return):
        call, position = last.value, 1
    else:
        return False
    if not isinstance(call, cst.Call):
        return False
    status = argument(call, "status_code", position)
    return status is not None and status_of(status.value) == _SERVER_ERROR


def _logs(statement: cst.CSTNode | None) -> bool:
    value = statement.value if isinstance(statement, cst.Expr) else None
    if isinstance(value, cst.Await):
        value = value.expression
    if not isinstance(value, cst.Call):
        return False
    name = dotted_name(value.func)
    root = name.partition(".")[0].lower()
    return name.rpartition(".")[2] in _LOGGING and (root == "print" or "log" in root)

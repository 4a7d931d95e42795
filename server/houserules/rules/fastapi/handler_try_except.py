"""A route turns an error of the domain into an HTTP error by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, first_statement
from houserules.analysis.walk import own_nodes
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes, outer_names
from houserules.extractors.http_errors import HTTP_EXCEPTIONS
from houserules.extractors.loggers import LOG_METHODS
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, absolute_name
from houserules.extractors.scopes import scope_of
from houserules.text.excerpt import excerpt


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/handler-try-except``.

    Attributes:
        domain_bases: Names of classes that errors of the domain derive from.
        domain_modules: Globs of modules that define such errors.
    """

    domain_bases: tuple[str, ...] = ("AppError",)
    domain_modules: tuple[str, ...] = ("*.errors", "*.exceptions")


@rule(
    id="fastapi/handler-try-except",
    on=(cst.FunctionDef,),
    requires=ROUTE_READS,
    options=Options,
    message="route catches `{name}`; leave it to the global exception handler",
    why="One handler for all routes answers an error the same everywhere, and the route says only "
    "what it does.",
    allow_when="The route answers this error in another way than all others.",
    examples=[
        Example(
            "from fastapi import APIRouter, HTTPException\n\n"
            "from app.errors import PlanNotFoundError\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans/{key}")\n'
            "async def read(key: int):\n"
            "    try:\n"
            "        return await load(key)\n"
            "    except PlanNotFoundError as exc:"
            "  # want: route catches `PlanNotFoundError`; leave it to the global exception handler"
            " # at: PlanNotFoundError\n"
            "        raise HTTPException(404, exc.message)\n",
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.errors import PlanNotFoundError\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans/{key}")\n'
            "async def read(key: int):\n"
            "    try:\n"
            "        return await load(key)\n"
            "    except PlanNotFoundError:\n"
            "        return await create(key)\n"
        ),
    ],
)
def handler_try_except(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report handlers in routes that only make an HTTP error of an error of the domain."""
    if "except" not in p.view.unit.text or not declared_routes(p, node):
        return
    for block in own_nodes(node):
        if not isinstance(block, cst.Try) or block.finalbody is not None:
            continue
        for handler in block.handlers:
            if handler.type is None or not _only_translates(p, node, handler.body):
                continue
            caught = handler.type
            types = (
                [e.value for e in caught.elements] if isinstance(caught, cst.Tuple) else [caught]
            )
            if all(_is_domain(p, node, kind) for kind in types):
                name = excerpt(cst.Module(()).code_for_node(caught), 36)
                yield p.finding(caught, name=name)


def _only_translates(p: UnitPass, node: cst.FunctionDef, body: cst.BaseSuite) -> bool:
    """Whether a block logs, perhaps, and raises an ``HTTPException``."""
    statements = [first_statement(line) for line in body.body]
    *before, last = statements or [None]
    raised = last.exc if isinstance(last, cst.Raise) else None
    if not isinstance(raised, cst.Call):
        return False
    if not set(outer_names(p, node, raised.func)) & HTTP_EXCEPTIONS:
        return False
    return all(_is_log(statement) for statement in before)


def _is_log(statement: cst.CSTNode | None) -> bool:
    call = statement.value if isinstance(statement, cst.Expr) else None
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return False
    owner = dotted_name(call.func.value).rpartition(".")[2].lower()
    return call.func.attr.value in LOG_METHODS and "log" in owner


def _is_domain(p: UnitPass, node: cst.FunctionDef, kind: cst.BaseExpression) -> bool:
    dotted = dotted_name(kind)
    if not dotted or dotted.partition(".")[0] in scope_of(p, node):
        return False
    names = outer_names(p, node, kind)
    module = p.module
    if names:
        absolute = absolute_name(module.name, names[0], is_package=module.is_package)
    else:
        absolute = f"{module.name}.{dotted}"
    if absolute.partition(".")[0] not in (module.name.partition(".")[0], *module.local_packages):
        return False
    home = absolute.rpartition(".")[0]
    if names and any(fnmatchcase(home, glob) for glob in p.options.domain_modules):
        return True
    above = {name.rpartition(".")[2] for name in p.lookup(PROJECT_ANCESTRY, absolute)}
    return bool(above & set(p.options.domain_bases))

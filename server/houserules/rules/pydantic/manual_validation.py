"""A handler checks by hand what the schema of its body could check."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import children
from houserules.extractors.model_instances import INSTANCE_OF_MODEL_READS, model_of
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.route_schemas import is_router
from houserules.extractors.routes import ROUTERS, route_decorators
from houserules.extractors.strings import argument
from houserules.text.excerpt import excerpt

_HTTP = frozenset(
    {
        "fastapi.HTTPException",
        "fastapi.exceptions.HTTPException",
        "starlette.exceptions.HTTPException",
    }
)
_INVALID = re.compile(r"(?:\w+\.)*HTTP_(?:400|422)_\w+|400|422")
_FREE = frozenset({"None", "True", "False", "len", "re"})
_CALLED = frozenset({"len", "re.match", "re.fullmatch", "re.search"})
_METHODS = frozenset({"strip", "lower", "upper", "startswith", "endswith", "isdigit", "isalnum"})


@rule(
    id="pydantic/manual-validation",
    on=(cst.If,),
    requires=(*INSTANCE_OF_MODEL_READS, ROUTERS),
    severity="hint",
    message="validation of `{field}` in the function belongs in the schema",
    why="The schema refuses bad input before any code runs, says so in the API's document, and "
    "does it for every route.",
    allow_when="The check depends on more than the body.",
    examples=[
        Example(
            "from fastapi import APIRouter, HTTPException\nfrom pydantic import BaseModel\n\n"
            "router = APIRouter()\n\n\n"
            "class Plan(BaseModel):\n    name: str\n\n\n"
            '@router.post("/plans")\n'
            "async def create(body: Plan) -> None:\n"
            "    if len(body.name) > 80:  # want: validation of `body.name` in the function "
            "belongs in the schema # at: len(body.name) > 80\n"
            '        raise HTTPException(422, "name too long")\n'
        ),
        Example(
            "from fastapi import APIRouter, HTTPException\nfrom pydantic import BaseModel\n\n"
            "router = APIRouter()\nLIMIT = 80\n\n\n"
            "class Plan(BaseModel):\n    name: str\n\n\n"
            '@router.post("/plans")\n'
            "async def create(body: Plan) -> None:\n"
            "    if len(body.name) > LIMIT:\n"
            '        raise HTTPException(422, "name too long")\n'
        ),
    ],
)
def manual_validation(p: UnitPass, node: cst.If) -> Iterator[Finding]:
    """Report tests of nothing but attributes of a body that end in an error."""
    function = p.view.node
    if node.orelse is not None or not isinstance(function, cst.FunctionDef):
        return
    # Below another test or loop the answer depends on that one, too.
    if [a for a in p.ancestors if not isinstance(a, cst.IndentedBlock)] != [function]:
        return
    body = node.body.body
    line = body[0] if len(body) == 1 else None
    statement = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    if not isinstance(statement, cst.Raise) or not _is_refusal(p, statement):
        return
    attributes = _attributes(node.test)
    roots = {dotted.partition(".")[0] for dotted in attributes or ()}
    if attributes is None or len(roots) != 1 or not _is_meant(p, function):
        return
    if model_of(p, cst.Name(roots.pop())):
        yield p.finding(node.test, field=excerpt(attributes[0], 40))


def _is_refusal(p: UnitPass, statement: cst.Raise) -> bool:
    call = statement.exc
    if not isinstance(call, cst.Call):
        return False
    if dotted_name(call.func) == "ValueError":
        return True
    names = qualified_names(p, call.func)
    status = argument(call, "status_code", 0)
    if not names or not set(names) <= _HTTP or status is None:
        return False
    return _INVALID.fullmatch(cst.Module(()).code_for_node(status.value)) is not None


def _attributes(test: cst.CSTNode) -> list[str] | None:
    """The attributes of names that a test reads; ``None`` where it asks for anything else."""
    found: list[str] = []
    waiting: list[cst.CSTNode] = [test]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, cst.Name):
            if node.value not in _FREE:
                return None
        elif isinstance(node, cst.Attribute):
            dotted = dotted_name(node)
            if dotted.count(".") != 1:
                return None
            found.append(dotted)
        elif isinstance(node, cst.Call):
            func = node.func
            if dotted_name(func) not in _CALLED:
                if not isinstance(func, cst.Attribute) or func.attr.value not in _METHODS:
                    return None
                waiting.append(func.value)
            waiting.extend(arg.value for arg in node.args)
        elif isinstance(node, cst.Await | cst.NamedExpr | cst.Lambda | cst.BaseComp):
            return None
        else:
            waiting.extend(children(node))
    return found or None


def _is_meant(p: UnitPass, function: cst.FunctionDef) -> bool:
    if p.module.role is Role.SERVICE:
        return True
    return any(is_router(p, owner) for _, owner, _, _ in route_decorators(function))

"""An error is raised as a plain ``Exception``, or returned as a response."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import without_call
from houserules.extractors.error_responses import error_response, error_tuple, is_route_return
from houserules.extractors.qualified_names import resolves_to
from houserules.text.excerpt import excerpt
from houserules.transforms.return_to_raise import (
    RAISE_REASON,
    can_raise,
    detail_of,
    return_to_raise,
)

_LAYERS = frozenset({Role.ROUTER, Role.SERVICE, Role.STORE})
_IN_RUFF = frozenset({"Exception", "BaseException"})
_RETURNED = "raise an exception instead of returning `{name}`"


@dataclass(frozen=True)
class Options:
    """Options of ``errors/vanilla-raise``.

    Attributes:
        exceptions: The builtin exceptions that say too little.
    """

    exceptions: tuple[str, ...] = ("Exception", "BaseException")


@rule(
    id="errors/vanilla-raise",
    on=(cst.Raise, cst.Return),
    requires=return_to_raise.requires,
    options=Options,
    fixes=(return_to_raise,),
    same_as_ruff=(SameAsRuff("TRY002", part="`raise Exception`"),),
    message="raise a domain exception instead of `{name}`",
    why="A caller can handle a class of its own; `Exception` it can only catch with everything "
    "else, and a returned error passes by handlers and rollbacks.",
    allow_when="The function is a draft.",
    examples=[
        Example(
            "def lock(plan: str) -> None:\n"
            '    raise Exception(f"{plan} is locked")'
            "  # want: raise a domain exception instead of `Exception`\n",
            path="app/services/plans.py",
        ),
        Example(
            "from fastapi import APIRouter\n"
            "from fastapi.responses import JSONResponse\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans/{name}")\n'
            "async def read(name: str):\n"
            '    return JSONResponse({"detail": f"no plan {name}"}, status_code=404)'
            "  # want: raise an exception instead of returning `JSONResponse`\n",
            fixed="from fastapi import APIRouter, HTTPException\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans/{name}")\n'
            "async def read(name: str):\n"
            '    raise HTTPException(status_code=404, detail=f"no plan {name}")\n',
        ),
    ],
)
def vanilla_raise(p: UnitPass, node: cst.Raise | cst.Return) -> Iterator[Finding]:
    """Report plain exceptions in the layers of an application, and errors that routes return."""
    if isinstance(node, cst.Return):
        yield from _returned(p, node)
        return
    if node.exc is None or p.module.role not in _LAYERS:
        return
    wanted = frozenset(f"builtins.{name}" for name in p.options.exceptions)
    raised = without_call(node.exc)
    qualified = resolves_to(p, raised, wanted)
    if qualified is not None:
        name = qualified.removeprefix("builtins.")
        yield p.finding(node.exc, ruff="TRY002" if name in _IN_RUFF else "", name=name)


def _returned(p: UnitPass, node: cst.Return) -> Iterator[Finding]:
    if node.value is None or not isinstance(node.value, cst.Call | cst.Tuple):
        return
    response, pair = error_response(p, node), error_tuple(node)
    found = response or pair
    if found is None or not is_route_return(p, node):
        return
    fix, name = None, "an error and its status"
    if response is not None:
        name = excerpt(cst.Module(()).code_for_node(response.func), 40)
        if detail_of(response) is not None and can_raise(p, node):
            fix = return_to_raise.at(node, reason=RAISE_REASON)
    message = _RETURNED if response is not None else _RETURNED.replace("`", "")
    yield p.finding(found, fix=fix, message=message, name=name)

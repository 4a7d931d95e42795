"""A dependency, or the parameter that takes it, has no type."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.dependencies import DEPENDENCIES, INJECTION_READS, is_injected
from houserules.extractors.parameter_markers import INJECTING_NAMES, marker_default
from houserules.extractors.parameters import all_parameters
from houserules.text.excerpt import excerpt
from houserules.transforms.dependency_annotation import annotate_dependency, given_type

_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_NO_RESULT = "dependency `{name}` has no return type"


@rule(
    id="fastapi/dependency-annotation",
    on=(cst.FunctionDef,),
    requires=(*INJECTION_READS, *annotate_dependency.requires),
    fixes=(annotate_dependency,),
    message="dependency parameter `{name}` has no type",
    why="What a dependency gives is known to nobody in the function that takes it, neither to "
    "readers nor to type checkers.",
    examples=[
        Example(
            "from fastapi import APIRouter, Depends\n\n"
            "from app.schemas import User\n\n"
            "router = APIRouter()\n\n\n"
            "def current_user() -> User: ...\n\n\n"
            '@router.get("/me")\n'
            "async def me(user=Depends(current_user)): ..."
            "  # want: dependency parameter `user` has no type # at: user\n",
            fixed="from fastapi import APIRouter, Depends\n\n"
            "from app.schemas import User\n\n"
            "router = APIRouter()\n\n\n"
            "def current_user() -> User: ...\n\n\n"
            '@router.get("/me")\n'
            "async def me(user: User = Depends(current_user)): ...\n",
        ),
        Example(
            "from fastapi import APIRouter, Depends\n\n"
            "router = APIRouter()\n\n\n"
            "def page(limit: int = 10):"
            "  # want: dependency `page` has no return type # at: page\n"
            "    return limit\n\n\n"
            '@router.get("/plans")\n'
            "async def plans(limit: int = Depends(page)): ...\n"
        ),
    ],
)
def dependency_annotation(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report parameters with ``Depends`` and functions given to it that have no type."""
    if p.module.role in _TESTS:
        return
    found = [
        (param, call)
        for param in all_parameters(node.params)
        if param.annotation is None and (call := marker_default(p, param, INJECTING_NAMES))
    ]
    if found and is_injected(p, node):
        for param, call in found:
            name = param.name.value
            fix = annotate_dependency.at(node, name=name) if given_type(p, call) else None
            if not name.startswith("_"):
                yield p.finding(param.name, fix=fix, name=excerpt(name, 50))
    if node.returns is None and not p.ancestors and not p.class_path:
        name = node.name.value
        if p.lookup(DEPENDENCIES, name):
            yield p.finding(node.name, message=_NO_RESULT, name=excerpt(name, 50))

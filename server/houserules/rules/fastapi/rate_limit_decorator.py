"""A public route has no rate limit, in an application that limits others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rule import Example, rule
from houserules.extractors.declared_routes import (
    ROUTE_READS,
    ROUTER_DEFAULTS,
    DeclaredRoute,
    declared_routes,
    dependency_names,
    injected_name,
    outer_names,
)
from houserules.extractors.inclusion_keywords import INCLUSION_KEYWORD_READS, may_be_given
from houserules.extractors.limiter_use import LIMITS_ROUTES
from houserules.extractors.parameter_markers import ANNOTATED
from houserules.extractors.parameters import all_parameters
from houserules.extractors.rate_limits import (
    EXEMPTING,
    LIMIT_READS,
    LIMITER,
    LIMITING,
    limit_decorators,
)
from houserules.extractors.router_objects import ROUTER_OBJECTS
from houserules.extractors.strings import argument
from houserules.text.excerpt import excerpt
from houserules.transforms.rate_limits import limit_route

_REASON = "clients that ask more often are refused"


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/rate-limit-decorator``.

    Attributes:
        limiter: The name of the limiter.
        default: The limit that the fix writes.
        public: ``no_auth`` looks at routes that authenticate nobody, ``all`` at every route.
        auth_dependencies: Globs of dependencies that authenticate a caller.
        exempt_paths: Globs of paths that need no limit.
    """

    limiter: str = LIMITER
    default: str = "30/minute"
    public: Literal["no_auth", "all"] = "no_auth"
    auth_dependencies: tuple[str, ...] = (
        "*current_user*",
        "require_*",
        "*auth*",
        "verify_*",
        "oauth2_scheme",
    )
    exempt_paths: tuple[str, ...] = ("/health*", "/metrics", "/ready*", "/live*")


@rule(
    id="fastapi/rate-limit-decorator",
    on=(cst.FunctionDef,),
    requires=(
        *ROUTE_READS,
        *limit_route.requires,
        *LIMIT_READS,
        *INCLUSION_KEYWORD_READS,
        LIMITS_ROUTES,
        PROJECT_MODULES,
        ROUTER_OBJECTS,
    ),
    options=Options,
    fixes=(limit_route,),
    message="public endpoint `{name}` has no `@limiter.limit(...)`",
    why="Anybody may call it as often as they like, while other routes are limited.",
    allow_when="A proxy in front of the application limits requests.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.limits import limiter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/quotes")\n'
            "async def quotes(): ..."
            "  # want: public endpoint `quotes` has no `@limiter.limit(...)` # at: quotes\n",
            fixed="from fastapi import APIRouter, Request\n\n"
            "from app.limits import limiter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/quotes")\n'
            '@limiter.limit("30/minute")\n'
            "async def quotes(request: Request): ...\n",
            files=(
                (
                    "app/limits.py",
                    "from slowapi import Limiter\n\nlimiter = Limiter(key_func=str)\n",
                ),
            ),
        ),
        Example(
            "from fastapi import APIRouter, Depends\n\n"
            "from app.auth import current_user\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/quotes")\n'
            "async def quotes(user=Depends(current_user)): ...\n",
            files=(
                (
                    "app/limits.py",
                    "from slowapi import Limiter\n\nlimiter = Limiter(key_func=str)\n",
                ),
            ),
        ),
    ],
)
def rate_limit_decorator(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report routes for everybody that nothing limits."""
    routes = declared_routes(p, node)
    if not routes or limit_decorators(p, node, LIMITING | EXEMPTING, p.options.limiter):
        return
    if all(_is_exempt(p, route) for route in routes) or not p.lookup(LIMITS_ROUTES, ""):
        return
    if p.options.public == "no_auth" and _authenticates(p, node, routes):
        return
    fix = limit_route.at(node, reason=_REASON, limiter=p.options.limiter, limit=p.options.default)
    yield p.finding(node.name, fix=fix, name=excerpt(node.name.value, 50))


def _is_exempt(p: UnitPass, route: DeclaredRoute) -> bool:
    if route.path is None or route.is_hidden:
        return True
    made = p.lookup(ROUTER_OBJECTS, route.owner)
    prefix = (made[0].prefix or "") if len(made) == 1 else ""
    return any(
        fnmatchcase(path, glob)
        for path in (route.path, prefix + route.path)
        for glob in p.options.exempt_paths
    )


def _authenticates(p: UnitPass, node: cst.FunctionDef, routes: Sequence[DeclaredRoute]) -> bool:
    """Whether the route, its router or an inclusion of that may ask who is there."""
    names = [name for param in all_parameters(node.params) for name in _injected(p, node, param)]
    for route in routes:
        if route.is_open:
            return True
        names += dependency_names(argument(route.call, "dependencies"))
        defaults = p.lookup(ROUTER_DEFAULTS, route.owner)
        if defaults is None or defaults.is_open:
            return True
        names += defaults.dependencies
    if any(_may_authenticate(p, name) for name in names):
        return True
    own = p.lookup(PROJECT_MODULES, p.module.name)
    return own is None or any(
        may_be_given(p, own.name, route.owner, "dependencies") for route in routes
    )


def _may_authenticate(p: UnitPass, name: str) -> bool:
    last = name.rpartition(".")[2]
    return name == "?" or any(
        fnmatchcase(last.lower(), glob) for glob in p.options.auth_dependencies
    )


def _injected(p: UnitPass, node: cst.FunctionDef, param: cst.Param) -> Iterator[str]:
    """What a parameter depends on; an annotation may be an alias for a dependency."""
    if isinstance(param.default, cst.Call):
        yield injected_name(param.default)
    kind = param.annotation.annotation if param.annotation is not None else None
    if isinstance(kind, cst.Name | cst.Attribute):
        yield cst.Module(()).code_for_node(kind)
    if isinstance(kind, cst.Subscript) and set(outer_names(p, node, kind.value)) & ANNOTATED:
        for element in kind.slice:
            if isinstance(element.slice, cst.Index):
                yield injected_name(element.slice.value)

"""A rate limit stands above the route decorator, where it has no effect."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, without_call
from houserules.transforms.rate_limits import limit_below_route, misplaced_limits


@rule(
    id="fastapi/rate-limit-order",
    on=(cst.FunctionDef,),
    requires=limit_below_route.requires,
    fixes=(limit_below_route,),
    message="`@{limit}` must stand below the route decorator; above it, it has no effect",
    why="The route decorator registers the function that it is given: what is put around it "
    "afterwards, no request ever meets.",
    examples=[
        Example(
            "from fastapi import APIRouter, Request\n\n"
            "from app.limits import limiter\n\n"
            "router = APIRouter()\n\n\n"
            '@limiter.limit("5/minute")'
            "  # want: `@limiter.limit` must stand below the route decorator;"
            " above it, it has no effect\n"
            '@router.post("/login")\n'
            "async def login(request: Request): ...\n",
            fixed="from fastapi import APIRouter, Request\n\n"
            "from app.limits import limiter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/login")\n'
            '@limiter.limit("5/minute")\n'
            "async def login(request: Request): ...\n",
        ),
        Example(
            "from fastapi import APIRouter, Request\n\n"
            "from app.limits import limiter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/login")\n'
            '@limiter.limit("5/minute")\n'
            "async def login(request: Request): ...\n"
        ),
    ],
)
def rate_limit_order(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report decorators of a limiter above those of a router."""
    if len(node.decorators) < 2:
        return
    for decorator in misplaced_limits(p, node):
        name = dotted_name(without_call(decorator.decorator))
        yield p.finding(decorator, fix=limit_below_route.at(node), limit=name)

"""A rate-limited function does not take the request that the limiter needs."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.models import MODELS
from houserules.extractors.parameters import all_parameters
from houserules.extractors.project_symbols import PROJECT_ANCESTRY
from houserules.extractors.rate_limits import limit_decorators
from houserules.extractors.request_bodies import BODY_READS, is_model
from houserules.transforms.rate_limits import add_request, lacks_request

_HIDDEN = "`request` is a body here, and hides the HTTP request from the limiter"


@rule(
    id="fastapi/rate-limit-request",
    on=(cst.FunctionDef,),
    requires=(*add_request.requires, *BODY_READS, MODELS, PROJECT_ANCESTRY),
    fixes=(add_request,),
    message="rate-limited handler `{name}` needs a parameter `request: Request`",
    why="slowapi takes the address of the client from the request, and refuses to decorate a "
    "function without one: the application does not start.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.limits import limiter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/search")\n'
            '@limiter.limit("10/minute")\n'
            "async def search(q: str): ..."
            "  # want: rate-limited handler `search` needs a parameter `request: Request`"
            " # at: search\n",
            fixed="from fastapi import APIRouter, Request\n\n"
            "from app.limits import limiter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/search")\n'
            '@limiter.limit("10/minute")\n'
            "async def search(request: Request, q: str): ...\n",
        ),
        Example(
            "from fastapi import Request\n\n"
            "from app.limits import limiter\n\n\n"
            '@limiter.limit("10/minute")\n'
            "async def search(request: Request, q: str): ...\n"
        ),
    ],
)
def rate_limit_request(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report limited functions without ``request``, or with a body of that name."""
    if not node.decorators or not limit_decorators(p, node):
        return
    if lacks_request(node):
        yield p.finding(node.name, fix=add_request.at(node), name=node.name.value)
        return
    for param in all_parameters(node.params):
        if param.name.value != "request" or param.annotation is None:
            continue
        if is_model(p, node, param.annotation.annotation):
            yield p.finding(param.name, message=_HIDDEN)

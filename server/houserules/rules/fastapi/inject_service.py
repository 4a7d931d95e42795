"""A route builds its service itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.walk import own_nodes
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes
from houserules.extractors.service_classes import SERVICE_READS, built_service
from houserules.text.excerpt import excerpt

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SERVICES = ("app/services/plans.py", "class PlanService:\n    def __init__(self, db): ...\n")


@rule(
    id="fastapi/inject-service",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, *SERVICE_READS),
    message="handler builds `{name}`; inject it through a `{getter}` dependency",
    why="How a service is put together is then said once, and tests replace it in one place.",
    allow_when="The service has nothing to be put together from.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.services.plans import PlanService\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans/{key}")\n'
            "async def read(key: int, db):\n"
            "    return await PlanService(db).get_one(key)"
            "  # want: handler builds `PlanService`; inject it through a `get_plan_service`"
            " dependency # at: PlanService\n",
            files=(_SERVICES,),
        ),
        Example(
            "from fastapi import APIRouter, Depends\n\n"
            "from app.services.plans import PlanService\n\n"
            "router = APIRouter()\n\n\n"
            "async def get_plan_service(db) -> PlanService:\n"
            "    return PlanService(db)\n\n\n"
            '@router.get("/plans/{key}")\n'
            "async def read(key: int, service: PlanService = Depends(get_plan_service)):\n"
            "    return await service.get_one(key)\n",
            files=(_SERVICES,),
        ),
    ],
)
def inject_service(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report calls of service classes of the project in routes."""
    if "Service(" not in p.view.unit.text or not declared_routes(p, node):
        return
    for inner in own_nodes(node):
        if not isinstance(inner, cst.Call):
            continue
        name = built_service(p, node, inner)
        if name:
            getter = f"get_{_HUMP.sub('_', name).lower()}"
            yield p.finding(inner.func, name=excerpt(name, 26), getter=excerpt(getter, 26))

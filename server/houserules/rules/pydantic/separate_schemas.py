"""One model is the body of requests and the answer to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.model_instances import INSTANCE_OF_MODEL_READS, model_named
from houserules.extractors.route_schemas import RESPONSE_SCHEMAS, body_parameters, schema_names
from houserules.extractors.routes import ROUTERS
from houserules.text.excerpt import excerpt

_HEAD = (
    "from fastapi import APIRouter\nfrom pydantic import BaseModel\n\nrouter = APIRouter()\n\n\n"
)


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/separate-schemas``.

    Attributes:
        skip_suffixes: Models that routes give back as they got them: how their names end.
    """

    skip_suffixes: tuple[str, ...] = ("Filter", "Settings")


@rule(
    id="pydantic/separate-schemas",
    on=(cst.FunctionDef,),
    requires=(*INSTANCE_OF_MODEL_READS, RESPONSE_SCHEMAS, ROUTERS),
    options=Options,
    message="`{model}` is both request body and response; split it",
    why="A client that creates something cannot know its id; one model for both makes fields "
    "optional that are not, and lets clients set what they must not.",
    allow_when="The route gives back what it got, as previews do.",
    examples=[
        Example(
            f"{_HEAD}class Plan(BaseModel):\n"
            "    id: int | None = None\n"
            "    name: str\n\n\n"
            '@router.post("/plans", response_model=Plan)\n'
            "async def create_plan(body: Plan):"
            "  # want: `Plan` is both request body and response; split it # at: Plan\n"
            "    return body\n",
        ),
        Example(
            f"{_HEAD}class PlanCreate(BaseModel):\n"
            "    name: str\n\n\n"
            "class PlanResponse(BaseModel):\n"
            "    id: int\n"
            "    name: str\n\n\n"
            '@router.post("/plans", response_model=PlanResponse)\n'
            "async def create_plan(body: PlanCreate): ...\n"
        ),
    ],
)
def separate_schemas(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report bodies of routes that other routes, or the same, answer with."""
    if not node.decorators or p.class_path or p.ancestors:
        return
    for param in body_parameters(p, node):
        if param.annotation is None:
            continue
        for written, place in schema_names(param.annotation.annotation):
            name = written.rpartition(".")[2]
            if name.endswith(p.options.skip_suffixes) or not p.lookup(RESPONSE_SCHEMAS, written):
                continue
            if model_named(p, place):
                yield p.finding(place, model=excerpt(name, 40))

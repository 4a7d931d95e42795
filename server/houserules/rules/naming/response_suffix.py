"""A model that routes or services answer with does not end with the suffix of outputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.model_uses import MODEL_USE_READS, ModelRole, roles_of
from houserules.extractors.models import MODELS, ModelKind
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_symbol import rename_symbol
from houserules.transforms.renamed_suffix import with_suffix

_SYNONYMS = ("Out", "Output", "Read", "Schema", "Dto", "DTO")
_INPUTS = frozenset({ModelRole.BODY, ModelRole.INPUT})
_OUTPUTS = frozenset({ModelRole.RESPONSE, ModelRole.OUTPUT})


@dataclass(frozen=True)
class Options:
    """Options of ``naming/response-suffix``.

    Attributes:
        suffix: What the name of an output model ends with.
    """

    suffix: str = "Response"


@rule(
    id="naming/response-suffix",
    on=(cst.ClassDef,),
    requires=(BINDINGS, MODELS, *MODEL_USE_READS),
    options=Options,
    fixes=(rename_symbol,),
    message="output model `{name}` should end with `{suffix}`",
    why="Answers are told from entities and inputs wherever a name turns up.",
    allow_when="Clients are generated from the names of the schema, and cannot follow.",
    examples=[
        Example(
            "from fastapi import APIRouter\n"
            "from pydantic import BaseModel\n\n"
            "router = APIRouter()\n\n\n"
            "class PlanOut(BaseModel):"
            "  # want: output model `PlanOut` should end with `Response` # at: PlanOut\n"
            "    title: str\n\n\n"
            '@router.get("/plans", response_model=list[PlanOut])\n'
            "async def read(): ...\n",
            fixed="from fastapi import APIRouter\n"
            "from pydantic import BaseModel\n\n"
            "router = APIRouter()\n\n\n"
            "class PlanResponse(BaseModel):\n"
            "    title: str\n\n\n"
            '@router.get("/plans", response_model=list[PlanResponse])\n'
            "async def read(): ...\n",
        ),
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class Seat(BaseModel):\n"
            "    number: int\n\n\n"
            "class PlanResponse(BaseModel):\n"
            "    seats: list[Seat]\n\n\n"
            "class PlanService:\n"
            "    async def get_one(self) -> PlanResponse: ...\n"
        ),
    ],
)
def response_suffix(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report the class, once, wherever in the project it is the answer."""
    name, suffix = node.name.value, p.options.suffix
    if p.class_path or p.ancestors or not node.bases or name.endswith((suffix, "Base")):
        return
    if p.lookup(MODELS, name) is not ModelKind.MODEL:
        return
    own = p.lookup(PROJECT_MODULES, p.module.name)
    roles = roles_of(p, own.name, name) if own is not None else frozenset[ModelRole]()
    # What goes in and comes out has no name that would be right for both.
    if roles & _INPUTS or not roles & _OUTPUTS:
        return
    fix = with_suffix(p, name, suffix, _SYNONYMS)
    yield p.finding(node.name, fix=fix, name=excerpt(name, 40), suffix=suffix)

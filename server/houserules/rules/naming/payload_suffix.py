"""A model that routes, stores or services take does not end with the suffix of inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

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

_SYNONYMS = ("In", "Input", "Request", "Schema", "Body", "Dto", "DTO", "Payload")
_PLACES = {"routes": ModelRole.BODY, "methods": ModelRole.INPUT}
_OUTPUTS = frozenset({ModelRole.RESPONSE, ModelRole.OUTPUT})


@dataclass(frozen=True)
class Options:
    """Options of ``naming/payload-suffix``.

    Attributes:
        suffixes: What the name of an input model may end with, the preferred one first.
        tolerate: What it may end with, too: models of queries, mostly.
        where: What makes a model an input: bodies of ``routes``, and what public ``methods`` of
            stores and services take first, or as `payload`.
    """

    suffixes: tuple[str, ...] = ("Payload",)
    tolerate: tuple[str, ...] = ("Params", "Filter")
    where: tuple[Literal["routes", "methods"], ...] = ("routes", "methods")


@rule(
    id="naming/payload-suffix",
    on=(cst.ClassDef,),
    requires=(BINDINGS, MODELS, *MODEL_USE_READS),
    options=Options,
    fixes=(rename_symbol,),
    message="input model `{name}` should end with `{suffix}`",
    why="Inputs are told from entities and answers wherever a name turns up.",
    allow_when="Clients are generated from the names of the schema, and cannot follow.",
    examples=[
        Example(
            "from fastapi import APIRouter\n"
            "from pydantic import BaseModel\n\n"
            "router = APIRouter()\n\n\n"
            "class PlanInput(BaseModel):"
            "  # want: input model `PlanInput` should end with `Payload` # at: PlanInput\n"
            "    title: str\n\n\n"
            '@router.post("/plans")\n'
            "async def create(body: PlanInput) -> None: ...\n",
            fixed="from fastapi import APIRouter\n"
            "from pydantic import BaseModel\n\n"
            "router = APIRouter()\n\n\n"
            "class PlanPayload(BaseModel):\n"
            "    title: str\n\n\n"
            '@router.post("/plans")\n'
            "async def create(body: PlanPayload) -> None: ...\n",
        ),
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class PlanCreate(BaseModel):\n"
            "    title: str\n\n\n"
            "class PlanStore:\n"
            "    async def create_one(self, payload: PlanCreate) -> None: ...\n",
            options=(("where", ("routes",)),),
        ),
    ],
)
def payload_suffix(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report the class, once, wherever in the project it is taken."""
    name, options = node.name.value, p.options
    if p.class_path or p.ancestors or not node.bases or name.endswith("Base"):
        return
    if not options.suffixes or name.endswith((*options.suffixes, *options.tolerate)):
        return
    if p.lookup(MODELS, name) is not ModelKind.MODEL:
        return
    own = p.lookup(PROJECT_MODULES, p.module.name)
    roles = roles_of(p, own.name, name) if own is not None else frozenset[ModelRole]()
    # What goes in and comes out has no name that would be right for both.
    if roles & _OUTPUTS or not roles & {_PLACES[place] for place in options.where}:
        return
    suffix = options.suffixes[0]
    fix = with_suffix(p, name, suffix, _SYNONYMS)
    yield p.finding(node.name, fix=fix, name=excerpt(name, 40), suffix=suffix)

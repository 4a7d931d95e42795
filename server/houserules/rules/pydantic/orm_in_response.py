"""A database model is used as the schema of an API."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.mapped_classes import MAPPED_CLASS_READS, mapped_class
from houserules.extractors.pydantic_fields import FIELD_READS, model_field
from houserules.extractors.route_schemas import (
    body_parameters,
    is_router,
    response_annotation,
    schema_names,
)
from houserules.extractors.routes import ROUTERS
from houserules.text.excerpt import excerpt

_MODELS = (
    "app/models.py",
    "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase): ...\n\n\n"
    'class User(Base):\n    __tablename__ = "users"\n',
)


@rule(
    id="pydantic/orm-in-response",
    on=(cst.FunctionDef, cst.AnnAssign),
    requires=(*FIELD_READS, *MAPPED_CLASS_READS, ROUTERS),
    message="database model `{model}` is used as an API schema",
    why="A mapped class shows clients every column, loads relations while it is serialised, and "
    "ties the API to the tables.",
    allow_when="The class is both by design.",
    examples=[
        Example(
            "from app.models import User\nfrom fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n"
            '@router.get("/me", response_model=User)'
            "  # want: database model `User` is used as an API schema # at: User\n"
            "async def me(): ...\n",
            files=(_MODELS,),
        ),
        Example(
            "from fastapi import APIRouter\nfrom pydantic import BaseModel\n\n"
            "router = APIRouter()\n\n\n"
            "class UserResponse(BaseModel):\n    id: int\n\n\n"
            '@router.get("/me", response_model=UserResponse)\n'
            "async def me(): ...\n"
        ),
    ],
)
def orm_in_response(p: UnitPass, node: cst.FunctionDef | cst.AnnAssign) -> Iterator[Finding]:
    """Report mapped classes in routes and in fields of models."""
    if isinstance(node, cst.AnnAssign):
        if not p.class_path or model_field(p, node) is None:
            return
        annotations = [node.annotation.annotation]
    else:
        if not node.decorators or p.class_path or p.ancestors:
            return
        answers = response_annotation(node)
        annotations = [shown for owner, shown in answers if is_router(p, owner)][:1]
        bodies = body_parameters(p, node)
        annotations += [b.annotation.annotation for b in bodies if b.annotation is not None]
    for annotation in annotations:
        for written, place in schema_names(annotation):
            if mapped_class(p, written):
                yield p.finding(place, model=excerpt(written.rpartition(".")[2], 40))

"""The constraints of a field stand where the team does not put them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.pydantic_fields import FIELD_READS, field_module, model_field
from houserules.text.excerpt import excerpt
from houserules.transforms.constraint_placement import (
    can_be_annotated,
    can_be_default,
    field_to_annotated,
    field_to_default,
)

_DEFAULT = "the constraints of `{name}` stand in `Annotated`, not in its default"


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/constraint-placement``.

    Attributes:
        style: ``default`` wants ``x: T = Field(...)``, ``annotated`` wants
            ``x: Annotated[T, Field(...)]`` for fields without a default.
    """

    style: Literal["default", "annotated"] = "default"


@rule(
    id="pydantic/constraint-placement",
    on=(cst.AnnAssign,),
    requires=FIELD_READS,
    options=Options,
    severity="hint",
    fixes=(field_to_annotated, field_to_default),
    message="the constraints of `{name}` stand in its default, not in `Annotated`",
    why="One place for constraints makes models read alike; in `Annotated` a required field has no "
    "default to be seen, in the default the type stays short.",
    allow_when="A constrained type is shared by many models.",
    examples=[
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Plan(BaseModel):\n"
            "    name: str = Field(..., min_length=1)  # want: the constraints of `name` stand in "
            "its default, not in `Annotated` # at: name\n",
            fixed="from typing import Annotated\n\nfrom pydantic import BaseModel, Field\n\n\n"
            "class Plan(BaseModel):\n"
            "    name: Annotated[str, Field(min_length=1)]\n",
            options=(("style", "annotated"),),
        ),
        Example(
            "from typing import Annotated\n\nfrom pydantic import BaseModel, Field\n\n\n"
            "class Plan(BaseModel):\n"
            "    name: Annotated[str, Field(min_length=1)]  # want: the constraints of `name` "
            "stand in `Annotated`, not in its default # at: name\n",
            fixed="from pydantic import BaseModel, Field\n\n\n"
            "class Plan(BaseModel):\n"
            "    name: str = Field(..., min_length=1)\n",
        ),
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Plan(BaseModel):\n"
            "    name: str = Field(..., min_length=1)\n"
        ),
    ],
)
def constraint_placement(p: UnitPass, node: cst.AnnAssign) -> Iterator[Finding]:
    """Report fields whose `Field` stands in the other place."""
    field = model_field(p, node)
    if field is None or field.call is None or field_module(p, field.model) != "pydantic":
        return
    name = excerpt(field.name, 30)
    if p.options.style == "annotated":
        if can_be_annotated(field):
            yield p.finding(node.target, fix=field_to_annotated.at(node), name=name)
    elif can_be_default(field):
        yield p.finding(node.target, fix=field_to_default.at(node), message=_DEFAULT, name=name)

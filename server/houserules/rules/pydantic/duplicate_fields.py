"""Two models of a module declare the same fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.equal_fields import DECLARED_FIELDS, PRECEDING_MODELS
from houserules.extractors.models import MODELS, ModelKind
from houserules.text.excerpt import excerpt

_SHARE = 0.6
_FIELDS = "    a: int\n    b: int\n    c: int\n    d: int\n"


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/duplicate-fields``.

    Attributes:
        min_fields: How many equal fields are too many.
    """

    min_fields: int = 4


@rule(
    id="pydantic/duplicate-fields",
    on=(cst.ClassDef,),
    requires=(DECLARED_FIELDS, PRECEDING_MODELS, MODELS),
    options=Options,
    severity="hint",
    message="`{first}` and `{model}` declare {count} equal fields; move them to a base schema",
    why="A field that is declared twice is changed once.",
    allow_when="The models are equal by chance, and will not stay so.",
    examples=[
        Example(
            f"from pydantic import BaseModel\n\n\nclass A(BaseModel):\n{_FIELDS}\n\n"
            "class B(BaseModel):  # want: `A` and `B` declare 4 equal fields; "
            f"move them to a base schema # at: B\n{_FIELDS}"
        ),
        Example(
            f"from pydantic import BaseModel\n\n\nclass ABase(BaseModel):\n{_FIELDS}\n\n"
            "class A(ABase): ...\n\n\nclass B(ABase): ...\n"
        ),
    ],
)
def duplicate_fields(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report a model whose fields an earlier one declares, too."""
    if not node.bases or p.class_path or p.ancestors:
        return
    own = p.lookup(DECLARED_FIELDS, node.name.value)
    if len(own) < p.options.min_fields:
        return
    if p.lookup(MODELS, node.name.value) is not ModelKind.MODEL:
        return
    for other in p.lookup(PRECEDING_MODELS, node.name.value):
        fields = p.lookup(DECLARED_FIELDS, other)
        count = len(own & fields)
        smaller = min(len(own), len(fields))
        if count >= p.options.min_fields and count >= _SHARE * smaller:
            first, name = excerpt(other, 25), excerpt(node.name.value, 25)
            yield p.finding(node.name, first=first, model=name, count=count)
            return

"""A field has a mutable value as its default."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.field_defaults import DEFAULT_FIELD_READS, mutable_field_default
from houserules.text.excerpt import excerpt
from houserules.transforms.default_factory import can_be_made_later, default_to_factory


@rule(
    id="pydantic/mutable-default",
    on=(cst.AnnAssign,),
    requires=DEFAULT_FIELD_READS,
    fixes=(default_to_factory,),
    message="the default of `{name}` is a mutable value",
    why="A factory says that every instance gets a value of its own, also to readers who do not "
    "know that pydantic copies defaults; a dataclass does not even accept most of them.",
    allow_when="The class is never made into instances.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class Client(BaseModel):\n"
            "    scopes: list[str] = []"
            "  # want: the default of `scopes` is a mutable value # at: scopes\n",
            fixed="from pydantic import BaseModel, Field\n\n\n"
            "class Client(BaseModel):\n"
            "    scopes: list[str] = Field(default_factory=list)\n",
        ),
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Client(BaseModel):\n"
            '    scopes: list[str] = Field(["read"], max_length=9)'
            "  # want: the default of `scopes` is a mutable value # at: scopes\n",
            fixed="from pydantic import BaseModel, Field\n\n\n"
            "class Client(BaseModel):\n"
            '    scopes: list[str] = Field(default_factory=lambda: ["read"], max_length=9)\n',
        ),
        Example("class Client:\n    scopes: list[str] = []\n"),
    ],
)
def mutable_default(p: UnitPass, node: cst.AnnAssign) -> Iterator[Finding]:
    """Report fields of models and dataclasses with a mutable default."""
    found = mutable_field_default(p, node)
    if found is None:
        return
    fix = default_to_factory.at(node) if can_be_made_later(p, found.value) else None
    yield p.finding(node.target, fix=fix, name=excerpt(found.name, 40))

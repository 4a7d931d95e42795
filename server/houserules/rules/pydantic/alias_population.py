"""A model with aliases cannot be filled by the names of its fields."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.config_keys import CONFIG_KEYS, UNKNOWN
from houserules.extractors.field_kinds import FIELD_KIND_READS, has_alias
from houserules.extractors.models import MODELS, ModelKind
from houserules.text.excerpt import excerpt
from houserules.transforms.config_setting import set_populate_by_name

_KEYS = frozenset(
    {"populate_by_name", "validate_by_name", "allow_population_by_field_name", UNKNOWN}
)


@rule(
    id="pydantic/alias-population",
    on=(cst.ClassDef,),
    requires=(*FIELD_KIND_READS, CONFIG_KEYS, MODELS),
    severity="hint",
    fixes=(set_populate_by_name,),
    message="model `{model}` has aliases, and cannot be filled by the names of its fields",
    why="Python code constructs models by the names of fields; without `populate_by_name` that "
    "fails as soon as a field has an alias.",
    allow_when="The model is only ever read from outside.",
    examples=[
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Out(BaseModel):  # want: model `Out` has aliases, "
            "and cannot be filled by the names of its fields # at: Out\n"
            '    shown_as: str = Field(alias="name")\n',
            fixed="from pydantic import BaseModel, ConfigDict, Field\n\n\n"
            "class Out(BaseModel):\n"
            "    model_config = ConfigDict(populate_by_name=True)\n\n"
            '    shown_as: str = Field(alias="name")\n',
        ),
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Out(BaseModel):\n"
            '    shown_as: str = Field(serialization_alias="name")\n'
        ),
    ],
)
def alias_population(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report models with an ``alias=`` that accept nothing but aliases."""
    # A private model is mostly one that only reads what another service sends.
    if not node.bases or p.ancestors or node.name.value.startswith("_"):
        return
    path = ".".join((*p.class_path, node.name.value))
    if p.lookup(MODELS, path) is not ModelKind.MODEL or not has_alias(p, node):
        return
    if p.lookup(CONFIG_KEYS, path) & _KEYS:
        return
    fix = set_populate_by_name.at(node)
    yield p.finding(node.name, fix=fix, model=excerpt(node.name.value, 30))

"""A model with enumerations keeps their members instead of their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.config_keys import CONFIG_KEYS, UNKNOWN
from houserules.extractors.field_kinds import FIELD_KIND_READS, enum_fields
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.models import MODELS, ModelKind
from houserules.text.excerpt import excerpt
from houserules.transforms.config_setting import ENUM_REASON, set_enum_values

_HOLD_MEMBERS = frozenset({"pydantic.RootModel", "sqlmodel.SQLModel"})
"""Bases whose members are mapped to columns, or are all that the model is."""
_KEY = "use_enum_values"
_ALWAYS = "model `{model}` does not set `use_enum_values`"


_READS = (*FIELD_KIND_READS, CONFIG_KEYS, FULL_ANCESTRY, MODELS)


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/use-enum-values``.

    Attributes:
        when: ``enum_fields`` asks for the key in models with a field of an enumeration,
            ``always`` in every model.
    """

    when: Literal["enum_fields", "always"] = "enum_fields"


@rule(
    id="pydantic/use-enum-values",
    on=(cst.ClassDef,),
    requires=_READS,
    options=Options,
    fixes=(set_enum_values,),
    message="model `{model}` has the enum field `{field}`, and does not set `use_enum_values`",
    why="With `use_enum_values` a model holds what is stored and sent; without it every writer of "
    "JSON and SQL has to think of `.value`.",
    allow_when="Code compares the attribute with members by identity.",
    examples=[
        Example(
            "from enum import StrEnum\n\nfrom pydantic import BaseModel\n\n\n"
            'class Plan(StrEnum):\n    FREE = "free"\n\n\n'
            "class Account(BaseModel):"
            "  # want: model `Account` has the enum field `plan`, "
            "and does not set `use_enum_values` # at: Account\n"
            "    plan: Plan\n",
            fixed="from enum import StrEnum\n\nfrom pydantic import BaseModel, ConfigDict\n\n\n"
            'class Plan(StrEnum):\n    FREE = "free"\n\n\n'
            "class Account(BaseModel):\n"
            "    model_config = ConfigDict(use_enum_values=True)\n\n"
            "    plan: Plan\n",
        ),
        Example("from pydantic import BaseModel\n\n\nclass Account(BaseModel):\n    plan: str\n"),
    ],
)
def use_enum_values(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report models with enumerations that are not configured to hold values."""
    if not node.bases or p.ancestors:
        return
    path = ".".join((*p.class_path, node.name.value))
    if p.lookup(MODELS, path) is not ModelKind.MODEL:
        return
    if p.lookup(FULL_ANCESTRY, path) & _HOLD_MEMBERS:
        return
    name = excerpt(node.name.value, 25)
    fix = set_enum_values.at(node, reason=ENUM_REASON)
    if p.options.when == "always":
        if not p.lookup(CONFIG_KEYS, path) & {_KEY, UNKNOWN}:
            yield p.finding(node.name, fix=fix, message=_ALWAYS, model=name)
        return
    field = next(enum_fields(p, node), "")
    if field and not p.lookup(CONFIG_KEYS, path) & {_KEY, UNKNOWN}:
        yield p.finding(node.name, fix=fix, model=name, field=excerpt(field, 20))

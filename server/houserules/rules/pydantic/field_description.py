"""A field of a model has no description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.class_graph import ANCESTRY
from houserules.extractors.config_keys import CONFIG_KEYS
from houserules.extractors.documented_fields import DOCUMENTED_FIELDS
from houserules.extractors.model_fields import INHERITED_FIELDS
from houserules.extractors.models import ModelKind
from houserules.extractors.pydantic_fields import FIELD_READS, ModelField, model_field
from houserules.extractors.strings import literal_string
from houserules.text.excerpt import excerpt
from houserules.transforms.field_description import describe_field

_TESTS = (Role.TEST, Role.CONFTEST)


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/field-description``.

    Attributes:
        scope: ``all`` wants descriptions in models and settings, ``models`` in models, with no
            more than a hint for settings.
        accept_docstrings: Whether a string below the field will do where the model is configured
            with ``use_attribute_docstrings``.
    """

    scope: Literal["all", "models"] = "all"
    accept_docstrings: bool = True


@rule(
    id="pydantic/field-description",
    on=(cst.AnnAssign,),
    requires=(*FIELD_READS, CONFIG_KEYS, DOCUMENTED_FIELDS, INHERITED_FIELDS),
    options=Options,
    fixes=(describe_field,),
    message="field `{name}` has no description",
    why="Descriptions go into the OpenAPI document: they are all that a client's developer reads.",
    allow_when="The model is internal, and its names say everything.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class Token(BaseModel):\n"
            "    expires_at: int | None = None"
            "  # want: field `expires_at` has no description # at: expires_at\n",
            fixed="from pydantic import BaseModel, Field\n\n\n"
            "class Token(BaseModel):\n"
            '    expires_at: int | None = Field(default=None, description="Expires at")\n',
        ),
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Token(BaseModel):\n"
            '    expires_at: int = Field(..., description="Unix time of expiry")\n'
        ),
    ],
)
def field_description(p: UnitPass, node: cst.AnnAssign) -> Iterator[Finding]:
    """Report fields that nothing describes."""
    if p.module.role in _TESTS:
        return
    field = model_field(p, node)
    if field is None or not field.is_known or _is_described(field) or _is_discriminator(field):
        return
    if field.name == "root" and "pydantic.RootModel" in p.lookup(ANCESTRY, field.model):
        return
    if p.options.accept_docstrings and _has_docstring(p, field):
        return
    if any(above.name == field.name for above in p.lookup(INHERITED_FIELDS, field.model)):
        return
    weak = p.options.scope == "models" and field.kind is ModelKind.SETTINGS
    yield p.finding(
        node.target, fix=describe_field.at(node), weak=weak, name=excerpt(field.name, 40)
    )


def _has_docstring(p: UnitPass, field: ModelField) -> bool:
    """Whether a string below a field describes it, and pydantic is told to read it."""
    if field.name not in p.lookup(DOCUMENTED_FIELDS, field.model):
        return False
    return "use_attribute_docstrings" in p.lookup(CONFIG_KEYS, field.model)


def _is_described(field: ModelField) -> bool:
    given = field.argument("description")
    return given is not None and literal_string(given.value) != ""


def _is_discriminator(field: ModelField) -> bool:
    """Whether a field takes one literal only."""
    kind = field.type
    return (
        isinstance(kind, cst.Subscript)
        and dotted_name(kind.value).rpartition(".")[2] == "Literal"
        and len(kind.slice) == 1
    )

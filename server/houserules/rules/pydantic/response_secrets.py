"""A response model shows a secret to every client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.declared_types import written_type
from houserules.extractors.model_fields import INHERITED_FIELDS
from houserules.extractors.models import MODELS, ModelKind
from houserules.extractors.pydantic_fields import FIELD_READS, model_field
from houserules.extractors.secret_names import is_stored_secret
from houserules.text.excerpt import excerpt
from houserules.transforms.exclude_field import REASON, exclude_field

_SHOWN = frozenset({"str", "bytes"})
_SHOWN_TYPES = _SHOWN | {"", "Optional"}
"""Types of fields as the facts of other classes have them, where unions have no name."""


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/response-secrets``.

    Attributes:
        suffixes: How the names of response models end.
    """

    suffixes: tuple[str, ...] = ("Response", "Out", "Read")


@rule(
    id="pydantic/response-secrets",
    on=(cst.AnnAssign, cst.ClassDef),
    requires=(*FIELD_READS, INHERITED_FIELDS),
    options=Options,
    fixes=(exclude_field,),
    message="response model `{model}` exposes `{name}`",
    why="What a response model holds is sent to the client, logged on the way and cached there; a "
    "hash of a password is a secret like the password.",
    allow_when="The response is how a new secret is handed over, once.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class UserResponse(BaseModel):\n"
            "    email: str\n"
            "    password_hash: str"
            "  # want: response model `UserResponse` exposes `password_hash` # at: password_hash\n",
            fixed="from pydantic import BaseModel, Field\n\n\n"
            "class UserResponse(BaseModel):\n"
            "    email: str\n"
            "    password_hash: str = Field(exclude=True)\n",
        ),
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class UserBase(BaseModel):\n"
            "    email: str\n"
            "    password: str\n\n\n"
            "class UserResponse(UserBase):"
            "  # want: response model `UserResponse` exposes `password` # at: UserResponse\n"
            "    id: int\n"
        ),
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class UserCreate(BaseModel):\n"
            "    email: str\n"
            "    password: str\n"
        ),
    ],
)
def response_secrets(p: UnitPass, node: cst.AnnAssign | cst.ClassDef) -> Iterator[Finding]:
    """Report secrets among the fields of response models."""
    if isinstance(node, cst.ClassDef):
        yield from _inherited(p, node)
        return
    target = node.target
    if not isinstance(target, cst.Name) or not is_stored_secret(target.value):
        return
    if not p.class_path or not p.class_path[-1].endswith(p.options.suffixes):
        return
    field = model_field(p, node)
    if field is None or written_type(field.type) not in _SHOWN:
        return
    if field.kind is not ModelKind.MODEL or field.argument("exclude"):
        return
    fix = exclude_field.at(node, reason=REASON) if field.is_known else None
    yield p.finding(target, fix=fix, model=excerpt(p.class_path[-1], 40), name=field.name)


def _inherited(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    if not node.bases or not node.name.value.endswith(p.options.suffixes) or p.ancestors:
        return
    path = ".".join((*p.class_path, node.name.value))
    if p.lookup(MODELS, path) is not ModelKind.MODEL:
        return
    own = {name for member in p.members(node) for name in member.names}
    seen: set[str] = set()
    for field in p.lookup(INHERITED_FIELDS, path):
        if field.name in own or field.name in seen or not is_stored_secret(field.name):
            continue
        seen.add(field.name)
        if not field.is_excluded and field.type in _SHOWN_TYPES:
            yield p.finding(node.name, model=excerpt(node.name.value, 40), name=field.name)

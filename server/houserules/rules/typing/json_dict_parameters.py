"""A bare `dict` holds JSON data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.imported_names import IMPORTED_NAMES
from houserules.extractors.json_dicts import bare_dict, is_json_column
from houserules.extractors.models import MODELS
from houserules.fixes.safety import Safety
from houserules.text.excerpt import excerpt
from houserules.transforms.json_dicts import dict_with_parameters


@dataclass(frozen=True)
class Options:
    """Options of ``typing/json-dict-parameters``.

    Attributes:
        where: ``json_columns`` of SQLAlchemy, ``fields`` of pydantic models, or ``all``
            annotations.
    """

    where: tuple[Literal["json_columns", "fields", "all"], ...] = ("json_columns", "fields")


@rule(
    id="typing/json-dict-parameters",
    on=(cst.Annotation,),
    requires=(BINDINGS, IMPORTED_NAMES, MODELS),
    options=Options,
    severity="hint",
    fixes=(dict_with_parameters,),
    message="`{found}` says nothing of its keys; write `{found}[str, Any]`",
    why="The keys of JSON objects are strings, and a bare `dict` hides even that.",
    allow_when="The keys are no strings, and the values of all types.",
    examples=[
        Example(
            "from sqlalchemy.dialects.postgresql import JSONB\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n"
            "from app.base import Base\n\n\n"
            "class Item(Base):\n"
            "    extra: Mapped[dict] = mapped_column(JSONB)  "
            "# want: `dict` says nothing of its keys; write `dict[str, Any]` # at: dict\n",
            fixed="from typing import Any\n\n"
            "from sqlalchemy.dialects.postgresql import JSONB\n"
            "from sqlalchemy.orm import Mapped, mapped_column\n\n"
            "from app.base import Base\n\n\n"
            "class Item(Base):\n"
            "    extra: Mapped[dict[str, Any]] = mapped_column(JSONB)\n",
        ),
        Example("def load(raw: dict) -> None: ...\n"),
    ],
)
def json_dict_parameters(p: UnitPass, node: cst.Annotation) -> Iterator[Finding]:
    """Report a bare ``dict`` on JSON columns and fields."""
    found = bare_dict(p, node)
    if found is None or not _is_meant(p, node):
        return
    span = p.span(found)
    is_column = "all" not in p.options.where and is_json_column(p, p.ancestors[-1])
    yield p.finding(
        found,
        fix=dict_with_parameters.at(
            node,
            safety=Safety.SAFE if is_column else Safety.UNSAFE,
            reason="" if is_column else "pydantic then refuses keys that are no strings",
        ),
        found=excerpt(p.view.unit.text[span.start : span.end], 30),
    )


def _is_meant(p: UnitPass, node: cst.Annotation) -> bool:
    where = p.options.where
    if "all" in where:
        return True
    field = p.ancestors[-1]
    if not isinstance(field, cst.AnnAssign) or not isinstance(field.target, cst.Name):
        return False
    if len(p.ancestors) != 2 or not p.class_path:
        return False
    if "json_columns" in where and is_json_column(p, field):
        return True
    name = field.target.value
    is_field = not name.startswith("_") and name != "model_config"
    return is_field and "fields" in where and bool(p.lookup(MODELS, ".".join(p.class_path)))

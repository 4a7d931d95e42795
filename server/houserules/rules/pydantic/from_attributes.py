"""A model is built from an object of the database, and not configured to read attributes."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.config_keys import CONFIG_KEYS, CONFIG_KEYS_OF_NAME, UNKNOWN
from houserules.extractors.declared_types import MEANT_TYPES, parameters_of, written_type
from houserules.extractors.mapped_classes import MAPPED_CLASS_READS, mapped_class
from houserules.extractors.model_instances import (
    INSTANCE_OF_MODEL_READS,
    model_named,
)
from houserules.extractors.models import MODELS
from houserules.extractors.scopes import function_around, scope_of
from houserules.extractors.strings import argument
from houserules.text.excerpt import excerpt

_KEYS = frozenset({"from_attributes", "orm_mode", UNKNOWN})


@rule(
    id="pydantic/from-attributes",
    on=(cst.Call,),
    requires=(
        *INSTANCE_OF_MODEL_READS,
        *MAPPED_CLASS_READS,
        BINDINGS,
        CONFIG_KEYS,
        CONFIG_KEYS_OF_NAME,
        MEANT_TYPES,
        MODELS,
    ),
    message="`{model}` is built from a database object, and does not set `from_attributes`",
    why="Without `from_attributes` (`orm_mode` in pydantic 1) a model reads dictionaries only: the "
    "call raises as soon as it is made.",
    allow_when="The object is a dictionary after all.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class PlanResponse(BaseModel):\n    id: int\n\n\n"
            "def shown(plan: object) -> PlanResponse:\n"
            "    return PlanResponse.from_orm(plan)  # want: `PlanResponse` is built from a "
            "database object, and does not set `from_attributes` # at: PlanResponse\n"
        ),
        Example(
            "from pydantic import BaseModel, ConfigDict\n\n\n"
            "class PlanResponse(BaseModel):\n"
            "    model_config = ConfigDict(from_attributes=True)\n"
            "    id: int\n\n\n"
            "def shown(plan: object) -> PlanResponse:\n"
            "    return PlanResponse.from_orm(plan)\n"
        ),
    ],
)
def from_attributes(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report models that read objects of the database without being configured to."""
    func = node.func
    if not isinstance(func, cst.Attribute) or not node.args:
        return
    method = func.attr.value
    if method not in ("from_orm", "model_validate"):
        return
    model = model_named(p, func.value)
    if not model:
        return
    if method == "model_validate" and (
        argument(node, "from_attributes") is not None or not _is_row(p, node.args[0].value)
    ):
        return
    is_own = p.lookup(MODELS, model) is not None
    keys = p.lookup(CONFIG_KEYS if is_own else CONFIG_KEYS_OF_NAME, model)
    if not keys & _KEYS:
        yield p.finding(func.value, model=excerpt(model.rpartition(".")[2], 25))


def _is_row(p: UnitPass, value: cst.BaseExpression) -> bool:
    """Whether an object is a parameter that is annotated with a mapped class."""
    holder = function_around(p, value)
    if not isinstance(value, cst.Name) or not isinstance(holder, cst.FunctionDef):
        return False
    if len(scope_of(p, holder).get(value.value, ())) != 1:
        return False
    for param in parameters_of(holder):
        if param.name.value == value.value and param.annotation is not None:
            written = written_type(param.annotation.annotation)
            return bool(written) and mapped_class(p, written)
    return False

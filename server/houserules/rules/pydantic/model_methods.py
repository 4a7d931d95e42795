"""A method of pydantic 1 is called on a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.model_instances import (
    INSTANCE_OF_MODEL_READS,
    REDEFINED,
    model_named,
    model_of,
)
from houserules.extractors.pydantic_config import (
    API_CONVENTIONS,
    CONFIG_READS,
    ApiOptions,
    wanted_api,
)
from houserules.fixes.safety import Safety
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.model_methods import SAME_ARGUMENTS, model_method_to_v2

_OF_CLASS: Mapping[str, str] = MappingProxyType(
    {
        "construct": "model_construct",
        "from_orm": "model_validate",
        "parse_obj": "model_validate",
        "parse_raw": "model_validate_json",
        "schema": "model_json_schema",
        "schema_json": "model_json_schema",
        "update_forward_refs": "model_rebuild",
        "validate": "model_validate",
    }
)
_OF_INSTANCE: Mapping[str, str] = MappingProxyType(
    {"copy": "model_copy", "dict": "model_dump", "json": "model_dump_json"}
)
_ROWS = "pydantic 2 reads attributes only where the model is configured with `from_attributes`"


@rule(
    id="pydantic/model-methods",
    on=(cst.Call,),
    requires=(*CONFIG_READS, *INSTANCE_OF_MODEL_READS),
    reads=API_CONVENTIONS,
    options=ApiOptions,
    fixes=(model_method_to_v2,),
    message="`{model}.{old}()` is called `{new}()` in pydantic 2",
    why="The names of pydantic 1 warn today and go with pydantic 3; those of pydantic 2 do not "
    "collide with the names of fields.",
    allow_when="A module has to work with both versions of pydantic.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class Plan(BaseModel):\n"
            "    name: str\n\n\n"
            "def dumped(plan: Plan) -> dict[str, object]:\n"
            "    return plan.dict(exclude_unset=True)"
            "  # want: `Plan.dict()` is called `model_dump()` in pydantic 2 # at: dict\n",
            fixed="from pydantic import BaseModel\n\n\n"
            "class Plan(BaseModel):\n"
            "    name: str\n\n\n"
            "def dumped(plan: Plan) -> dict[str, object]:\n"
            "    return plan.model_dump(exclude_unset=True)\n",
        ),
        Example(
            "import httpx\n\n\ndef read(response: httpx.Response) -> object:\n"
            "    return response.json()\n"
        ),
    ],
)
def model_methods(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report calls of the methods of pydantic 1 on proven models."""
    func = node.func
    if not isinstance(func, cst.Attribute):
        return
    old = func.attr.value
    if old in _OF_CLASS:
        new, model = _OF_CLASS[old], model_named(p, func.value)
        if not model and old in ("schema", "schema_json"):
            model = model_of(p, func.value)
    elif old in _OF_INSTANCE:
        new, model = _OF_INSTANCE[old], model_of(p, func.value)
    else:
        return
    if not model or wanted_api(p, "") != "v2" or p.lookup(REDEFINED, (model, old)):
        return
    name = excerpt(model.rpartition(".")[2], 40)
    yield p.finding(func.attr, fix=_fix(node, old, new), model=name, old=old, new=new)


def _fix(node: cst.Call, old: str, new: str) -> FixRef | None:
    keywords = {a.keyword.value for a in node.args if a.keyword is not None}
    is_plain = all(not a.star for a in node.args)
    if old in ("schema_json", "construct", "schema", "update_forward_refs") and node.args:
        is_plain = old == "construct" and is_plain
    elif old in _OF_INSTANCE:
        is_plain = is_plain and keywords <= SAME_ARGUMENTS and len(keywords) == len(node.args)
        is_plain = is_plain and not (old == "copy" and keywords & {"include", "exclude"})
    elif old in ("parse_obj", "from_orm", "validate", "parse_raw"):
        is_plain = is_plain and len(node.args) == 1 and not keywords
    if not is_plain or old == "schema_json":
        return None
    is_row = old == "from_orm"
    return model_method_to_v2.at(
        node,
        safety=Safety.UNSAFE if is_row else Safety.SAFE,
        reason=_ROWS if is_row else "",
        old=old,
        new=new,
    )

"""A validator is declared in the style of another version of pydantic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.pydantic_config import (
    API_CONVENTIONS,
    CONFIG_READS,
    ApiOptions,
    wanted_api,
)
from houserules.extractors.validators import ValidatorUse, validator_use
from houserules.text.excerpt import excerpt
from houserules.transforms.validators import promise, validator_to_v1, validator_to_v2

_OF_V1 = {"validator": "field_validator", "root_validator": "model_validator"}
_TO_V1 = {new: old for old, new in _OF_V1.items()}
_NAME = "the validator of `{field}` is not called `{wanted}`"


@dataclass(frozen=True)
class Options(ApiOptions):
    """Options of ``pydantic/validator-style``.

    Attributes:
        api: ``v2`` wants the decorators of pydantic 2, ``v1`` those of pydantic 1; ``auto``
            follows the version that the module's imports show. The convention ``pydantic-api``
            wins over the default.
        fallback: What ``auto`` means where the imports show no version. The convention
            ``pydantic-fallback`` wins over the default.
        name_prefix: What the name of the validator of one field begins with, its field behind it;
            empty for any name.
    """

    name_prefix: str = ""


@rule(
    id="pydantic/validator-style",
    on=(cst.FunctionDef,),
    requires=CONFIG_READS,
    reads=API_CONVENTIONS,
    options=Options,
    fixes=(validator_to_v2, validator_to_v1),
    message="`@{old}` is called `@{new}` here",
    why="pydantic 2 keeps the decorators of pydantic 1 for a while, with other rules for arguments "
    "and defaults; its own say when they run.",
    allow_when="A model has to work with both versions of pydantic.",
    examples=[
        Example(
            "from pydantic import BaseModel, validator\n\n\n"
            "class Item(BaseModel):\n"
            "    code: str\n\n"
            '    @validator("code")'
            "  # want: `@validator` is called `@field_validator` here # at: validator\n"
            "    def upper(cls, v):\n"
            "        return v.upper()\n",
            fixed="from pydantic import BaseModel, field_validator\n\n\n"
            "class Item(BaseModel):\n"
            "    code: str\n\n"
            '    @field_validator("code")\n'
            "    @classmethod\n"
            "    def upper(cls, v):\n"
            "        return v.upper()\n",
        ),
        Example(
            "from pydantic import BaseModel, field_validator\n\n\n"
            "class Item(BaseModel):\n"
            "    code: str\n\n"
            '    @field_validator("code")\n'
            "    @classmethod\n"
            "    def upper(cls, v):"
            "  # want: the validator of `code` is not called `validate_code` # at: upper\n"
            "        return v.upper()\n",
            options=(("name_prefix", "validate_"),),
        ),
        Example(
            "from pydantic import BaseModel, field_validator\n\n\n"
            "class Item(BaseModel):\n"
            "    code: str\n\n"
            '    @field_validator("code", mode="before")'
            "  # want: `@field_validator` is called `@validator` here # at: field_validator\n"
            "    @classmethod\n"
            "    def upper(cls, v):\n"
            "        return v.upper()\n",
            fixed="from pydantic import BaseModel, validator\n\n\n"
            "class Item(BaseModel):\n"
            "    code: str\n\n"
            '    @validator("code", pre=True)\n'
            "    @classmethod\n"
            "    def upper(cls, v):\n"
            "        return v.upper()\n",
            options=(("api", "v1"),),
        ),
    ],
)
def validator_style(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report validators in the style that is not wanted, or under another name."""
    if not node.decorators or not p.class_path:
        return
    use = validator_use(p, node)
    if use is None:
        return
    is_v1 = use.kind in _OF_V1
    wanted = wanted_api(p, ".".join(p.class_path))
    if is_v1 and wanted == "v2":
        found = promise(p, node, use)
        fix = validator_to_v2.at(node, safety=found[0], reason=found[1]) if found else None
        yield p.finding(use.callee, fix=fix, old=use.kind, new=_OF_V1[use.kind])
    elif not is_v1 and wanted == "v1":
        yield p.finding(
            use.callee, fix=validator_to_v1.at(node), old=use.kind, new=_TO_V1[use.kind]
        )
    yield from _named(p, node, use)


def _named(p: UnitPass, node: cst.FunctionDef, use: ValidatorUse) -> Iterator[Finding]:
    prefix = p.options.name_prefix
    if not prefix or "root" in use.kind or "model" in use.kind or not use.is_plain:
        return
    name = node.name.value.lstrip("_")
    if len(use.fields) != 1 or use.fields == ("*",):
        return
    wanted = prefix + use.fields[0]
    # A field may have more than one validator: `validate_code_length` says whose it is, too.
    if not name.startswith(wanted):
        field = excerpt(use.fields[0], 30)
        yield p.finding(node.name, message=_NAME, field=field, wanted=excerpt(wanted, 40))

"""A pydantic model is configured in the style that the team does not use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.pydantic_config import (
    CONFIG_READS,
    Api,
    config_class,
    config_dict,
    dict_contents,
    pydantic_api,
)
from houserules.extractors.pydantic_keys import V1_KEYS_OF_V2
from houserules.fixes.safety import Safety
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.pydantic_config import config_class_to_dict, config_dict_to_class

_BOTH = "`{model}` has both a `model_config` and a `class Config`"
_SPREAD = "the parent's configuration is spread as it is, whatever keys it holds"


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/config-style``.

    Attributes:
        api: ``v2`` wants ``model_config``, ``v1`` a ``class Config``; ``auto`` follows the
            version that the module's imports show. The convention ``pydantic-api`` wins over the
            default.
        fallback: What ``auto`` means where the imports show no version. The convention
            ``pydantic-fallback`` wins over the default.
    """

    api: Literal["auto", "v1", "v2"] = "auto"
    fallback: Literal["v1", "v2"] = "v2"


@rule(
    id="pydantic/config-style",
    on=(cst.ClassDef, cst.Assign, cst.AnnAssign),
    requires=CONFIG_READS,
    reads=("pydantic-api", "pydantic-fallback"),
    options=Options,
    fixes=(config_class_to_dict, config_dict_to_class),
    message="`{model}` is configured by an inner `class Config`",
    why="pydantic 2 reads `model_config`; the inner class is deprecated there, and all that "
    "pydantic 1 knows.",
    allow_when="A model has to work with both versions of pydantic.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class Row(BaseModel):\n"
            "    class Config:"
            "  # want: `Row` is configured by an inner `class Config` # at: Config\n"
            "        orm_mode = True\n",
            fixed="from pydantic import BaseModel, ConfigDict\n\n\n"
            "class Row(BaseModel):\n"
            "    model_config = ConfigDict(from_attributes=True)\n",
        ),
        Example(
            "from pydantic import BaseModel, ConfigDict\n\n\n"
            "class Row(BaseModel):\n"
            "    model_config = ConfigDict(from_attributes=True)"
            "  # want: `Row` is configured by `model_config` # at: model_config\n",
            fixed="from pydantic import BaseModel\n\n\n"
            "class Row(BaseModel):\n"
            "    class Config:\n"
            "        orm_mode = True\n",
            options=(("api", "v1"),),
        ),
        Example("class Row:\n    class Config:\n        orm_mode = True\n"),
    ],
)
def config_style(p: UnitPass, node: cst.ClassDef | cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report the configuration of a model in the style that is not wanted."""
    if isinstance(node, cst.ClassDef):
        yield from _check_class(p, node)
    else:
        yield from _check_dict(p, node)


def _check_class(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    config = config_class(p, node)
    if config is None or _wanted(p) != "v2":
        return
    fix: FixRef | None = None
    if config.is_convertible:
        fix = config_class_to_dict.at(
            node,
            safety=Safety.UNSAFE if config.base else Safety.SAFE,
            reason=_SPREAD if config.base else "",
        )
    message = _BOTH if config.has_dict else None
    yield p.finding(node.name, fix=fix, message=message, model=excerpt(config.model, 40))


def _check_dict(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    value = config_dict(p, node)
    if value is None or _wanted(p) != "v1":
        return
    has_class = bool(p.siblings_named("Config"))
    contents = dict_contents(value)
    fix: FixRef | None = None
    if not has_class and contents.is_literal and V1_KEYS_OF_V2.issuperset(contents.keys):
        fix = config_dict_to_class.at(
            node,
            safety=Safety.UNSAFE if contents.spreads else Safety.SAFE,
            reason=_SPREAD if contents.spreads else "",
        )
    target = node.target if isinstance(node, cst.AnnAssign) else node.targets[0].target
    yield p.finding(
        target,
        fix=fix,
        message=_BOTH if has_class else "`{model}` is configured by `model_config`",
        model=excerpt(p.class_path[-1], 40),
    )


def _wanted(p: UnitPass) -> Api:
    api = p.convention("pydantic-api") or p.options.api
    fallback = p.convention("pydantic-fallback") or p.options.fallback
    return pydantic_api(p, ".".join(p.class_path), api, fallback)

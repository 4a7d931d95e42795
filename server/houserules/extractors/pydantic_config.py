"""Where pydantic models are configured, and in whose spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.extractor import Reader
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, first_statement
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import ANCESTRY
from houserules.extractors.imported_names import IMPORTED_FROM
from houserules.extractors.models import MODELS, V1_BASES
from houserules.extractors.pydantic_keys import V2_KEYS_OF_V1
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import literal_string

Api = Literal["v1", "v2"]
CONFIG_DICTS = frozenset({"pydantic.ConfigDict", "pydantic_settings.SettingsConfigDict"})
CONFIG_READS = (ANCESTRY, BINDINGS, IMPORTED_FROM, MODELS)
"""What the functions here look up."""

_V2_NAMES = frozenset(
    {
        "AfterValidator",
        "AliasChoices",
        "BeforeValidator",
        "ConfigDict",
        "PlainSerializer",
        "RootModel",
        "TypeAdapter",
        "WrapValidator",
        "computed_field",
        "field_serializer",
        "field_validator",
        "model_serializer",
        "model_validator",
    }
)
_V1_NAMES = frozenset({"BaseSettings", "ConstrainedInt", "ConstrainedStr", "PyObject"})
_BASE_CONFIGS = frozenset({"pydantic.BaseConfig"})
# What these read, or where their counterpart lives, depends on more than the spelling.
_NOT_CONVERTIBLE = frozenset({"pydantic.BaseSettings", "sqlmodel.SQLModel"})
_EXTRAS = frozenset({"pydantic.Extra.allow", "pydantic.Extra.forbid", "pydantic.Extra.ignore"})


@dataclass(frozen=True)
class ApiOptions:
    """Options of rules that hold code to the spelling of one version of pydantic.

    Attributes:
        api: ``v2`` wants the names of pydantic 2, ``v1`` those of pydantic 1; ``auto`` follows the
            version that the module's imports show. The convention ``pydantic-api`` wins over the
            default.
        fallback: What ``auto`` means where the imports show no version. The convention
            ``pydantic-fallback`` wins over the default.
    """

    api: Literal["auto", "v1", "v2"] = "auto"
    fallback: Literal["v1", "v2"] = "v2"


API_CONVENTIONS = ("pydantic-api", "pydantic-fallback")
"""What a rule that asks ``wanted_api`` must read."""


def wanted_api(unit_pass: UnitPass, path: str) -> Api:
    """Whose spelling a rule with ``ApiOptions`` wants in a class, ``""`` for outside of classes."""
    api = unit_pass.convention("pydantic-api") or unit_pass.options.api
    fallback = unit_pass.convention("pydantic-fallback") or unit_pass.options.fallback
    return pydantic_api(unit_pass, path, api, fallback)


def pydantic_api(reader: Reader, path: str, api: str, fallback: str) -> Api:
    """Whose spelling a model follows.

    Args:
        reader: Must be allowed ``CONFIG_READS``.
        path: The class.
        api: ``v1``, ``v2``, or ``auto``: the version that the module's imports show.
        fallback: What ``auto`` means where they show none.
    """
    if reader.lookup(ANCESTRY, path) & V1_BASES:
        return "v1"
    if api == "auto":
        api = _shown_by_imports(reader) or fallback
    return "v1" if api == "v1" else "v2"


def _shown_by_imports(reader: Reader) -> Api | None:
    members = {member for _, member in reader.lookup(IMPORTED_FROM, "pydantic")}
    if members & _V2_NAMES or reader.lookup(IMPORTED_FROM, "pydantic_settings"):
        return "v2"
    if members & _V1_NAMES or reader.lookup(IMPORTED_FROM, "pydantic.generics"):
        return "v1"
    return None


def extra_of(unit_pass: UnitPass, value: cst.BaseExpression) -> str | None:
    """``forbid`` for ``Extra.forbid``, the word that pydantic 2 keeps; else ``None``."""
    name = resolves_to(unit_pass, value, _EXTRAS) if isinstance(value, cst.Attribute) else None
    return name.rpartition(".")[2] if name else None


@dataclass(frozen=True, slots=True)
class ConfigClass:
    """A ``class Config`` in the body of a pydantic model.

    Attributes:
        model: The name of the model.
        base: The model whose configuration it extends, ``""`` for none.
        has_dict: Whether the model has a ``model_config``, too.
        is_convertible: Whether it could be a ``model_config`` as far as its members show.
    """

    model: str
    base: str
    has_dict: bool
    is_convertible: bool


def config_class(unit_pass: UnitPass, node: cst.ClassDef) -> ConfigClass | None:
    """A class as the configuration of a pydantic model.

    ``None`` where it is none, or inherits from something that cannot be seen.
    """
    path = unit_pass.class_path
    if node.name.value != "Config" or not path or node is not unit_pass.view.node:
        return None
    if unit_pass.lookup(MODELS, ".".join(path)) is None or node.keywords or len(node.bases) > 1:
        return None
    base = ""
    if node.bases and resolves_to(unit_pass, node.bases[0].value, _BASE_CONFIGS) is None:
        base, dot, last = dotted_name(node.bases[0].value).rpartition(".")
        if not dot or last != "Config" or node.bases[0].star:
            return None
    has_dict = bool(unit_pass.siblings_named("model_config"))
    ancestry = unit_pass.lookup(ANCESTRY, ".".join(path))
    convertible = not (
        has_dict or node.decorators or node.type_parameters or ancestry & _NOT_CONVERTIBLE
    ) and all(
        m.kind == "pass"
        or (m.kind in ("assign", "field") and len(m.names) == 1 and m.names[0] in V2_KEYS_OF_V1)
        for m in unit_pass.members(node)
    )
    return ConfigClass(path[-1], base, has_dict, convertible)


def config_dict(
    unit_pass: UnitPass, node: cst.Assign | cst.AnnAssign
) -> cst.Call | cst.Dict | None:
    """The value of a ``model_config`` in the body of a pydantic model, if it shows its keys."""
    if isinstance(node, cst.Assign):
        target = node.targets[0].target if len(node.targets) == 1 else None
    else:
        target = node.target
    if not isinstance(target, cst.Name) or target.value != "model_config":
        return None
    if first_statement(unit_pass.view.node) is not node or not unit_pass.class_path:
        return None
    if unit_pass.lookup(MODELS, ".".join(unit_pass.class_path)) is None:
        return None
    value = node.value
    if isinstance(value, cst.Call):
        return value if resolves_to(unit_pass, value.func, CONFIG_DICTS) else None
    return value if isinstance(value, cst.Dict) else None


@dataclass(frozen=True, slots=True)
class DictContents:
    """What the value of a ``model_config`` is made of.

    Attributes:
        keys: Its literal keys.
        spreads: Whether it spreads another configuration, too.
        is_literal: Whether there is nothing else, one spread of a ``model_config`` at most.
    """

    keys: tuple[str, ...]
    spreads: bool
    is_literal: bool


def dict_contents(value: cst.Call | cst.Dict) -> DictContents:
    """The keys of a ``ConfigDict(...)`` or dict display as far as they are written out."""
    keys: list[str] = []
    spread: list[str] = []
    is_literal = True
    for item in value.args if isinstance(value, cst.Call) else value.elements:
        if isinstance(item, cst.StarredDictElement) or (isinstance(item, cst.Arg) and item.star):
            spread.append(dotted_name(item.value))
            continue
        if isinstance(item, cst.Arg):
            key = item.keyword.value if item.keyword is not None else None
        else:
            key = literal_string(item.key) if isinstance(item, cst.DictElement) else None
        is_literal = is_literal and key is not None
        keys.append(key or "")
    known = len(spread) < 2 and all(name.endswith(".model_config") for name in spread)
    return DictContents(tuple(keys), bool(spread), is_literal and known)

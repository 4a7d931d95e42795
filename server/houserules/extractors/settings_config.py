"""How settings classes are configured, and which of them are part of another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import libcst as cst

from houserules.analysis.extractor import Reader
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.models import MODELS
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, absolute_name
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.settings_classes import (
    EVERY_SETTINGS_CANDIDATE,
    FIELDS_OF_MODULE,
    SETTINGS_BASES,
    SETTINGS_FIELDS,
)
from houserules.extractors.strings import literal_string

Value = str | bool | int

SETTINGS_CONFIG_READS = (
    EVERY_SETTINGS_CANDIDATE,
    FIELDS_OF_MODULE,
    FULL_ANCESTRY,
    MODELS,
    PROJECT_ANCESTRY,
    SETTINGS_FIELDS,
)
"""What a rule that asks the functions here must require, beside ``BINDINGS``."""
_PLAIN_MODELS = frozenset(
    {"pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.v1.BaseModel"}
)


def is_direct_settings(reader: Reader, bases: Sequence[str]) -> bool:
    """Whether ``BaseSettings`` itself is the one base, so that nothing else configures a class.

    The reader must require ``BINDINGS``.
    """
    if len(bases) != 1:
        return False
    names = module_qualified_names(reader, bases[0])
    return bool(names) and SETTINGS_BASES.issuperset(names)


def is_part_of_settings(reader: Reader, name: str) -> bool:
    """Whether a field of another settings class of the project holds a class of this name."""
    for module, owner in reader.lookup(EVERY_SETTINGS_CANDIDATE, "settings"):
        fields = reader.lookup(FIELDS_OF_MODULE, (module, owner)) or ()
        if any(f.type.rpartition(".")[2] == name or name in f.written for f in fields):
            return True
    return False


def has_nested_models(reader: Reader, path: str) -> bool:
    """Whether a field of a settings class holds a pydantic model."""
    return any(_is_model(reader, f.type) for f in reader.lookup(SETTINGS_FIELDS, path) if f.type)


def _is_model(reader: Reader, written: str) -> bool:
    if reader.lookup(MODELS, written) is not None:
        return True
    names = module_qualified_names(reader, written)
    if len(names) != 1 or names[0].startswith("builtins."):
        return False
    module = reader.module
    meant = absolute_name(module.name, names[0], is_package=module.is_package)
    return bool(reader.lookup(PROJECT_ANCESTRY, meant) & (_PLAIN_MODELS | SETTINGS_BASES))


def literal_value(node: cst.BaseExpression) -> Value | None:
    """The value of a literal, ``None`` for anything else, and for ``None``."""
    if isinstance(node, cst.Name) and node.value in ("True", "False"):
        return node.value == "True"
    if isinstance(node, cst.Integer):
        return node.evaluated_value
    return literal_string(node)


def written(value: Value) -> str:
    """A value as code."""
    return '"' + value + '"' if isinstance(value, str) else repr(value)


def keywords(required: Mapping[str, Value], without: Collection[str]) -> Iterator[str]:
    """The keywords that set what is required, but those that are there."""
    yield from (f"{key}={written(value)}" for key, value in required.items() if key not in without)

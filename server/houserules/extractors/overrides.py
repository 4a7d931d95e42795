"""Which methods may override an inherited one, as far as the bases are known."""

from __future__ import annotations

import builtins
import enum
from collections.abc import Hashable, Iterator, Mapping
from types import MappingProxyType

import libcst as cst

from houserules.analysis.extractor import Reader, derived, table
from houserules.analysis.members import member_of
from houserules.analysis.structure import UnitView
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES, local_class
from houserules.extractors.qualified_names import module_qualified_names

_MOST_STEPS = 8
_NO_METHODS = frozenset[str]()
_PYDANTIC = frozenset(
    {
        "construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw",
        "schema", "schema_json", "update_forward_refs", "validate", "model_construct", "model_copy",
        "model_dump", "model_dump_json", "model_json_schema", "model_parametrized_name",
        "model_post_init", "model_rebuild", "model_validate", "model_validate_json",
        "model_validate_strings", "settings_customise_sources",
    }
)  # fmt: skip
KNOWN_METHODS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **{
            f"builtins.{name}": frozenset(dir(kind))
            for name, kind in vars(builtins).items()
            if isinstance(kind, type)
        },
        **{
            f"enum.{name}": frozenset(dir(enum.Enum))
            for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")
        },
        **dict.fromkeys(
            (
                "abc.ABC",
                "typing.Generic",
                "typing.NamedTuple",
                "typing.Protocol",
                "typing.TypedDict",
                "typing_extensions.Protocol",
                "typing_extensions.TypedDict",
                "sqlalchemy.orm.DeclarativeBase",
                "sqlalchemy.orm.MappedAsDataclass",
            ),
            _NO_METHODS,
        ),
        **dict.fromkeys(
            (
                "pydantic.BaseModel",
                "pydantic.RootModel",
                "pydantic.BaseSettings",
                "pydantic_settings.BaseSettings",
                "sqlmodel.SQLModel",
            ),
            _PYDANTIC,
        ),
    }
)
"""Qualified name of a class outside the project → the names its subclasses may override."""


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if not view.class_path or not isinstance(view.node, cst.FunctionDef | cst.SimpleStatementLine):
        return
    path = ".".join(view.class_path)
    for name in member_of(view.node).names:
        yield (path, name), True


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


CLASS_NAMES = table("class-names", _contribute, _any)
"""``(class path, name)`` → whether the class itself binds the name as a method or variable."""


def _may_inherit(reader: Reader, key: tuple[str, str]) -> bool:
    path, name = key
    waiting = [(path, 0)]
    seen: set[str] = set()
    while waiting:
        current, steps = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        definitions = reader.lookup(CLASSES, current)
        if len(definitions) != 1 or steps > _MOST_STEPS:
            return True
        for base in definitions[0].bases:
            local = local_class(reader, base, current) if base else None
            if local is not None:
                if reader.lookup(CLASS_NAMES, (local, name)):
                    return True
                waiting.append((local, steps + 1))
                continue
            known = (
                [KNOWN_METHODS.get(q) for q in module_qualified_names(reader, base)] if base else []
            )
            if not known or any(names is None or name in names for names in known):
                return True
    return False


MAY_INHERIT = derived("may-inherit", _may_inherit, (CLASSES, CLASS_NAMES, BINDINGS))
"""``(class path, name)`` → whether a base may have the name; an unknown base may."""

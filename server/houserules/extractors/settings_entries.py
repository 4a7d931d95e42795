"""What settings classes are read from, as the lines of an environment file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.module import Role
from houserules.analysis.project import PROJECT_MODULES, in_module
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, SYMBOLS
from houserules.extractors.settings_classes import (
    EVERY_SETTINGS_CANDIDATE,
    FIELDS_OF_MODULE,
    NESTED_DELIMITERS,
    PREFIX_READS,
    SETTINGS_BASES,
    SettingsField,
    is_leaf,
    is_settings,
    prefix_of,
    variable_of,
)

_DELIMITERS_OF_MODULE = in_module(NESTED_DELIMITERS)
_MOST_LEVELS = 4
_TESTS = (Role.TEST, Role.CONFTEST, Role.MIGRATION)


@dataclass(frozen=True, slots=True)
class SettingsEntry:
    """A variable that a settings class is read from.

    Attributes:
        field: The field of the class that holds it, or holds a model with it.
        variable: Its name, in upper case.
        default: Its default as an environment file writes it, ``""`` for none.
        description: What the class says of it, on one line.
    """

    field: str
    variable: str
    default: str
    description: str


def _of_class(reader: Reader, key: tuple[str, str]) -> tuple[SettingsEntry, ...]:
    module, name = key
    prefix = prefix_of(reader, module, name)
    if prefix is None or not is_settings(reader, f"{module}.{name}"):
        return ()
    delimiters = reader.lookup(_DELIMITERS_OF_MODULE, key) or ()
    delimiter = delimiters[0] if len(delimiters) == 1 else ""
    found: list[SettingsEntry] = []
    for field in reader.lookup(FIELDS_OF_MODULE, key) or ():
        variable = variable_of(field, prefix)
        if field.is_read and is_leaf(field):
            found.append(
                SettingsEntry(field.name, variable, field.default or "", field.description)
            )
        elif field.is_read and delimiter:
            for name, leaf in _leaves(reader, module, field, delimiter, _MOST_LEVELS):
                full = f"{variable}{delimiter}{name}".upper()
                default, said = leaf.default or "", leaf.description
                found.append(SettingsEntry(field.name, full, default, said))
    return tuple(found)


def _leaves(
    reader: Reader, module: str, field: SettingsField, delimiter: str, levels: int
) -> Iterator[tuple[str, SettingsField]]:
    """The fields of a model that is a field itself, with their names below it."""
    symbol = reader.lookup(SYMBOLS, f"{module}.{field.type}") if field.type and levels else None
    if symbol is None:
        return
    ancestry = reader.lookup(PROJECT_ANCESTRY, symbol.qualified_name)
    if "pydantic.BaseModel" not in ancestry or ancestry & SETTINGS_BASES:
        return
    for inner in reader.lookup(FIELDS_OF_MODULE, (symbol.module, symbol.path)) or ():
        name = inner.alias or inner.name
        if is_leaf(inner):
            yield name, inner
            continue
        for below, leaf in _leaves(reader, symbol.module, inner, delimiter, levels - 1):
            yield f"{name}{delimiter}{below}", leaf


CLASS_ENTRIES = derived(
    "class-entries",
    _of_class,
    (FIELDS_OF_MODULE, _DELIMITERS_OF_MODULE, SYMBOLS, *PREFIX_READS),
)
"""``(module, class)`` → its variables, in order; ``()`` for what is no settings class."""


def _of_project(reader: Reader, _: str) -> tuple[tuple[SettingsEntry, ...], ...]:
    found: list[tuple[SettingsEntry, ...]] = []
    for module, name in reader.lookup(EVERY_SETTINGS_CANDIDATE, "settings"):
        known = reader.lookup(PROJECT_MODULES, module)
        entries = reader.lookup(CLASS_ENTRIES, (module, name))
        if entries and known is not None and known.role not in _TESTS:
            found.append(entries)
    return tuple(found)


PROJECT_ENTRIES = derived(
    "project-entries", _of_project, (EVERY_SETTINGS_CANDIDATE, CLASS_ENTRIES, PROJECT_MODULES)
)
"""``""`` → the variables of every settings class of the project, class by class."""

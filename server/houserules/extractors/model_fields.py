"""The fields that a pydantic model inherits, over all files."""

from __future__ import annotations

from collections.abc import Iterator

from houserules.analysis.extractor import Reader, derived
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES, local_class
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.project_symbols import SYMBOLS
from houserules.extractors.settings_classes import (
    FIELDS_OF_MODULE,
    SETTINGS_FIELDS,
    SettingsField,
)

_MOST_STEPS = 8


def _inherited(reader: Reader, path: str) -> tuple[SettingsField, ...]:
    found: list[SettingsField] = []
    for base in _local_bases(reader, path):
        found.extend(reader.lookup(SETTINGS_FIELDS, base))
    for name in sorted(reader.lookup(FULL_ANCESTRY, path)):
        symbol = reader.lookup(SYMBOLS, name)
        if symbol is not None:
            found.extend(reader.lookup(FIELDS_OF_MODULE, (symbol.module, symbol.path)) or ())
    return tuple(found)


def _local_bases(reader: Reader, path: str) -> Iterator[str]:
    waiting, seen = [path], set[str]()
    while waiting and len(seen) < _MOST_STEPS:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        if current != path:
            yield current
        for definition in reader.lookup(CLASSES, current):
            local = (local_class(reader, base, current) for base in definition.bases if base)
            waiting.extend(base for base in local if base is not None)


INHERITED_FIELDS = derived(
    "inherited-fields",
    _inherited,
    (BINDINGS, CLASSES, FULL_ANCESTRY, SYMBOLS, SETTINGS_FIELDS, FIELDS_OF_MODULE),
)
"""Class path → the fields that its top-level bases declare, in this file and others."""

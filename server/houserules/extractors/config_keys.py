"""Which keys the configuration of a pydantic model sets, inherited ones included."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import fact, in_module
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES, local_class
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.project_symbols import MODULE_CLASSES, PROJECT_ANCESTRY, SYMBOLS
from houserules.extractors.strings import literal_string

UNKNOWN = "*"
"""Stands for keys that are not written out."""
_MOST_STEPS = 8


def _keys(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if not view.class_path:
        return
    statement = first_statement(view.node)
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target, value = dotted_name(statement.targets[0].target), statement.value
    elif isinstance(statement, cst.AnnAssign):
        target, value = dotted_name(statement.target), statement.value
    elif isinstance(view.node, cst.ClassDef):
        if view.node.name.value == "Config" and view.node.bases:
            yield ".".join(view.class_path), UNKNOWN
        return
    elif isinstance(view.node, cst.FunctionDef) and view.class_path[-1] == "Config":
        target, value = view.node.name.value, None
    else:
        return
    if target == "model_config" and value is not None:
        for key in _written(value):
            yield ".".join(view.class_path), key
    elif view.class_path[-1] == "Config" and target:
        yield ".".join(view.class_path[:-1]), target


def _written(value: cst.BaseExpression) -> Iterator[str]:
    if isinstance(value, cst.Call):
        for arg in value.args:
            yield arg.keyword.value if arg.keyword is not None else UNKNOWN
    elif isinstance(value, cst.Dict):
        for element in value.elements:
            is_item = isinstance(element, cst.DictElement)
            yield (literal_string(element.key) if is_item else None) or UNKNOWN
    else:
        yield UNKNOWN


OWN_CONFIG_KEYS = fact("own-config-keys", _keys, str)
"""Class path → the keys that the class itself configures, ``*`` for such as are not written out."""
_OF_MODULE = in_module(OWN_CONFIG_KEYS)


def _class_keywords(reader: Reader, path: str) -> Iterator[str]:
    for definition in reader.lookup(CLASSES, path):
        yield from (k if k != "**" else UNKNOWN for k in definition.keywords)


def _all_keys(reader: Reader, path: str) -> frozenset[str]:
    found: set[str] = set()
    waiting, seen = [path], set[str]()
    while waiting and len(seen) < _MOST_STEPS:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        found.update(reader.lookup(OWN_CONFIG_KEYS, current))
        found.update(_class_keywords(reader, current))
        for definition in reader.lookup(CLASSES, current):
            local = (local_class(reader, base, current) for base in definition.bases if base)
            waiting.extend(base for base in local if base is not None)
    for name in reader.lookup(FULL_ANCESTRY, path):
        symbol = reader.lookup(SYMBOLS, name)
        if symbol is not None:
            found.update(reader.lookup(_OF_MODULE, (symbol.module, symbol.path)) or ())
        elif not name.startswith(_WITHOUT_KEYS):
            found.add(UNKNOWN)
    return frozenset(found)


_WITHOUT_KEYS = (
    "abc.", "builtins.", "enum.", "pydantic.", "pydantic_settings.", "sqlmodel.", "typing.",
    "typing_extensions.",
)  # fmt: skip
"""What models derive from that configures nothing, or what pydantic itself brings."""

CONFIG_KEYS = derived(
    "config-keys",
    _all_keys,
    (BINDINGS, CLASSES, OWN_CONFIG_KEYS, FULL_ANCESTRY, SYMBOLS, _OF_MODULE),
)
"""Class path → the keys of its configuration, its own and inherited ones, over all files; ``*``
among them where there may be others."""


def _keys_of_name(reader: Reader, qualified: str) -> frozenset[str]:
    found: set[str] = set()
    for name in reader.lookup(PROJECT_ANCESTRY, qualified):
        symbol = reader.lookup(SYMBOLS, name)
        if symbol is not None:
            key = (symbol.module, symbol.path)
            found.update(reader.lookup(_OF_MODULE, key) or ())
            for definition in reader.lookup(MODULE_CLASSES, key) or ():
                found.update(k if k != "**" else UNKNOWN for k in definition.keywords)
        elif not name.startswith(_WITHOUT_KEYS):
            found.add(UNKNOWN)
    return frozenset(found)


CONFIG_KEYS_OF_NAME = derived(
    "config-keys-of-name",
    _keys_of_name,
    (PROJECT_ANCESTRY, SYMBOLS, MODULE_CLASSES, _OF_MODULE),
)
"""Absolute name of a class of the project → the same as ``CONFIG_KEYS``."""

"""Generators and classes that stand for a context manager."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants, own_nodes
from houserules.extractors.aliased_imports import ALIAS_READS, names_in_project
from houserules.extractors.definitions import statement_count
from houserules.extractors.dependencies import DEPENDENCIES
from houserules.extractors.project_symbols import SYMBOLS, Symbol
from houserules.extractors.scoped_walk import outer_name, scoped_walk

_PROTOCOL = frozenset({"__init__", "__aenter__", "__aexit__"})
_MOST_STATEMENTS = 12
_WITH_LINE = re.compile(r"(?:\A|[\r\n])[ \t\f]*(?:with\b|async\b(?!\s+def\b))")
"""Where a ``with`` statement may begin: the word alone stands in many docstrings."""


def _entered(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if view.node is None or _WITH_LINE.search(view.unit.text) is None:
        return
    seen: set[str] = set()
    for node, known in scoped_walk(view.node, view.hidden_body):
        if not isinstance(node, cst.WithItem) or not isinstance(node.item, cst.Call):
            continue
        written = dotted_name(node.item.func)
        meant = outer_name(written, known) if written else None
        if meant is not None and not meant[1] and meant[0] not in seen:
            seen.add(meant[0])
            yield meant[0].rpartition(".")[2], meant[0]


ENTERED = fact("entered-calls", _entered, str)
"""Last segment of a name → the dotted names of what is called in a ``with``."""
_EVERY_ENTERED = everywhere(ENTERED)


def _is_entered(reader: Reader, name: str) -> bool:
    if name in reader.lookup(ENTERED, name):
        return True
    own = reader.lookup(PROJECT_MODULES, reader.module.name)
    if own is None:
        return False
    symbol = Symbol(own.name, name)
    return any(
        reader.lookup(SYMBOLS, f"{module}.{written}") == symbol
        for last in names_in_project(reader, symbol)
        for module, written in reader.lookup(_EVERY_ENTERED, last)
    )


IS_ENTERED = derived(
    "is-entered", _is_entered, (ENTERED, _EVERY_ENTERED, PROJECT_MODULES, SYMBOLS, *ALIAS_READS)
)
"""Top-level function → whether the project calls it in a ``with``."""

MANAGER_READS = (IS_ENTERED, DEPENDENCIES)
"""What a rule that asks ``is_bare_manager`` must require."""


def yields(function: cst.FunctionDef) -> int:
    """How often a function yields."""
    return sum(isinstance(node, cst.Yield) for node in own_nodes(function))


def is_bare_manager(unit: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether an undecorated generator gives something for a while, and the project enters it.

    ``function`` must be the node the walk stands on.
    """
    if function.asynchronous is None or function.decorators or unit.ancestors or unit.class_path:
        return False
    if yields(function) != 1 or not _cleans_up(function):
        return False
    name = function.name.value
    return unit.lookup(IS_ENTERED, name) and not unit.lookup(DEPENDENCIES, name)


def _cleans_up(function: cst.FunctionDef) -> bool:
    return any(
        isinstance(node, cst.Try)
        and node.finalbody is not None
        and any(isinstance(inner, cst.Yield) for inner in descendants(node.body))
        for node in own_nodes(function)
    )


def is_manager_class(unit: UnitPass, node: cst.ClassDef) -> bool:
    """Whether a small class does nothing but enter and leave."""
    if node.bases or node.keywords or node.decorators:
        return False
    members = [m for m in unit.members(node) if m.kind not in ("docstring", "pass")]
    names = [name for member in members for name in member.names]
    if any(m.kind != "function" for m in members) or len(names) != len(_PROTOCOL):
        return False
    if frozenset(names) != _PROTOCOL:
        return False
    trees = [unit.member_tree(node, n) for n in range(len(unit.members(node)))]
    functions = [tree for tree in trees if isinstance(tree, cst.FunctionDef)]
    return sum(statement_count(f) for f in functions) <= _MOST_STATEMENTS

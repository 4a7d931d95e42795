"""A variable, parameter or attribute is not named in snake_case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.class_families import FROM_OUTSIDE
from houserules.extractors.declared_types import ATTRIBUTE_TYPES, first_parameter
from houserules.extractors.definitions import decorator_names
from houserules.extractors.dependencies import INJECTION_READS, is_injected
from houserules.extractors.foreign_overrides import FOREIGN_OVERRIDE
from houserules.extractors.parameters import all_parameters
from houserules.extractors.scopes import scope_of
from houserules.extractors.variable_targets import (
    ASSIGNMENTS,
    attribute_targets,
    bound_names,
    local_targets,
)
from houserules.extractors.word_case import is_mixed, is_upper_snake, to_snake
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_local import rename_local
from houserules.transforms.rename_nested import is_free

_ATTRIBUTE = re.compile(r"\.[a-z_]\w*[A-Z]")
_PLAIN = frozenset({"abstractmethod", "classmethod", "staticmethod", "property", "wraps"})
_TESTS = frozenset({Role.TEST, Role.CONFTEST})


@dataclass(frozen=True)
class Options:
    """Options of ``naming/variable-case``.

    Attributes:
        locals_upper: Whether a variable of a function may be in UPPER_SNAKE_CASE.
    """

    locals_upper: bool = True


@rule(
    id="naming/variable-case",
    on=(cst.FunctionDef, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp),
    requires=(BINDINGS, FROM_OUTSIDE, FOREIGN_OVERRIDE, ATTRIBUTE_TYPES, *INJECTION_READS),
    options=Options,
    fixes=(rename_local,),
    same_as_ruff=(
        SameAsRuff("N803", part="parameters"),
        SameAsRuff("N806", part="variables that are assigned"),
    ),
    message="variable `{name}` is not in snake_case",
    why="Names of one kind in one case are read without stopping, and found without guessing.",
    allow_when="The names are those of a formula, or of a library that takes them by keyword.",
    examples=[
        Example(
            "def total(rows):\n"
            "    totalCount = len(rows)"
            "  # want: variable `totalCount` is not in snake_case # at: totalCount\n"
            "    return totalCount + 1\n",
            fixed="def total(rows):\n    total_count = len(rows)\n    return total_count + 1\n",
        ),
        Example(
            "def total(rowCount):"
            "  # want: variable `rowCount` is not in snake_case # at: rowCount\n"
            "    return rowCount\n"
        ),
        Example(
            "def cross(X, dT):\n    Model = make()\n    MAX = 3\n    return Model(X, MAX, dT)\n"
        ),
    ],
)
def variable_case(p: UnitPass, node: cst.FunctionDef | cst.BaseComp) -> Iterator[Finding]:
    """Report names at the first place that gives them a value."""
    if isinstance(node, cst.BaseComp):
        comp: cst.CompFor | None = getattr(node, "for_in", None)
        while comp is not None:
            for name in bound_names(comp):
                if is_mixed(name.value):
                    yield _found(p, name, fix=_renamed(name.value))
            comp = comp.inner_for_in
        return
    wrong = {name for name in scope_of(p, node) if _is_wrong(p, name)}
    if wrong:
        yield from _parameters(p, node)
        yield from _locals(p, node, wrong)
    yield from _attributes(p, node)


def _is_wrong(p: UnitPass, name: str) -> bool:
    is_upper = is_upper_snake(name) and len(name.strip("_")) > 1
    return is_mixed(name) or (is_upper and not p.options.locals_upper)


def _locals(p: UnitPass, function: cst.FunctionDef, wrong: set[str]) -> Iterator[Finding]:
    scope = scope_of(p, function)
    first: dict[str, tuple[int, cst.CSTNode, cst.Name]] = {}
    for statement, name in local_targets(function):
        if name.value not in wrong:
            continue
        start = p.span(name).start
        if name.value not in first or start < first[name.value][0]:
            first[name.value] = start, statement, name
    for word, (_, statement, name) in sorted(first.items(), key=lambda item: item[1][0]):
        if all(b.kind is BindingKind.VALUE for b in scope[word]):
            ruff = "N806" if isinstance(statement, ASSIGNMENTS) else ""
            yield _found(p, name, fix=_renamed(word), ruff=ruff)


def _parameters(p: UnitPass, function: cst.FunctionDef) -> Iterator[Finding]:
    names = [q.name for q in all_parameters(function.params) if is_mixed(q.name.value)]
    if not names or _is_called_by_others(p, function):
        return
    for name in names:
        yield _found(p, name, ruff="N803")


def _is_called_by_others(p: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether a library, a decorator or a fixture may lay down the names of the parameters."""
    if not {d.rpartition(".")[2] for d in decorator_names(function)} <= _PLAIN:
        return True
    if p.module.role in _TESTS and function.name.value.startswith("test"):
        return True
    is_method = p.class_path and not p.ancestors
    if is_method and p.lookup(FOREIGN_OVERRIDE, (".".join(p.class_path), function.name.value)):
        return True
    return is_injected(p, function) or any(isinstance(a, cst.ClassDef) for a in p.ancestors)


def _attributes(p: UnitPass, function: cst.FunctionDef) -> Iterator[Finding]:
    """Attributes where ``__init__`` makes them, or where only one method does."""
    if not p.class_path or p.ancestors or not _ATTRIBUTE.search(p.view.unit.text):
        return
    path, receiver = ".".join(p.class_path), first_parameter(function)
    found: dict[str, list[cst.Name]] = {}
    for name in attribute_targets(function, receiver):
        if is_mixed(name.value):
            found.setdefault(name.value, []).append(name)
    if not found or p.lookup(FROM_OUTSIDE, path):
        return
    for word, names in found.items():
        places = len(p.lookup(ATTRIBUTE_TYPES, f"{path}.{word}"))
        if function.name.value == "__init__" or places <= len(names):
            yield _found(p, min(names, key=lambda name: p.span(name).start))


def _renamed(name: str) -> FixRef | None:
    new = to_snake(name)
    return rename_local.at(None, new=new) if is_free(new) and new != name else None


def _found(p: UnitPass, name: cst.Name, fix: FixRef | None = None, ruff: str = "") -> Finding:
    return p.finding(name, fix=fix, ruff=ruff, name=excerpt(name.value, 40))

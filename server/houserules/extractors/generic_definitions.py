"""Functions and classes that are generic over type variables declared by assignment."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind, type_parameter_names
from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.parameters import all_parameters
from houserules.extractors.type_variables import (
    NAMES_IN_BASES,
    TYPE_VARIABLES,
    TypeVariable,
    names_in_bases,
    type_names,
    type_variables,
)

Definition = cst.FunctionDef | cst.ClassDef
SINCE_PEP_695 = (3, 12)
_SINCE_PEP_696 = (3, 13)
_LIKE_A_VARIABLE = re.compile(
    r"AnyStr|_?(?:[A-Z]{1,2}|[A-Z]\w{0,40}T|\w{0,40}_T|T[A-Z]\w{0,40})\d?(?:_co|_contra)?"
)
"""Names of imports that may be type variables of another file: no rule of types mixes with them."""
_ASKED_AT_RUNTIME = re.compile(r"__orig_bases__|__parameters__|__orig_class__")


@dataclass(frozen=True, slots=True)
class Generic:
    """A definition and the type variables that are its own.

    Attributes:
        variables: The type variables in the order of its type parameters, those of enclosing
            definitions left out.
        convertible: Whether type parameters can take their place.
        needs_class: Whether that holds only when the class around is converted, too: the two ways
            do not mix in one signature (PEP 695).
    """

    variables: tuple[TypeVariable, ...]
    convertible: bool
    needs_class: bool = False


GENERIC_READS = (TYPE_VARIABLES, NAMES_IN_BASES, BINDINGS)
"""What a rule that asks ``generic_of`` must require."""


def generic_of(unit_pass: UnitPass, node: Definition) -> Generic | None:
    """The type variables of a definition; ``None`` where it has none.

    ``node`` must be the node that the walk stands on.
    """
    known = type_variables(unit_pass)
    if not known:
        return None
    if isinstance(node, cst.ClassDef):
        names: Sequence[str] = names_in_bases(node)
        returned: Sequence[str] = ()
    else:
        names = tuple(dict.fromkeys(_names_of_parameters(node)))
        returned = tuple(type_names(node.returns.annotation)) if node.returns else ()
    if not any(name in known for name in (*names, *returned)):
        return None
    by_bases, by_parameters = _bound_around(unit_pass, node)
    free = [n for n in names if n in known and n not in by_bases and n not in by_parameters]
    if not free:
        return None
    variables = tuple(known[name] for name in free)
    only_returned = [n for n in returned if n in known and n not in free and n not in by_bases]
    convertible = (
        not only_returned
        and node.type_parameters is None
        and _can_be_parameters(unit_pass, variables)
        and not any(_is_foreign(unit_pass, name) for name in (*names, *returned))
        and not _is_needed_outside(node, frozenset(free))
        and (isinstance(node, cst.FunctionDef) or _is_plain_class(node))
    )
    mixes = any(n in by_bases and n in known for n in (*names, *returned))
    return Generic(variables, convertible, mixes)


def _names_of_parameters(function: cst.FunctionDef) -> Iterator[str]:
    for param in all_parameters(function.params):
        if param.annotation is not None:
            yield from type_names(param.annotation.annotation)


def _bound_around(unit_pass: UnitPass, node: Definition) -> tuple[frozenset[str], frozenset[str]]:
    """The names that definitions around bind: by assigned variables, and by type parameters."""
    by_bases: set[str] = set()
    by_parameters: set[str] = set()
    path = unit_pass.class_path
    for length in range(1, len(path) + 1):
        by_bases.update(unit_pass.lookup(NAMES_IN_BASES, ".".join(path[:length])))
    for header in unit_pass.enclosing_classes:
        by_parameters.update(header.type_parameters)
    for holder in unit_pass.ancestors:
        if isinstance(holder, cst.ClassDef):
            by_bases.update(names_in_bases(holder))
            by_parameters.update(type_parameter_names(holder.type_parameters))
        elif isinstance(holder, cst.FunctionDef):
            by_bases.update(_names_of_parameters(holder))
            by_parameters.update(type_parameter_names(holder.type_parameters))
    return frozenset(by_bases), frozenset(by_parameters)


def _can_be_parameters(unit_pass: UnitPass, variables: Sequence[TypeVariable]) -> bool:
    with_default = [bool(v.default) for v in variables]
    if any(with_default) and unit_pass.module.target_version < _SINCE_PEP_696:
        return False
    known = type_variables(unit_pass)
    code = " ".join(text for v in variables for text in (v.bound, *v.constraints, v.default))
    words = re.findall(r"[^\W\d]\w*", code)
    return (
        all(v.is_plain for v in variables)
        and with_default == sorted(with_default)
        and not any(word in known for word in words)
    )


def _is_foreign(unit_pass: UnitPass, name: str) -> bool:
    if not _LIKE_A_VARIABLE.fullmatch(name):
        return False
    return any(b.kind is BindingKind.IMPORT for b in unit_pass.lookup(BINDINGS, name))


def _is_needed_outside(node: Definition, names: frozenset[str]) -> bool:
    """Whether a part outside the scope of type parameters mentions them.

    Also where a class inside declares them again.
    """
    outside: list[cst.CSTNode] = [*node.decorators]
    if isinstance(node, cst.FunctionDef):
        outside.extend(p.default for p in all_parameters(node.params) if p.default is not None)
        inner = [n for n in descendants(node.body) if isinstance(n, cst.ClassDef)]
    else:
        inner = [n for n in descendants(node.body) if isinstance(n, cst.ClassDef)]
    if any(not names.isdisjoint(names_in_bases(c)) for c in inner):
        return True
    return any(
        isinstance(n, cst.Name) and n.value in names for part in outside for n in descendants(part)
    )


def _is_plain_class(node: cst.ClassDef) -> bool:
    if any(k.keyword is None or k.keyword.value == "metaclass" for k in node.keywords):
        return False
    names = [dotted_name(b.value.value) for b in node.bases if isinstance(b.value, cst.Subscript)]
    return not any(base.star for base in node.bases) and all(names)


def _mentions(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if "__" in view.unit.text and _ASKED_AT_RUNTIME.search(view.unit.text):
        yield "", True


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


BASES_AT_RUNTIME = table("bases-at-runtime", _mentions, _any)
"""``""`` → whether the module asks classes at run time for what they are generic over."""

"""Defaults of parameters that all calls of a function share and may change."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, without_subscript
from houserules.analysis.walk import descendants
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.definitions import decorator_names, is_trivial
from houserules.extractors.dependencies import INJECTION_READS, is_injected
from houserules.extractors.optional_types import OPTIONAL_NAMES
from houserules.extractors.qualified_names import qualified_names, resolves_to
from houserules.extractors.routes import route_decorators

DEFAULT_READS = (BINDINGS, FUTURE_IMPORTS, *INJECTION_READS)
"""What a rule that asks for mutable defaults must require."""

_DISPLAYS = (cst.List, cst.Dict, cst.Set, cst.ListComp, cst.DictComp, cst.SetComp)
_MAKERS = frozenset(
    {
        "builtins.list", "builtins.dict", "builtins.set", "builtins.bytearray",
        "collections.defaultdict", "collections.deque", "collections.OrderedDict",
        "collections.Counter",
    }
)  # fmt: skip
_READ_ONLY = frozenset(
    {
        f"{module}.{name}"
        for module in ("typing", "collections.abc")
        for name in ("Mapping", "Sequence", "Iterable", "Collection", "Container", "Set")
    }
    | {"typing.AbstractSet", "typing.Tuple", "typing.FrozenSet"}
    | {"builtins.tuple", "builtins.frozenset"}
) - {"typing.Set"}
_MUTATORS = frozenset(
    {
        "add", "append", "appendleft", "clear", "difference_update", "discard", "extend",
        "extendleft", "insert", "intersection_update", "pop", "popitem", "popleft", "remove",
        "reverse", "rotate", "setdefault", "sort", "subtract", "symmetric_difference_update",
        "update",
    }
)  # fmt: skip


def mutable_defaults(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[cst.Param]:
    """The parameters of a function with a default that is shared and mutable.

    ``function`` must be the node the walk stands on. Routes are left out: FastAPI reads their
    defaults and hands out copies; so are dependencies of the project, and stubs, and what a
    read-only annotation promises not to change and the body does not.
    """
    params = function.params
    found = [
        p
        for p in (*params.posonly_params, *params.params, *params.kwonly_params)
        if p.default is not None and is_mutable_value(unit_pass, p.default)
    ]
    if not found or is_trivial(function) or any(route_decorators(function)):
        return
    if is_injected(unit_pass, function):
        return
    if any(name.rpartition(".")[2] == "overload" for name in decorator_names(function)):
        return
    for param in found:
        read_only = param.annotation is not None and _is_read_only(
            unit_pass, param.annotation.annotation
        )
        if not read_only or _is_changed(function, param.name.value):
            yield param


def is_mutable_value(unit_pass: UnitPass, default: cst.BaseExpression) -> bool:
    """Whether a default is a display, or a call that makes a mutable collection."""
    if isinstance(default, _DISPLAYS):
        return True
    if not isinstance(default, cst.Call):
        return False
    # The default is looked up around the function, as its decorators are.
    return resolves_to(unit_pass, default.func, _MAKERS) is not None


def _is_read_only(unit_pass: UnitPass, annotation: cst.BaseExpression) -> bool:
    if isinstance(annotation, cst.BinaryOperation):
        sides = (annotation.left, annotation.right)
        kept = [s for s in sides if not (isinstance(s, cst.Name) and s.value == "None")]
        return bool(kept) and all(_is_read_only(unit_pass, s) for s in kept)
    if isinstance(annotation, cst.Subscript) and resolves_to(
        unit_pass, annotation.value, OPTIONAL_NAMES
    ):
        index = annotation.slice[0].slice
        return isinstance(index, cst.Index) and _is_read_only(unit_pass, index.value)
    return resolves_to(unit_pass, without_subscript(annotation), _READ_ONLY) is not None


def _is_changed(function: cst.FunctionDef, name: str) -> bool:
    """Whether a body changes what a parameter holds, as far as syntax shows."""
    for node in descendants(function.body):
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            if node.func.attr.value in _MUTATORS and dotted_name(node.func.value) == name:
                return True
        elif isinstance(node, cst.AugAssign | cst.AssignTarget):
            target = node.target
            if isinstance(target, cst.Subscript) and dotted_name(target.value) == name:
                return True
            if isinstance(node, cst.AugAssign) and dotted_name(target) == name:
                return True
        elif (
            isinstance(node, cst.Del)
            and isinstance(node.target, cst.Subscript)
            and dotted_name(node.target.value) == name
        ):
            return True
    return False


def admits_none(unit_pass: UnitPass, annotation: cst.BaseExpression) -> bool:
    """Whether an annotation says already that a value may be ``None``, or says nothing."""
    for node in descendants(annotation):
        if isinstance(node, cst.Name) and node.value == "None":
            return True
        if isinstance(node, cst.SimpleString) and (
            "None" in node.value or "Optional" in node.value
        ):
            return True
    return any(
        name in OPTIONAL_NAMES or name in ("typing.Any", "builtins.object")
        for name in qualified_names(unit_pass, without_subscript(annotation))
    )

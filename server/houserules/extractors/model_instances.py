"""Which objects are instances of pydantic models, proven by annotations and by what made them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import ANCESTRY, CLASSES, local_class
from houserules.extractors.declared_types import (
    MEANT_TYPES,
    first_parameter,
    parameters_of,
    written_type,
)
from houserules.extractors.definitions import decorator_names
from houserules.extractors.models import MODEL_BASES, MODELS, V1_BASES
from houserules.extractors.overrides import CLASS_NAMES
from houserules.extractors.project_symbols import PROJECT_ANCESTRY
from houserules.extractors.scopes import scope_of

MAKERS = frozenset(
    {
        "construct", "from_orm", "model_construct", "model_validate", "model_validate_json",
        "parse_obj", "parse_raw",
    }
)  # fmt: skip
"""Class methods of models that give an instance."""
_MANY = frozenset(
    {
        "Collection", "Iterable", "Iterator", "List", "Sequence", "Set", "frozenset", "list", "set",
    }
)  # fmt: skip
_MOST_STEPS = 8


def _model(reader: Reader, dotted: str) -> str:
    bindings = reader.lookup(BINDINGS, dotted.partition(".")[0])
    if len(bindings) != 1:
        return ""
    if bindings[0].kind is BindingKind.CLASS:
        is_v1 = bool(reader.lookup(ANCESTRY, dotted) & V1_BASES)
        return dotted if reader.lookup(MODELS, dotted) and not is_v1 else ""
    meant = reader.lookup(MEANT_TYPES, dotted)
    if not meant or meant.startswith("builtins."):
        return ""
    ancestry = reader.lookup(PROJECT_ANCESTRY, meant)
    return meant if ancestry & MODEL_BASES and not ancestry & V1_BASES else ""


MODEL_NAMES = derived(
    "model-names", _model, (ANCESTRY, BINDINGS, MODELS, MEANT_TYPES, PROJECT_ANCESTRY)
)
"""Dotted name at module level → the model of pydantic 2 that it stands for: its class path for one
of this module, else its absolute name; ``""`` where not proven."""


def _own_names(reader: Reader, key: tuple[str, str]) -> bool:
    path, name = key
    waiting, seen = [path], set[str]()
    while waiting and len(seen) < _MOST_STEPS:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        if reader.lookup(CLASS_NAMES, (current, name)):
            return True
        for definition in reader.lookup(CLASSES, current):
            local = (local_class(reader, base, current) for base in definition.bases if base)
            waiting.extend(base for base in local if base is not None)
    return False


REDEFINED = derived("redefined-names", _own_names, (BINDINGS, CLASSES, CLASS_NAMES))
"""``(class path, name)`` → whether the class or a base in this module defines the name."""

INSTANCE_OF_MODEL_READS = (BINDINGS, MODELS, MODEL_NAMES, REDEFINED)
"""What a rule that asks here must require."""


def model_named(p: UnitPass, node: cst.CSTNode) -> str:
    """The model that a name stands for; functions around it must not bind the name."""
    dotted = dotted_name(node)
    if not dotted or _is_local(p, dotted.partition(".")[0]):
        return ""
    return p.lookup(MODEL_NAMES, dotted)


def _is_local(p: UnitPass, name: str) -> bool:
    return any(
        name in scope_of(p, holder)
        for holder in p.ancestors
        if isinstance(holder, cst.FunctionDef | cst.Lambda | cst.BaseComp)
    )


def model_of(p: UnitPass, receiver: cst.BaseExpression) -> str:
    """The model that an object is an instance of, as ``MODEL_NAMES`` has it; ``""`` if unproven.

    ``receiver`` must be the node the walk stands on, or lie below it without a scope between.
    """
    if isinstance(receiver, cst.Call):
        return _made_by(p, receiver)
    if not isinstance(receiver, cst.Name):
        return ""
    name = receiver.value
    for holder in reversed(p.ancestors):
        if not isinstance(holder, cst.FunctionDef | cst.Lambda | cst.BaseComp):
            continue
        bindings = scope_of(p, holder).get(name, ())
        if not bindings:
            continue
        if len(bindings) != 1:
            return ""
        if isinstance(holder, cst.BaseComp):
            return _of_loop(p, name, holder.for_in)
        if not isinstance(holder, cst.FunctionDef):
            return ""
        if bindings[0].kind is BindingKind.PARAMETER:
            return _of_parameter(p, holder, name)
        return _of_variable(p, holder, name)
    return ""


def _made_by(p: UnitPass, call: cst.Call) -> str:
    func = call.func
    if isinstance(func, cst.Attribute) and func.attr.value in MAKERS:
        return model_named(p, func.value)
    return model_named(p, func)


def _of_parameter(p: UnitPass, function: cst.FunctionDef, name: str) -> str:
    for param in parameters_of(function):
        if param.name.value == name and param.annotation is not None:
            return _of_annotation(p, param.annotation.annotation)
    is_method = function is p.view.node and p.class_path and first_parameter(function) == name
    if not is_method or {"classmethod", "staticmethod"} & set(decorator_names(function)):
        return ""
    path = ".".join(p.class_path)
    return path if p.lookup(MODELS, path) and p.lookup(MODEL_NAMES, path) else ""


def _of_annotation(p: UnitPass, annotation: cst.BaseExpression) -> str:
    written = written_type(annotation)
    if not written or _is_local(p, written.partition(".")[0]):
        return ""
    return p.lookup(MODEL_NAMES, written)


def _of_variable(p: UnitPass, function: cst.FunctionDef, name: str) -> str:
    for node in descendants(function.body):
        if isinstance(node, cst.For) and dotted_name(node.target) == name:
            return _of_elements(p, node.iter)
        if isinstance(node, cst.AnnAssign) and dotted_name(node.target) == name:
            return _of_annotation(p, node.annotation.annotation)
        if isinstance(node, cst.Assign) and dotted_name(node.targets[0].target) == name:
            return _made_by(p, node.value) if isinstance(node.value, cst.Call) else ""
    return ""


def _of_loop(p: UnitPass, name: str, loop: cst.CompFor | None) -> str:
    while loop is not None:
        if dotted_name(loop.target) == name:
            return _of_elements(p, loop.iter)
        loop = loop.inner_for_in
    return ""


def _of_elements(p: UnitPass, iterable: cst.BaseExpression) -> str:
    """The model that the elements of a parameter are, ``rows: list[Row]``."""
    if not isinstance(iterable, cst.Name):
        return ""
    for annotation in _annotations(p, iterable.value):
        if not isinstance(annotation, cst.Subscript) or len(annotation.slice) != 1:
            return ""
        index = annotation.slice[0].slice
        if dotted_name(annotation.value).rpartition(".")[2] in _MANY and isinstance(
            index, cst.Index
        ):
            return _of_annotation(p, index.value)
    return ""


def _annotations(p: UnitPass, name: str) -> Iterator[cst.BaseExpression]:
    for holder in reversed(p.ancestors):
        if isinstance(holder, cst.FunctionDef) and name in scope_of(p, holder):
            if len(scope_of(p, holder)[name]) == 1:
                for param in parameters_of(holder):
                    if param.name.value == name and param.annotation is not None:
                        yield param.annotation.annotation
            return

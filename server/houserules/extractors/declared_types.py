"""What annotations say of parameters and attributes: the qualified name of the type behind them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

import libcst as cst

from houserules.analysis.binding_names import BindingKind, bindings_in
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, fact, in_module
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES, local_class
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    MODULE_CLASSES,
    SYMBOLS,
    absolute_name,
)
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.scopes import scope_of

_MOST_STEPS = 8
_WRAPPERS = frozenset({"Annotated", "Optional", "Final", "ClassVar"})


def written_type(annotation: cst.CSTNode) -> str:
    """The dotted name of the type in an annotation, ``""`` for anything else.

    ``Annotated``, ``Optional``, ``| None`` and quotes are taken off.
    """
    if isinstance(annotation, cst.Subscript):
        if dotted_name(annotation.value).rpartition(".")[2] not in _WRAPPERS:
            return ""
        index = annotation.slice[0].slice
        return written_type(index.value) if isinstance(index, cst.Index) else ""
    if isinstance(annotation, cst.BinaryOperation) and isinstance(annotation.operator, cst.BitOr):
        sides = [annotation.left, annotation.right]
        kept = [s for s in sides if not (isinstance(s, cst.Name) and s.value == "None")]
        return written_type(kept[0]) if len(kept) == 1 else ""
    if isinstance(annotation, cst.SimpleString):
        kept_words = [w.strip() for w in annotation.raw_value.split("|") if w.strip() != "None"]
        text = kept_words[0] if len(kept_words) == 1 else ""
        return text if all(part.isidentifier() for part in text.split(".")) else ""
    return dotted_name(annotation)


def parameters_of(function: cst.FunctionDef) -> Iterator[cst.Param]:
    """The parameters that are passed one by one."""
    params = function.params
    yield from (*params.posonly_params, *params.params, *params.kwonly_params)


def first_parameter(function: cst.FunctionDef) -> str:
    """The name of the first parameter, ``self`` of a method; ``""`` where there is none."""
    positional = (*function.params.posonly_params, *function.params.params)
    return positional[0].name.value if positional else ""


def _aliases(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if view.unit.depth:
        return
    statement = first_statement(view.node)
    name, value = "", None
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        name, value = dotted_name(statement.targets[0].target), statement.value
    elif isinstance(statement, cst.AnnAssign):
        name, value = dotted_name(statement.target), statement.value
    elif isinstance(statement, cst.TypeAlias):
        name, value = statement.name.value, statement.value
    if name.isidentifier() and isinstance(value, cst.Subscript | cst.Name | cst.Attribute):
        written = written_type(value)
        if written:
            yield name, written


TYPE_ALIASES = fact("type-aliases", _aliases, str)
"""Module-level name → the dotted names of what is assigned to it, as far as they could be types."""
_ALIASES_OF_MODULE = in_module(TYPE_ALIASES)


def _attributes(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if not view.class_path:
        return
    path = ".".join(view.class_path)
    statement = first_statement(view.node)
    if isinstance(statement, cst.AnnAssign) and isinstance(statement.target, cst.Name):
        yield f"{path}.{statement.target.value}", written_type(statement.annotation.annotation)
    elif isinstance(view.node, cst.FunctionDef):
        for name, written in _assigned_to_self(view.node):
            yield f"{path}.{name}", written


def _assigned_to_self(method: cst.FunctionDef) -> Iterator[tuple[str, str]]:
    receiver = first_parameter(method)
    types = {
        p.name.value: written_type(p.annotation.annotation) if p.annotation else ""
        for p in parameters_of(method)
    }
    rebound = {b.name for b in bindings_in(method.body.body)}
    for node in descendants(method.body):
        if isinstance(node, cst.Assign):
            targets, written = [t.target for t in node.targets], ""
            if isinstance(node.value, cst.Name) and node.value.value not in rebound:
                written = types.get(node.value.value, "")
        elif isinstance(node, cst.AnnAssign):
            targets, written = [node.target], written_type(node.annotation.annotation)
        else:
            continue
        for target in targets:
            if isinstance(target, cst.Attribute) and dotted_name(target.value) == receiver:
                yield target.attr.value, written


ATTRIBUTE_TYPES = fact("attribute-types", _attributes, str)
"""``Class.attribute`` → the dotted names of its types, one for each place that gives it a value or
an annotation; ``""`` where that place shows none."""
ATTRIBUTE_TYPES_OF_MODULE = in_module(ATTRIBUTE_TYPES)


def _meant(reader: Reader, dotted: str) -> str:
    for _ in range(_MOST_STEPS):
        names = module_qualified_names(reader, dotted)
        if names:
            return _imported(reader, names[0]) if len(names) == 1 else ""
        aliases = reader.lookup(TYPE_ALIASES, dotted)
        bindings = reader.lookup(BINDINGS, dotted)
        if len(aliases) != 1 or len(bindings) != 1:
            return ""
        dotted = aliases[0]
    return ""


def _imported(reader: Reader, target: str) -> str:
    own = reader.module
    name = absolute_name(own.name, target, is_package=own.is_package)
    # Other files are asked only about what can be theirs.
    is_local = target.startswith(".") or name.partition(".")[0] in own.local_packages
    return _behind_alias(reader, name) if is_local else name


def _behind_alias(reader: Reader, name: str) -> str:
    """What a name of the project stands for, aliases of types in other files followed."""
    for _ in range(_MOST_STEPS):
        symbol = reader.lookup(SYMBOLS, name)
        if symbol is None:
            return name
        aliases = reader.lookup(_ALIASES_OF_MODULE, (symbol.module, symbol.path)) or ()
        if not aliases:
            return symbol.qualified_name
        if len(aliases) != 1:
            return ""
        found = _in_other_module(reader, symbol.module, aliases[0])
        if not found:
            return ""
        name = found
    return ""


def _in_other_module(reader: Reader, module: str, dotted: str) -> str:
    """The absolute name of what a dotted name means at the top of another file."""
    root, dot, rest = dotted.partition(".")
    bindings = reader.lookup(MODULE_BINDINGS, (module, root)) or ()
    found = {(b.kind, b.target) for b in bindings}
    if len(found) != 1:
        return ""
    kind, target = found.pop()
    if kind is not BindingKind.IMPORT:
        return f"{module}.{dotted}"
    known = reader.lookup(PROJECT_MODULES, module)
    target = absolute_name(module, target, is_package=known is not None and known.is_package)
    return target + dot + rest if target else ""


_MEANING_READS = (
    BINDINGS,
    TYPE_ALIASES,
    SYMBOLS,
    _ALIASES_OF_MODULE,
    MODULE_BINDINGS,
    PROJECT_MODULES,
)
MEANT_TYPES = derived("meant-types", _meant, _MEANING_READS)
"""Dotted name at module level → the absolute qualified name of the type it stands for, aliases of
this file and others followed; ``""`` where not proven."""


def _attribute(reader: Reader, key: tuple[str, str]) -> str:
    path, name = key
    waiting, seen = [path], set[str]()
    while waiting and len(seen) < _MOST_STEPS:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        written = reader.lookup(ATTRIBUTE_TYPES, f"{current}.{name}")
        if written:
            return _only(reader.lookup(MEANT_TYPES, w) if w else "" for w in written)
        for definition in reader.lookup(CLASSES, current):
            for base in definition.bases:
                local = local_class(reader, base, current) if base else None
                if local is not None:
                    waiting.append(local)
                elif base:
                    meant = reader.lookup(MEANT_TYPES, base)
                    found = _inherited(reader, meant, name) if meant else ""
                    if found:
                        return found
    return ""


def _inherited(reader: Reader, qualified: str, name: str) -> str:
    """The type of an attribute of a class in another file, or of what that derives from."""
    waiting, seen = [qualified], set[str]()
    while waiting and len(seen) < _MOST_STEPS:
        current = waiting.pop(0)
        is_local = current.partition(".")[0] in reader.module.local_packages
        symbol = reader.lookup(SYMBOLS, current) if is_local and current not in seen else None
        seen.add(current)
        if symbol is None:
            continue
        attribute = (symbol.module, f"{symbol.path}.{name}")
        written = reader.lookup(ATTRIBUTE_TYPES_OF_MODULE, attribute)
        if written:
            return _only(
                _behind_alias(reader, _in_other_module(reader, symbol.module, w)) if w else ""
                for w in written
            )
        for definition in reader.lookup(MODULE_CLASSES, (symbol.module, symbol.path)) or ():
            bases = (_in_other_module(reader, symbol.module, b) for b in definition.bases if b)
            waiting.extend(base for base in bases if base)
    return ""


def _only(meanings: Iterable[str]) -> str:
    """The one meaning that all places agree on."""
    found = set(meanings)
    return found.pop() if len(found) == 1 else ""


ATTRIBUTE_MEANINGS = derived(
    "attribute-meanings",
    _attribute,
    (
        *_MEANING_READS,
        ATTRIBUTE_TYPES,
        MEANT_TYPES,
        CLASSES,
        ATTRIBUTE_TYPES_OF_MODULE,
        MODULE_CLASSES,
    ),
    on_cycle="",
)
"""``(class path, attribute)`` → the absolute qualified name of the type of ``self.attribute``, also
where a base class in another file gives it; ``""`` where not proven."""

DECLARED_READS = (BINDINGS, MEANT_TYPES, ATTRIBUTE_MEANINGS)
"""What a rule that asks ``declared_type`` must require."""


def declared_type(unit_pass: UnitPass, expression: cst.CSTNode) -> str:
    """The absolute qualified name of the type that an annotation gives a name or ``self.name``.

    ``expression`` must be the node the walk stands on, or lie below it without a scope between.
    ``""`` where not proven.
    """
    if isinstance(expression, cst.Name):
        return _of_parameter(unit_pass, expression)
    if isinstance(expression, cst.Attribute) and isinstance(expression.value, cst.Name):
        method = next((a for a in unit_pass.ancestors if isinstance(a, cst.FunctionDef)), None)
        if method is None or not unit_pass.class_path:
            return ""
        receiver = expression.value.value
        if first_parameter(method) == receiver and len(scope_of(unit_pass, method)[receiver]) == 1:
            key = (".".join(unit_pass.class_path), expression.attr.value)
            return unit_pass.lookup(ATTRIBUTE_MEANINGS, key)
    return ""


def _of_parameter(unit_pass: UnitPass, name: cst.Name) -> str:
    for holder in reversed(unit_pass.ancestors):
        if not isinstance(holder, cst.FunctionDef):
            continue
        bindings = scope_of(unit_pass, holder).get(name.value, ())
        if not bindings:
            continue
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.PARAMETER:
            return ""
        for param in parameters_of(holder):
            if param.name.value == name.value and param.annotation is not None:
                written = written_type(param.annotation.annotation)
                return unit_pass.lookup(MEANT_TYPES, written) if written else ""
        return ""
    return ""

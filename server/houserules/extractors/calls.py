"""Who calls the functions and methods of the project, as far as names and annotations show."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import bindings_in
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.aliased_imports import ALIAS_READS, names_in_project
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.declared_types import (
    ATTRIBUTE_TYPES_OF_MODULE,
    parameters_of,
    written_type,
)
from houserules.extractors.dependencies import absolute_use
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    PROJECT_ANCESTRY,
    SYMBOLS,
    Symbol,
    module_and_rest,
)

_OF_LIBRARIES = frozenset({"asyncio", "json", "log", "logger", "logging", "os", "re", "sys"})
_SELF = ("self", "cls")


@dataclass(frozen=True, slots=True)
class Call:
    """A call, somewhere in a function or at module level.

    Attributes:
        callee: What is called, a dotted name; ``.create`` where it begins with another call.
        caller: The function that calls, ``Class.method`` for methods; ``""`` at module level.
        receiver: What made the object that the name begins with, or its type; ``""`` where
            nothing says it.
        imported: Whether the name is the target of an import inside the function.
    """

    callee: str
    caller: str = ""
    receiver: str = ""
    imported: bool = False


def _calls(view: UnitView) -> Iterator[tuple[Hashable, Call]]:
    if view.node is None or "(" not in view.unit.text:
        return
    caller = ""
    if isinstance(view.node, cst.FunctionDef):
        caller = ".".join((*view.class_path, view.node.name.value))
    made: dict[str, str] = {}
    calls: list[cst.Call] = []
    imports: dict[str, str] = {}
    for node in descendants(view.node):
        kind = node.__class__
        if kind is cst.Call:
            calls.append(node)  # pyright: ignore[reportArgumentType] - the walk yields nodes of this type
        elif kind in _MAKING:
            for name, maker in _made(node):
                made[name] = maker if made.get(name, maker) == maker else "?"
        elif kind in _IMPORTING and caller:
            imports.update((b.name, b.target) for b in bindings_in((_line(node),)))
    seen: set[Call] = set()
    for node in calls:
        call = _call(node, caller, made, imports)
        if call is not None and call not in seen:
            seen.add(call)
            yield call.callee.rpartition(".")[2], call


_MAKING = (cst.FunctionDef, cst.Assign, cst.AnnAssign, cst.WithItem)
_IMPORTING = (cst.Import, cst.ImportFrom)


def _line(node: cst.CSTNode) -> cst.SimpleStatementLine:
    assert isinstance(node, cst.BaseSmallStatement)
    return cst.SimpleStatementLine([node])


def _made(node: cst.CSTNode) -> Iterator[tuple[str, str]]:
    """Names with the callee that made them, or the type that an annotation gives them."""
    if isinstance(node, cst.FunctionDef):
        for param in parameters_of(node):
            if param.annotation is not None:
                yield param.name.value, written_type(param.annotation.annotation)
    elif isinstance(node, cst.Assign):
        for target in node.targets:
            if isinstance(target.target, cst.Name):
                yield target.target.value, _maker(node.value)
    elif isinstance(node, cst.AnnAssign):
        if isinstance(node.target, cst.Name):
            yield node.target.value, written_type(node.annotation.annotation)
    elif isinstance(node, cst.WithItem):
        target = node.asname.name if node.asname is not None else None
        if isinstance(target, cst.Name):
            yield target.value, _maker(node.item)


def _maker(value: cst.BaseExpression) -> str:
    return dotted_name(value.func) if isinstance(value, cst.Call) else ""


def _call(
    node: cst.Call, caller: str, made: dict[str, str], imports: dict[str, str]
) -> Call | None:
    callee, func = dotted_name(node.func), node.func
    if not callee:
        maker = _maker(func.value) if isinstance(func, cst.Attribute) else ""
        # A class is called like one; what other calls return, nothing says.
        if not isinstance(func, cst.Attribute) or not maker.rpartition(".")[2][:1].isupper():
            return None
        return Call(f".{func.attr.value}", caller, maker)
    root, dot, rest = callee.partition(".")
    name = callee.rpartition(".")[2]
    if name[:1].isupper() or root in _OF_LIBRARIES or (not dot and root in BUILTINS):
        return None
    if root in imports:
        return Call(imports[root] + dot + rest, caller, imported=True)
    if not dot and root in made:
        return None
    return Call(callee, caller, made.get(root, "") if dot else "")


CALLS = fact("calls", _calls, Call)
"""Last segment of a name → the calls of what is called that."""
_EVERY_CALL = everywhere(CALLS)


def _callers(reader: Reader, key: tuple[str, str]) -> tuple[str, ...]:
    wanted = Symbol(*key)
    owner, _, name = wanted.path.rpartition(".")
    names = (name,) if owner else names_in_project(reader, wanted)
    found: dict[str, None] = {}
    for last in names:
        for module, call in reader.lookup(_EVERY_CALL, last):
            if _is_of(reader, module, call, wanted, owner):
                found[f"{module}.{call.caller}" if call.caller else module] = None
    return tuple(sorted(found))


def _is_of(reader: Reader, module: str, call: Call, wanted: Symbol, owner: str) -> bool:
    absolute = absolute_use(reader, module, call.callee, call.imported)
    if call.callee[:1] != "." and reader.lookup(SYMBOLS, absolute) == wanted:
        return True
    if not owner:
        return False
    made = _class_behind(reader, module, call)
    if made:
        return _derives(reader, made, f"{wanted.module}.{owner}")
    # Of an object that nothing describes, the module that knows the class may mean it.
    return made == "" and _knows(reader, module, Symbol(wanted.module, owner), call)


def _class_behind(reader: Reader, module: str, call: Call) -> str | None:
    """The absolute name of the class of what a method is called on.

    ``""`` where nothing says it, ``None`` where it is no single object of a class.
    """
    if call.receiver:
        return None if call.receiver == "?" else f"{module}.{call.receiver}"
    parts = call.callee.split(".")
    around = call.caller.rpartition(".")[0]
    if parts[0] in _SELF and around:
        if len(parts) == 2:
            return f"{module}.{around}"
        if len(parts) != 3:
            return None
        written = reader.lookup(ATTRIBUTE_TYPES_OF_MODULE, (module, f"{around}.{parts[1]}")) or ()
        types = set(written) - {""}
        return f"{module}.{types.pop()}" if len(types) == 1 else "" if not types else None
    return "" if len(parts) == 2 else None


def _derives(reader: Reader, name: str, owner: str) -> bool:
    """Whether a class is another one or derives from it, re-exports followed."""
    for ancestor in reader.lookup(PROJECT_ANCESTRY, name):
        symbol = reader.lookup(SYMBOLS, ancestor)
        if ancestor == owner or (symbol is not None and symbol.qualified_name == owner):
            return True
    return False


def _knows(reader: Reader, module: str, owner: Symbol, call: Call) -> bool:
    """Whether a module imports a class, or an object from the module that defines it."""
    root = call.callee.partition(".")[0]
    if root not in _SELF:
        bindings = reader.lookup(MODULE_BINDINGS, (module, root)) or ()
        symbol = reader.lookup(SYMBOLS, f"{module}.{root}") if bindings else None
        if bindings:
            return symbol is not None and symbol.module == owner.module and bool(symbol.path)
    return any(
        reader.lookup(SYMBOLS, f"{module}.{name}") == owner
        for name in names_in_project(reader, owner)
    )


CALLERS = derived(
    "callers",
    _callers,
    (
        _EVERY_CALL,
        ATTRIBUTE_TYPES_OF_MODULE,
        MODULE_BINDINGS,
        PROJECT_ANCESTRY,
        PROJECT_MODULES,
        *ALIAS_READS,
    ),
)
"""``(module, path)`` of a function or method → the qualified names of who calls it, sorted; the
name of the module for calls at its top level."""


def _outside(reader: Reader, key: tuple[str, str]) -> tuple[str, ...]:
    module, path = key
    owner = path.rpartition(".")[0]
    within = f"{module}.{owner}." if owner else ""
    found: set[str] = set()
    waiting, seen = [path], set[str]()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for caller in reader.lookup(CALLERS, (module, current)):
            if within and caller.startswith(within):
                waiting.append(caller.removeprefix(f"{module}."))
            elif not _is_test(reader, caller):
                found.add(caller)
    return tuple(sorted(found))


def _is_test(reader: Reader, caller: str) -> bool:
    found = module_and_rest(reader, caller)
    return found is not None and found[0].role in (Role.TEST, Role.CONFTEST)


OUTSIDE_CALLERS = derived("outside-callers", _outside, (CALLERS, PROJECT_MODULES))
"""As ``CALLERS``, but tests left out, and for a method the callers of the methods of its class
that call it in the place of these."""


def callers_of(unit_pass: UnitPass, path: str, *, all_of_them: bool = False) -> tuple[str, ...]:
    """``OUTSIDE_CALLERS`` of a function of the own module, or ``CALLERS``.

    ``()`` while they are not known. The rule must require ``CALLER_READS``.
    """
    own = unit_pass.lookup_if_ready(PROJECT_MODULES, unit_pass.module.name)
    if own is None:
        return ()
    asked = CALLERS if all_of_them else OUTSIDE_CALLERS
    return unit_pass.lookup_if_ready(asked, (own.name, path)) or ()


CALLER_READS = (CALLERS, OUTSIDE_CALLERS, PROJECT_MODULES)
"""What a rule that asks ``callers_of`` must require."""


def listed(callers: tuple[str, ...], most: int = 3) -> str:
    """Callers in words: ``app.a.f, app.b.g and 2 more``; ``""`` for none."""
    shown = ", ".join(f"`{name}`" for name in callers[:most])
    left = len(callers) - most
    return f"{shown} and {left} more" if left > 0 else shown

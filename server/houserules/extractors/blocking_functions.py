"""Plain functions of the project that send a request and wait for the answer."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, fact, in_module
from houserules.analysis.structure import UnitView, dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.blocking_calls import coroutine_around
from houserules.extractors.blocking_io import HTTP_CALLS
from houserules.extractors.project_symbols import MODULE_BINDINGS, SYMBOLS, absolute_name
from houserules.extractors.qualified_names import module_qualified_names, qualified_names
from houserules.extractors.returned_types import meaning_in
from houserules.extractors.scoped_walk import outer_name, scoped_walk
from houserules.extractors.scopes import scopes_around

_WORDS = ("requests.", "httpx.", "urlopen(")
_LAST = frozenset(name.rpartition(".")[2] for name in HTTP_CALLS)


def _requests(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    node = view.node
    if view.unit.depth or not isinstance(node, cst.FunctionDef) or node.asynchronous:
        return
    text = view.unit.text
    if node.decorators or not any(word in text for word in _WORDS):
        return
    for inner, known in scoped_walk(node.body):
        if not isinstance(inner, cst.Call):
            continue
        written = dotted_name(inner.func)
        if written.rpartition(".")[2] not in _LAST:
            continue
        meant = outer_name(written, known)
        if meant is not None and not meant[1]:
            yield node.name.value, meant[0]


REQUESTS = fact("requests", _requests, str)
"""Top-level plain function → the dotted names of what may be requests in it."""
_REQUESTS_OF_MODULE = in_module(REQUESTS)

FUNCTION_READS = (REQUESTS, _REQUESTS_OF_MODULE, SYMBOLS, MODULE_BINDINGS, PROJECT_MODULES)
"""What a rule that asks ``requests_within`` must require, beside ``BINDINGS``."""


def requests_within(unit: UnitPass, call: cst.Call) -> str:
    """What a plain function of the project sends a request with, where a coroutine calls it.

    ``""`` for other calls. ``call`` must be the node the walk stands on.
    """
    if not any(isinstance(a, cst.FunctionDef) and a.asynchronous for a in unit.ancestors):
        return ""
    dotted = dotted_name(call.func)
    names = qualified_names(unit, call.func) if dotted else ()
    found = _of_import(unit, names) if names else _of_own(unit, call, dotted)
    return found if found and coroutine_around(unit, call) is not None else ""


def _of_import(unit: UnitPass, names: tuple[str, ...]) -> str:
    own = unit.module
    absolute = absolute_name(own.name, names[0], is_package=own.is_package)
    if len(names) != 1 or absolute.partition(".")[0] not in own.local_packages:
        return ""
    symbol = unit.lookup(SYMBOLS, absolute)
    if symbol is None or not symbol.path:
        return ""
    for written in unit.lookup(_REQUESTS_OF_MODULE, (symbol.module, symbol.path)) or ():
        root, dot, rest = written.partition(".")
        meant = f"{meaning_in(unit, symbol.module, root)}{dot}{rest}"
        if meant in HTTP_CALLS:
            return meant
    return ""


def _of_own(unit: UnitPass, call: cst.Call, dotted: str) -> str:
    found = unit.lookup(REQUESTS, dotted) if dotted.isidentifier() else ()
    if not found or any(dotted in scope for scope in scopes_around(unit, call)):
        return ""
    kinds = [b.kind for b in unit.lookup(BINDINGS, dotted)]
    if kinds != [BindingKind.FUNCTION]:
        return ""
    for written in found:
        names = module_qualified_names(unit, written)
        if len(names) == 1 and names[0] in HTTP_CALLS:
            return names[0]
    return ""

"""What the files of a project say that their application has: paths, headers, middleware."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import Reader
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants, own_nodes
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.project_symbols import EVERY_BINDING
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.router_objects import APPLICATION_TYPES
from houserules.extractors.strings import literal_string

PATH = "path"
REQUEST_ID = "request-id"
LIMIT_HANDLER = "limit-handler"
LIMIT_STATE = "limit-state"
_IMPORTED = "imported"
_PATH = re.compile(r"/[\w./{}-]{1,60}")
_REQUEST_ID = re.compile(r"x-(?:request|correlation|trace)-id", re.IGNORECASE)
_OUTSIDE = frozenset({Role.TEST, Role.CONFTEST, Role.SCRIPT, Role.MIGRATION})


def _features(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    text = view.unit.text
    if view.node is None:
        return
    if "RateLimitExceeded" in text and ("exception_handler" in text):
        yield LIMIT_HANDLER, ""
    if "state.limiter" in text:
        yield LIMIT_STATE, ""
    if isinstance(view.node, cst.FunctionDef) and "import " in text:
        yield from ((_IMPORTED, name) for name in _imported_inside(view.node))
    if '"/' not in text and "'/" not in text and not _REQUEST_ID.search(text):
        return
    for node in descendants(view.node):
        if not isinstance(node, cst.SimpleString):
            continue
        value = literal_string(node) or ""
        if _PATH.fullmatch(value):
            yield PATH, value
        elif _REQUEST_ID.search(value):
            yield REQUEST_ID, ""


def _imported_inside(function: cst.FunctionDef) -> Iterator[str]:
    for node in descendants(function):
        if isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            yield from (dotted_name(alias.name) for alias in node.names)
        elif isinstance(node, cst.Import):
            yield from (dotted_name(alias.name).partition(".")[0] for alias in node.names)


FEATURES = fact("application-features", _features, str)
"""``PATH`` → strings that look like paths of URLs; ``REQUEST_ID`` → that the header of one is
named; ``LIMIT_HANDLER``, ``LIMIT_STATE`` → that a rate limiter is wired."""
_EVERY_FEATURE = everywhere(FEATURES)

FEATURE_READS = (BINDINGS, _EVERY_FEATURE, EVERY_BINDING, PROJECT_MODULES)
"""What a rule that asks about an application must require."""


def makes_application(unit: UnitPass, call: cst.Call) -> bool:
    """Whether a call makes the application that a project serves; those of tests do not count.

    ``call`` must be the node the walk stands on. In functions only what they return counts.
    """
    if unit.module.role in _OUTSIDE or not resolves_to(unit, call.func, APPLICATION_TYPES):
        return False
    functions = [a for a in unit.ancestors if isinstance(a, cst.FunctionDef)]
    if not functions:
        return True
    return len(functions) == 1 and any(
        isinstance(node, cst.Return) and node.value is not None for node in own_nodes(functions[0])
    )


def values_of(reader: Reader, feature: str) -> frozenset[str]:
    """What the files of a project say of a feature, tests left out."""
    return frozenset(
        value
        for module, value in reader.lookup(_EVERY_FEATURE, feature)
        if not _is_test(reader, module)
    )


def is_imported(reader: Reader, name: str) -> bool:
    """Whether a file of the project that is no test imports a name, at its top or in a function."""
    at_top = any(
        binding.target and not _is_test(reader, module)
        for module, binding in reader.lookup(EVERY_BINDING, name)
    )
    return at_top or name in values_of(reader, _IMPORTED)


def _is_test(reader: Reader, module: str) -> bool:
    known = reader.lookup(PROJECT_MODULES, module)
    return known is None or known.role in (Role.TEST, Role.CONFTEST)

"""Which exception classes of a project say with which HTTP status they leave it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from types import MappingProxyType

import libcst as cst

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, fact, in_module
from houserules.analysis.structure import UnitView, first_statement, target_names
from houserules.analysis.walk import descendants
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.exception_classes import ERROR_READS, is_below
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    MODULE_CLASSES,
    SYMBOLS,
    Symbol,
    base_name,
)

STATUS = "status_code"
TABLE: Mapping[str, int] = MappingProxyType(
    {
        "NotFound": 404,
        "Authentication": 401,
        "Unauthorized": 401,
        "InvalidCredentials": 401,
        "Forbidden": 403,
        "Permission": 403,
        "Conflict": 409,
        "AlreadyExists": 409,
        "Duplicate": 409,
        "Validation": 422,
        "ExternalService": 422,
        "RateLimit": 429,
        "TooMany": 429,
        "Unavailable": 503,
        "Timeout": 504,
    }
)
"""Words in names of classes, and the statuses that go with them."""
_MOST_STEPS = 8


def status_value(statement: cst.CSTNode | None) -> tuple[bool, cst.BaseExpression | None]:
    """Whether a statement of a class body gives the status, and what it gives."""
    only = first_statement(statement)
    if isinstance(only, cst.Assign):
        if any(STATUS in target_names(t.target) for t in only.targets):
            return True, only.value
    elif isinstance(only, cst.AnnAssign) and STATUS in target_names(only.target):
        return only.value is not None, only.value
    return False, None


def _statuses(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if not view.class_path or STATUS not in view.unit.text:
        return
    path = ".".join(view.class_path)
    if status_value(view.node)[0] or (
        isinstance(view.node, cst.FunctionDef) and _sets_status(view.node)
    ):
        yield path, True


def _sets_status(function: cst.FunctionDef) -> bool:
    """``self.status_code = ...``, a parameter or keyword of that name, or a property."""
    if function.name.value == STATUS:
        return True
    return any(
        (isinstance(n, cst.Attribute) and n.attr.value == STATUS)
        or (isinstance(n, cst.Arg) and n.keyword is not None and n.keyword.value == STATUS)
        or (isinstance(n, cst.Param) and n.name.value == STATUS)
        for n in descendants(function)
    )


STATUSES = fact("error-statuses", _statuses, bool)
"""Class path → that its body, or one of its methods, gives it a status."""
_OF_MODULE = in_module(STATUSES)


def _has_status(reader: Reader, key: tuple[str, str]) -> bool:
    """Whether a class, or what it derives from below a base of that name, gives a status."""
    qualified, base = key
    waiting, seen = [reader.lookup(SYMBOLS, qualified)], set[Symbol]()
    while waiting and len(seen) < _MOST_STEPS:
        symbol = waiting.pop()
        if symbol is None:
            # What is not known may give one.
            return True
        if symbol in seen or symbol.path.rpartition(".")[2] == base:
            continue
        seen.add(symbol)
        if reader.lookup(_OF_MODULE, (symbol.module, symbol.path)):
            return True
        for definition in reader.lookup(MODULE_CLASSES, (symbol.module, symbol.path)) or ():
            for written in definition.bases:
                meant = base_name(reader, symbol, written)
                if meant.rpartition(".")[2] != base and not meant.startswith("builtins."):
                    waiting.append(reader.lookup(SYMBOLS, meant) if meant else None)
    return False


HAS_STATUS = derived(
    "has-status",
    _has_status,
    (_OF_MODULE, SYMBOLS, MODULE_CLASSES, MODULE_BINDINGS, PROJECT_MODULES),
)
"""``(absolute name, base)`` → whether a class gives a status itself, or inherits one from below
the base of that name; also where that is not certain."""

STATUS_READS = (*ERROR_READS, STATUSES, HAS_STATUS)
"""What a rule that asks ``lacks_status`` must require."""


def lacks_status(unit: UnitPass, node: cst.ClassDef, base: str) -> bool:
    """Whether a class at the top of the module derives from a base and has no status of its own.

    A base of others, by its name, has none. The own file is asked first.
    """
    name = node.name.value
    if unit.class_path or "Base" in name or name == base or not is_below(unit, name, base):
        return False
    if unit.lookup(STATUSES, name):
        return False
    bases = [written for d in unit.lookup(CLASSES, name) for written in d.bases]
    if all(written.rpartition(".")[2] == base for written in bases):
        return True
    return not unit.lookup(HAS_STATUS, (f"{unit.module.name}.{name}", base))


def status_for(name: str, table: Mapping[str, int] = TABLE) -> int | None:
    """The status that goes with the name of a class; ``None`` where the words disagree."""
    found = {status for word, status in table.items() if word in name}
    return found.pop() if len(found) == 1 else None

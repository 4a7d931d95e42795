"""Which calls build a service of the project."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.extractors.declared_routes import outer_names
from houserules.extractors.project_symbols import MODULE_CLASSES, SYMBOLS, absolute_name

SERVICE_READS = (SYMBOLS, MODULE_CLASSES, PROJECT_MODULES)
"""What a rule that asks ``built_service`` must require, beside ``BINDINGS``."""


def built_service(unit: UnitPass, function: cst.FunctionDef, call: cst.Call) -> str:
    """The name of the service class of the project that a call makes an instance of; ``""``."""
    names = outer_names(unit, function, call.func)
    if len(names) != 1:
        return ""
    module = unit.module
    absolute = absolute_name(module.name, names[0], is_package=module.is_package)
    symbol = unit.lookup(SYMBOLS, absolute) if absolute else None
    if symbol is None or not unit.lookup(MODULE_CLASSES, (symbol.module, symbol.path)):
        return ""
    name = symbol.path.rpartition(".")[2]
    known = unit.lookup(PROJECT_MODULES, symbol.module)
    roles = (Role.SERVICE, Role.OTHER)
    is_service = name.endswith("Service") and known is not None and known.role in roles
    return name if is_service else ""

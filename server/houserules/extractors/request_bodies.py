"""Which parameters of a route are read from the body of the request, and as what."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.declared_routes import outer_names
from houserules.extractors.models import MODELS
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, absolute_name
from houserules.extractors.scopes import scope_of

_MODEL_ROOTS = frozenset({"pydantic.BaseModel", "pydantic.RootModel", "sqlmodel.SQLModel"})
BODY_READS = (BINDINGS, MODELS, PROJECT_ANCESTRY)
"""What a rule that asks ``is_model`` must require."""


def is_model(unit: UnitPass, function: cst.FunctionDef, node: cst.CSTNode) -> bool:
    """Whether a name is proven to be a pydantic model, of this file or another one."""
    dotted = dotted_name(node)
    if not dotted or dotted.partition(".")[0] in scope_of(unit, function):
        return False
    names = outer_names(unit, function, node)
    if names:
        module = unit.module
        absolute = absolute_name(module.name, names[0], is_package=module.is_package)
        return bool(unit.lookup(PROJECT_ANCESTRY, absolute) & _MODEL_ROOTS) if absolute else False
    bindings = unit.lookup(BINDINGS, dotted)
    is_class = len(bindings) == 1 and bindings[0].kind is BindingKind.CLASS
    return is_class and unit.lookup(MODELS, dotted) is not None

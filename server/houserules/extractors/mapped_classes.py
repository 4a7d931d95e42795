"""Which names stand for classes that SQLAlchemy maps to tables."""

from __future__ import annotations

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.passes import UnitPass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.declared_types import MEANT_TYPES
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.project_symbols import PROJECT_ANCESTRY

_DECLARATIVE = frozenset(
    {
        "sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta",
        "sqlalchemy.orm.decl_api.DeclarativeBase",
    }
)  # fmt: skip
_NO_MODEL = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel"})


def _is_mapped(reader: Reader, dotted: str) -> bool:
    bindings = reader.lookup(BINDINGS, dotted.partition(".")[0])
    if len(bindings) != 1:
        return False
    if bindings[0].kind is BindingKind.CLASS:
        ancestry = reader.lookup(FULL_ANCESTRY, dotted)
    elif bindings[0].kind is BindingKind.IMPORT:
        meant = reader.lookup(MEANT_TYPES, dotted)
        ancestry = reader.lookup(PROJECT_ANCESTRY, meant) if meant else frozenset[str]()
    else:
        return False
    return bool(ancestry & _DECLARATIVE) and not ancestry & _NO_MODEL


MAPPED_CLASSES = derived(
    "mapped-classes", _is_mapped, (BINDINGS, FULL_ANCESTRY, MEANT_TYPES, PROJECT_ANCESTRY)
)
"""Dotted name at module level → whether it is a declaratively mapped class."""
MAPPED_CLASS_READS = (MAPPED_CLASSES,)
"""What a rule that asks ``mapped_class`` must require."""


def mapped_class(p: UnitPass, written: str) -> bool:
    """Whether a dotted name, as annotations of the module write it, is a mapped class."""
    return p.lookup(MAPPED_CLASSES, written)

"""How many classes of the project stand above a class."""

from __future__ import annotations

from houserules.analysis.extractor import Reader
from houserules.extractors.project_symbols import (
    MODULE_CLASSES,
    PROJECT_ANCESTRY,
    SYMBOLS,
    base_name,
)

_MOST_LEVELS = 12
_EXEMPT = frozenset(
    {
        "pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.RootModel",
        "pydantic.v1.BaseModel", "pydantic_settings.BaseSettings", "pydantic.BaseSettings",
        "sqlmodel.SQLModel", "sqlalchemy.orm.DeclarativeBase",
        "sqlalchemy.orm.DeclarativeBaseNoMeta", "sqlalchemy.orm.declarative_base",
        "fastapi.HTTPException", "starlette.exceptions.HTTPException", "django.db.models.Model",
        "ast.NodeVisitor", "ast.NodeTransformer", "enum.Enum", "enum.StrEnum",
    }
)  # fmt: skip
_ERRORS = ("Error", "Exception", "Warning", "Exit", "Interrupt", "ExceptionGroup")
_UNCOUNTED = ("Mixin", "Protocol")


def is_exempt(names: frozenset[str]) -> bool:
    """Whether a library wants long lines of classes for one that derives from all of these."""
    if names & _EXEMPT:
        return True
    return any(name.startswith("builtins.") and name.endswith(_ERRORS) for name in names)


def depth_of(reader: Reader, qualified: str, levels: int = _MOST_LEVELS) -> int:
    """How many classes of the project stand above a class, at most twelve; -1 for none of it.

    The reader must require ``DEPTH_READS``.
    """
    symbol = reader.lookup(SYMBOLS, qualified)
    if symbol is None or levels == 0:
        return -1
    definitions = reader.lookup(MODULE_CLASSES, (symbol.module, symbol.path)) or ()
    if len(definitions) != 1:
        return -1
    depth = 0
    for base in definitions[0].bases:
        meant = base_name(reader, symbol, base)
        if meant and not base.endswith(_UNCOUNTED):
            depth = max(depth, 1 + depth_of(reader, meant, levels - 1))
    return depth


DEPTH_READS = (*PROJECT_ANCESTRY.requires, PROJECT_ANCESTRY)

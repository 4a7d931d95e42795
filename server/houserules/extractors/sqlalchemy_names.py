"""Where SQLAlchemy's own names come from: each is importable from several modules."""

from __future__ import annotations

_CORE = (
    "sqlalchemy",
    "sqlalchemy.sql",
    "sqlalchemy.sql.expression",
    "sqlalchemy.future",
    "sqlmodel",
)
_SCHEMA = ("sqlalchemy", "sqlalchemy.schema", "sqlalchemy.sql.schema", "sqlmodel")
_ORM = ("sqlalchemy.orm", "sqlmodel")
DIALECTS = ("postgresql", "sqlite", "mysql")


def _in(modules: tuple[str, ...], *names: str) -> frozenset[str]:
    return frozenset(f"{module}.{name}" for module in modules for name in names)


SELECT = _in(_CORE, "select")
WRITES = _in(_CORE, "insert", "update", "delete")
DIALECT_INSERT = frozenset(
    f"sqlalchemy.dialects.{dialect}{module}.insert"
    for dialect in DIALECTS
    for module in ("", ".dml")
)
UPSERT_INSERT = frozenset(n for n in DIALECT_INSERT if ".mysql" not in n)
"""The dialects that know ``on_conflict_do_update``."""
INSERT = _in(_CORE, "insert") | DIALECT_INSERT
COLUMN = _in(_SCHEMA, "Column")
FOREIGN_KEY = _in(_SCHEMA, "ForeignKey")
FOREIGN_KEYS = _in(_SCHEMA, "ForeignKey", "ForeignKeyConstraint")
MAPPED_COLUMN = _in(_ORM, "mapped_column")
RELATIONSHIP = _in(_ORM, "relationship")
MAPPED = frozenset(
    f"{module}.{name}"
    for module in ("sqlalchemy.orm", "sqlalchemy.orm.base")
    for name in ("Mapped", "DynamicMapped", "WriteOnlyMapped")
)
CREATE_ENGINE = frozenset(
    {"sqlalchemy.create_engine", "sqlalchemy.engine.create_engine", "sqlmodel.create_engine"}
)
CREATE_ASYNC_ENGINE = frozenset(
    f"sqlalchemy.ext.asyncio{module}.create_async_engine" for module in ("", ".engine")
)
INTEGRITY_ERROR = frozenset({"sqlalchemy.exc.IntegrityError"})

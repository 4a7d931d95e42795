"""Which classes are pydantic models or settings (and which merely look like it: unknown)."""

from __future__ import annotations

from enum import StrEnum

from houserules.analysis.extractor import Reader, derived
from houserules.extractors.class_graph import ANCESTRY, CLASSES
from houserules.extractors.full_ancestry import FULL_ANCESTRY


class ModelKind(StrEnum):
    """What a proven pydantic class is."""

    MODEL = "model"
    SETTINGS = "settings"


MODEL_BASES = frozenset(
    {
        "pydantic.BaseModel",
        "pydantic.main.BaseModel",
        "pydantic.RootModel",
        "pydantic.generics.GenericModel",
        "pydantic.v1.BaseModel",
        "sqlmodel.SQLModel",
    }
)
_SETTINGS_BASES = frozenset(
    {"pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings"}
)
V1_BASES = frozenset({"pydantic.v1.BaseModel", "pydantic.v1.BaseSettings"})


def _kind(reader: Reader, path: str) -> ModelKind | None:
    ancestry = reader.lookup(ANCESTRY, path)
    return _by_ancestry(reader, path, ancestry) or _by_ancestry(
        # Other files are asked only where this one proves nothing.
        reader,
        path,
        reader.lookup(FULL_ANCESTRY, path),
    )


def _by_ancestry(reader: Reader, path: str, ancestry: frozenset[str]) -> ModelKind | None:
    if ancestry & _SETTINGS_BASES:
        return ModelKind.SETTINGS
    if not ancestry & MODEL_BASES:
        return None
    is_table = any("table" in d.keywords for d in reader.lookup(CLASSES, path))
    return None if is_table and "sqlmodel.SQLModel" in ancestry else ModelKind.MODEL


MODELS = derived("models", _kind, (ANCESTRY, CLASSES, FULL_ANCESTRY))
"""Class path → what kind of pydantic class it is, ``None`` where not proven."""

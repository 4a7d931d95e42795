"""Classes that annotations of other classes name without an import: SQLAlchemy finds them by name."""

from __future__ import annotations

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.module import Role
from houserules.analysis.project import PROJECT_MODULES
from houserules.extractors.class_families import EVERY_CLASS
from houserules.extractors.project_symbols import PROJECT_ANCESTRY

_NO_MODELS = frozenset({"pydantic.BaseModel", "builtins.Exception", "enum.Enum", "typing.Protocol"})
_TESTS = (Role.TEST, Role.CONFTEST, Role.MIGRATION)


def _model(reader: Reader, name: str) -> str:
    found: set[str] = set()
    for module, definition in reader.lookup(EVERY_CLASS, name):
        known = reader.lookup(PROJECT_MODULES, module)
        if known is None or known.role in _TESTS or not definition.bases:
            continue
        if not reader.lookup(PROJECT_ANCESTRY, f"{module}.{name}") & _NO_MODELS:
            found.add(module)
    return found.pop() if len(found) == 1 else ""


MODEL_CLASSES = derived("model-classes", _model, (EVERY_CLASS, PROJECT_ANCESTRY, PROJECT_MODULES))
"""Name of a top-level class → the one module of the project with a class of that name that could
be mapped to a table; ``""`` where there is none, or more than one."""

"""Names of classes with another last word."""

from __future__ import annotations

from collections.abc import Iterable

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.fixes.transform import FixRef
from houserules.transforms.rename_symbol import renamed_to


def with_suffix(unit: UnitPass, name: str, suffix: str, synonyms: Iterable[str]) -> FixRef | None:
    """The fix that gives a class at the top of a module a suffix in the place of a synonym.

    The rule must require ``BINDINGS`` and name ``rename_symbol``.
    """
    synonym = max((s for s in synonyms if name.endswith(s)), key=len, default="")
    stem = name.removesuffix(synonym)
    if not stem.strip("_") or unit.ancestors:
        return None
    return renamed_to(unit, name, stem + suffix, BindingKind.CLASS)

"""Fields with a string below them that describes them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import pairwise

from houserules.analysis.extractor import table
from houserules.analysis.members import member_of_unit
from houserules.analysis.structure import UnitView
from houserules.syntax.unit import UnitKind

_DOCSTRING = ""


def _members(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if not view.class_path or view.unit.kind is UnitKind.FOOTER:
        return
    member = member_of_unit(view)
    path = ".".join(view.class_path)
    if member.kind == "docstring":
        yield path, _DOCSTRING
    elif len(member.names) == 1:
        yield path, member.names[0]
    else:
        yield path, "?"


def _described(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for name, below in pairwise(names) if name and below == _DOCSTRING)


DOCUMENTED_FIELDS = table("documented-fields", _members, _described)
"""Class path → the members that a string follows."""

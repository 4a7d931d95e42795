"""Which classes of the project derive from a class of some name, as far as they are written."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.project import everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name, without_subscript
from houserules.analysis.walk import descendants


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if view.node is None or "class " not in view.unit.text:
        return
    for node in (view.node, *descendants(view.node)):
        if isinstance(node, cst.ClassDef):
            for base in node.bases:
                word = dotted_name(without_subscript(base.value)).rpartition(".")[2]
                if word:
                    yield word, node.name.value


BASE_WORDS = fact("base-words", _contribute, str)
"""Last word of a base → the names of the classes that derive from it, at any depth."""
DERIVING = everywhere(BASE_WORDS)
"""Last word of the name of a class → the classes of the project that may derive from it."""

"""The classes of a module and what they derive from, as far as the module shows."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import fact
from houserules.analysis.structure import UnitView, dotted_name, without_subscript
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import module_qualified_names

_MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class ClassDefinition:
    """A class statement.

    Attributes:
        path: ``Outer.Inner``.
        bases: Dotted names of the bases, subscripts dropped, ``""`` for other expressions.
        keywords: Names of the keywords of the header, ``metaclass`` and the like.
    """

    path: str
    bases: tuple[str, ...]
    keywords: tuple[str, ...] = ()


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, ClassDefinition]]:
    node = view.node
    if not isinstance(node, cst.ClassDef):
        return
    path = ".".join((*view.class_path, node.name.value))
    bases = tuple(
        "" if base.star else dotted_name(without_subscript(base.value)) for base in node.bases
    )
    keywords = tuple(k.keyword.value if k.keyword else "**" for k in node.keywords)
    yield path, ClassDefinition(path, bases, keywords)


CLASSES = fact("classes", _contribute, ClassDefinition)
"""Class path → its definitions; classes inside functions and ``if`` are not seen."""


def _ancestry(reader: Reader, path: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [(path, 0)]
    seen: set[str] = set()
    while waiting:
        current, steps = waiting.pop()
        if current in seen or steps > _MOST_STEPS:
            continue
        seen.add(current)
        for definition in reader.lookup(CLASSES, current):
            for base in definition.bases:
                if not base:
                    continue
                local = local_class(reader, base, current)
                if local is not None:
                    waiting.append((local, steps + 1))
                else:
                    found.update(module_qualified_names(reader, base))
    return frozenset(found)


def local_class(reader: Reader, base: str, user: str) -> str | None:
    """The path of a base that is a class of this module: nested beside ``user``, or top level."""
    outer = user.rpartition(".")[0]
    if outer and reader.lookup(CLASSES, f"{outer}.{base}"):
        return f"{outer}.{base}"
    root = base.partition(".")[0]
    bindings = reader.lookup(BINDINGS, root)
    is_class = len(bindings) == 1 and bindings[0].kind is BindingKind.CLASS
    return base if is_class and reader.lookup(CLASSES, base) else None


ANCESTRY = derived("ancestry", _ancestry, (CLASSES, BINDINGS), on_cycle=frozenset[str]())
"""Class path → the qualified names outside the module that it derives from, at any distance."""

"""Where a unit refers to a method of a family of classes.

Attributes are not resolved in general: each use of the name is the family's, or another's, or in
doubt. Whoever renames must stop at a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.class_families import CLASS_RELATIONS, ClassFamily
from houserules.extractors.kept_names import KEPT_NAMES
from houserules.extractors.named_in_strings import dotted_pattern
from houserules.extractors.project_symbols import SYMBOLS
from houserules.extractors.proven_references import Doubt, Reference, stands_for_value, visited
from houserules.extractors.qualified_names import is_class_level
from houserules.extractors.receivers import RECEIVER_READS, Receiver, class_around, receiver_of
from houserules.extractors.scopes import scopes_around
from houserules.text.span import Span

METHOD_READS = (*RECEIVER_READS, CLASS_RELATIONS, KEPT_NAMES)
"""What a transform that asks ``method_references_in`` must require."""

_OF_RECEIVER = frozenset({"getattr", "setattr", "hasattr", "delattr", "object"})
"""Functions that look a name up in the argument before it, ``patch.object`` among them."""
_Found = Iterator[Reference | Doubt]


def method_references_in(unit: UnitPass, family: ClassFamily, old: str) -> _Found:
    """What a unit has to do with the method ``old`` of a family of classes."""
    if old not in unit.view.unit.text:
        return
    finder = _Finder(unit, family, old)
    for node in visited(unit):
        yield from finder.of(node)


class _Finder:
    """The references of one unit."""

    def __init__(self, unit: UnitPass, family: ClassFamily, old: str) -> None:
        self._unit = unit
        self._family = family
        self._old = old
        self._dotted = dotted_pattern(old)
        self._outside = unit.lookup(CLASS_RELATIONS, "").outside

    def of(self, node: cst.CSTNode) -> _Found:
        """What one node has to do with the method."""
        old = self._old
        if isinstance(node, cst.FunctionDef):
            if node.name.value == old and self._in_class_body():
                yield from self._said(self._class_of_definition(), node.name)
        elif isinstance(node, cst.Attribute):
            if node.attr.value == old and not self._in_import():
                yield from self._said(receiver_of(self._unit, node.value), node.attr)
        elif isinstance(node, cst.Name):
            if node.value == old and stands_for_value(self._unit.ancestors, node):
                yield from self._of_name(node)
        elif isinstance(node, cst.MatchKeywordElement):
            if node.key.value == old:
                yield from self._said(receiver_of(self._unit, self._matched_class()), node.key)
        elif isinstance(node, cst.SimpleString | cst.FormattedStringText) and old in node.value:
            yield from self._of_string(node)

    def _of_name(self, node: cst.Name) -> _Found:
        """A plain name in the body of a class: ``reload = loadUser``, ``@isAdmin.setter``."""
        unit = self._unit
        if any(self._old in scope for scope in scopes_around(unit, node)):
            return
        if unit.class_path and is_class_level(unit, node) and unit.siblings_named(self._old):
            bound = isinstance(unit.ancestors[-1], cst.AssignTarget | cst.AnnAssign)
            owner = self._class_of_definition()
            if bound and owner is not None and owner.owner in self._family.members:
                yield Doubt(unit.span(node), f"`{self._old}` is assigned in a class")
                return
            yield from self._said(owner, node)

    def _of_string(self, node: cst.SimpleString | cst.FormattedStringText) -> _Found:
        unit, old = self._unit, self._old
        start = unit.span(node).start
        if isinstance(node, cst.SimpleString) and node.raw_value == old:
            yield from self._of_plain_string(node)
            return
        for match in self._dotted.finditer(node.value):
            owner = re.split(r"[.:](?=[^.:]*$)", match[0])[0].replace(":", ".")
            symbol = unit.lookup(SYMBOLS, owner)
            if symbol in self._family.members:
                end = start + match.end()
                yield Reference(Span(end - len(old), end))

    def _of_plain_string(self, node: cst.SimpleString) -> _Found:
        """``patch.object(Users, "loadUser")``, ``getattr(users, "loadUser")``."""
        unit = self._unit
        call = unit.ancestors[-2] if len(unit.ancestors) > 1 else None
        if not isinstance(call, cst.Call):
            return
        values = [a.value for a in call.args]
        place = values.index(node) if node in values else 0
        start = unit.span(node).start + len(node.prefix) + len(node.quote)
        span = Span(start, start + len(self._old))
        found = receiver_of(unit, values[place - 1]) if place else None
        if found is not None and found.owner in self._family.members:
            yield Reference(span)
        elif found is None or dotted_name(call.func).rpartition(".")[2] not in _OF_RECEIVER:
            yield Doubt(span, f'what "{self._old}" belongs to is not certain')

    def _said(self, receiver: Receiver | None, place: cst.CSTNode) -> _Found:
        span = self._unit.span(place)
        if receiver is None:
            yield Doubt(span, f"what `.{self._old}` belongs to is not certain")
        elif receiver.owner is None:
            return
        elif receiver.owner in self._family.members:
            yield Reference(span)
        elif receiver.owner in self._outside:
            name = receiver.owner.path
            yield Doubt(span, f"what `{name}` derives from is not certain")

    def _matched_class(self) -> cst.CSTNode:
        holder = self._unit.ancestors[-1]
        return holder.cls if isinstance(holder, cst.MatchClass) else holder

    def _class_of_definition(self) -> Receiver | None:
        owner = class_around(self._unit)
        return Receiver(owner) if owner is not None else None

    def _in_class_body(self) -> bool:
        inside = (cst.FunctionDef, cst.ClassDef, cst.Lambda)
        nearest = next((a for a in reversed(self._unit.ancestors) if isinstance(a, inside)), None)
        return isinstance(nearest, cst.ClassDef) or (
            nearest is None and bool(self._unit.class_path)
        )

    def _in_import(self) -> bool:
        return any(isinstance(a, cst.Import | cst.ImportFrom) for a in self._unit.ancestors)

"""Where a unit refers to something at the top of a module of the project: a function, a class, a
variable, or a module itself.

What cannot be told is a doubt, never left out: whoever renames must stop there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import WILDCARD, BindingKind, imported_module
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.structure import dotted_name, target_names
from houserules.analysis.walk import walk
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.kept_names import (
    KEPT_NAMES,
    Match,
    last_word,
    match_binding,
    match_qualified,
)
from houserules.extractors.named_in_strings import StringReferences
from houserules.extractors.project_symbols import Symbol, absolute_name
from houserules.extractors.qualified_names import is_class_level, qualified_names
from houserules.extractors.references import TYPE_COMMENT
from houserules.extractors.scopes import scopes_around
from houserules.text.span import Span

REFERENCE_READS = (BINDINGS, KEPT_NAMES, PROJECT_MODULES)
"""What a transform that asks ``references_in`` must require."""

_IMPORTS = (cst.Import, cst.ImportFrom)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that names the thing by its own name.

    Attributes:
        span: The name in the unit.
        node: The node that is looked up in a scope, where there is one: renaming it must not
            meet another binding there.
    """

    span: Span
    node: cst.CSTNode | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that may or may not name the thing."""

    span: Span
    why: str


def references_in(unit: UnitPass, symbol: Symbol, path: str) -> Iterator[Reference | Doubt]:
    """What a unit has to do with a symbol; ``unit.ancestors`` are those of each reference.

    Args:
        unit: A unit of any module of the project.
        symbol: The thing; ``Symbol(module, "")`` for a module.
        path: The file that defines it.
    """
    old = last_word(symbol.qualified_name)
    if old not in unit.view.unit.text:
        return
    for comment in unit.parsed.comments:
        if old in comment.text and TYPE_COMMENT.match(comment.text):
            yield Doubt(comment.span, f"a type comment mentions `{old}`")
    finder = _Finder(unit, symbol, old, own=unit.module.path == path)
    for node in visited(unit):
        yield from finder.of(node)


def visited(unit: UnitPass) -> Iterator[cst.CSTNode]:
    """Walk a unit with ``unit.ancestors`` kept up to date."""
    root = unit.parsed.node
    if root is not None:
        yield from walk(root, unit.ancestors, unit.view.hidden_body)


class _Finder:
    """The references of one unit."""

    def __init__(self, unit: UnitPass, symbol: Symbol, old: str, *, own: bool) -> None:
        self._unit = unit
        self._symbol = symbol
        self._old = old
        self._own = own and bool(symbol.path)
        self._strings = StringReferences(unit, symbol, old, self.match_name)

    def of(self, node: cst.CSTNode) -> Iterator[Reference | Doubt]:
        """What one node has to do with the symbol."""
        if isinstance(node, cst.Name):
            if node.value == self._old and self._is_looked_up(node):
                yield from self._said(self.match_name(node), node, node)
        elif isinstance(node, cst.Attribute):
            if node.attr.value == self._old and not self._in_import():
                yield from self._said(self._match_attribute(node), node.attr)
        elif isinstance(node, cst.FunctionDef | cst.ClassDef):
            if node.name.value == self._old and self._own and self._is_top_level():
                yield Reference(self._unit.span(node.name), node)
        elif isinstance(node, cst.ImportFrom):
            yield from self._of_from_import(node)
        elif isinstance(node, cst.Import):
            yield from self._of_import(node)
        elif isinstance(node, cst.SimpleString | cst.FormattedStringText):
            for span, match in self._strings.of(node):
                yield from self._at(match, span)

    def match_name(self, node: cst.CSTNode) -> Match:
        """Whether the plain name, looked up at a node, is the symbol."""
        unit, old = self._unit, self._old
        for scope in scopes_around(unit, node):
            if old in scope:
                return Match.of(match_binding(unit, b, old, self._symbol) for b in scope[old])
        if unit.class_path and is_class_level(unit, node) and unit.siblings_named(old):
            here = unit.ancestors[0] if unit.ancestors else node
            return Match.MAYBE if old in _assigned(here) else Match.NO
        bindings = unit.lookup(BINDINGS, old)
        if not bindings:
            stars = unit.lookup(BINDINGS, WILDCARD)
            found = {match_qualified(unit, f"{s.target}.{old}", self._symbol) for s in stars}
            return Match.of(found if found == {Match.YES} else found - {Match.NO})
        if self._own:
            known = all(b.kind not in (BindingKind.IMPORT, BindingKind.UNKNOWN) for b in bindings)
            return Match.YES if known else Match.MAYBE
        return Match.of(match_binding(unit, b, old, self._symbol) for b in bindings)

    def _match_attribute(self, node: cst.CSTNode) -> Match:
        names = qualified_names(self._unit, node)
        return Match.of(match_qualified(self._unit, name, self._symbol) for name in names)

    def _of_from_import(self, node: cst.ImportFrom) -> Iterator[Reference | Doubt]:
        unit, old = self._unit, self._old
        target = imported_module(node)
        module = absolute_name(unit.module.name, target, is_package=unit.module.is_package)
        if node.module is not None and last_word(dotted_name(node.module)) == old:
            yield from self._of_module(module, node.module)
        if isinstance(node.names, cst.ImportStar) or not module:
            return
        for alias in node.names:
            if not isinstance(alias.name, cst.Name) or alias.name.value != old:
                continue
            match = unit.lookup(KEPT_NAMES, f"{module}.{old}").match(self._symbol)
            renamed = alias.evaluated_alias
            yield from self._said(match, alias.name, node if renamed in (None, old) else None)
            if renamed == old and alias.asname is not None:
                yield from self._said(match, alias.asname.name)

    def _of_import(self, node: cst.Import) -> Iterator[Reference | Doubt]:
        for alias in node.names:
            dotted = dotted_name(alias.name)
            if last_word(dotted) == self._old:
                binds = node if "." not in dotted and alias.asname is None else None
                yield from self._of_module(dotted, alias.name, binds)

    def _of_module(
        self, absolute: str, name: cst.CSTNode, binds: cst.CSTNode | None = None
    ) -> Iterator[Reference | Doubt]:
        """An import names a module: which it is, the index says, whatever packages bind."""
        if self._symbol.path:
            return
        known = self._unit.lookup(PROJECT_MODULES, absolute)
        place = name.attr if isinstance(name, cst.Attribute) else name
        if known is not None and known.name == self._symbol.module:
            yield Reference(self._unit.span(place), binds)
        elif known is None and absolute == self._old:
            yield Doubt(self._unit.span(place), f"which module `{absolute}` is, is not certain")

    def _said(
        self, match: Match, place: cst.CSTNode, node: cst.CSTNode | None = None
    ) -> Iterator[Reference | Doubt]:
        yield from self._at(match, self._unit.span(place), node)

    def _at(
        self, match: Match, span: Span, node: cst.CSTNode | None = None
    ) -> Iterator[Reference | Doubt]:
        if match is Match.YES:
            yield Reference(span, node)
        elif match is Match.MAYBE:
            yield Doubt(span, f"what `{self._old}` means is not certain")

    def _is_top_level(self) -> bool:
        if self._unit.class_path:
            return False
        inside = (cst.FunctionDef, cst.ClassDef)
        return not any(isinstance(a, inside) for a in self._unit.ancestors)

    def _in_import(self) -> bool:
        return any(isinstance(a, _IMPORTS) for a in self._unit.ancestors)

    def _is_looked_up(self, node: cst.Name) -> bool:
        return stands_for_value(self._unit.ancestors, node)


def stands_for_value(ancestors: Sequence[cst.CSTNode], node: cst.Name) -> bool:
    """Whether a name is looked up or bound in a scope, and is no part of another construct."""
    parent = ancestors[-1] if ancestors else None
    match parent:
        case cst.Attribute():
            is_value = parent.value is node
        case cst.Arg():
            is_value = parent.keyword is not node
        case cst.FunctionDef() | cst.ClassDef() | cst.Param():
            is_value = parent.name is not node
        case cst.MatchKeywordElement():
            is_value = parent.key is not node
        case _:
            is_value = True
    return is_value and not any(isinstance(a, _IMPORTS) for a in ancestors)


def _assigned(node: cst.CSTNode) -> Iterator[str]:
    """The names that a line of a class body assigns."""
    if isinstance(node, cst.SimpleStatementLine):
        for statement in node.body:
            if isinstance(statement, cst.Assign):
                for target in statement.targets:
                    yield from target_names(target.target)
            elif isinstance(statement, cst.AnnAssign | cst.AugAssign):
                yield from target_names(statement.target)

"""Strings that name something of the project: quoted types, ``__all__``, ``patch("app.m.f")``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.annotations import type_position
from houserules.extractors.kept_names import KEPT_NAMES, Match, match_qualified
from houserules.extractors.project_symbols import Symbol
from houserules.extractors.public_names import target_names_of
from houserules.extractors.qualified_names import qualified_names
from houserules.syntax.positions import record_spans
from houserules.text.span import Span

_ALL = ("__all__",)
_BY_NAME = frozenset(
    {"getattr", "setattr", "hasattr", "delattr", "attrgetter", "methodcaller", "url_for",
     "url_path_for"}
)  # fmt: skip
"""Functions that are given the name of something of their choice."""
_NAMESPACES = frozenset({"globals", "vars", "locals"})

Found = tuple[Span, Match]


class StringReferences:
    """The references to one symbol in the strings of one unit."""

    def __init__(
        self, unit: UnitPass, symbol: Symbol, old: str, match_name: Callable[[cst.CSTNode], Match]
    ) -> None:
        """``match_name`` says whether the plain name, looked up at a node, is the symbol."""
        self._unit = unit
        self._symbol = symbol
        self._old = old
        self._match_name = match_name
        self._dotted = dotted_pattern(old)

    def of(self, node: cst.SimpleString | cst.FormattedStringText) -> Iterator[Found]:
        """What a string has to do with the symbol; the unit's walk must stand on it."""
        if self._old not in node.value:
            return
        if isinstance(node, cst.SimpleString):
            if type_position(self._unit, node) is not None:
                yield from self._of_type(node)
                return
            if node.raw_value == self._old:
                yield self._span_inside(node), self._match_alone(node)
                return
        start = self._unit.span(node).start
        for match in self._dotted.finditer(node.value):
            qualified = match[0].replace(":", ".")
            found = self._unit.lookup(KEPT_NAMES, qualified).match(self._symbol)
            yield Span(start + match.end() - len(self._old), start + match.end()), found

    def _span_inside(self, node: cst.SimpleString) -> Span:
        start = self._unit.span(node).start + len(node.prefix) + len(node.quote)
        return Span(start, start + len(node.raw_value))

    def _of_type(self, node: cst.SimpleString) -> Iterator[Found]:
        expression = self._unit.quoted_expression(node)
        if expression is None:
            if re.search(rf"(?<!\w){re.escape(self._old)}(?!\w)", node.value):
                yield self._span_inside(node), Match.MAYBE
            return
        offset = self._unit.span(node).start + len(node.quote)
        spans = record_spans(expression, self._unit.view.unit.defaults, None, offset)
        attributes: set[cst.CSTNode] = set()
        for part in descendants(expression):
            if isinstance(part, cst.Attribute):
                attributes.add(part.attr)
                if part.attr.value == self._old:
                    names = qualified_names(self._unit, part)
                    found = (match_qualified(self._unit, n, self._symbol) for n in names)
                    yield spans[part.attr], Match.of(found)
            elif isinstance(part, cst.Name) and part.value == self._old and part not in attributes:
                yield spans[part], self._match_name(part)

    def _match_alone(self, node: cst.SimpleString) -> Match:
        """A string that is the plain name: an export, or the name of a member of a module."""
        ancestors = self._unit.ancestors
        if any(_exports(a) for a in ancestors):
            return self._match_name(ancestors[0])
        holder = ancestors[-2] if len(ancestors) > 1 else None
        if isinstance(holder, cst.Call):
            return self._match_argument(holder, node)
        subscripts = (a for a in ancestors[-3:] if isinstance(a, cst.Subscript))
        for subscript in subscripts:
            called = subscript.value.func if isinstance(subscript.value, cst.Call) else None
            if called is not None and dotted_name(called) in _NAMESPACES:
                return Match.MAYBE
        return Match.NO

    def _match_argument(self, call: cst.Call, node: cst.SimpleString) -> Match:
        """``monkeypatch.setattr(app.users, "name", …)`` and its like."""
        values = [a.value for a in call.args]
        if node in values[1:]:
            before = dotted_name(values[values.index(node) - 1])
            receiver = values[values.index(node) - 1]
            owners = qualified_names(self._unit, receiver) if before else ()
            if owners:
                found = (
                    match_qualified(self._unit, f"{o}.{self._old}", self._symbol) for o in owners
                )
                return Match.of(found)
        by_name = dotted_name(call.func).rpartition(".")[2] in _BY_NAME
        return Match.MAYBE if by_name else Match.NO


def dotted_pattern(name: str) -> re.Pattern[str]:
    """Qualified names that end in a name, also in the form ``module:name``.

    Of a top-level module its name, where ``:name`` follows.
    """
    word = re.escape(name)
    path = rf"(?:[^\W\d]\w*\.)*[^\W\d]\w*[.:]{word}(?!\w)"
    return re.compile(rf"(?<![\w.:/\\-])(?:{path}|{word}(?=:[^\W\d]))")


def _exports(node: cst.CSTNode) -> bool:
    """Whether a statement gives ``__all__`` its value, or adds to it."""
    match node:
        case cst.Assign():
            return any(target_names_of(t.target) == _ALL for t in node.targets)
        case cst.AnnAssign() | cst.AugAssign():
            return target_names_of(node.target) == _ALL
        case cst.Call(func=cst.Attribute(value=owner)):
            return target_names_of(owner) == _ALL
        case _:
            return False

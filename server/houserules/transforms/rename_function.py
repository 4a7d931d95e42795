"""A top-level function gets another name, in its module and wherever the project refers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.project_sources import ModuleSource
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.project_symbols import SYMBOLS, Symbol, absolute_name
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.scopes import scopes_around
from houserules.fixes.change import Change, Elsewhere, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.syntax.tokens import Comment
from houserules.text.span import Span

REASON = "whoever calls it from outside the project has to follow"
_ALL = "__all__"


def _apply(rewrite: RewritePass, _: object, old: str, new: str) -> Iterator[Any]:
    project, own = rewrite.project, rewrite.module
    if project is None:
        return
    symbol = Symbol(own.name, old)
    for source in project.mentioning((old, new)):
        uses = _Uses(source, symbol, new, own_module=source.module.path == own.path)
        for unit in source.units(project):
            for item in uses.of(unit):
                if isinstance(item, Refusal):
                    yield item
                    return
                in_own = source.module.path == own.path
                yield item if in_own else Elsewhere(source.module.path, item)


class _Uses:
    """What has to change in one file."""

    def __init__(self, source: ModuleSource, symbol: Symbol, new: str, *, own_module: bool) -> None:
        self._source = source
        self._symbol = symbol
        self._new = new
        self._own = own_module
        self._qualified = re.compile(re.escape(symbol.qualified_name) + r"(?!\w)")

    def of(self, unit: RewritePass) -> Iterator[Change | Refusal]:
        """The changes of one unit."""
        old = self._symbol.path
        if old not in unit.source:
            return
        if _mentioned_in_type_comment(unit, old):
            yield Refusal(f"a type comment in {self._source.module.path} mentions `{old}`")
            return
        for node in unit.visit():
            if isinstance(node, cst.ImportFrom):
                yield from self._of_import(unit, node)
            elif isinstance(node, cst.FunctionDef):
                top_level = not unit.ancestors and not unit.class_path
                if self._own and top_level and node.name.value == old:
                    yield unit.replace(node.name, self._new)
            elif isinstance(node, cst.Attribute):
                if node.attr.value == old and self._means_it(unit, node):
                    yield unit.replace(node.attr, self._new)
            elif isinstance(node, cst.Name):
                if node.value == old and self._is_use(unit, node):
                    yield from self._of_name(unit, node)
            elif isinstance(node, cst.SimpleString):
                yield from self._of_string(unit, node)

    def _of_import(self, unit: RewritePass, node: cst.ImportFrom) -> Iterator[Change]:
        if isinstance(node.names, cst.ImportStar):
            return
        module = unit.module
        parent = absolute_name(module.name, imported_module(node), is_package=module.is_package)
        for alias in node.names:
            name = dotted_name(alias.name)
            if name == self._symbol.path and self._is_symbol(unit, f"{parent}.{name}"):
                yield unit.replace(alias.name, self._new)
                if alias.asname is not None and dotted_name(alias.asname.name) == name:
                    yield unit.replace(alias.asname.name, self._new)

    def _of_name(self, unit: RewritePass, node: cst.Name) -> Iterator[Change | Refusal]:
        if any(self._symbol.path in scope for scope in scopes_around(unit, node)):
            return
        if not self._own and not self._means_it(unit, node):
            return
        taken = any(self._new in scope for scope in scopes_around(unit, node))
        if taken or unit.lookup(BINDINGS, self._new):
            yield Refusal(f"`{self._new}` means something else in {self._source.module.path}")
            return
        yield unit.replace(node, self._new)

    def _of_string(self, unit: RewritePass, node: cst.SimpleString) -> Iterator[Change]:
        """The qualified name in a string, and the plain one in ``__all__`` of its module."""
        span, text = unit.span(node), node.value
        for match in self._qualified.finditer(text):
            end = span.start + match.end()
            yield unit.replace_span(Span(end - len(self._symbol.path), end), self._new)
        if node.raw_value == self._symbol.path and any(
            isinstance(a, cst.Assign | cst.AugAssign | cst.AnnAssign) and _binds_all(a)
            for a in unit.ancestors
        ):
            means_it = self._own or self._is_symbol(unit, f"{unit.module.name}.{self._symbol.path}")
            if means_it:
                start = span.start + len(node.prefix) + len(node.quote)
                yield unit.replace_span(Span(start, start + len(self._symbol.path)), self._new)

    def _is_use(self, unit: RewritePass, node: cst.Name) -> bool:
        """Whether a name stands for a value, and is no part of another construct."""
        parent = unit.ancestors[-1] if unit.ancestors else None
        if isinstance(parent, cst.Attribute):
            return parent.value is node
        if isinstance(parent, cst.Arg):
            return parent.keyword is not node
        if isinstance(parent, cst.FunctionDef | cst.ClassDef):
            return parent.name is not node
        return not isinstance(parent, cst.ImportAlias | cst.AsName | cst.Param | cst.NameItem)

    def _means_it(self, unit: RewritePass, node: cst.CSTNode) -> bool:
        module = unit.module
        return any(
            self._is_symbol(unit, absolute_name(module.name, name, is_package=module.is_package))
            for name in qualified_names(unit, node)
        )

    def _is_symbol(self, unit: RewritePass, qualified: str) -> bool:
        return bool(qualified) and unit.lookup(SYMBOLS, qualified) == self._symbol


def _binds_all(node: cst.Assign | cst.AugAssign | cst.AnnAssign) -> bool:
    targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else [node.target]
    return any(dotted_name(t) == _ALL for t in targets)


def _mentioned_in_type_comment(unit: RewritePass, name: str) -> bool:
    comments: tuple[Comment, ...] = tuple(unit.view.parsed.comments)
    return any("type:" in c.text and name in c.text for c in comments)


rename_function = Transform(
    id="rename-function",
    title="Rename `{old}` to `{new}` everywhere",
    safety=Safety.UNSAFE,
    reach=Reach.RENAME,
    apply=_apply,
    requires=(BINDINGS, SYMBOLS),
)

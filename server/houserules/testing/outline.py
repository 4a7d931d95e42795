"""A module as Python's ``ast`` has it: nodes with offsets, imports, and the names that are read."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from houserules.text.span import Span

_BOM = "\ufeff"
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement or expression, where it stands, and those in it."""

    node: ast.stmt | ast.expr
    span: Span
    children: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What is looked at of a module.

    Attributes:
        children: The statements.
        docstring: The docstring.
        imports: How often each name is imported at module level, or for type checkers.
        reads: Names that are read and bound by nothing but imports at module level.
        words: All words outside import statements.
    """

    children: tuple[Placed, ...]
    docstring: str | None
    imports: Counter[str]
    reads: frozenset[str]
    words: frozenset[str]
    _by_place: Mapping[tuple[type[ast.AST], Span], ast.AST]

    @staticmethod
    def of(module: ast.Module, text: str) -> Outline:
        """Outline a module that was parsed from a text without its byte order mark."""
        offsets = _Offsets(text)
        children = tuple(_placed(statement, offsets) for statement in module.body)
        imports = list(_imports(module))
        kept = list(text)
        for statement, _ in imports:
            start, end = offsets.span(statement)
            kept[start:end] = " " * (end - start)
        return Outline(
            children,
            ast.get_docstring(module),
            Counter(name for _, name in imports),
            frozenset(_reads(module)),
            frozenset(_WORD.findall("".join(kept))),
            {(type(p.node), p.span): p.node for p in _all(children)},
        )

    def at(self, kind: type[ast.AST], span: Span) -> ast.AST | None:
        """The node of a kind at a place."""
        return self._by_place.get((kind, span))


class _Offsets:
    """Lines, and columns in UTF-8, to offsets."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text))]
        self._text = text
        self._skipped = len(text) - len(text.removeprefix(_BOM))

    def span(self, node: ast.stmt | ast.expr) -> Span:
        line, column = node.end_lineno, node.end_col_offset
        assert line is not None
        assert column is not None
        end = self._of(line, column)
        if isinstance(getattr(node, "body", None), list):
            # What is put on the line behind a block may become part of it.
            end = self._starts[line] if line < len(self._starts) else len(self._text)
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        first = decorators[0] if decorators else node
        return Span(self._of(first.lineno, first.col_offset), end)

    def _of(self, line: int, column: int) -> int:
        start = self._starts[line - 1] + (self._skipped if line == 1 else 0)
        # No character is shorter than a byte: so many characters hold at least so many bytes.
        ahead = self._text[start : start + column]
        if ahead.isascii():
            return start + column
        return start + len(ahead.encode("utf-8", "surrogatepass")[:column].decode("utf-8"))


def _placed(node: ast.stmt | ast.expr, offsets: _Offsets) -> Placed:
    # Before Python 3.12, the places of what f-strings hold are not those of the text.
    inner = () if isinstance(node, ast.JoinedStr) else tuple(_inside(node))
    return Placed(node, offsets.span(node), tuple(_placed(child, offsets) for child in inner))


def _inside(node: ast.AST) -> Iterator[ast.stmt | ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.expr):
            yield child
        else:
            yield from _inside(child)


def _all(placed: tuple[Placed, ...]) -> Iterator[Placed]:
    for item in placed:
        yield item
        yield from _all(item.children)


def _imports(module: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    for statement in module.body:
        lines = [statement]
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.dump(statement.test):
            lines = statement.body
        for line in lines:
            if isinstance(line, ast.ImportFrom) and line.module == "__future__":
                continue
            if isinstance(line, ast.Import | ast.ImportFrom):
                for alias in line.names:
                    yield line, alias.asname or alias.name


def _reads(module: ast.Module) -> set[str]:
    read: set[str] = set()
    bound: set[str] = set()
    of_module = {id(line) for line, _ in _imports(module)}
    for node in ast.walk(module):
        match node:
            case ast.Name(id=name):
                (read if isinstance(node.ctx, ast.Load) else bound).add(name)
            case ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                bound.add(node.name)
            case ast.Import() | ast.ImportFrom() if id(node) not in of_module:
                bound.update(alias.asname or alias.name for alias in node.names)
            case _:
                pass
    return read - bound

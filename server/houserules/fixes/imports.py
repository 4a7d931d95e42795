"""Whether an edit leaves the imports of a module in order: first what must be, none twice, none
without a use, none missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.fixes.places import Parse, is_code
from houserules.syntax.tree import SyntaxTree
from houserules.syntax.unit import Unit


def is_import(unit: Unit, parse: Parse) -> bool:
    """Whether a unit is a line of imports at module level."""
    if unit.depth or "import" not in unit.text:
        return False
    node = parse(unit).node
    return isinstance(node, cst.SimpleStatementLine) and all(
        isinstance(statement, cst.Import | cst.ImportFrom) for statement in node.body
    )


def _is_future(unit: Unit, parse: Parse) -> bool:
    node = parse(unit).node if "__future__" in unit.text and not unit.depth else None
    first = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
    return (
        isinstance(first, cst.ImportFrom)
        and isinstance(first.module, cst.Name)
        and first.module.value == "__future__"
    )


def _is_string(unit: Unit, parse: Parse) -> bool:
    node = parse(unit).node
    first = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
    return isinstance(first, cst.Expr) and isinstance(
        first.value, cst.SimpleString | cst.ConcatenatedString
    )


def starts_right(tree: SyntaxTree, parse: Parse) -> bool:
    """Whether no code stands above a ``__future__`` import, and no import above a docstring.

    A string behind nothing but imports counts as a docstring that lost its place.
    """
    code = [unit for unit in tree.units if is_code(unit)]
    others = (i for i, unit in enumerate(code) if not is_import(unit, parse))
    first = next(others, None)
    if first and _is_string(code[first], parse):
        return False
    head = 1 if first == 0 and _is_string(code[0], parse) else 0
    while head < len(code) and _is_future(code[head], parse):
        head += 1
    return not any(_is_future(unit, parse) for unit in code[head:])


@dataclass(frozen=True, slots=True)
class _Imported:
    """What an import at module level brings in.

    Attributes:
        name: The name that it binds; of ``import a.b``, all of it.
        source: Where it comes from.
        reexported: Whether it says ``import name as name``.
    """

    name: str
    source: str
    reexported: bool = False


def no_import_twice(before: SyntaxTree, after: SyntaxTree, parse: Parse) -> bool:
    """Whether no import at module level binds a name that another one binds, unless one did."""
    had = Counter(i.name for i in _imported(before.units, parse))
    has = Counter(i.name for i in _imported(after.units, parse))
    return all(count <= max(1, had[name]) for name, count in has.items())


def every_name_found(before: SyntaxTree, after: SyntaxTree, parse: Parse) -> bool:
    """Whether no name lost its import that the module still uses or exports.

    Names that a unit might bind on its own are taken to be its own.
    """
    had, now = tuple(_imported(before.units, parse)), tuple(_imported(after.units, parse))
    has = {i.name for i in now}
    lost = [i for i in had if i.name not in has]
    # What is exported under another name now takes the place of what was.
    if _reexports(lost) - _reexports(i for i in now if i not in had):
        return False
    names = {i.name for i in lost if "." not in i.name}
    return not any(_uses_any(unit, names, parse) for unit in after.units)


def _reexports(imports: Iterable[_Imported]) -> Counter[str]:
    """How many names are exported again, by the module that they come from."""
    return Counter(i.source.rpartition(":")[0] for i in imports if i.reexported)


def every_import_used(before: SyntaxTree, after: SyntaxTree, parse: Parse) -> bool:
    """Whether something may refer to each import that was not there before.

    An import that takes the place of one that nothing referred to either, as in a module that
    passes names on, may stay without a use; so may one that brings in the same name.
    """
    had, now = tuple(_imported(before.units, parse)), tuple(_imported(after.units, parse))
    fresh = _unused(set(now) - set(had), after.units, parse)
    if not fresh:
        return True
    lost = _unused(set(had) - set(now), before.units, parse)
    names = {i.name for i in lost}
    return not _sources(i for i in fresh if i.name not in names) - _sources(lost)


def _unused(imports: set[_Imported], units: Sequence[Unit], parse: Parse) -> frozenset[_Imported]:
    """The imports that nothing may refer to."""
    words = {i.name.partition(".")[0] for i in imports}
    for unit in units:
        if words and not is_import(unit, parse):
            words -= {word for word in words if _has_word(unit.text, word)}
    return frozenset(i for i in imports if i.name.partition(".")[0] in words)


def _sources(imports: Iterable[_Imported]) -> Counter[str]:
    """How many imports there are, by the module that they come from."""
    return Counter(i.source.rpartition(":")[0] for i in imports)


def _imported(units: Sequence[Unit], parse: Parse) -> Iterator[_Imported]:
    for unit in units:
        if unit.depth or "import" not in unit.text:
            continue
        node = parse(unit).node
        if isinstance(node, cst.SimpleStatementLine):
            yield from _of_line(node)
        elif isinstance(node, cst.If) and "TYPE_CHECKING" in unit.text:
            for line in node.body.body:
                if isinstance(line, cst.SimpleStatementLine):
                    yield from _of_line(line)


def _of_line(line: cst.SimpleStatementLine) -> Iterator[_Imported]:
    for statement in line.body:
        if not isinstance(statement, cst.Import | cst.ImportFrom):
            continue
        if isinstance(statement.names, cst.ImportStar):
            continue
        source = _source(statement) if isinstance(statement, cst.ImportFrom) else ""
        if source == "__future__":
            continue
        for alias in statement.names:
            bound = alias.evaluated_alias
            name = bound or alias.evaluated_name
            yield _Imported(name, f"{source}:{alias.evaluated_name}", bound == alias.evaluated_name)


def _source(statement: cst.ImportFrom) -> str:
    dots = "." * len(statement.relative)
    module: cst.BaseExpression | None = statement.module
    parts: list[str] = []
    while isinstance(module, cst.Attribute):
        parts.append(module.attr.value)
        module = module.value
    if isinstance(module, cst.Name):
        parts.append(module.value)
    return dots + ".".join(reversed(parts))


def _uses_any(unit: Unit, names: set[str], parse: Parse) -> bool:
    wanted = {name for name in names if _has_word(unit.text, name)}
    node = parse(unit).node if wanted else None
    if node is None:
        return False
    exports = "__all__" in unit.text
    used: set[str] = set()
    for visited in _used_names(node):
        if isinstance(visited, cst.Name):
            used.add(visited.value)
        elif exports and visited.evaluated_value in wanted:
            return True
    return bool(wanted & used)


def _used_names(node: cst.CSTNode) -> Iterator[cst.Name | cst.SimpleString]:
    """The names that a statement reads, without those that it binds anywhere, and its strings."""
    names: list[cst.Name] = []
    bound: set[str] = set()
    waiting: list[cst.CSTNode] = [node]
    while waiting:
        visited = waiting.pop()
        match visited:
            case cst.Import() | cst.ImportFrom():
                bound.update(i.name for i in _of_line(cst.SimpleStatementLine([visited])))
            case cst.Name():
                names.append(visited)
            case cst.SimpleString():
                yield visited
            case cst.Attribute():
                waiting.append(visited.value)
            case cst.Arg():
                waiting.append(visited.value)
            case _:
                name = _bound_by(visited)
                if name is not None:
                    bound.add(name.value)
                waiting.extend(child for child in visited.children if child is not name)
    yield from (name for name in names if name.value not in bound)


def _bound_by(node: cst.CSTNode) -> cst.Name | None:
    """The name that a node binds where it stands."""
    match node:
        case cst.Param() | cst.FunctionDef() | cst.ClassDef() | cst.AsName():
            target = node.name
        case cst.AssignTarget() | cst.AnnAssign() | cst.NamedExpr() | cst.For() | cst.CompFor():
            target = node.target
        case _:
            return None
    return target if isinstance(target, cst.Name) else None


def _has_word(text: str, word: str) -> bool:
    return word in text and re.search(rf"\b{re.escape(word)}\b", text) is not None

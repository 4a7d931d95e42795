"""Strings that code puts together: their text, and the expressions that go into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.scopes import scope_of
from houserules.extractors.strings import literal_string

HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What stands in the text for each expression."""
_PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?[-#0 +]*(?:\d+|\*)?(?:\.\d+)?[sdrifgx]")
_BRACES = re.compile(r"\{(?P<name>\w*)(?:[.\[][^{}!:]*)?(?:![rsa])?(?::[^{}]*)?\}")


@dataclass(frozen=True, slots=True)
class BuiltString:
    """A string that is put together.

    Attributes:
        text: Its text, with ``HOLE`` for each expression.
        holes: The expressions in order; ``None`` for one that is not known.
        node: What puts it together.
    """

    text: str
    holes: tuple[cst.BaseExpression | None, ...]
    node: cst.BaseExpression


def built_string(node: cst.BaseExpression) -> BuiltString | None:
    """What an f-string, a format or a sum of strings comes to; ``None`` for other expressions.

    A string without any expression in it is none either.
    """
    parts = tuple(_parts(node))
    text = "".join(HOLE if not isinstance(part, str) else part for part in parts)
    holes = tuple(
        None if isinstance(part, cst.Ellipsis) else part
        for part in parts
        if not isinstance(part, str)
    )
    return BuiltString(text, holes, node) if holes and text.strip(HOLE) else None


def _parts(node: cst.BaseExpression) -> Iterator[str | cst.BaseExpression]:
    literal = literal_string(node)
    if literal is not None:
        yield literal
    elif isinstance(node, cst.FormattedString):
        yield from _formatted(node)
    elif isinstance(node, cst.ConcatenatedString) or _is_sum(node):
        yield from _parts(node.left)
        yield from _parts(node.right)
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Modulo):
        template = literal_string(node.left)
        if template is None:
            yield node
        else:
            given = node.right
            values = [e.value for e in given.elements] if isinstance(given, cst.Tuple) else [given]
            yield from _filled(_PERCENT, template, values, {})
    elif isinstance(node, cst.Call) and _is_format(node):
        assert isinstance(node.func, cst.Attribute)
        template = literal_string(node.func.value) or ""
        values = [a.value for a in node.args if a.keyword is None and not a.star]
        named = {a.keyword.value: a.value for a in node.args if a.keyword is not None}
        yield from _filled(_BRACES, template, values, named)
    else:
        yield node


def _is_sum(node: cst.BaseExpression) -> TypeGuard[cst.BinaryOperation]:
    return isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add)


def _is_format(call: cst.Call) -> bool:
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value != "format":
        return False
    return literal_string(func.value) is not None


def _formatted(node: cst.FormattedString) -> Iterator[str | cst.BaseExpression]:
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            yield part.value.replace("{{", "{").replace("}}", "}")
        elif isinstance(part, cst.FormattedStringExpression):
            yield part.expression


def _filled(
    pattern: re.Pattern[str],
    template: str,
    values: list[cst.BaseExpression],
    named: dict[str, cst.BaseExpression],
) -> Iterator[str | cst.BaseExpression]:
    end, index = 0, 0
    for match in pattern.finditer(template):
        yield template[end : match.start()]
        end = match.end()
        name = match["name"]
        value = named.get(name) if name and not name.isdecimal() else None
        if not name and index < len(values):
            value = values[index]
            index += 1
        elif name and name.isdecimal() and int(name) < len(values):
            value = values[int(name)]
        yield value if value is not None else cst.Ellipsis()
    yield template[end:]


def built_here(unit: UnitPass, node: cst.BaseExpression) -> BuiltString | None:
    """As ``built_string``; also of a name that the function around binds once, to such a string.

    ``node`` must lie below the node the walk stands on, without a scope between.
    """
    if not isinstance(node, cst.Name):
        return built_string(node)
    for holder in reversed(unit.ancestors):
        if not isinstance(holder, cst.FunctionDef):
            continue
        bindings = scope_of(unit, holder).get(node.value, ())
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.VALUE:
            return None
        for inner in own_nodes(holder):
            if not isinstance(inner, cst.Assign) or len(inner.targets) != 1:
                continue
            if dotted_name(inner.targets[0].target) == node.value:
                return built_string(inner.value)
        return None
    return None

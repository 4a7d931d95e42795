"""`Any` in annotations: where it stands, and of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import children
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.optional_types import OPTIONAL_NAMES, is_none, union_members
from houserules.extractors.qualified_names import resolves_to
from houserules.text.excerpt import excerpt
from houserules.text.span import Span

ANY_READS = (BINDINGS,)
"""What a rule that asks ``any_uses`` must require."""

_ANY = frozenset({"typing.Any", "typing_extensions.Any"})
_MAPPINGS = frozenset(
    {
        "dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict",
        "TypedDict",
    }
)  # fmt: skip
_METADATA = frozenset({"Literal", "Annotated"})


@dataclass(frozen=True, slots=True)
class AnyUse:
    """One `Any`.

    Attributes:
        span: It in the unit.
        what: What is annotated, as a message says it.
        is_exact: Whether it is the whole annotation.
        is_bare: Whether nothing stands beside it but ``None``.
        in_dict_value: Whether it is the type of the values of a mapping.
        function: The function whose signature it stands in.
        is_parameter: Whether it is of a parameter.
        is_star: Whether that is ``*args`` or ``**kwargs``.
    """

    span: Span
    what: str
    is_exact: bool
    is_bare: bool
    in_dict_value: bool
    function: cst.FunctionDef | None
    is_parameter: bool
    is_star: bool


def any_uses(unit_pass: UnitPass, node: cst.Annotation) -> Iterator[AnyUse]:
    """The uses of `Any` in an annotation that the walk stands on."""
    whole = node.annotation
    found = list(_names(unit_pass, whole))
    if not found:
        return
    bare = _bare(unit_pass, whole)
    holder = unit_pass.ancestors[-1]
    is_parameter = isinstance(holder, cst.Param)
    function: cst.FunctionDef | None = None
    if is_parameter or isinstance(holder, cst.FunctionDef):
        function = next(a for a in reversed(unit_pass.ancestors) if isinstance(a, cst.FunctionDef))
    is_star = isinstance(holder, cst.Param) and bool(holder.star)
    for name, in_dict_value in found:
        yield AnyUse(
            unit_pass.span(name),
            _what(unit_pass, holder),
            name is whole,
            name is bare,
            in_dict_value,
            function,
            is_parameter,
            is_star,
        )


def _names(
    unit_pass: UnitPass, whole: cst.BaseExpression
) -> Iterator[tuple[cst.BaseExpression, bool]]:
    waiting: list[tuple[cst.CSTNode, bool]] = [(whole, False)]
    while waiting:
        node, in_value = waiting.pop()
        if isinstance(node, cst.Name | cst.Attribute):
            if resolves_to(unit_pass, node, _ANY):
                yield node, in_value
            continue
        if isinstance(node, cst.Subscript):
            last = dotted_name(node.value).rpartition(".")[2]
            elements = node.slice[:1] if last in _METADATA else node.slice
            if last == "Literal":
                continue
            for index, element in enumerate(elements):
                is_value = last in _MAPPINGS and index == len(node.slice) - 1
                waiting.append((element.slice, in_value or is_value))
            continue
        waiting.extend((child, in_value) for child in children(node))


def _bare(unit_pass: UnitPass, whole: cst.BaseExpression) -> cst.BaseExpression | None:
    """The type of an annotation with ``| None`` or ``Optional`` taken off."""
    if isinstance(whole, cst.Subscript) and len(whole.slice) == 1:
        index = whole.slice[0].slice
        if isinstance(index, cst.Index) and resolves_to(unit_pass, whole.value, OPTIONAL_NAMES):
            return index.value
    others = [member for member in union_members(whole) if not is_none(member)]
    return others[0] if len(others) == 1 else None


def _what(unit_pass: UnitPass, holder: cst.CSTNode) -> str:
    if isinstance(holder, cst.Param):
        stars = holder.star if isinstance(holder.star, str) else ""
        return f"`{excerpt(stars + holder.name.value, 40)}`"
    if isinstance(holder, cst.FunctionDef):
        return f"what `{excerpt(holder.name.value, 30)}` returns"
    if isinstance(holder, cst.AnnAssign):
        code = unit_pass.span(holder.target)
        return f"`{excerpt(unit_pass.view.unit.text[code.start : code.end], 40)}`"
    return "a type"

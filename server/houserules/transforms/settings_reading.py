"""How code reads a field of settings in the place of a variable."""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.environment import EnvironmentUse
from houserules.transforms.settings_field import SECRET, NewField, asks_whether_set

_REVEALED = ".get_secret_value()"
_CASTS = ("int", "float", "str")
_TEXT = frozenset({"str", "None", "Optional", "typing", "t"})
_MAY_LACK = frozenset({"None", "Optional", "typing", "t"})
_WORD = re.compile(r"\w+")
_WHOLE = (
    cst.Annotation, cst.AnnAssign, cst.Arg, cst.Assign, cst.DictElement, cst.Element, cst.Expr,
    cst.Param, cst.Return,
)  # fmt: skip
"""Where an expression of any precedence can stand without parentheses."""
_USED_AS_TEXT = (cst.Attribute, cst.BinaryOperation, cst.Comparison, cst.Subscript)


def cast_around(unit_pass: UnitPass, node: cst.CSTNode) -> tuple[str, cst.Call | None]:
    """``int``, ``float`` or ``str`` of ``int(…)`` around the read the walk stands on."""
    if len(unit_pass.ancestors) < 2 or isinstance(node, cst.Comparison):
        return "", None
    call, arg = unit_pass.ancestors[-2:]
    if not isinstance(call, cst.Call) or not isinstance(arg, cst.Arg) or len(call.args) != 1:
        return "", None
    name = dotted_name(call.func)
    if name not in _CASTS or arg.keyword or arg.star:
        return "", None
    return name, call


@dataclass(frozen=True, slots=True)
class Reading:
    """How code reads a field.

    Attributes:
        place: What gives way: the read, or the cast around it.
        text: What stands there then.
    """

    place: cst.BaseExpression
    text: str


def reading_of_new(
    unit_pass: UnitPass,
    node: cst.BaseExpression,
    use: EnvironmentUse,
    field: NewField,
    path: str,
) -> Reading:
    """A read of a field that was made for it; ``path`` is ``settings.field``."""
    if isinstance(node, cst.Comparison):
        return Reading(node, _is_set(node, path))
    cast, call = cast_around(unit_pass, node)
    place = call or node
    parent = unit_pass.ancestors[-3 if call else -1]
    text = path + _REVEALED if field.is_secret else path
    if asks_whether_set(node, use):
        text = _or_default(path, text, use, cast)
    elif field.is_secret and field.may_lack and not _has_alternative(parent, place):
        text = f"{text} or None"
    return Reading(place, _enclosed(parent, place, text))


def reading_of_known(
    unit_pass: UnitPass,
    node: cst.BaseExpression,
    use: EnvironmentUse,
    annotation: str,
    path: str,
) -> Reading | None:
    """A read of a field that exists; ``None`` where code uses as text what is something else."""
    if isinstance(node, cst.Comparison):
        return Reading(node, _is_set(node, path))
    cast, call = cast_around(unit_pass, node)
    words = set(_WORD.findall(annotation))
    asks = asks_whether_set(node, use)
    if call and (annotation == cast or (asks and words - _MAY_LACK == {cast})):
        text = _or_default(path, path, use, cast) if asks else path
        return Reading(call, _enclosed(unit_pass.ancestors[-3], call, text))
    parent = unit_pass.ancestors[-1]
    if SECRET in words:
        text = path + _REVEALED
        if asks:
            text = _or_default(path, text, use, "")
        elif words & {"None", "Optional"}:
            text = f"{text} if {path} else None"
        return Reading(node, _enclosed(parent, node, text))
    if not words <= _TEXT and (asks or isinstance(parent, _USED_AS_TEXT)):
        return None
    text = _or_default(path, path, use, "") if asks else path
    return Reading(node, _enclosed(parent, node, text))


def _is_set(node: cst.Comparison, path: str) -> str:
    """Whether a variable is there: it may be empty."""
    is_in = isinstance(node.comparisons[0].operator, cst.In)
    return f"{path} is not None" if is_in else f"{path} is None"


def _or_default(path: str, value: str, use: EnvironmentUse, cast: str) -> str:
    """The value or, where the variable is missing, the default; an empty value is one."""
    default = cst.Module(()).code_for_node(use.default) if use.default is not None else "None"
    default = f"{cast}({default})" if cast else default
    return f"{value} if {path} is not None else {default}"


def _has_alternative(parent: cst.CSTNode, place: cst.CSTNode) -> bool:
    """Whether ``or`` stands behind an expression."""
    return (
        isinstance(parent, cst.BooleanOperation)
        and isinstance(parent.operator, cst.Or)
        and parent.left is place
    )


def _enclosed(parent: cst.CSTNode, place: cst.BaseExpression, text: str) -> str:
    """A text with parentheses where its operators or line breaks need them."""
    if " " not in text or place.lpar or (isinstance(parent, _WHOLE) and "\n" not in text):
        return text
    return f"({text})"

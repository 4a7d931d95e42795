"""Where a type may stand: annotations, aliases, bases, and the strings among them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from enum import Enum

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name
from houserules.extractors.qualified_names import resolves_to


class TypePosition(Enum):
    """Why an expression is read as a type."""

    ANNOTATION = "annotation"
    """Of a parameter, a return, a variable or a field; never evaluated under
    ``from __future__ import annotations`` (unless a library asks)."""
    EVALUATED = "evaluated"
    """An alias value, a base's subscript, a ``cast`` or ``bound=`` argument, the
    ``response_model=`` of a route, what a ``TypeAdapter`` is made of."""


_CASTS = frozenset({"typing.cast", "typing_extensions.cast"})
_TYPE_VARIABLES = frozenset(
    {"typing.TypeVar", "typing_extensions.TypeVar", "typing.NewType", "typing_extensions.NewType"}
)
_TYPE_ADAPTERS = frozenset(
    {"pydantic.TypeAdapter", "pydantic.parse_obj_as", "pydantic.tools.parse_obj_as"}
)
_ALIASES = frozenset({"typing.TypeAlias", "typing_extensions.TypeAlias"})
_LITERALS = frozenset({"typing.Literal", "typing_extensions.Literal"})
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
TYPE_POSITION_READS = _CASTS | _TYPE_VARIABLES | _ALIASES

_TRANSPARENT = (
    cst.Index,
    cst.SubscriptElement,
    cst.Tuple,
    cst.Element,
    cst.List,
    cst.BinaryOperation,
)


def type_position(unit_pass: UnitPass, node: cst.CSTNode) -> TypePosition | None:
    """Why ``node`` is a type, or ``None`` where it may be a runtime value.

    ``node`` must be the node the walk stands on. The rule must require ``BINDINGS``.
    """
    chain: Sequence[cst.CSTNode] = [*unit_pass.ancestors, node]
    for index in range(len(chain) - 2, -1, -1):
        holder, below = chain[index], chain[index + 1]
        if isinstance(holder, cst.Annotation):
            return TypePosition.ANNOTATION
        if isinstance(holder, cst.Subscript):
            if below is holder.value:
                continue
            if _is_metadata(unit_pass, chain, index):
                return None
            continue
        if isinstance(holder, _TRANSPARENT):
            continue
        if isinstance(holder, cst.Arg):
            return _argument_position(unit_pass, chain, index)
        if isinstance(holder, cst.TypeAlias):
            return TypePosition.ANNOTATION if below is holder.value else None
        if isinstance(holder, cst.TypeVar):
            return TypePosition.ANNOTATION
        if isinstance(holder, cst.AnnAssign) and below is holder.value:
            is_alias = resolves_to(unit_pass, holder.annotation.annotation, _ALIASES)
            return TypePosition.EVALUATED if is_alias else None
        if isinstance(holder, cst.Assign) and below is holder.value:
            return _assigned_position(holder, below)
        return None
    return None


def _is_metadata(unit_pass: UnitPass, chain: Sequence[cst.CSTNode], index: int) -> bool:
    """Whether the way down from a subscript leads into ``Literal`` or behind ``Annotated``'s type."""
    holder = chain[index]
    assert isinstance(holder, cst.Subscript)
    name = dotted_name(holder.value).rpartition(".")[2]
    if name == "Literal":
        return True
    if name != "Annotated" or index + 1 >= len(chain):
        return False
    return chain[index + 1] is not holder.slice[0]


def _argument_position(
    unit_pass: UnitPass, chain: Sequence[cst.CSTNode], index: int
) -> TypePosition | None:
    arg, outer = chain[index], chain[index - 1] if index else None
    assert isinstance(arg, cst.Arg)
    if isinstance(outer, cst.ClassDef):
        is_subscript_of_base = isinstance(arg.value, cst.Subscript) and arg.keyword is None
        return TypePosition.EVALUATED if is_subscript_of_base and chain[index + 1 :] else None
    if not isinstance(outer, cst.Call):
        return None
    if arg.keyword is not None:
        if arg.keyword.value == "response_model":
            in_decorator = index > 1 and isinstance(chain[index - 2], cst.Decorator)
            return TypePosition.EVALUATED if in_decorator else None
        wanted = arg.keyword.value == "bound" and resolves_to(
            unit_pass, outer.func, _TYPE_VARIABLES
        )
        return TypePosition.EVALUATED if wanted else None
    if outer.args[0] is arg and resolves_to(unit_pass, outer.func, _CASTS | _TYPE_ADAPTERS):
        return TypePosition.EVALUATED
    is_newtype = len(outer.args) > 1 and outer.args[1] is arg
    if is_newtype and resolves_to(unit_pass, outer.func, _TYPE_VARIABLES):
        return TypePosition.EVALUATED
    return None


def _assigned_position(assign: cst.Assign, below: cst.CSTNode) -> TypePosition | None:
    """``Rows = List[Row]``: an alias by its shape, one CapWords target and a subscript or union."""
    if len(assign.targets) != 1 or not isinstance(assign.targets[0].target, cst.Name):
        return None
    name = assign.targets[0].target.value.lstrip("_")
    is_type_shaped = isinstance(below, cst.Subscript | cst.BinaryOperation)
    cap_words = name[:1].isupper() and not name.isupper()
    return TypePosition.EVALUATED if is_type_shaped and cap_words else None


def _future(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    node = view.node
    if view.unit.depth or not isinstance(node, cst.SimpleStatementLine):
        return
    for statement in node.body:
        if not isinstance(statement, cst.ImportFrom) or statement.module is None:
            continue
        if dotted_name(statement.module) != "__future__" or isinstance(
            statement.names, cst.ImportStar
        ):
            continue
        for alias in statement.names:
            yield dotted_name(alias.name), True


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


FUTURE_IMPORTS = table("future-imports", _future, _any)
"""Name of a ``__future__`` feature → whether the module imports it."""

"""Collection types in their two spellings: ``typing.List`` and the class ``list`` itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import libcst as cst

from houserules.analysis.binding_names import WILDCARD
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.annotations import FUTURE_IMPORTS, TypePosition
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.imported_names import IMPORTED_FROM
from houserules.extractors.qualified_names import is_class_level, resolves_to
from houserules.extractors.scopes import scope_of, scopes_around
from houserules.extractors.type_expressions import TypeExpression
from houserules.text.span import Span

COLLECTION_READS = (BINDINGS, FUTURE_IMPORTS, IMPORTED_FROM)
"""What the functions here look up."""

CLASS_OF: Mapping[str, str] = MappingProxyType(
    {
        "List": "builtins.list",
        "Dict": "builtins.dict",
        "Set": "builtins.set",
        "FrozenSet": "builtins.frozenset",
        "Tuple": "builtins.tuple",
        "Type": "builtins.type",
        "Deque": "collections.deque",
        "DefaultDict": "collections.defaultdict",
        "OrderedDict": "collections.OrderedDict",
        "Counter": "collections.Counter",
        "ChainMap": "collections.ChainMap",
    }
)
"""Name in ``typing`` → the class that takes its subscripts since PEP 585."""

TYPING_MODULES = ("typing", "typing_extensions")
_NAME_OF = {c.removeprefix("builtins."): n for n, c in CLASS_OF.items() if "builtins." in c}
_BUILTINS = frozenset(c for c in CLASS_OF.values() if c.startswith("builtins."))
_TYPING_NAMES = frozenset(f"{m}.{n}" for m in TYPING_MODULES for n in CLASS_OF)
_SINCE_PEP_585 = (3, 9)
_SINCE_PEP_649 = (3, 14)


@dataclass(frozen=True, slots=True)
class CollectionUse:
    """A collection type that could be spelled the other way.

    Attributes:
        span: Its name in the unit, without the subscript.
        member: Its name in ``typing``.
        wanted: The qualified name to write instead.
        hidden: Whether a member of the class around it takes the wanted name.
        writable: Whether the wanted name, if it is a builtin, means that builtin there.
    """

    span: Span
    member: str
    wanted: str
    hidden: bool = False
    writable: bool = True

    @property
    def short(self) -> str:
        """The last part of the wanted name."""
        return self.wanted.rpartition(".")[2]


def may_be_spelled_with_typing(unit_pass: UnitPass, node: cst.BaseExpression) -> bool:
    """A cheap look: whether a name, attribute or string may name a collection of ``typing``."""
    names, modules = _imported(unit_pass)
    if isinstance(node, cst.Name):
        return node.value in names
    if isinstance(node, cst.Attribute):
        return node.attr.value in CLASS_OF and dotted_name(node.value) in modules
    if isinstance(node, cst.SimpleString):
        return any(n in node.value for n in names | modules)
    return False


def spelled_with_typing(unit_pass: UnitPass, part: TypeExpression) -> CollectionUse | None:
    """``List`` or ``t.List``, subscripted or bare, where the class itself can be subscripted."""
    node = part.node
    if part.quoted and not may_be_spelled_with_typing(unit_pass, node):
        return None
    if part.quoted and _is_part_of_longer_name(part):
        return None
    name = resolves_to(unit_pass, node, _TYPING_NAMES)
    if name is None or not _may_subscript_classes(unit_pass, part.position):
        return None
    member = name.rpartition(".")[2]
    wanted = CLASS_OF[member]
    use = CollectionUse(part.span(node), member, wanted)
    if wanted not in _BUILTINS:
        return use
    hidden = _is_hidden_by_member(unit_pass, part, use.short)
    writable = not hidden and _means_builtin(unit_pass, part.host, use.short)
    return CollectionUse(use.span, member, wanted, hidden, writable)


def spelled_with_class(unit_pass: UnitPass, part: TypeExpression) -> CollectionUse | None:
    """``list[...]`` of a builtin in an annotation."""
    node = part.node
    if not isinstance(node, cst.Subscript) or part.position is not TypePosition.ANNOTATION:
        return None
    value = node.value
    if not isinstance(value, cst.Name) or value.value not in _NAME_OF:
        return None
    if resolves_to(unit_pass, value, _BUILTINS) is None:
        return None
    member = _NAME_OF[value.value]
    return CollectionUse(part.span(value), member, f"typing.{member}")


def _imported(unit_pass: UnitPass) -> tuple[frozenset[str], frozenset[str]]:
    """The names in this module of collections of ``typing``, and of ``typing`` itself."""
    known = unit_pass.cache.get(_imported)
    if known is None:
        found = [pair for m in TYPING_MODULES for pair in unit_pass.lookup(IMPORTED_FROM, m)]
        known = (
            frozenset(name for name, member in found if member in CLASS_OF),
            frozenset(name for name, member in found if not member),
        )
        unit_pass.cache[_imported] = known
    return known


def _is_part_of_longer_name(part: TypeExpression) -> bool:
    """Whether a quoted name is the last part of an attribute, which is a part of its own."""
    return any(
        isinstance(other, cst.Attribute) and other.attr is part.node for other in part.spans or ()
    )


def _may_subscript_classes(unit_pass: UnitPass, position: TypePosition) -> bool:
    if unit_pass.module.target_version >= _SINCE_PEP_585:
        return True
    postponed = unit_pass.lookup(FUTURE_IMPORTS, "annotations")
    return postponed and position is TypePosition.ANNOTATION


def _means_builtin(unit_pass: UnitPass, node: cst.CSTNode, name: str) -> bool:
    if unit_pass.lookup(BINDINGS, name) or unit_pass.lookup(BINDINGS, WILDCARD):
        return False
    return not any(name in scope for scope in scopes_around(unit_pass, node))


def _is_hidden_by_member(unit_pass: UnitPass, part: TypeExpression, name: str) -> bool:
    """Whether a member of the class around is what ``name`` means in its body.

    An annotation that is evaluated late sees the members below it, too.
    """
    chain = [*unit_pass.ancestors, part.host]
    for index in range(len(chain) - 2, -1, -1):
        holder, below = chain[index], chain[index + 1]
        if isinstance(holder, cst.FunctionDef | cst.Lambda) and below is holder.body:
            return False
        if isinstance(holder, cst.ClassDef) and below is holder.body:
            return name in scope_of(unit_pass, holder)
    if not is_class_level(unit_pass, part.host):
        return False
    members = list(unit_pass.siblings_named(name))
    if not members:
        return False
    if (
        part.quoted
        or unit_pass.module.target_version >= _SINCE_PEP_649
        or unit_pass.lookup(FUTURE_IMPORTS, "annotations")
    ):
        return True
    own = unit_pass.view.node
    if isinstance(own, cst.FunctionDef | cst.ClassDef) and own.name.value == name:
        # What a definition's header names is read before the definition has its name.
        members.remove(True)
    return any(members)

"""Abstract classes that hold no code, and classes that are told apart at run time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.project import everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.definitions import is_trivial
from houserules.extractors.qualified_names import resolves_to

_ABC = frozenset({"abc.ABC"})
_META = frozenset({"abc.ABCMeta"})
_ABSTRACT = frozenset({"abc.abstractmethod"})
_OTHER_DECORATORS = frozenset(
    {"builtins.staticmethod", "builtins.classmethod", "builtins.property"}
)
_TELLING = frozenset({"isinstance", "issubclass"})
_SEVERAL = (cst.Tuple, cst.List)


def _told_apart(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    text = view.unit.text
    if view.node is None or not any(
        word in text for word in ("isinstance", "issubclass", ".register")
    ):
        return
    found: set[str] = set()
    for node in descendants(view.node):
        if not isinstance(node, cst.Call):
            continue
        name = dotted_name(node.func)
        if name in _TELLING and len(node.args) > 1:
            classes = node.args[1].value
            parts = [e.value for e in classes.elements] if isinstance(classes, _SEVERAL) else []
            found.update(dotted_name(part).rpartition(".")[2] for part in parts or [classes])
        elif name.endswith(".register"):
            found.add(name.removesuffix(".register").rpartition(".")[2])
    for name in sorted(found - {""}):
        yield name, name


TOLD_APART = fact("told-apart", _told_apart, str)
"""Last word of a class → a value where ``isinstance`` or ``register`` names it."""
_EVERYWHERE = everywhere(TOLD_APART)
ABSTRACT_READS = (BINDINGS, TOLD_APART, _EVERYWHERE)
"""What a rule that asks here must require."""


def is_told_apart(unit_pass: UnitPass, name: str) -> bool:
    """Whether code of the project asks at run time for what is called like a class."""
    return bool(unit_pass.lookup(TOLD_APART, name) or unit_pass.lookup(_EVERYWHERE, name))


def only_declares_methods(unit_pass: UnitPass, node: cst.ClassDef) -> bool:
    """Whether a class derives from ``ABC`` alone, and all in it is abstract and without a body."""
    if node.decorators or node.type_parameters is not None or not _is_abc(unit_pass, node):
        return False
    members = unit_pass.members(node)
    kinds = {member.kind for member in members}
    if not kinds <= {"function", "docstring"} or "function" not in kinds:
        return False
    for member in members:
        if member.kind == "function" and not any("abstractmethod" in d for d in member.decorators):
            return False
    functions = (unit_pass.member_tree(node, i) for i in range(len(members)))
    return all(_is_abstract(unit_pass, f) for f in functions if not _is_text(f))


def _is_text(node: cst.CSTNode | None) -> bool:
    return isinstance(node, cst.SimpleStatementLine)


def _is_abstract(unit_pass: UnitPass, node: cst.CSTNode | None) -> bool:
    if not isinstance(node, cst.FunctionDef) or not is_trivial(node):
        return False
    name = node.name.value
    if name.startswith("__") and name != "__call__":
        return False
    marks = [d.decorator for d in node.decorators]
    return any(resolves_to(unit_pass, mark, _ABSTRACT) for mark in marks) and all(
        resolves_to(unit_pass, mark, _ABSTRACT | _OTHER_DECORATORS) for mark in marks
    )


def _is_abc(unit_pass: UnitPass, node: cst.ClassDef) -> bool:
    if len(node.bases) == 1 and not node.keywords:
        return resolves_to(unit_pass, node.bases[0].value, _ABC) is not None
    if node.bases or len(node.keywords) != 1:
        return False
    keyword = node.keywords[0]
    is_meta = keyword.keyword is not None and keyword.keyword.value == "metaclass"
    return is_meta and resolves_to(unit_pass, keyword.value, _META) is not None

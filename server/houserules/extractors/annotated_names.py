"""Names that nothing but annotations mention, and who may evaluate those annotations."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import libcst as cst

from houserules.analysis.extractor import Reader, table
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import children
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.definitions import decorator_names
from houserules.extractors.dependencies import DEPENDENCIES
from houserules.extractors.public_names import EXPORTS
from houserules.extractors.runtime_names import RUNTIME_NAMES

_WORD = re.compile(r"[^\W\d]\w*")
_SAYS_A_TYPE = frozenset({"Annotated", "TypeAlias"})
_HARMLESS_DECORATORS = frozenset(
    {
        "abstractmethod", "asynccontextmanager", "cached_property", "classmethod",
        "contextmanager", "deleter", "final", "override", "property", "setter", "staticmethod",
    }
)  # fmt: skip


class Holder(StrEnum):
    """Whose annotation mentions a name."""

    FUNCTION = "function"
    FIELD = "field"
    VARIABLE = "variable"
    RUNTIME = "runtime"
    """None that stays unread: the metadata of ``Annotated``, the value of an alias."""


@dataclass(frozen=True, slots=True)
class AnnotatedUse:
    """A name in annotations.

    Attributes:
        holder: Whose.
        path: The function or the class of the field, ``Class.method``; ``""`` inside functions.
        decorated: Whether a decorator may read the annotations.
    """

    holder: Holder
    path: str = ""
    decorated: bool = False


def _uses(view: UnitView) -> Iterator[tuple[Hashable, AnnotatedUse]]:
    if view.node is None or isinstance(view.node, cst.Import | cst.ImportFrom):
        return
    found: dict[tuple[str, AnnotatedUse], None] = {}
    waiting: list[tuple[cst.CSTNode, AnnotatedUse]] = []
    waiting.append((view.node, AnnotatedUse(_outer(view), ".".join(view.class_path))))
    hidden = view.hidden_body
    while waiting:
        node, around = waiting.pop()
        kind = node.__class__
        if node is hidden or kind in _PLAIN:
            continue
        if kind is cst.Annotation:
            for name, at_runtime in _names(node):
                found[name, AnnotatedUse(Holder.RUNTIME) if at_runtime else around] = None
        elif isinstance(node, cst.FunctionDef):
            own = _of_function(node, around, inside=node is not view.node)
            waiting.extend((child, own) for child in children(node) if child is not node.body)
            waiting.append((node.body, AnnotatedUse(Holder.VARIABLE)))
        elif isinstance(node, cst.ClassDef):
            path = f"{around.path}.{node.name.value}".lstrip(".")
            own = AnnotatedUse(Holder.FIELD, path, decorated=bool(node.decorators))
            if own.decorated:
                found[f"@{path}", own] = None
            waiting.append((node.body, own))
        elif isinstance(node, cst.Assign) and _is_alias(node):
            for name, _ in _names(node.value):
                found[name, AnnotatedUse(Holder.RUNTIME)] = None
        else:
            waiting.extend((child, around) for child in children(node))
    yield from found


_PLAIN: frozenset[type] = frozenset({cst.Name, cst.Attribute, cst.SimpleString, cst.Integer})


def _outer(view: UnitView) -> Holder:
    return Holder.FIELD if view.class_path else Holder.VARIABLE


def _of_function(node: cst.FunctionDef, around: AnnotatedUse, *, inside: bool) -> AnnotatedUse:
    words = {name.rpartition(".")[2] for name in decorator_names(node)}
    nested = inside and around.holder is not Holder.FIELD
    path = "" if nested else f"{around.path}.{node.name.value}".lstrip(".")
    return AnnotatedUse(Holder.FUNCTION, path, decorated=not words <= _HARMLESS_DECORATORS)


def _names(node: cst.CSTNode) -> Iterator[tuple[str, bool]]:
    """The names in an annotation, and whether they are more than a part of the type."""
    waiting = [(node, False)]
    while waiting:
        part, metadata = waiting.pop()
        if isinstance(part, cst.Name):
            yield part.value, metadata
        elif isinstance(part, cst.Attribute | cst.Arg):
            waiting.append((part.value, metadata))
        elif isinstance(part, cst.SimpleString):
            yield from ((word, metadata) for word in _WORD.findall(part.raw_value))
        elif isinstance(part, cst.Subscript) and dotted_name(part.value).endswith("Annotated"):
            first, *rest = part.slice
            waiting.extend([(part.value, metadata), (first, metadata)])
            waiting.extend((element, True) for element in rest)
        else:
            waiting.extend((child, metadata) for child in children(part))


def _is_alias(node: cst.Assign) -> bool:
    value = node.value
    return (
        isinstance(value, cst.Subscript)
        and dotted_name(value.value).rpartition(".")[2] in _SAYS_A_TYPE
    )


def _merge(values: tuple[AnnotatedUse, ...]) -> tuple[AnnotatedUse, ...]:
    return tuple(dict.fromkeys(values))


ANNOTATED_NAMES = table("annotated-names", _uses, _merge)
"""Name → the annotations that mention it; ``@`` and the path of a class → a value where it is
decorated."""

ANNOTATION_READS = (BINDINGS, RUNTIME_NAMES, ANNOTATED_NAMES, EXPORTS)
"""What a rule that asks ``only_annotates`` must require."""
EVALUATION_READS = (ANNOTATED_NAMES, DEPENDENCIES, CLASSES)
"""What a rule that asks ``is_evaluated`` must require."""


def only_annotates(reader: Reader, name: str) -> bool:
    """Whether a module-level import is used, and by nothing but annotations."""
    uses = reader.lookup(ANNOTATED_NAMES, name)
    if not uses or any(use.holder is Holder.RUNTIME for use in uses):
        return False
    if reader.module.is_package or len(reader.lookup(BINDINGS, name)) != 1:
        return False
    return not reader.lookup(RUNTIME_NAMES, name) and not reader.lookup(EXPORTS, name)


def is_evaluated(reader: Reader, name: str) -> bool:
    """Whether somebody may ask what annotations that mention a name stand for.

    Frameworks do: of fields of models, of handlers and what is injected into them, of whatever a
    decorator is given.
    """
    for use in reader.lookup(ANNOTATED_NAMES, name):
        if use.decorated:
            return True
        if use.holder is Holder.FIELD:
            is_decorated = bool(reader.lookup(ANNOTATED_NAMES, f"@{use.path}"))
            # What a base does with fields, nobody says: models, rows, dataclass transforms.
            if is_decorated or any(d.bases for d in reader.lookup(CLASSES, use.path)):
                return True
        elif use.holder is Holder.FUNCTION and use.path:
            owner = use.path.removesuffix(".__init__")
            if reader.lookup(DEPENDENCIES, owner):
                return True
    return False

"""A type parameter has no bound, and attributes of its values are used."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.attribute_uses import attributes_used
from houserules.extractors.generic_definitions import GENERIC_READS, generic_of
from houserules.extractors.parameters import all_parameters
from houserules.text.excerpt import excerpt

_ITERABLES = frozenset(
    {"Collection", "Iterable", "Iterator", "List", "Sequence", "Set", "frozenset", "list", "set"}
)


@rule(
    id="typing/type-parameter-bound",
    on=(cst.FunctionDef,),
    requires=GENERIC_READS,
    severity="hint",
    message="`{name}` is unbounded but `.{attribute}` is used on it; give it a bound",
    why="A bound says what the type must offer, and type checkers hold callers to it.",
    allow_when="The attribute is looked up at run time and may be missing.",
    examples=[
        Example(
            "def label[T](x: T) -> str:\n"
            "    return x.title  "
            "# want: `T` is unbounded but `.title` is used on it; give it a bound # at: x.title\n",
        ),
        Example("def label[T: Titled](x: T) -> str:\n    return x.title\n"),
    ],
)
def type_parameter_bound(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report the first attribute that is used on a value of an unbounded type parameter."""
    unbounded = frozenset(_unbounded(p, node))
    if not unbounded:
        return
    said: set[str] = set()
    for name, found in _values(node, unbounded):
        for use in attributes_used(node, name, of_elements=found[1]):
            if found[0] not in said:
                said.add(found[0])
                yield p.finding(
                    use,
                    name=excerpt(found[0], 20),
                    attribute=excerpt(use.attr.value, 24),
                )


def _unbounded(p: UnitPass, node: cst.FunctionDef) -> Iterator[str]:
    if node.type_parameters is not None:
        for parameter in node.type_parameters.params:
            if isinstance(parameter.param, cst.TypeVar) and parameter.param.bound is None:
                yield parameter.param.name.value
        return
    generic = generic_of(p, node)
    for variable in generic.variables if generic is not None else ():
        if variable.kind == "TypeVar" and not variable.bound and not variable.constraints:
            yield variable.name


def _values(
    node: cst.FunctionDef, unbounded: frozenset[str]
) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Parameter → its type parameter, and whether it is that of the elements."""
    for param in all_parameters(node.params):
        written = param.annotation.annotation if param.annotation is not None else None
        if isinstance(written, cst.Name) and written.value in unbounded and not param.star:
            yield param.name.value, (written.value, False)
        if not isinstance(written, cst.Subscript) or len(written.slice) != 1:
            continue
        index, holder = written.slice[0].slice, written.value
        element = index.value if isinstance(index, cst.Index) else None
        is_iterable = isinstance(holder, cst.Name) and holder.value in _ITERABLES
        if is_iterable and isinstance(element, cst.Name) and element.value in unbounded:
            yield param.name.value, (element.value, True)

"""From type variables declared by assignment to type parameters (PEP 695), for whole modules.

A fix converts every function, and where it is told so every class, that can be, and takes the
assignments out that nothing refers to any more: no module is left half converted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.generic_definitions import (
    BASES_AT_RUNTIME,
    GENERIC_READS,
    SINCE_PEP_695,
    Definition,
    Generic,
    generic_of,
)
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.type_variables import (
    ELSEWHERE_READS,
    is_used_elsewhere,
    type_variable_of,
    type_variables,
)
from houserules.extractors.variable_mentions import mentions_outside
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.statement_removal import remove_statements

CLASS_REASON = "the variance of type parameters is inferred, and `__orig_bases__` is another"
_GENERIC = frozenset({"typing.Generic", "typing_extensions.Generic"})


@dataclass(frozen=True, slots=True)
class _Found:
    """A generic definition where it stands."""

    unit: RewritePass
    node: Definition
    generic: Generic
    path: tuple[str, ...]
    ancestors: tuple[cst.CSTNode, ...] = field(repr=False)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(v.name for v in self.generic.variables)


def _convert(rewrite: RewritePass, node: Definition, classes: bool) -> Iterator[Change]:
    units = list(rewrite.units())
    chosen = _convertible(rewrite, units, classes=classes)
    if any(one.unit is rewrite and one.node is node for one in chosen):
        yield from _converted(rewrite, units, chosen)


def _give_up(rewrite: RewritePass, node: cst.CSTNode, name: str, classes: bool) -> Iterator[Change]:
    units = list(rewrite.units())
    chosen = _convertible(rewrite, units, classes=classes)
    if name in _free_names(rewrite, units, chosen):
        yield from _converted(rewrite, units, chosen)


def _generic_definitions(units: Sequence[RewritePass]) -> Iterator[_Found]:
    for unit in units:
        names = type_variables(unit)
        if not any(name in unit.source for name in names):
            continue
        for node in unit.visit():
            if not isinstance(node, cst.FunctionDef | cst.ClassDef):
                continue
            generic = generic_of(unit, node)
            if generic is not None:
                path = (*unit.class_path, node.name.value)
                yield _Found(unit, node, generic, path, tuple(unit.ancestors))


def _convertible(
    rewrite: RewritePass, units: Sequence[RewritePass], *, classes: bool
) -> Sequence[_Found]:
    """The definitions that can be converted, given that all of them are."""
    found = list(_generic_definitions(units))
    if rewrite.lookup(BASES_AT_RUNTIME, ""):
        classes = False
    chosen = [f for f in found if classes and _is_whole(found, f)]
    chosen += [
        f
        for f in found
        if isinstance(f.node, cst.FunctionDef)
        and f.generic.convertible
        and (not f.generic.needs_class or any(_is_within(f, c) for c in chosen))
    ]
    return chosen


def _is_whole(found: Sequence[_Found], one: _Found) -> bool:
    """Whether a class can be converted, and all in it that has type variables of its own."""
    if not isinstance(one.node, cst.ClassDef) or one.generic.needs_class:
        return False
    inside = (f for f in found if f is one or _is_within(f, one))
    return all(f.generic.convertible for f in inside) and not _has_comment(one.unit, one.node)


def _has_comment(unit: RewritePass, node: cst.ClassDef) -> bool:
    """Whether a comment stands among the bases."""
    last = unit.span([*node.bases, *node.keywords][-1]).end
    return unit.has_comment(Span(unit.span(node.name).end, unit.source.index(":", last)))


def _is_within(inner: _Found, outer: _Found) -> bool:
    if not isinstance(outer.node, cst.ClassDef) or inner is outer:
        return False
    if outer.node in inner.ancestors:
        return True
    return not outer.ancestors and inner.unit.class_path[: len(outer.path)] == outer.path


def _converted(
    rewrite: RewritePass, units: Sequence[RewritePass], chosen: Sequence[_Found]
) -> Iterator[Change]:
    for one in chosen:
        yield from _with_parameters(one)
    free = _free_names(rewrite, units, chosen)
    gone = [index for index, unit in enumerate(units) if _declared(unit) in free]
    yield from remove_statements(units, gone)


def _free_names(
    rewrite: RewritePass, units: Sequence[RewritePass], chosen: Sequence[_Found]
) -> frozenset[str]:
    """The variables whose assignments nothing needs once definitions are converted."""
    names = frozenset(type_variables(rewrite))
    inside = [(one.unit, one.node, one.names) for one in chosen]
    members = [
        (one.path, one.names)
        for one in chosen
        if isinstance(one.node, cst.ClassDef) and not one.ancestors
    ]
    needed: set[str] = set()
    for unit in units:
        if _declared(unit) not in names:
            needed |= mentions_outside(unit, names, inside, members)
    return frozenset(n for n in names - needed if not is_used_elsewhere(rewrite, n))


def _declared(unit: RewritePass) -> str:
    found = type_variable_of(unit.view.node) if not unit.view.unit.depth else None
    return found.name if found is not None else ""


def _with_parameters(one: _Found) -> Iterator[Change]:
    parameters = ", ".join(v.as_parameter for v in one.generic.variables)
    unit, node = one.unit, one.node
    yield unit.insert(unit.span(node.name).end, f"[{parameters}]")
    if isinstance(node, cst.ClassDef):
        unit.ancestors = list(one.ancestors)
        yield from _without_declaring_bases(unit, node)


def _without_declaring_bases(unit: RewritePass, node: cst.ClassDef) -> Iterator[Change]:
    """Take ``Generic[T]`` out of the bases, and the subscript off ``Protocol[T]``."""
    values = [arg.value for arg in (*node.bases, *node.keywords)]
    for index, value in enumerate(values[: len(node.bases)]):
        if not isinstance(value, cst.Subscript):
            continue
        if resolves_to(unit, value.value, _PROTOCOL):
            yield unit.replace_span(Span(unit.span(value.value).end, unit.span(value).end), "")
        if not resolves_to(unit, value.value, _GENERIC):
            continue
        place = unit.span(value)
        if len(values) == 1:
            opening = unit.source.index("(", unit.span(node.name).end)
            closing = unit.source.index(")", place.end)
            yield unit.replace_span(Span(opening, closing + 1), "")
        elif index + 1 < len(values):
            following = (*node.bases, *node.keywords)[index + 1]
            named = following.keyword or following.value
            yield unit.replace_span(Span(place.start, unit.span(named).start), "")
        else:
            before = unit.span(values[index - 1]).end
            yield unit.replace_span(Span(before, place.end), "")


_PROTOCOL = frozenset({"typing.Protocol", "typing_extensions.Protocol"})


def _sites(unit_pass: UnitPass, node: cst.CSTNode) -> Iterator[FixRef]:
    if unit_pass.module.target_version < SINCE_PEP_695:
        return
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        generic = generic_of(unit_pass, node)
        is_class = isinstance(node, cst.ClassDef)
        if generic is not None and generic.convertible:
            yield type_variables_to_parameters.at(
                node,
                safety=Safety.UNSAFE if is_class else Safety.SAFE,
                reason=CLASS_REASON if is_class else "",
                classes=is_class,
            )


def _declared_sites(unit_pass: UnitPass, node: cst.Assign) -> Iterator[FixRef]:
    if unit_pass.module.target_version < SINCE_PEP_695 or len(unit_pass.ancestors) != 1:
        return
    found = type_variable_of(unit_pass.ancestors[0])
    if found is not None and found.name in type_variables(unit_pass):
        yield give_up_type_variable.at(node, name=found.name, classes=False)


type_variables_to_parameters = Transform(
    id="type-variables-to-parameters",
    title="Declare type parameters in brackets",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    apply=_convert,
    sites=_sites,
    on=(cst.FunctionDef, cst.ClassDef),
    requires=(*GENERIC_READS, *ELSEWHERE_READS, BASES_AT_RUNTIME),
)
give_up_type_variable = Transform(
    id="give-up-type-variable",
    title="Declare type parameters in brackets, and drop `{name}`",
    safety=Safety.SAFE,
    reach=Reach.MODULE,
    apply=_give_up,
    sites=_declared_sites,
    on=(cst.Assign,),
    requires=(*GENERIC_READS, *ELSEWHERE_READS, BASES_AT_RUNTIME),
)

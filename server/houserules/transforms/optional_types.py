"""Nullable types from one spelling to the other; the two directions are inverse."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.optional_types import (
    needs_parentheses,
    spelled_with_name,
    spelled_with_pipe,
)
from houserules.extractors.type_expressions import TypeExpression, type_expressions
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

PIPE_NODES = (cst.Subscript,)
NAME_NODES = (cst.BinaryOperation,)


def part_at(
    rewrite: RewritePass,
    host: cst.BaseExpression,
    ordinal: int,
    wanted: tuple[type[cst.BaseExpression], ...],
) -> TypeExpression | None:
    """The part of a type that a finding was about."""
    for part in type_expressions(rewrite, host, wanted):
        if part.ordinal == ordinal:
            return part
    return None


def _to_pipe(rewrite: RewritePass, host: cst.BaseExpression, ordinal: int) -> Iterator[Change]:
    part = part_at(rewrite, host, ordinal, PIPE_NODES)
    use = spelled_with_name(rewrite, part) if part else None
    if part is None or use is None or not use.rewritable:
        return
    opening, closing = "", " | None"
    inner = part.text(use.inner)
    if needs_parentheses(rewrite, part) or breaks_outside_brackets(inner):
        opening, closing = "(", " | None)"
    end = use.inner.end
    if use.quoted_inner:
        quote = inner[-1]
        end, closing = end - 1, closing.removesuffix(")") + quote + closing[7:]
    yield rewrite.replace_span(Span(use.span.start, use.inner.start), opening)
    yield rewrite.replace_span(Span(end, use.span.end), closing)


def _to_name(
    rewrite: RewritePass, host: cst.BaseExpression, ordinal: int
) -> Iterator[Change | ImportNeed]:
    part = part_at(rewrite, host, ordinal, NAME_NODES)
    use = spelled_with_pipe(rewrite, part) if part else None
    if use is None:
        return
    found = name_for(rewrite, "typing", "Optional", host)
    if found is None:
        return
    name, needs = found
    yield from needs
    yield rewrite.replace_span(Span(use.span.start, use.inner.start), f"{name}[")
    yield rewrite.replace_span(Span(use.inner.end, use.span.end), "]")


def breaks_outside_brackets(text: str) -> bool:
    """Whether a type written without its surrounding bracket would end its logical line."""
    depth = 0
    for character in text:
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character in "\r\n" and depth == 0:
            return True
    return False


def _pipe_sites(unit_pass: UnitPass, node: cst.BaseExpression) -> Iterator[FixRef]:
    for part in type_expressions(unit_pass, node, PIPE_NODES):
        if spelled_with_name(unit_pass, part):
            yield optional_to_pipe.at(node, ordinal=part.ordinal)


def _name_sites(unit_pass: UnitPass, node: cst.BaseExpression) -> Iterator[FixRef]:
    for part in type_expressions(unit_pass, node, NAME_NODES):
        if spelled_with_pipe(unit_pass, part):
            yield pipe_to_optional.at(node, ordinal=part.ordinal)


optional_to_pipe = Transform(
    id="optional-to-pipe",
    title="Write `T | None`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_pipe,
    sites=_pipe_sites,
    on=(*PIPE_NODES, cst.SimpleString),
    requires=(BINDINGS, FUTURE_IMPORTS),
)
pipe_to_optional = Transform(
    id="pipe-to-optional",
    title="Write `Optional[T]`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_name,
    sites=_name_sites,
    on=(*NAME_NODES, cst.SimpleString),
    requires=(*IMPORT_READS, FUTURE_IMPORTS),
)

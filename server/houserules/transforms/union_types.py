"""Alternatives from one spelling to the other; nested unions become one, ``None`` stands last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.optional_types import needs_parentheses, stands_in_pipe
from houserules.extractors.type_expressions import type_expressions
from houserules.extractors.union_types import UnionUse, spelled_with_pipes, spelled_with_union
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for
from houserules.transforms.optional_types import breaks_outside_brackets, part_at

UNION_NODES = (cst.Subscript,)
PIPE_NODES = (cst.BinaryOperation,)


def _to_pipes(rewrite: RewritePass, host: cst.BaseExpression, ordinal: int) -> Iterator[Change]:
    part = part_at(rewrite, host, ordinal, UNION_NODES)
    use = spelled_with_union(rewrite, part) if part else None
    if part is None or use is None or not use.rewritable:
        return
    if use.quoted:
        # What is put between quotes is no code any more: it is written anew, not edited around.
        members = [part.text(member).strip(use.quoted) for member in use.members]
        text = " | ".join([*members, *(["None"] if use.nullable else [])])
        if not rewrite.has_comment(use.span):
            yield rewrite.replace_span(use.span, f"{use.quoted}{text}{use.quoted}")
        return
    opening, closing = "", " | None" if use.nullable else ""
    several = len(use.members) > 1 or use.nullable
    breaks = any(breaks_outside_brackets(part.text(member)) for member in use.members)
    tight = needs_parentheses(rewrite, part) and not stands_in_pipe(rewrite, part)
    if breaks or (several and tight):
        opening, closing = "(", f"{closing})"
    yield from _around_members(rewrite, use, opening, " | ", closing)


def _to_union(
    rewrite: RewritePass, host: cst.BaseExpression, ordinal: int
) -> Iterator[Change | ImportNeed]:
    part = part_at(rewrite, host, ordinal, PIPE_NODES)
    use = spelled_with_pipes(rewrite, part) if part else None
    found = name_for(rewrite, "typing", "Union", host) if use else None
    if use is None or found is None:
        return
    name, needs = found
    changes = list(
        _around_members(rewrite, use, f"{name}[", ", ", ", None]" if use.nullable else "]")
    )
    if changes:
        yield from needs
        yield from changes


def _around_members(
    rewrite: RewritePass, use: UnionUse, opening: str, separator: str, closing: str
) -> Iterator[Change]:
    """Write what stands around the members anew; a comment there withholds the edit."""
    members = use.members
    gaps = [(Span(use.span.start, members[0].start), opening)]
    gaps += [(Span(one.end, other.start), separator) for one, other in pairwise(members)]
    gaps.append((Span(members[-1].end, use.span.end), closing))
    if any(rewrite.has_comment(gap) for gap, _ in gaps):
        return
    for gap, text in gaps:
        if rewrite.text(gap) != text:
            yield rewrite.replace_span(gap, text)


def _union_sites(unit_pass: UnitPass, node: cst.BaseExpression) -> Iterator[FixRef]:
    for part in type_expressions(unit_pass, node, UNION_NODES):
        if spelled_with_union(unit_pass, part):
            yield union_to_pipe.at(node, ordinal=part.ordinal)


def _pipe_sites(unit_pass: UnitPass, node: cst.BaseExpression) -> Iterator[FixRef]:
    for part in type_expressions(unit_pass, node, PIPE_NODES):
        if spelled_with_pipes(unit_pass, part):
            yield pipe_to_union.at(node, ordinal=part.ordinal)


union_to_pipe = Transform(
    id="union-to-pipe",
    title="Write `A | B`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_pipes,
    sites=_union_sites,
    on=(*UNION_NODES, cst.SimpleString),
    requires=(BINDINGS, FUTURE_IMPORTS),
)
pipe_to_union = Transform(
    id="pipe-to-union",
    title="Write `Union[A, B]`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_union,
    sites=_pipe_sites,
    on=(*PIPE_NODES, cst.SimpleString),
    requires=(*IMPORT_READS, FUTURE_IMPORTS),
)

"""From ``X: TypeAlias = …`` to the statement ``type X = …`` (PEP 695)."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import resolves_to
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

ALIAS_REASON = "`isinstance` and subclassing do not take what a `type` statement makes"
_ALIASES = frozenset({"typing.TypeAlias", "typing_extensions.TypeAlias"})
_SINCE_PEP_695 = (3, 12)


def _to_statement(rewrite: RewritePass, node: cst.AnnAssign) -> Iterator[Change]:
    if not isinstance(node.target, cst.Name) or node.value is None:
        return
    target = rewrite.span(node.target)
    between = Span(target.end, rewrite.span(node.annotation.annotation).end)
    if rewrite.has_comment(between):
        return
    yield rewrite.insert(target.start, "type ")
    yield rewrite.replace_span(between, "")


def _sites(unit_pass: UnitPass, node: cst.AnnAssign) -> Iterator[FixRef]:
    if unit_pass.module.target_version < _SINCE_PEP_695 or node.value is None:
        return
    if len(unit_pass.ancestors) == 1 and resolves_to(
        unit_pass, node.annotation.annotation, _ALIASES
    ):
        yield type_alias_to_statement.at(node, reason=ALIAS_REASON)


type_alias_to_statement = Transform(
    id="type-alias-to-statement",
    title="Write a `type` statement",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_to_statement,
    sites=_sites,
    on=(cst.AnnAssign,),
    requires=(BINDINGS,),
)

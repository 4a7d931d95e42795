"""The layout of docstrings: blank lines, full stops, quotes on lines of their own."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.docstring_layout import Flaw, quote_flaws, summary_flaws
from houserules.extractors.docstring_places import FIRST_STATEMENTS, Owner, owner_of
from houserules.extractors.docstring_sections import Style
from houserules.extractors.docstrings import read_docstring
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform


def _apply(
    rewrite: RewritePass, literal: cst.SimpleString, flaw: str, google: bool
) -> Iterator[Change]:
    docstring = read_docstring(rewrite, literal)
    found = (
        *summary_flaws(docstring, google=google, newline=rewrite.newline),
        *quote_flaws(docstring, rewrite.newline),
    )
    for one in found:
        if one.flaw is Flaw(flaw) and one.edit is not None:
            span, text = one.edit
            yield rewrite.replace_span(span, text)


def _sites(unit_pass: UnitPass, statement: cst.Expr) -> Iterator[FixRef]:
    literal = statement.value
    owner = owner_of(unit_pass, statement)
    if not isinstance(literal, cst.SimpleString) or owner is None or not literal.raw_value.strip():
        return
    docstring = read_docstring(unit_pass, literal)
    google = Style.NUMPY not in docstring.styles
    found = [*quote_flaws(docstring, "\n")]
    if owner is not Owner.MODULE:
        found += summary_flaws(docstring, google=google, newline="\n")
    for one in found:
        if one.edit is not None:
            yield lay_out_docstring.at(literal, flaw=one.flaw.value, google=google)


lay_out_docstring = Transform(
    id="lay-out-docstring",
    title="Lay the docstring out",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Expr,),
    requires=(FIRST_STATEMENTS,),
)

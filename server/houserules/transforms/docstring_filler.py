"""A summary without the words that say nothing before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.docstring_fillers import FILLERS, filler_of
from houserules.extractors.docstring_places import FIRST_STATEMENTS, owner_of
from houserules.extractors.docstrings import read_docstring
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform


def _apply(
    rewrite: RewritePass, literal: cst.SimpleString, fillers: Sequence[str]
) -> Iterator[Change]:
    docstring = read_docstring(rewrite, literal)
    first = docstring.summary[0]
    line = docstring.lines[first]
    start = len(line.text) - len(line.text.lstrip())
    filler = filler_of(line.text, start, fillers)
    if filler is not None and filler.verb:
        yield rewrite.replace_span(line.span(start, filler.verb_stop), filler.verb)


def _sites(unit_pass: UnitPass, statement: cst.Expr) -> Iterator[FixRef]:
    literal = statement.value
    if isinstance(literal, cst.SimpleString) and owner_of(unit_pass, statement) is not None:
        yield drop_filler.at(literal, fillers=FILLERS)


drop_filler = Transform(
    id="drop-docstring-filler",
    title="Begin with what it does",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Expr,),
    requires=(FIRST_STATEMENTS,),
)

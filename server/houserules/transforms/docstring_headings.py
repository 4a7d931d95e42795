"""The headings of docstring sections, as a style spells them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.docstring_layout import Flaw, section_flaws
from houserules.extractors.docstring_places import FIRST_STATEMENTS, function_of, owner_of
from houserules.extractors.docstring_results import section_to_rename, speaks_of_yields
from houserules.extractors.docstring_sections import Style
from houserules.extractors.docstrings import read_docstring
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform


def _apply(
    rewrite: RewritePass, literal: cst.SimpleString, first: int, heading: str
) -> Iterator[Change]:
    docstring = read_docstring(rewrite, literal)
    section = next((s for s in docstring.sections if s.first == first), None)
    if section is None:
        return
    colon = ":" if section.style is Style.GOOGLE and not section.has_colon else ""
    yield rewrite.replace_span(section.title_span, heading + colon)
    if section.style is Style.NUMPY and len(heading) != len(section.title):
        under = docstring.lines[section.first + 1]
        at = len(under.margin)
        mark = under.text[at]
        yield rewrite.replace_span(under.span(at, len(under.text.rstrip())), mark * len(heading))


def _sites(unit_pass: UnitPass, statement: cst.Expr) -> Iterator[FixRef]:
    literal = statement.value
    if not isinstance(literal, cst.SimpleString) or owner_of(unit_pass, statement) is None:
        return
    docstring = read_docstring(unit_pass, literal)
    for flaw in section_flaws(docstring, (), ()):
        if flaw.flaw is Flaw.HEADING:
            heading = flaw.wanted.rstrip(":")
            yield retitle_section.at(literal, first=flaw.section, heading=heading)
    function = function_of(unit_pass)
    if function is not None and speaks_of_yields(function, docstring):
        section = section_to_rename(docstring)
        if section is not None:
            yield retitle_section.at(literal, first=section.first, heading="Yields")


retitle_section = Transform(
    id="retitle-docstring-section",
    title="Change the heading to `{heading}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Expr,),
    requires=(FIRST_STATEMENTS,),
)

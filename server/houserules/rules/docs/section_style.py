"""A docstring is not laid out as the team's style has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.docstring_layout import (
    Flaw,
    LayoutFlaw,
    quote_flaws,
    section_flaws,
    summary_flaws,
)
from houserules.extractors.docstring_places import FIRST_STATEMENTS, Owner, function_of, owner_of
from houserules.extractors.docstring_sections import Style
from houserules.extractors.docstrings import Docstring, read_docstring
from houserules.extractors.documented_functions import is_test_module
from houserules.extractors.module_docstring_styles import MODULE_STYLES, prevailing
from houserules.extractors.signatures import parameters
from houserules.text.excerpt import excerpt
from houserules.transforms.docstring_conversion import (
    CONVERTED,
    annotated_names,
    to_google_sections,
)
from houserules.transforms.docstring_headings import retitle_section
from houserules.transforms.docstring_layout import lay_out_docstring

_NAMES = {
    Style.GOOGLE: "Google sections",
    Style.NUMPY: "NumPy sections",
    Style.REST: "reST fields",
}
_RUFF = {Flaw.NO_BLANK_LINE: "D205", Flaw.CLOSING_QUOTES: "D209", Flaw.NO_FULL_STOP: "D415"}
StyleName = Literal["google", "numpy", "rest"]


@dataclass(frozen=True)
class Options:
    """Options of ``docs/section-style``.

    Attributes:
        style: The style of sections; of several, each module keeps to one.
    """

    style: StyleName | tuple[StyleName, ...] = "google"


@rule(
    id="docs/section-style",
    on=(cst.Expr,),
    requires=(FIRST_STATEMENTS, MODULE_STYLES),
    options=Options,
    fixes=(lay_out_docstring, retitle_section, to_google_sections),
    same_as_ruff=(
        SameAsRuff("D205", part="blank lines below the summary"),
        SameAsRuff("D209", part="closing quotes"),
        SameAsRuff("D415", part="full stops"),
    ),
    message="docstring has {found}; this team writes {wanted}",
    why="Sections in one shape are found without reading, by people and by documentation tools.",
    allow_when="Nobody but its author reads a docstring.",
    examples=[
        Example(
            "def price(sku: str) -> int:\n"
            '    """Look up a price.\n\n'
            "    :param sku: article number"
            "  # want: docstring has reST fields; this team writes Google sections\n"
            '    """\n',
            fixed="def price(sku: str) -> int:\n"
            '    """Look up a price.\n\n    Args:\n        sku: article number\n    """\n',
        ),
        Example(
            "def price(sku: str) -> int:\n"
            '    """Look up a price.\n\n'
            "    Arguments:  # want: the heading `Arguments:` should be `Args:`\n"
            '        sku: Article number.\n    """\n',
            fixed="def price(sku: str) -> int:\n"
            '    """Look up a price.\n\n    Args:\n        sku: Article number.\n    """\n',
        ),
        Example(
            "def price(sku: str) -> int:\n"
            '    """Look up a price"""  # want: the summary should end with a period\n',
            fixed='def price(sku: str) -> int:\n    """Look up a price."""\n',
        ),
        Example('def price(sku: str) -> int:\n    """Look up a price."""\n'),
    ],
)
def section_style(p: UnitPass, node: cst.Expr) -> Iterator[Finding]:
    """Report the style of sections, and how summary, headings and entries are laid out."""
    literal = node.value
    if not isinstance(literal, cst.SimpleString) or not literal.raw_value.strip():
        return
    if is_test_module(p.module):
        return
    owner = owner_of(p, node)
    if owner is None:
        return
    docstring = read_docstring(p, literal)
    function = function_of(p) if owner is Owner.FUNCTION else None
    allowed = _allowed(p)
    yield from _style_findings(p, literal, docstring, function, allowed)
    google = Style.GOOGLE in allowed and Style.NUMPY not in docstring.styles
    flaws = [*quote_flaws(docstring, "\n")]
    if owner is not Owner.MODULE:
        flaws += summary_flaws(docstring, google=google, newline="\n")
    if docstring.styles <= set(allowed):
        all_of = list(parameters(function)) if function is not None else []
        annotated = {param.name for param in all_of if param.node.annotation is not None}
        flaws += section_flaws(docstring, annotated, {param.name for param in all_of})
    for flaw in flaws:
        yield _finding(p, literal, flaw, google=google)


def _allowed(p: UnitPass) -> tuple[Style, ...]:
    style = p.options.style
    return tuple(Style(s) for s in ((style,) if isinstance(style, str) else style)) or tuple(Style)


def _finding(p: UnitPass, literal: cst.SimpleString, flaw: LayoutFlaw, *, google: bool) -> Finding:
    fix = None
    if flaw.flaw is Flaw.HEADING:
        heading = flaw.wanted.rstrip(":")
        fix = retitle_section.at(literal, first=flaw.section, heading=heading)
    elif flaw.edit is not None:
        fix = lay_out_docstring.at(literal, flaw=flaw.flaw.value, google=google)
    return p.finding(
        flaw.span,
        fix=fix,
        weak=flaw.flaw in (Flaw.TYPE, Flaw.ENTRY),
        message=flaw.flaw.value,
        ruff=_RUFF.get(flaw.flaw, ""),
        found=excerpt(flaw.found, 30),
        wanted=excerpt(flaw.wanted, 30),
    )


def _style_findings(
    p: UnitPass,
    literal: cst.SimpleString,
    docstring: Docstring,
    function: cst.FunctionDef | None,
    allowed: tuple[Style, ...],
) -> Iterator[Finding]:
    usual = prevailing(s for s in p.lookup(MODULE_STYLES, "") if s in allowed)
    wanted, named = allowed[0], allowed
    if usual is not None and len(allowed) > 1:
        wanted = usual
    wrong = [s for s in docstring.sections if s.style in docstring.styles - set(allowed)]
    if not wrong and len(allowed) > 1 and docstring.styles - {wanted}:
        named = (wanted,)
        wrong = [s for s in docstring.sections if s.style is not wanted]
    if not wrong:
        return
    fix = None
    if wanted is Style.GOOGLE and docstring.literal.is_block:
        annotated = annotated_names(function)
        fix = to_google_sections.at(literal, reason=CONVERTED, annotated=annotated)
    yield p.finding(
        wrong[0].title_span,
        fix=fix,
        found=_NAMES[wrong[0].style],
        wanted=" or ".join(_NAMES[s] for s in named),
    )

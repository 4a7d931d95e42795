"""A docstring opens with words that say nothing, or is longer than anybody reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.docstring_fillers import FILLERS, filler_of
from houserules.extractors.docstring_places import FIRST_STATEMENTS, Owner, owner_of
from houserules.extractors.docstrings import Docstring, read_docstring
from houserules.extractors.documented_functions import is_test_module
from houserules.text.excerpt import excerpt
from houserules.transforms.docstring_filler import drop_filler


@dataclass(frozen=True)
class Options:
    """Options of ``docs/verbose-docstring``.

    Attributes:
        max_lines: How many lines of prose a function's docstring may have, sections and blocks of
            code left out.
        fillers: What a summary should not begin with.
    """

    max_lines: int = 25
    fillers: tuple[str, ...] = FILLERS


@rule(
    id="docs/verbose-docstring",
    on=(cst.Expr,),
    requires=(FIRST_STATEMENTS,),
    options=Options,
    fixes=(drop_filler,),
    severity="hint",
    message="the docstring opens with filler: `{filler}`",
    why="The first words of a summary are what lists and editors show of it.",
    allow_when="Docstrings are written for people who learn the language.",
    examples=[
        Example(
            "def tax(total):\n"
            '    """This function is used to compute the tax."""'
            "  # want: the docstring opens with filler: `This function is used to`\n",
            fixed='def tax(total):\n    """Compute the tax."""\n',
        ),
        Example('def tax(total):\n    """Compute the tax."""\n'),
    ],
)
def verbose_docstring(p: UnitPass, node: cst.Expr) -> Iterator[Finding]:
    """Report fillers where they stand, and docstrings that are too long at their start."""
    literal = node.value
    if not isinstance(literal, cst.SimpleString) or is_test_module(p.module):
        return
    owner = owner_of(p, node)
    if owner is None or not literal.raw_value.strip():
        return
    options: Options = p.options
    docstring = read_docstring(p, literal)
    line = docstring.lines[docstring.summary[0]]
    start = len(line.text) - len(line.text.lstrip())
    filler = filler_of(line.text, start, options.fillers)
    if filler is not None:
        yield p.finding(
            line.span(start, start + len(filler.text)),
            fix=drop_filler.at(literal, fillers=options.fillers) if filler.verb else None,
            filler=excerpt(filler.text, 40),
        )
    count = _length(docstring) if owner is Owner.FUNCTION else 0
    if count > options.max_lines:
        yield p.finding(
            line.span(start, len(line.text.rstrip())),
            message="the docstring has {count} lines of prose, more than {most}",
            count=count,
            most=options.max_lines,
        )


def _length(docstring: Docstring) -> int:
    """How many lines of prose there are: sections and blocks of code are no explanations."""
    kept = {index for s in docstring.sections for index in range(s.first, s.stop)}
    count, is_code = 0, False
    for index, line in enumerate(docstring.lines):
        if line.text.lstrip().startswith("```"):
            is_code = not is_code
        elif not (is_code or line.is_blank or index in kept):
            count += 1
    return count

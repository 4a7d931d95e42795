"""A line is wider than the team allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import Line
from houserules.extractors.line_width import (
    EVERY_WIDTH,
    cannot_be_broken,
    configured_width,
    width,
    within,
    without_pragma,
)
from houserules.text.span import Span

_NARROWEST = 40
_MARK = "\ufeff"


@dataclass(frozen=True)
class Options:
    """Options of ``style/line-length``.

    Attributes:
        max: How many columns a line may take.
        from_config: Whether the `line-length` of ruff, or else of Black, wins over `max`: from
            the `pyproject.toml` or `ruff.toml` at the root of the project.
        ignore_urls: Whether a line may end in an address that begins within the limit.
        ignore_pragmas: Whether comments that speak to tools, such as `# noqa`, do not count.
    """

    max: int = 88
    from_config: bool = True
    ignore_urls: bool = True
    ignore_pragmas: bool = True


@rule(
    id="style/line-length",
    on=(Line,),
    requires=(EVERY_WIDTH,),
    options=Options,
    same_as_ruff=(
        ("E501", (("from_config", True), ("ignore_urls", True), ("ignore_pragmas", True))),
    ),
    message="the line is {count} columns wide; {limit} is the limit",
    why="Lines of one width can be read beside each other, in a review as in an editor.",
    allow_when="A table of values is easier to read in wide lines.",
    examples=[
        Example(
            "total = price + tax + shipping"
            "  # want: the line is 30 columns wide; 24 is the limit # at: ipping\n",
            options=(("max", 24),),
        ),
        Example(
            "# See https://docs.example.org/pricing\ntotal = price\n",
            options=(("max", 24),),
        ),
    ],
)
def line_length(p: UnitPass, line: Line) -> Iterator[Finding]:
    """Report what stands behind the limit."""
    options: Options = p.options
    text = line.text.lstrip(_MARK)
    if len(text) < _NARROWEST and len(text) <= options.max // 2:
        return
    limit = configured_width(p) if options.from_config else None
    limit = limit or options.max
    if options.ignore_pragmas and len(text) > limit:
        text = without_pragma(text)
    count = width(text)
    if count <= limit or (options.ignore_urls and cannot_be_broken(text, limit)):
        return
    start = line.span.start + len(line.text) - len(line.text.lstrip(_MARK))
    place = Span(start + within(text, limit), start + len(text))
    yield p.finding(place, count=count, limit=limit)

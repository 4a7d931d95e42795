"""A ``# noqa`` comment names no code, and so silences every check of its line or file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import Comment
from houserules.text.span import Span

_BLANKET = re.compile(
    r"#\s{0,4}(?P<directive>(?:(?:ruff|flake8)\s{0,4}:\s{0,4})?noqa)(?![\w-])"
    r"(?!\s{0,4}:\s{0,4}[A-Z]{1,20}[0-9])",
    re.IGNORECASE,
)
_PROSE = re.compile(r"\s*[^\s:#]")


@rule(
    id="comments/noqa-code",
    on=(Comment,),
    same_as_ruff=("PGH004",),
    message="`# {directive}` must name its rule: `# {directive}: CODE`",
    why="Without a code it hides the next mistake of the line, too, and nobody knows what it is for.",
    examples=[
        Example(
            "from models import *  # noqa  # want: `# noqa` must name its rule: `# noqa: CODE`\n"
        ),
        Example("from models import *  # noqa: F403\n"),
    ],
)
def noqa_code(p: UnitPass, comment: Comment) -> Iterator[Finding]:
    """Report blanket suppressions, for a line or a file."""
    if "noqa" not in comment.text.lower():
        return
    match = _BLANKET.search(comment.text)
    if match is None:
        return
    directive = " ".join(match["directive"].split())
    on_line = directive.lower() == "noqa"
    if on_line and comment.own_line and _PROSE.match(comment.text, match.end()):
        # A sentence that begins with the word: on a line of its own it silences nothing.
        return
    start = comment.span.start
    yield p.finding(Span(start + match.start(), start + match.end()), directive=directive)

"""Comments hold code that somebody took out."""

from __future__ import annotations

from collections.abc import Iterator

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import Comment
from houserules.extractors.commented_code import commented_out
from houserules.transforms.delete_comments import delete_code_fix, delete_commented_code


@rule(
    id="comments/commented-out-code",
    on=(Comment,),
    fixes=(delete_commented_code,),
    severity="hint",
    message="commented-out code",
    why="Nobody knows whether it still works, or dares to remove it; history keeps it anyway.",
    allow_when="Settings files show what may be switched on.",
    examples=[
        Example(
            "def total(rows):\n"
            "    # total = sum(r.price for r in rows)  # want: commented-out code\n"
            "    return cached_total\n",
            fixed="def total(rows):\n    return cached_total\n",
        ),
        Example("def total(rows):\n    # total = price * count\n    return rows\n"),
    ],
)
def commented_out_code(p: UnitPass, comment: Comment) -> Iterator[Finding]:
    """Report the first of the lines, with all of them."""
    place = commented_out(p, comment)
    if place is not None:
        yield p.finding(place, fix=delete_code_fix(place))

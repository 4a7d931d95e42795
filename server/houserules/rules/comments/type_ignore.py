"""A ``# type: ignore`` comment does not say which error it silences, or why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import Comment
from houserules.extractors.type_ignores import type_ignore_in
from houserules.transforms.explain_ignore import MIN_WORDS, SEPARATOR, explain_fix, explain_ignore


@dataclass(frozen=True)
class Options:
    """Options of ``comments/type-ignore``.

    Attributes:
        require_code: The error must be named in brackets.
        require_explanation: Words for readers must follow.
        separator: What the fix writes before them; mypy wants ``"  # "``.
        min_words: How many words make an explanation.
    """

    require_code: bool = True
    require_explanation: bool = True
    separator: str = SEPARATOR
    min_words: int = MIN_WORDS


@rule(
    id="comments/type-ignore",
    on=(Comment,),
    options=Options,
    fixes=(explain_ignore,),
    same_as_ruff=(
        SameAsRuff(
            "PGH003", options=(("require_code", True),), part="comments that lack a code alone"
        ),
    ),
    message="`# {tool}: ignore` needs {what}",
    why="Without a code it hides the next mistake, too; without a reason nobody dares to remove it.",
    allow_when="Types are checked by nobody, and the comments are left over.",
    examples=[
        Example(
            "rows = load()  # type: ignore"
            "  # want: `# type: ignore` needs an error code and an explanation\n"
        ),
        Example(
            "rows = load()  # type: ignore[no-any-return]"
            "  # want: `# type: ignore` needs an explanation\n",
            fixed="rows = load()  # type: ignore[no-any-return] - TODO(houserules) why\n",
        ),
        Example("rows = load()  # type: ignore[no-any-return] - stub lacks the overload\n"),
    ],
)
def type_ignore(p: UnitPass, comment: Comment) -> Iterator[Finding]:
    """Report the comment where its code or its explanation is missing."""
    found = type_ignore_in(comment)
    if found is None:
        return
    options: Options = p.options
    lacks_code = options.require_code and not found.has_code
    lacks_reason = options.require_explanation and not found.explains(options.min_words)
    if not lacks_code and not lacks_reason:
        return
    what = " and ".join(
        words
        for words, lacks in (("an error code", lacks_code), ("an explanation", lacks_reason))
        if lacks
    )
    yield p.finding(
        found.span,
        fix=None if lacks_code else explain_fix(found, options.separator),
        ruff="PGH003" if lacks_code and not lacks_reason else "",
        tool=found.tool,
        what=what,
    )

"""Comments that keep a type checker quiet: what they name, and what they explain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from houserules.analysis.structure import Comment
from houserules.extractors.pragmas import words_for_readers
from houserules.text.span import Span

TODO = "TODO(houserules)"
_DIRECTIVE = re.compile(
    r"#\s{0,4}(?P<tool>type|pyright)\s{0,4}:\s{0,4}ignore(?![\w-])"
    r"(?P<codes>\s{0,4}\[(?P<inner>[^\]#]{0,300})\])?"
)
_PROSE = re.compile(r"\s{0,4}\w")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class TypeIgnore:
    """``# type: ignore[code] - explanation``, or the same for pyright.

    Attributes:
        tool: ``type`` or ``pyright``.
        span: The directive with its codes, relative to the unit.
        has_code: Whether it names an error.
        words: How many words for readers the comment holds.
        is_unfinished: Whether the explanation is still to be written.
    """

    tool: str
    span: Span
    has_code: bool
    words: int
    is_unfinished: bool

    def explains(self, min_words: int) -> bool:
        """Whether it says why, or has a place for it already."""
        return self.is_unfinished or self.words >= min_words


def type_ignore_in(comment: Comment) -> TypeIgnore | None:
    """The directive in a comment; a sentence about such comments on its own line is none."""
    if "ignore" not in comment.text:
        return None
    match = _DIRECTIVE.search(comment.text)
    if match is None or (comment.own_line and _PROSE.match(comment.text, match.end())):
        return None
    start = comment.span.start
    return TypeIgnore(
        tool=match["tool"],
        span=Span(start + match.start(), start + match.end()),
        has_code=bool((match["inner"] or "").strip()),
        words=sum(len(_WORD.findall(part)) for part in _parts(comment.text, match)),
        is_unfinished=TODO in comment.text,
    )


def _parts(text: str, directive: re.Match[str]) -> Iterator[str]:
    """What is said to readers before and behind the directive in the same comment."""
    rest = text[directive.end() :].lstrip(" \t-–—:,;")
    yield words_for_readers(rest if rest.startswith("#") else f"# {rest}")
    yield words_for_readers(text[: directive.start()])

"""A case in other clothes: what must not change what a rule says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import indent

_ONE_LINE = re.compile(r'"""(?:(?!""").)*"""')
"""A long string on one line: unlike one over several, it holds no indentation."""
_BROKEN_NEIGHBOUR = "\n\ndef half_typed(\n"
_UNRELATED_NEIGHBOUR = "\n\ndef unrelated_neighbour():\n    return unrelated_name\n"


def surroundings(code: str) -> Iterator[tuple[str, str]]:
    """Names and codes of variants in which a rule says the same."""
    yield "under CRLF", with_breaks(code, "\r\n")
    yield "under lone carriage returns", with_breaks(code, "\r")
    yield "behind a byte order mark", "\ufeff" + code
    yield "after an emoji", "# 😀\n" + code
    yield "with a broken neighbour", code + _BROKEN_NEIGHBOUR
    yield "with an unrelated neighbour", code + _UNRELATED_NEIGHBOUR
    yield "with two equal neighbours", code + _UNRELATED_NEIGHBOUR * 2
    if _can_be_indented(code):
        yield "with tabs", _reindented(code, "\t")
        yield "with two spaces", _reindented(code, "  ")


def upheavals(code: str) -> Iterator[tuple[str, str]]:
    """Names and codes of variants in which a rule may say what it likes, but never raises."""
    yield "twice", f"{code}\n\n{code}"
    if _can_be_indented(code):
        yield "in a class", f"class Around:\n    here = 1\n\n{indent(code, '    ')}"
        yield "in a function", f"def around():\n    here = 1\n\n{indent(code, '    ')}"


def end_of_case(code: str, variant: str) -> int | None:
    """Where a neighbour begins whose own findings do not count."""
    has_neighbour = variant.endswith((_BROKEN_NEIGHBOUR, _UNRELATED_NEIGHBOUR))
    return len(code) if has_neighbour and code else None


def with_breaks(code: str, newline: str) -> str:
    """A code with other line breaks."""
    return code.replace("\n", newline)


def _can_be_indented(code: str) -> bool:
    return '"""' not in _ONE_LINE.sub("", code) and "\\\n" not in code


def _reindented(code: str, step: str) -> str:
    def lead(match: re.Match[str]) -> str:
        steps, rest = divmod(len(match[0]), 4)
        return step * steps + " " * rest

    return re.sub(r"^ +", lead, code, flags=re.MULTILINE)

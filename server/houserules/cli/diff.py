"""Unified diffs that ``patch`` and ``git apply -p0`` accept."""

from __future__ import annotations

import difflib
import re

import click

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def unified_diff(before: str, after: str, name: str) -> str:
    """The changes from ``before`` to ``after`` in the file ``name``; empty when there is none."""
    # Not splitlines(): a form feed or U+2028 ends no line for patch.
    old, new = _LINE.findall(before), _LINE.findall(after)
    return "".join(_ended(line) for line in difflib.unified_diff(old, new, name, name))


def coloured(diff: str) -> str:
    """A diff as a terminal shows it."""
    lines = _LINE.findall(diff)
    return "".join(click.style(line, fg=_COLOURS.get(line[0])) for line in lines)


def _ended(line: str) -> str:
    return line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"

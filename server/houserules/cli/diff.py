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


def file_diff(old: str | None, new: str, before: str, after: str) -> str:
    """The changes of a file that may be new, or have another name now, as git writes them."""
    if old == new:
        return unified_diff(before, after, new)
    lines = _LINE.findall(before), _LINE.findall(after)
    if old is None:
        head = f"diff --git {_quoted(new)} {_quoted(new)}\nnew file mode 100644\n"
        names = "/dev/null", _quoted(new)
    else:
        head = (
            f"diff --git {_quoted(old)} {_quoted(new)}\n"
            f"rename from {_quoted(old)}\nrename to {_quoted(new)}\n"
        )
        names = _quoted(old), _quoted(new)
    return head + "".join(_ended(line) for line in difflib.unified_diff(*lines, *names))


def _quoted(name: str) -> str:
    """A name as git writes it where it holds what would end it."""
    if not any(c in '"\\' or ord(c) < 32 for c in name):
        return name
    escaped = (f"\\{ord(c):03o}" if ord(c) < 32 else f"\\{c}" if c in '"\\' else c for c in name)
    return f'"{"".join(escaped)}"'


def coloured(diff: str) -> str:
    """A diff as a terminal shows it."""
    lines = _LINE.findall(diff)
    return "".join(click.style(line, fg=_COLOURS.get(line[0])) for line in lines)


def _ended(line: str) -> str:
    return line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"

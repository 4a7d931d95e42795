"""Expectations drawn on code: ``# want: message`` at the end of the line of a finding.

Marks are taken off before the code is analysed. A mark may name the marked source, too:
``# want: message # at: source``. Several marks may stand on one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"[ \t]*# want: (?P<message>.*?)(?: # at: (?P<source>.*?))?(?=[ \t]*# want: |$)")
_FIRST = re.compile(r"[ \t]*# want: ")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One expected finding.

    Attributes:
        line: From 1.
        message: The whole message.
        source: The marked source, ``None`` where the mark does not say.
    """

    line: int
    message: str
    source: str | None = None


def take_marks(code: str) -> tuple[str, tuple[Mark, ...]]:
    """The code without its marks, and the marks in the order of their lines."""
    lines: list[str] = []
    marks: list[Mark] = []
    for number, line in enumerate(code.split("\n"), start=1):
        first = _FIRST.search(line)
        if first is None:
            lines.append(line)
            continue
        lines.append(line[: first.start()])
        for match in _MARK.finditer(line, first.start()):
            marks.append(Mark(number, match["message"].strip(), match["source"]))
    return "\n".join(lines), tuple(marks)

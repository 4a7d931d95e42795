"""Files that are not Python and name modules of the project: what starts it, and its scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from houserules.analysis.project import all_of, document_fact
from houserules.text.span import Span

_FILES = ("pyproject.toml", "setup.cfg", "Procfile", "Dockerfile", "docker-compose.yml",
          "docker-compose.yaml", "compose.yml", "compose.yaml")  # fmt: skip
_TARGET = re.compile(r"(?<![\w.:/\\-])[^\W\d]\w*(?:\.[^\W\d]\w*)*:[^\W\d]\w*(?:\.\w+)*(?![\w:/-])")
_MODULE = re.compile(r"(?:(?<=\s-m\s)|(?<=\"-m\",\s\")|(?<=\"-m\",\"))[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_SCRIPT = re.compile(r"(?<![\w./\\:-])(?:\./)?(?:[\w-]+/)*[\w-]+\.py(?!\w)")


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A module that a file names, or something in it.

    Attributes:
        name: ``app.main:app``, a module behind ``-m``, or the path of a script.
        span: Where it stands in the file.
    """

    name: str
    span: Span

    @property
    def is_script(self) -> bool:
        """Whether it is a path."""
        return self.name.endswith(".py")

    def prefixes(self) -> Iterator[tuple[str, int]]:
        """Every dotted name that it begins with, and where in it that ends."""
        if not self.is_script:
            for match in re.finditer(r"(?<=\w)(?=[.:]|$)", self.name):
                yield self.name[: match.start()].replace(":", "."), match.start()


def _read(text: str) -> Iterator[tuple[str, EntryPoint]]:
    for pattern in (_TARGET, _MODULE, _SCRIPT):
        for match in pattern.finditer(text):
            yield match[0].partition(":")[0], EntryPoint(match[0], Span(*match.span()))


ENTRY_POINTS = document_fact(
    "entry-points", tuple(f"/**/{name}" for name in _FILES), _read, EntryPoint
)
"""Module or script → the entry points that name it, in files that start the project."""
ALL_ENTRY_POINTS = all_of(ENTRY_POINTS)

"""Templates of environment files: which variables ``.env.example`` and its like name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from houserules.analysis.project import all_of, document_fact, everywhere
from houserules.text.span import Span

ENV_TEMPLATES = (".env.example", ".env.sample", ".env.template")
PRESENT = ""
"""The key under which every template is found."""
_ENTRY = re.compile(r"^[ \t]*(?P<off>#[ \t]*)?(?:export[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*=", re.M)


@dataclass(frozen=True, slots=True)
class EnvEntry:
    """A line of a template.

    Attributes:
        name: The variable.
        span: Where its name stands.
        commented: Whether the line is commented out.
    """

    name: str
    span: Span
    commented: bool = False


def _read(text: str) -> Iterator[tuple[str, EnvEntry]]:
    yield PRESENT, EnvEntry("", Span(len(text), len(text)))
    for match in _ENTRY.finditer(text):
        entry = EnvEntry(match["name"], Span(*match.span("name")), match["off"] is not None)
        # Names are compared as pydantic-settings does by default: case does not count.
        yield match["name"].upper(), entry


ENV_ENTRIES = document_fact(
    "env-entries", tuple(f"/**/{name}" for name in ENV_TEMPLATES), _read, EnvEntry
)
"""Upper-case name → its lines in a template; ``PRESENT`` → one value for each template."""
EVERY_ENV_ENTRY = everywhere(ENV_ENTRIES)
ALL_ENV_ENTRIES = all_of(ENV_ENTRIES)

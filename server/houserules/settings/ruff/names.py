"""What ruff calls its rules in preview mode: names, and the categories that they are in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ASYNC251": ("blocking-sleep-in-async-function", "suspicious"),
        "B006": ("mutable-argument-default", "suspicious"),
        "D101": ("undocumented-public-class", "pedantic"),
        "D102": ("undocumented-public-method", "pedantic"),
        "D103": ("undocumented-public-function", "pedantic"),
        "D105": ("undocumented-magic-method", "pedantic"),
        "D106": ("undocumented-public-nested-class", "pedantic"),
        "D107": ("undocumented-public-init", "pedantic"),
        "D419": ("empty-docstring", "suspicious"),
        "E722": ("bare-except", "suspicious"),
        "F821": ("undefined-name", "correctness"),
        "FAST002": ("fast-api-non-annotated-dependency", "style"),
        "I001": ("unsorted-imports", "style"),
        "N802": ("invalid-function-name", "pedantic"),
        "N999": ("invalid-module-name", "style"),
        "PGH004": ("blanket-noqa", "pedantic"),
        "TC001": ("typing-only-first-party-import", "pedantic"),
        "UP006": ("non-pep585-annotation", "suspicious"),
        "UP007": ("non-pep604-annotation-union", "style"),
        "UP045": ("non-pep604-annotation-optional", "style"),
    }
)
"""Name and category of every code that a rule of ours can be left to."""

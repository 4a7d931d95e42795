"""What the classes of a module derive from over all files of the project."""

from __future__ import annotations

from houserules.analysis.extractor import Reader, derived
from houserules.extractors.class_graph import ANCESTRY
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, absolute_name


def _full_ancestry(reader: Reader, path: str) -> frozenset[str]:
    module = reader.module
    found: set[str] = set()
    for name in reader.lookup(ANCESTRY, path):
        meant = absolute_name(module.name, name, is_package=module.is_package)
        if not meant or meant.startswith("builtins."):
            found.add(meant or name)
        else:
            found |= reader.lookup(PROJECT_ANCESTRY, meant)
    return frozenset(found)


FULL_ANCESTRY = derived("full-ancestry", _full_ancestry, (ANCESTRY, PROJECT_ANCESTRY))
"""Class path → the absolute qualified names outside the module that it derives from, at any
distance, over the files of the project."""

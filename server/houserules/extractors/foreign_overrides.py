"""Methods whose signature may be given by a class that the project does not define."""

from __future__ import annotations

from houserules.analysis.extractor import Reader, derived
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES, local_class
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.overrides import KNOWN_METHODS
from houserules.extractors.project_symbols import SYMBOLS
from houserules.extractors.qualified_names import module_qualified_names


def _may_override(reader: Reader, key: tuple[str, str]) -> bool:
    path, name = key
    definitions = reader.lookup(CLASSES, path)
    if len(definitions) != 1:
        return True
    for base in definitions[0].bases:
        if not base:
            return True
        if local_class(reader, base, path) is None and not module_qualified_names(reader, base):
            return True
    if not definitions[0].bases:
        return False
    for ancestor in reader.lookup(FULL_ANCESTRY, path):
        methods = KNOWN_METHODS.get(ancestor)
        if methods is not None:
            if name in methods:
                return True
        elif reader.lookup(SYMBOLS, ancestor) is None:
            return True
    return False


FOREIGN_OVERRIDE = derived(
    "foreign-override", _may_override, (BINDINGS, CLASSES, FULL_ANCESTRY, SYMBOLS)
)
"""``(class path, name)`` → whether a class that is not the project's may have the method; a base
that nobody knows may."""

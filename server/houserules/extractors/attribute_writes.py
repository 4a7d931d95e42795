"""Attributes that something is assigned to from outside: settings of modules, mostly."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from houserules.analysis.project import everywhere, fact
from houserules.analysis.structure import UnitView

_WRITE = re.compile(
    r"(?<![\w.])(?!self\.|cls\.)[A-Za-z_][\w.]*\.(?P<name>[A-Za-z_]\w*)[ \t]*=(?!=)"
)


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    text = view.unit.text
    if "." in text and "=" in text:
        for name in {match["name"] for match in _WRITE.finditer(text)}:
            yield name, True


ATTRIBUTE_WRITES = fact("attribute-writes", _contribute, bool)
"""Name of an attribute → a value for each unit that seems to assign to it, strings and comments
included: rather too many, since it keeps a name from being called a constant."""
EVERY_WRITE = everywhere(ATTRIBUTE_WRITES)

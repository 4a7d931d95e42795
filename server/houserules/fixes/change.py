"""What a transform yields: changes of text, and names it needs imported.

All against one baseline: the text that the finding was made from.
"""

from __future__ import annotations

from dataclasses import dataclass

from houserules.syntax.unit import Unit
from houserules.text.span import Span


@dataclass(frozen=True, slots=True)
class Change:
    """Replace a span of a unit by a text.

    Attributes:
        unit: The unit, by identity.
        span: Relative to the unit, in code points.
        text: What stands there afterwards.
        drops_comments: The transform means to remove the comments in the span.
    """

    unit: Unit
    span: Span
    text: str
    drops_comments: bool = False


@dataclass(frozen=True, slots=True)
class ImportNeed:
    """A name that the changed text uses and that no import of the module binds yet.

    Attributes:
        module: The module to import from.
        name: The name to import, ``""`` to import the module itself.
    """

    module: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ImportSurplus:
    """A module-level name whose import goes, if nothing in the changed text refers to it.

    Needed only where no changed unit referred to the name before: the others are found by
    comparing.
    """

    name: str

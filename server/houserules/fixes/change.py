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
        as_name: What the name is called here, ``""`` for its own name.
    """

    module: str
    name: str = ""
    as_name: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A change, or a need or surplus of imports, in another Python file of the project.

    Attributes:
        path: Relative to the root of the project, with ``/``.
        item: What changes there, against that file's own text.
    """

    path: str
    item: Change | ImportNeed | ImportSurplus


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """Replace a span of a project file that is not Python.

    Attributes:
        path: Relative to the root of the project, with ``/``.
        span: In the text of the file, in code points.
        text: What stands there afterwards.
    """

    path: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """Create a file that does not exist yet; the path is relative to the root of the project."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class RenamedFile:
    """Give a file another path, relative to the root of the project; its content may change, too."""

    path: str
    new_path: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a fix cannot be made here, in words for the user; nothing else it yields counts."""

    reason: str


@dataclass(frozen=True, slots=True)
class ImportSurplus:
    """A module-level name whose import goes, if nothing in the changed text refers to it.

    Needed only where no changed unit referred to the name before: the others are found by
    comparing.
    """

    name: str

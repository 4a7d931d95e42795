"""The closed vocabulary in which a fix says what it may do to the code.

Knows nothing of rules or transforms.
"""

from __future__ import annotations

from enum import StrEnum


class Safety(StrEnum):
    """How far a fix can be trusted without a human reading its result."""

    SAFE = "safe"
    """Keeps the meaning of the program; may run on save."""
    UNSAFE = "unsafe"
    """Behaviour or an interface may change; always its own action, with the reason shown."""
    SKELETON = "skeleton"
    """Inserts text that a human completes."""


class Reach(StrEnum):
    """How far from its finding a fix may edit, smallest first."""

    STATEMENT = "statement"
    CLASS = "class"
    MODULE = "module"
    PROJECT = "project"
    RENAME = "rename"

    @property
    def stays_in_file(self) -> bool:
        """Whether the fix edits only the file of its finding."""
        return self in (Reach.STATEMENT, Reach.CLASS, Reach.MODULE)

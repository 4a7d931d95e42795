"""What a rule yields: plain frozen values, in code points relative to their unit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Arguments, FixRef, Transform
from houserules.syntax.ptr import NodePtr
from houserules.syntax.unit import Unit
from houserules.text.span import Span


class Tag(IntEnum):
    """LSP 3.17 ``DiagnosticTag``."""

    UNNECESSARY = 1
    DEPRECATED = 2


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a finding.

    Attributes:
        span: Where, relative to ``unit``.
        message: What is there.
        unit: The unit of the place, ``None`` for the finding's own.
    """

    span: Span
    message: str
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """A fix that can be computed later: a ``FixRef`` whose node has become a pointer."""

    transform: Transform
    pointer: NodePtr
    title: str
    safety: Safety
    reach: Reach
    reason: str = ""
    arguments: Arguments = ()

    @staticmethod
    def of(reference: FixRef, pointer: NodePtr) -> Fix:
        """Detach a reference from its tree."""
        return Fix(
            reference.transform,
            pointer,
            reference.title,
            reference.safety,
            reference.reach,
            reference.reason,
            reference.arguments,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure from a convention.

    Attributes:
        rule: The id of the rule.
        span: Where, in code points relative to the start of the unit.
        message: What is wrong here.
        fix: How to mend it, or ``None``.
        weak: Reported at most as a hint, unless the user set the severity of the id.
        related: Second places.
        tags: LSP tags.
        ruff: The ruff code that says this very thing, for rules that ruff knows in parts.
    """

    rule: str
    span: Span
    message: str
    fix: Fix | None = None
    weak: bool = False
    related: tuple[Related, ...] = ()
    tags: tuple[Tag, ...] = ()
    ruff: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that raised on a unit: reported, never mistaken for a clean file."""

    rule: str
    offset: int
    message: str

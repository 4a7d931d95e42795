"""Which ruff code says what a rule says, and when the two agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

OptionValues = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class SameAsRuff:
    """A ruff code that reports what a rule reports, so that users need not be told twice.

    Attributes:
        code: The full code, such as ``UP006``.
        options: Values of the rule's options under which both want the same.
        opposite: Values under which ruff wants the opposite; empty where that cannot be.
        mirrors: ``(option, ruff setting, ruff's default)``: the two must be equal, else ruff
            wants the opposite. Settings are named below ``lint``: ``isort.case-sensitive``.
        needs: ``(ruff setting, ruff's default)``: any other value than the default makes ruff
            want the opposite.
        part: What the code covers, where that is not all: ``"methods"``. A finding of that part
            names the code, ``p.finding(node, ruff="D102")``. Without parts, each code covers
            every finding.
        oldest_target: The oldest ``target-version`` of ruff for which it reports the code.
        preview: Whether ruff reports the code in preview mode only.
    """

    code: str
    options: OptionValues = ()
    opposite: OptionValues = ()
    mirrors: tuple[tuple[str, str, Any], ...] = ()
    needs: tuple[tuple[str, Any], ...] = ()
    part: str = ""
    oldest_target: tuple[int, int] = (3, 0)
    preview: bool = False


RuffCode = str | tuple[str, OptionValues] | SameAsRuff
"""How a rule may write one: the code alone, with the options it holds under, or in full."""


def same_as_ruff(written: RuffCode) -> SameAsRuff:
    """The value that a rule's declaration stands for."""
    if isinstance(written, SameAsRuff):
        return written
    if isinstance(written, str):
        return SameAsRuff(written)
    code, options = written
    return SameAsRuff(code, options)

"""What the rows of the table are made of: one figure of one server, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that was measured of one server.

    Attributes:
        row: the name under which it is chosen on the command line.
        what: what was measured, its unit included.
        server: of whom.
        cell: how the table shows it.
        samples: every single measurement, in the unit of `what`.
        column: the file it was measured with, "" where the figure knows but one.
        wanted: what it is held against, "" where it only informs.
        missed: whether it is worse than wanted.
        under: the `what` of the figure that this one is a detail of, "" where it is none.
    """

    row: str
    what: str
    server: str
    cell: str
    samples: tuple[float, ...] = ()
    column: str = ""
    wanted: str = ""
    missed: bool = False
    under: str = ""


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * share) - 1, 0)]


def median(values: Sequence[float]) -> float:
    """Return the lower one of the two values in the middle."""
    return quantile(values, 0.5)


def short(value: float) -> str:
    """Return a number with as many decimals as say something."""
    return f"{value:,.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def typical_and_worst(values: Iterable[float]) -> str:
    """Return the median and the largest of some values."""
    found = list(values)
    return f"{short(median(found))} / {short(max(found))}" if found else "–"

"""Writes the table as Markdown, and into a page between two markers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
VALUE = ""
"""The column of figures that belong to no file of the table."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of one server: what it is, and cells by column."""

    what: str
    server: str
    cells: Mapping[str, str] = field(default_factory=dict[str, str])
    wanted: str = ""


class NoMarkers(Exception):
    """A page has no place for the table; says which page and what belongs there."""


def markdown(rows: Sequence[Row], columns: Sequence[str], heads: Mapping[str, str]) -> str:
    """Return the rows as a table; one that goes on with the figure before does not repeat it.

    Args:
        rows: the rows.
        columns: the columns between the server and what is wanted.
        heads: their headings, and those of "what", "server" and "wanted".
    """
    lines = [[heads["what"], heads["server"], *(heads[c] for c in columns), heads["wanted"]]]
    before = None
    for row in rows:
        what = "" if row.what == before else row.what
        before = row.what
        cells = (row.cells.get(column, "") for column in columns)
        lines.append([_escaped(cell) for cell in (what, row.server, *cells, row.wanted)])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
        for line in (lines[0], rule, *lines[1:])
    )


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


def write_between_markers(page: Path, text: str) -> None:
    """Replace what a page holds between the markers.

    Raises:
        NoMarkers: the page does not have both, in this order.
    """
    before, begin, rest = page.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise NoMarkers(f"{page}: the table belongs between {BEGIN!r} and {END!r}; add both")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")

"""Where output goes and whether it may have colours (https://no-color.org)."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_WORTH_A_BAR = 20
"""Fewer files are done before anybody has read the bar."""
_REFRESH_SECONDS = 0.1


def wants_colour(stream: IO[str]) -> bool:
    """Whether to colour what is written to ``stream``."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def console() -> Console:
    """A console on stdout for tables and pages."""
    from rich.console import Console

    colour = wants_colour(sys.stdout)
    return Console(
        no_color=not colour,
        force_terminal=colour,
        highlight=False,
        markup=False,
        emoji=False,
    )


def print_table(title_row: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table without lines; away from a terminal, one line per row and no wrapping."""
    if not sys.stdout.isatty():
        widths = [max(map(len, column)) for column in zip(title_row, *rows, strict=True)]
        for row in (title_row, *rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            sys.stdout.write("  ".join(cells).rstrip() + "\n")
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, title in enumerate(title_row):
        table.add_column(title, no_wrap=index < len(title_row) - 1)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


@contextmanager
def progress(total: int, label: str) -> Generator[Callable[[], None]]:
    """A bar on stderr while the block runs, when stderr is a terminal and there is much to do.

    Yields what to call after each file.
    """
    if total < _WORTH_A_BAR or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    colour = wants_colour(sys.stderr)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True, no_color=not colour),
        transient=True,
        # By no thread of its own: this process may fork while the bar is there.
        auto_refresh=False,
    )
    shown = 0.0
    with bar:
        task = bar.add_task(label, total=total)

        def advance() -> None:
            nonlocal shown
            bar.advance(task)
            if (now := time.monotonic()) - shown >= _REFRESH_SECONDS:
                shown = now
                bar.refresh()

        yield advance

"""Which rows are measured, on files of which sizes and how often."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.benchmarks.workload import SIZES, STANDARD_LIBRARY

EDIT, OPEN, CHECK, INDEX, MEMORY, BURST, CANCEL = ROWS = (
    *("edit", "open", "check", "index", "memory", "burst", "cancel"),
)
"""The names under which rows are chosen, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does; sizes are in lines.

    Attributes:
        rows: the rows.
        rates: at which clean and dense modules break conventions; found out when None.
        sizes: the files that are edited.
        edits: edits per file and server.
        dense: whether dense files are edited, too, and pulled for.
        open_sizes: the files that are opened cold and warm.
        rounds: how often that, a check and a burst are repeated.
        check_files: the files of the tree that is checked.
        check_lines: how long each of them is.
        modules: the files that one core checks.
        index_lines: packages that are left out after so many; None for none.
        index_size: the file that is edited while the index is built.
        memory_size: the file whose server is weighed.
        burst_size: the file of the burst.
        burst: its changes.
        cancel_size: the file of requests that are cancelled.
        cancels: requests of each kind that are cancelled.
    """

    rows: tuple[str, ...] = ROWS
    rates: tuple[float, float] | None = None
    sizes: tuple[int | str, ...] = (*SIZES, STANDARD_LIBRARY)
    edits: int = 80
    dense: bool = True
    open_sizes: tuple[int, ...] = (500, 6400, 19000)
    rounds: int = 2
    check_files: int = 150
    check_lines: int = 330
    modules: int = 24
    index_lines: int | None = None
    index_size: int = 500
    memory_size: int = 6400
    burst_size: int = 5000
    burst: int = 1000
    cancel_size: int = 6400
    cancels: int = 20


FULL = Plan()
QUICK = replace(
    FULL,
    sizes=(500, 6400),
    dense=False,
    open_sizes=(500, 6400),
    rounds=1,
    modules=4,
    index_lines=100_000,
    cancels=8,
)

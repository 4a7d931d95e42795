"""`make bench`: one table of houserules side by side with others, all in one run.

Usage: `run.py [--quick] [--only SIZE] [--edits N] [--json FILE]`, SIZE being 500, 2600, 6400,
19000 or _pydecimal.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.status import Status

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.measure import measure
from tests.benchmarks.peers import peers
from tests.benchmarks.table import PULL, PUSH, Figures, failures_of, table_of
from tests.benchmarks.throughput import lines_per_second
from tests.benchmarks.workload import (
    CLEAN,
    DENSE,
    SIZES,
    STANDARD_LIBRARY,
    Workload,
    breach_rate,
    generated,
    pydecimal,
)


def main() -> None:
    """Measure and print."""
    options = _parser().parse_args()
    console = Console(width=None if sys.stdout.isatty() else 170)
    status = Status("", console=Console(stderr=True))
    with status:
        figures = _figures(options, lambda text: status.update(text))
    console.print(table_of(figures, [peer.name for peer in peers()]))
    console.print(
        "¹ Only edits that leave the file intact; in a broken file it shows nothing."
        f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end."
    )
    for failure in failures_of(figures):
        console.print(f"[red]failed:[/] {failure}")
    if options.json:
        _write(options.json, figures)


def _figures(options: argparse.Namespace, progress: Callable[[str], None]) -> Figures:
    figures = Figures()
    progress("how often must a module break conventions?")
    rates = {density: breach_rate(density) for density in (CLEAN, DENSE)}
    figures.workloads = _workloads(options, rates)
    channels = (PUSH,) if options.quick else (PUSH, PULL)
    for workload in figures.workloads:
        for channel in channels:
            pull = channel == PULL
            chosen = [
                peer
                for peer in peers()
                if workload.lines <= peer.longest and (peer.pulls or not pull)
            ]
            key = (channel, workload.density, workload.label)
            figures.cells[key] = measure(
                workload, chosen, options.edits, pull=pull, progress=progress
            )
    progress("check on the command line")
    figures.speed = lines_per_second(rates[CLEAN])
    return figures


def _workloads(options: argparse.Namespace, rates: dict[str, float]) -> list[Workload]:
    sizes = options.only or ([500, 6400] if options.quick else [*SIZES, STANDARD_LIBRARY])
    densities = (CLEAN,) if options.quick else (CLEAN, DENSE)
    found: list[Workload] = []
    for density in densities:
        found += (generated(density, s, rates[density]) for s in sizes if isinstance(s, int))
        if density == CLEAN and STANDARD_LIBRARY in sizes:
            found.append(pydecimal())
    return found


def _write(path: str, figures: Figures) -> None:
    cells = [
        {"channel": channel, "density": density, "file": label, "server": name, **asdict(measured)}
        for (channel, density, label), by_name in figures.cells.items()
        for name, measured in by_name.items()
    ]
    text = json.dumps({"cells": cells, "lines_per_second": dict(figures.speed)}, indent=1)
    Path(path).write_text(text + "\n", "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two sizes, mostly clean, push only")
    parser.add_argument(
        "--only", action="append", type=_size, metavar="SIZE", help="this size; may be repeated"
    )
    parser.add_argument("--edits", type=int, default=120, help="edits per file and server")
    parser.add_argument("--json", metavar="FILE", help="write every single figure there, too")
    return parser


def _size(text: str) -> int | str:
    return text if text == STANDARD_LIBRARY else int(text.replace(",", ""))


if __name__ == "__main__":
    main()

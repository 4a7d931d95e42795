"""`make bench`: one table of houserules side by side with others, all in one run.

Usage: `run.py [--rows ROW,…] [--quick] [--only SIZE] [--edits N] [--json FILE] [--write PAGE]`,
SIZE being 500, 2600, 6400, 19000 or _pydecimal. Everything is measured on real processes: servers
over stdio, commands as they are typed.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.status import Status

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.figures import Figure
from tests.benchmarks.machine import Machine
from tests.benchmarks.markdown import NoMarkers, write_between_markers
from tests.benchmarks.measuring import measured
from tests.benchmarks.peers import left_out, peers
from tests.benchmarks.plan import FULL, QUICK, ROWS, Plan
from tests.benchmarks.table import Figures, failures_of, table_of
from tests.benchmarks.workload import STANDARD_LIBRARY


def main() -> None:
    """Measure and print."""
    parser = _parser()
    options = parser.parse_args()
    if options.write and options.rows:
        parser.error("--write puts the whole table into a page: it does not go with --rows")
    machine = Machine.now()
    status = Status("", console=Console(stderr=True))
    with status:
        figures = measured(_plan(options), peers(), lambda text: status.update(text))
    text = "\n\n".join([table_of(figures, [p.name for p in peers()]), *_notes(figures, machine)])
    print(text)
    if options.json:
        _write_json(options.json, figures, machine)
    if options.write:
        try:
            write_between_markers(options.write, text)
        except (OSError, NoMarkers) as error:
            sys.exit(str(error))


def _notes(figures: Figures, machine: Machine) -> list[str]:
    """Return what stands under the table."""
    notes = ["¹ Edits: only those that leave the file intact; in a broken file it shows nothing."]
    notes += [f"{name} is left out: it is not installed here." for name in left_out()]
    notes += [f"Failed: {failure}" for failure in failures_of(figures)]
    missed = [
        f"- {figure.under or figure.what}{_detail(figure)}: {figure.cell},"
        f" wanted {figure.wanted or 'an answer'}"
        for figure in figures.others
        if figure.missed
    ]
    if missed:
        notes.append("\n".join(["Missed:", "", *missed]))
    took = ", ".join(f"{row} {seconds:,.0f} s" for row, seconds in figures.took.items())
    return [*notes, f"{machine.described()} Measuring took {took}."]


def _detail(figure: Figure) -> str:
    column = f", {figure.column} lines" if figure.column else ""
    return f"{column} … {figure.what}" if figure.under else column


def _plan(options: argparse.Namespace) -> Plan:
    plan = QUICK if options.quick else FULL
    if options.rows:
        plan = replace(plan, rows=tuple(row for row in ROWS if row in options.rows))
    if options.only:
        plan = replace(plan, sizes=tuple(options.only))
    return plan if options.edits is None else replace(plan, edits=options.edits)


def _write_json(path: str, figures: Figures, machine: Machine) -> None:
    cells = [
        {"channel": channel, "density": density, "file": label, "server": name, **asdict(measured)}
        for (channel, density, label), by_name in figures.cells.items()
        for name, measured in by_name.items()
    ]
    everything = {
        "machine": asdict(machine),
        "cells": cells,
        "lines_per_second": dict(figures.speed),
        "figures": [asdict(figure) for figure in figures.others],
    }
    Path(path).write_text(json.dumps(everything, indent=1) + "\n", "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rows", type=_rows, metavar="ROW,…", help=f"these alone, of {', '.join(ROWS)}"
    )
    parser.add_argument("--quick", action="store_true", help="fewer sizes, mostly clean, push only")
    parser.add_argument(
        "--only", action="append", type=_size, metavar="SIZE", help="this size; may be repeated"
    )
    parser.add_argument("--edits", type=int, metavar="N", help="edits per file and server")
    parser.add_argument("--json", metavar="FILE", help="write every single figure there, too")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="put the table between the markers of this page"
    )
    return parser


def _rows(text: str) -> list[str]:
    chosen = text.split(",")
    for row in chosen:
        if row not in ROWS:
            raise argparse.ArgumentTypeError(f"no row {row!r}: there are {', '.join(ROWS)}")
    return chosen


def _size(text: str) -> int | str:
    return text if text == STANDARD_LIBRARY else int(text.replace(",", ""))


if __name__ == "__main__":
    main()

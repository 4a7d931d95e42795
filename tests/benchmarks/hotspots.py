"""Where the analysis spends its time on an edit: a profile of the host's service, in-process.

Usage: `hotspots.py [SIZE] [--dense] [--kind KIND] [--open]`, SIZE in lines or `_pydecimal`, KIND a
member of `Kind` (BODY, NAME, …). Times are processor time, so that a busy machine does no harm.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from houserules.host.protocol import Message
from houserules.host.service import Service
from tests.benchmarks.figures import quantile
from tests.benchmarks.keystrokes import Keystroke, Kind, edit_script
from tests.benchmarks.peers import HOUSERULES
from tests.benchmarks.workload import (
    CLEAN,
    DENSE,
    STANDARD_LIBRARY,
    breach_rate,
    generated,
    pydecimal,
)

_EDITS = 300
_SEED = 11
_LINES = 30


class _Host:
    """The host's service with one open document."""

    def __init__(self, folder: Path, path: Path) -> None:
        self._service = Service()
        self._uri = path.as_uri()
        self._path = path
        self._version = 1
        configuration: Message = {"folders": [str(folder)], "editor": {}, "explicit": False}
        self._tell("configure", configuration)

    def open(self, text: str) -> float:
        """Open the document; return the milliseconds until all was reported."""
        params = {"uri": self._uri, "path": str(self._path), "version": 1, "text": text}
        return self._tell("open", params)

    def edit(self, stroke: Keystroke) -> float:
        """Make an edit; return the milliseconds until all was reported."""
        self._version += 1
        edits = [[stroke.start, stroke.end, stroke.text]]
        return self._tell("edit", {"uri": self._uri, "version": self._version, "edits": edits})

    def _tell(self, method: str, params: Message) -> float:
        begun = time.process_time()
        self._service.handle({"method": method, "params": params})
        while self._service.step(lambda: False) is not None:
            pass
        return (time.process_time() - begun) * 1000


def main() -> None:
    """Profile and print."""
    options = _parser().parse_args()
    console = Console()
    density = DENSE if options.dense else CLEAN
    workload = (
        pydecimal()
        if options.size == STANDARD_LIBRARY
        else generated(density, int(options.size), breach_rate(density))
    )
    profile = cProfile.Profile(time.process_time)
    with TemporaryDirectory(prefix="houserules-bench-") as name:
        folder = Path(name)
        path = HOUSERULES.furnish(folder, workload.text)
        script = edit_script(workload.text, _EDITS, _SEED)
        plain = _Host(folder, path)
        opened = plain.open(workload.text)
        times = [(stroke.kind, plain.edit(stroke)) for stroke in script]
        profiled = _Host(folder, path)
        if options.open:
            profile.runcall(profiled.open, workload.text)
        else:
            profiled.open(workload.text)
            for stroke in script:
                if options.kind in (None, stroke.kind.name):
                    profile.runcall(profiled.edit, stroke)
                else:
                    profiled.edit(stroke)
    console.print(_table(times, f"{workload.lines:,} lines, opened in {opened:,.0f} ms"))
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile).sort_stats(order).print_stats(_LINES)


def _table(times: list[tuple[Kind, float]], title: str) -> Table:
    table = Table("ms per edit, without the profiler", "p50", "p95", "worst", title=title)
    for kind in (None, *Kind):
        taken = [ms for one, ms in times if kind in (None, one)]
        figures = (quantile(taken, 0.5), quantile(taken, 0.95), max(taken))
        table.add_row(kind or "all", *(f"{figure:.2f}" for figure in figures))
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", default="6400")
    parser.add_argument("--dense", action="store_true", help="a finding per five lines")
    parser.add_argument("--kind", choices=[kind.name for kind in Kind], help="these edits only")
    parser.add_argument("--open", action="store_true", help="profile opening instead of editing")
    return parser


if __name__ == "__main__":
    main()

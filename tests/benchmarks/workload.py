"""The files that are measured: generated modules, mostly clean and dense, and a known one.

How many findings a module has is counted by `houserules check`, and the rate at which the
generator breaks conventions follows from that: it means the same however many rules there are.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.fastapi_modules import fastapi_module
from tests.benchmarks.peers import BIN, HOUSERULES
from tests.benchmarks.processes import CommandFailed

SIZES = (500, 2600, 6400, 19000)
CLEAN, DENSE = "mostly clean", "dense"
LINES_PER_FINDING = {CLEAN: 60, DENSE: 5}
STANDARD_LIBRARY = "_pydecimal"

_TRIAL_LINES = 2000
_TRIALS = 9
_SEED = 7


@dataclass(frozen=True, slots=True)
class Workload:
    """A file to open and edit.

    Attributes:
        label: the column of the table.
        density: `CLEAN` or `DENSE`.
        text: the file.
        findings: what `houserules check` finds in it.
    """

    label: str
    density: str
    text: str
    findings: list[dict[str, Any]]

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return self.text.count("\n")


def generated(density: str, size: int, rate: float) -> Workload:
    """Return a generated module with its findings."""
    text = fastapi_module(size, rate, _SEED)
    return Workload(f"{size:,}", density, text, findings_in(text))


def pydecimal() -> Workload:
    """Return the standard library's `_pydecimal.py`: one class of nearly 6,000 lines."""
    spec = importlib.util.find_spec(STANDARD_LIBRARY)
    assert spec is not None
    assert spec.origin is not None
    text = Path(spec.origin).read_text("utf-8")
    return Workload(STANDARD_LIBRARY, CLEAN, text, findings_in(text))


def breach_rate(density: str) -> float:
    """Return the rate at which the generator must break conventions for a density."""
    wanted = _TRIAL_LINES / LINES_PER_FINDING[density]
    low, high = 0.0, 1.0
    for _ in range(_TRIALS):
        rate = (low + high) / 2
        if len(findings_in(fastapi_module(_TRIAL_LINES, rate, _SEED))) < wanted:
            low = rate
        else:
            high = rate
    return (low + high) / 2


def findings_in(text: str) -> list[dict[str, Any]]:
    """Return what `houserules check` finds in a module."""
    with TemporaryDirectory(prefix="houserules-bench-") as name:
        path = HOUSERULES.furnish(Path(name), text)
        command = [str(BIN / "houserules"), "check", "--no-cache", "--format", "json", str(path)]
        run = subprocess.run(command, cwd=name, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise CommandFailed(f"houserules check ended with {run.returncode}: {run.stderr.strip()}")
    return json.loads(run.stdout)["findings"]

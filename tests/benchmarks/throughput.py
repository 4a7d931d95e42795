"""How many lines per second the command lines check on one core."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.fastapi_modules import fastapi_module
from tests.benchmarks.peers import BIN, FIXIT, FIXIT_LSP, HOUSERULES, RUFF, RUFF_ALL, Peer

_MODULES = 24
_LINES = 800
_RUNS = 2

_HOUSERULES = (str(BIN / "houserules"), "check", "--jobs", "1", "--no-cache", "--exit-zero", ".")
_RUFF = (str(BIN / "ruff"), "check", "--no-cache", "--exit-zero", "--quiet", ".")
_COMMANDS: tuple[tuple[Peer, tuple[str, ...], int], ...] = (
    (HOUSERULES, _HOUSERULES, _MODULES),
    (RUFF, _RUFF, _MODULES),
    (RUFF_ALL, _RUFF, _MODULES),
    (FIXIT_LSP, (str(FIXIT), "--quiet", "lint", "."), 1),
)
"""Each server's command line and how many modules it gets."""


def lines_per_second(rate: float) -> dict[str, float]:
    """Return lines per second of processor time by name, start of the process included.

    Args:
        rate: at which the modules break conventions.
    """
    modules = [fastapi_module(_LINES, rate, seed) for seed in range(_MODULES)]
    return {
        peer.name: _speed(peer, command, modules[:count])
        for peer, command, count in _COMMANDS
        if Path(command[0]).exists()
    }


def _speed(peer: Peer, command: tuple[str, ...], modules: list[str]) -> float:
    with TemporaryDirectory(prefix="houserules-bench-") as name:
        path = peer.furnish(Path(name), modules[0])
        for number, text in enumerate(modules[1:]):
            path.with_name(f"module_{number}.py").write_text(text, "utf-8")
        lines = sum(text.count("\n") for text in modules)
        return max(lines / _seconds(command, name) for _ in range(_RUNS))


def _seconds(command: tuple[str, ...], folder: str) -> float:
    """Run a command; return the processor time it took: the machine may be busy otherwise."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "RAYON_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime

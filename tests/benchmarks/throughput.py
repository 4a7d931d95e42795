"""How many lines per second the command lines check on one core."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.fastapi_modules import fastapi_module
from tests.benchmarks.peers import BIN, FIXIT, FIXIT_LSP, HOUSERULES, RUFF, RUFF_ALL, Peer
from tests.benchmarks.processes import run

_LINES = 800
_RUNS = 2

_HOUSERULES = (str(BIN / "houserules"), "check", "--jobs", "1", "--no-cache", "--exit-zero", ".")
_RUFF = (str(BIN / "ruff"), "check", "--no-cache", "--exit-zero", "--quiet", ".")
_COMMANDS: tuple[tuple[Peer, tuple[str, ...], bool], ...] = (
    (HOUSERULES, _HOUSERULES, True),
    (RUFF, _RUFF, True),
    (RUFF_ALL, _RUFF, True),
    (FIXIT_LSP, (str(FIXIT), "--quiet", "lint", "."), False),
)
"""Each server's command line and whether it gets all modules, or the first alone."""


def lines_per_second(rate: float, count: int, peers: Sequence[Peer]) -> dict[str, float]:
    """Return lines per second of processor time by name, start of the process included.

    Args:
        rate: at which the modules break conventions.
        count: how many modules there are.
        peers: of whom.
    """
    modules = [fastapi_module(_LINES, rate, seed) for seed in range(count)]
    return {
        peer.name: _speed(peer, command, modules if whole else modules[:1])
        for peer, command, whole in _COMMANDS
        if peer in peers
    }


def _speed(peer: Peer, command: tuple[str, ...], modules: list[str]) -> float:
    with TemporaryDirectory(prefix="houserules-bench-") as name:
        folder = Path(name)
        path = peer.furnish(folder, modules[0])
        for number, text in enumerate(modules[1:]):
            path.with_name(f"module_{number}.py").write_text(text, "utf-8")
        lines = sum(text.count("\n") for text in modules)
        # Processor time: the machine may be busy otherwise.
        one_core = {"RAYON_NUM_THREADS": "1"}
        return max(lines / run(command, folder, one_core).processor for _ in range(_RUNS))

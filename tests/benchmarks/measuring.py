"""Goes through a plan: row after row, all figures of a row side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from tests.benchmarks.bursts import bursts
from tests.benchmarks.cancelling import cancelled
from tests.benchmarks.checking import Tree, check_memory, checks
from tests.benchmarks.figures import Figure
from tests.benchmarks.indexing import indexes
from tests.benchmarks.measure import measure
from tests.benchmarks.memory import server_memory
from tests.benchmarks.openings import openings
from tests.benchmarks.peers import HOUSERULES, NOOP, Peer
from tests.benchmarks.plan import BURST, CANCEL, CHECK, EDIT, INDEX, MEMORY, OPEN, Plan
from tests.benchmarks.processes import CommandFailed
from tests.benchmarks.table import PULL, PUSH, Figures
from tests.benchmarks.throughput import lines_per_second
from tests.benchmarks.wire import ServerSilent
from tests.benchmarks.workload import (
    CLEAN,
    DENSE,
    STANDARD_LIBRARY,
    Workload,
    breach_rate,
    generated,
    pydecimal,
)

Progress = Callable[[str], None]


def measured(plan: Plan, peers: Sequence[Peer], progress: Progress) -> Figures:
    """Return all figures of a plan; `progress` is told what is being done."""
    return _Run(plan, peers, progress, Figures()).figures_of_all_rows()


@dataclass(frozen=True, slots=True)
class _Run:
    plan: Plan
    peers: Sequence[Peer]
    progress: Progress
    figures: Figures

    def figures_of_all_rows(self) -> Figures:
        rows: dict[str, Callable[[], Sequence[Figure]]] = {
            EDIT: self._edits,
            OPEN: self._openings,
            CHECK: self._checks,
            INDEX: self._indexes,
            MEMORY: self._memory,
            BURST: self._bursts,
            CANCEL: self._cancelled,
        }
        for row in self.plan.rows:
            begun = time.perf_counter()
            try:
                self.figures.others += rows[row]()
            except (ServerSilent, CommandFailed, OSError) as error:
                # The other rows are worth having all the same.
                self.figures.others.append(
                    Figure(row, row, HOUSERULES.name, f"failed: {error}", missed=True)
                )
            self.figures.took[row] = time.perf_counter() - begun
        return self.figures

    def _edits(self) -> Sequence[Figure]:
        self.figures.workloads = self._workloads()
        for workload in self.figures.workloads:
            for channel in (PUSH, PULL) if self.plan.dense else (PUSH,):
                pull = channel == PULL
                chosen = [peer for peer in self._able(workload) if peer.pulls or not pull]
                self.figures.cells[channel, workload.density, workload.label] = measure(
                    workload, chosen, self.plan.edits, pull=pull, progress=self.progress
                )
        return ()

    def _openings(self) -> Sequence[Figure]:
        workloads = [self._generated(CLEAN, size) for size in self.plan.open_sizes]
        # The floor of one that does nothing is told by the edits.
        working = [peer for peer in self.peers if peer is not NOOP]
        return openings(workloads, working, self.plan.rounds, self.progress)

    def _checks(self) -> Sequence[Figure]:
        self.progress("check on one core")
        self.figures.speed = lines_per_second(self._rate(CLEAN), self.plan.modules, self.peers)
        return checks(self._tree(), self.peers, self.plan.rounds, self.progress)

    def _indexes(self) -> Sequence[Figure]:
        workload = self._generated(CLEAN, self.plan.index_size)
        return indexes(workload, self.plan.index_lines, self.progress)

    def _memory(self) -> Sequence[Figure]:
        workload = self._generated(CLEAN, self.plan.memory_size)
        return [
            *server_memory(workload, self._able(workload), self.progress),
            *check_memory(self._tree(), self.peers, self.progress),
        ]

    def _bursts(self) -> Sequence[Figure]:
        workload = self._generated(CLEAN, self.plan.burst_size)
        able = self._able(workload)
        return bursts(workload, able, self.plan.burst, self.plan.rounds, self.progress)

    def _cancelled(self) -> Sequence[Figure]:
        workload, rate = self._generated(DENSE, self.plan.cancel_size), self._rate(DENSE)
        return cancelled(workload, rate, self.peers, self.plan.cancels, self.progress)

    def _able(self, workload: Workload) -> list[Peer]:
        """Return the servers that answer for so many lines in bearable time."""
        return [peer for peer in self.peers if workload.lines <= peer.longest]

    def _tree(self) -> Tree:
        return Tree.generated(self.plan.check_files, self.plan.check_lines, self._rate(CLEAN))

    def _workloads(self) -> list[Workload]:
        densities = (CLEAN, DENSE) if self.plan.dense else (CLEAN,)
        sizes = self.plan.sizes
        found: list[Workload] = []
        for density in densities:
            found += (self._generated(density, size) for size in sizes if isinstance(size, int))
            if density == CLEAN and STANDARD_LIBRARY in sizes:
                found.append(pydecimal())
        return found

    def _generated(self, density: str, size: int) -> Workload:
        return _workload(density, size, self._rate(density))

    def _rate(self, density: str) -> float:
        if self.plan.rates is not None:
            return self.plan.rates[density == DENSE]
        self.progress("how often must a module break conventions?")
        return _breach_rate(density)


@cache
def _breach_rate(density: str) -> float:
    return breach_rate(density)


@cache
def _workload(density: str, size: int, rate: float) -> Workload:
    return generated(density, size, rate)

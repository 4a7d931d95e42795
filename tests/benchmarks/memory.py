"""The most memory that each process of a server ever had, after a document was opened and edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.benchmarks.figures import Figure, short
from tests.benchmarks.keystrokes import edit_script
from tests.benchmarks.peers import Peer
from tests.benchmarks.processes import peak_megabytes
from tests.benchmarks.sessions import place
from tests.benchmarks.wire import ServerSilent
from tests.benchmarks.workload import Workload

ROW = "memory"
MEGABYTES = 250.0
"""What is wanted of front and host together."""
_EDITS = 60
_SEED = 13


def server_memory(
    workload: Workload, peers: Sequence[Peer], progress: Callable[[str], None]
) -> list[Figure]:
    """Return the peaks of each server's processes, which Linux alone tells."""
    what = f"memory with {workload.lines:,} lines open, {_EDITS} edits: peak MB"
    figures: list[Figure] = []
    for peer in peers:
        progress(f"memory: {peer.name}")
        try:
            peaks = _peaks(peer, workload)
        except (ServerSilent, OSError) as error:
            figures.append(Figure(ROW, what, peer.name, f"failed: {error}", missed=peer.counts))
            continue
        cell = " + ".join(f"{name} {short(peak)}" for name, peak in peaks.items()) or "–"
        whole = sum(peaks.values())
        wanted = f"≤ {MEGABYTES:g} together" if peer.counts else ""
        missed = peer.counts and whole > MEGABYTES
        figures.append(
            Figure(ROW, what, peer.name, cell, tuple(peaks.values()), wanted=wanted, missed=missed)
        )
    return figures


def _peaks(peer: Peer, workload: Workload) -> dict[str, float]:
    with (
        place(peer, workload.text) as here,
        here.session(workload.text, findings=workload.findings) as typist,
    ):
        typist.open(hover=False, expected=len(workload.findings) if peer.counts else None)
        for stroke in edit_script(workload.text, _EDITS, _SEED):
            typist.type(stroke)
        return peak_megabytes(typist.wire.process.pid, "front" if peer.counts else "server")

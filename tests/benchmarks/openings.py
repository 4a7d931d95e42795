"""Opening a document cold and warm: with an empty cache on disk, and with one that knows the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tests.benchmarks.figures import Figure, median, typical_and_worst
from tests.benchmarks.peers import BIN, Peer
from tests.benchmarks.processes import run
from tests.benchmarks.sessions import Place, leave, place
from tests.benchmarks.typist import Opening
from tests.benchmarks.wire import ServerSilent
from tests.benchmarks.workload import Workload

ROW = "open"
COLD, WARM = "cold", "warm"
FIRST_MILLISECONDS = 150.0
MILLISECONDS_PER_1000_LINES = 250.0
"""What is wanted of a cold opening."""


def openings(
    workloads: Sequence[Workload],
    peers: Sequence[Peer],
    rounds: int,
    progress: Callable[[str], None],
) -> list[Figure]:
    """Return what was measured of each server and file.

    Args:
        workloads: the files.
        peers: the servers.
        rounds: how often each opens each file, cold and warm, in sessions of their own.
        progress: told what is being done.
    """
    figures: list[Figure] = []
    for workload in workloads:
        taken: dict[tuple[str, str], list[Opening]] = {}
        failures: dict[str, str] = {}
        chosen = [peer for peer in peers if workload.lines <= peer.longest]
        for number in range(rounds):
            for peer in chosen:
                progress(f"open {workload.label}: {peer.name}, {number + 1} of {rounds}")
                try:
                    for state, opening in _cold_and_warm(peer, workload):
                        taken.setdefault((peer.name, state), []).append(opening)
                except (ServerSilent, OSError) as error:
                    failures[peer.name] = str(error)
        for state in (COLD, WARM):
            for peer in chosen:
                failure = failures.get(peer.name)
                figures += _figures(
                    workload, peer, state, taken.get((peer.name, state), []), failure
                )
    return figures


def _cold_and_warm(peer: Peer, workload: Workload) -> Iterator[tuple[str, Opening]]:
    with place(peer, workload.text) as here:
        yield COLD, _opening(here, workload)
        if peer.counts:
            # Whatever of both, command line and server, writes the cache down.
            command = [str(BIN / "houserules"), "check", "--exit-zero", str(here.module)]
            run(command, here.folder, here.environment)
        yield WARM, _opening(here, workload)


def _opening(here: Place, workload: Workload) -> Opening:
    findings = workload.findings
    with here.session(workload.text, findings=findings) as typist:
        expected = len(findings) if here.peer.counts else None
        opening = typist.open(hover=False, expected=expected)
        leave(typist.wire)
    return opening


def _figures(
    workload: Workload, peer: Peer, state: str, taken: Sequence[Opening], failure: str | None
) -> Iterator[Figure]:
    ours = peer.counts
    whole = MILLISECONDS_PER_1000_LINES * max(workload.lines / 1000, 1)
    for name, values, limit, wanted in (
        ("first report", [o.first for o in taken], FIRST_MILLISECONDS, "≤ 150"),
        ("everything", [o.everything for o in taken], whole, "≤ 250 per 1,000 lines"),
    ):
        yield Figure(
            ROW,
            f"open, {state}: {name}, ms (median / worst)",
            peer.name,
            f"failed: {failure}" if failure else typical_and_worst(values),
            tuple(values),
            workload.label,
            wanted if ours else "",
            ours and (failure is not None or median(values) > limit),
        )
